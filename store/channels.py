"""Ambassador channels: their rhythm, and whether they are posted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import workspace_of
from store.models import Channel, Workspace
from store.upsert import insert


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What an admin chooses for a channel. Validate it first (programme.calendar.validate). `topics`: ids of those its
    people want more of."""

    language: str
    time_zone: str
    post_at: time
    working_days: tuple[int, ...]
    country: str | None
    article_count: int
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActiveChannel:
    """A channel that is posted to, and its workspace."""

    channel: Channel
    workspace: Workspace


async def find(session: AsyncSession, conversation_id: str) -> Channel | None:
    return (
        await session.scalars(select(Channel).where(Channel.conversation_id == conversation_id))
    ).one_or_none()


async def listed(session: AsyncSession) -> Sequence[Channel]:
    """In the order they were set up."""
    return (await session.scalars(select(Channel).order_by(Channel.id))).all()


async def save(session: AsyncSession, conversation_id: str, rhythm: Rhythm, now: datetime) -> Channel:
    """Set a channel up, or change it. One that had stopped (archived, bot removed) is posted to again."""
    chosen = {
        "language": rhythm.language,
        "time_zone": rhythm.time_zone,
        "post_at": rhythm.post_at,
        "working_days": sorted(rhythm.working_days),
        "country": rhythm.country,
        "article_count": rhythm.article_count,
        "topics": list(rhythm.topics),
        "broken_reason": None,
    }
    await session.execute(
        insert(session, Channel)
        .values(workspace_id=workspace_of(session), conversation_id=conversation_id, created_at=now, **chosen)
        .on_conflict_do_update(index_elements=["workspace_id", "conversation_id"], set_=chosen)
    )
    return (
        await session.scalars(
            select(Channel)
            .where(Channel.conversation_id == conversation_id)
            .execution_options(populate_existing=True)
        )
    ).one()


async def pause(session: AsyncSession, channel_id: int, now: datetime) -> bool:
    """False when it was paused already."""
    return await _change(session, channel_id, Channel.paused_at.is_(None), paused_at=now)


async def resume(session: AsyncSession, channel_id: int) -> bool:
    """False when it was not paused."""
    return await _change(session, channel_id, Channel.paused_at.is_not(None), paused_at=None)


async def stop(session: AsyncSession, channel_id: int, reason: str) -> bool:
    """Nothing more is posted there: archived, deleted, or the bot was removed. False when that was known."""
    return await _change(session, channel_id, Channel.broken_reason.is_(None), broken_reason=reason[:100])


async def active(session: AsyncSession) -> list[ActiveChannel]:
    """The channels to post to: of connected, unpaused workspaces, neither paused nor stopped.

    Across workspaces.
    """
    rows = await session.execute(
        select(Channel, Workspace)
        .join(Workspace, Workspace.id == Channel.workspace_id)
        .where(is_posted_to())
        .order_by(Channel.id)
    )
    return [ActiveChannel(channel, workspace) for channel, workspace in rows]


async def still_active(session: AsyncSession, channel_id: int) -> bool:
    """Whether it is posted to, asked again inside the transaction that posts."""
    found = await session.scalar(
        select(Channel.id)
        .join(Workspace, Workspace.id == Channel.workspace_id)
        .where(Channel.id == channel_id, is_posted_to())
    )
    return found is not None


def is_posted_to() -> ColumnElement[bool]:
    """The condition on a channel joined with its workspace."""
    return (
        Channel.paused_at.is_(None)
        & Channel.broken_reason.is_(None)
        & Workspace.paused_at.is_(None)
        & Workspace.disconnected_reason.is_(None)
    )


async def _change(
    session: AsyncSession, channel_id: int, condition: ColumnElement[bool], **values: object
) -> bool:
    changed = await session.execute(
        update(Channel).where(Channel.id == channel_id, condition).values(**values).returning(Channel.id)
    )
    return changed.first() is not None
