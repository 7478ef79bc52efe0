"""Workspaces: a programme's home in a chat, whether it is paused, and whether its chat still answers us."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import Workspace
from store.upsert import insert


async def get(session: AsyncSession, workspace_id: str) -> Workspace | None:
    return (await session.scalars(select(Workspace).where(Workspace.id == workspace_id))).one_or_none()


async def ensure(
    session: AsyncSession,
    workspace_id: str,
    now: datetime,
    *,
    name: str = "",
    language: str = "fr",
    contact_user: str | None = None,
) -> Workspace:
    """The workspace, made known if new. What is known of one stays, but for a missing name."""
    await session.execute(
        insert(session, Workspace)
        .values(id=workspace_id, name=name, language=language, contact_user=contact_user, created_at=now)
        .on_conflict_do_nothing(index_elements=["id"])
    )
    workspace = (await session.scalars(select(Workspace).where(Workspace.id == workspace_id))).one()
    if name and not workspace.name:
        workspace.name = name
    return workspace


async def pause(session: AsyncSession, workspace_id: str, now: datetime) -> bool:
    """False when it was paused already."""
    return await _change(session, workspace_id, Workspace.paused_at.is_(None), paused_at=now)


async def resume(session: AsyncSession, workspace_id: str) -> bool:
    """False when it was not paused."""
    return await _change(session, workspace_id, Workspace.paused_at.is_not(None), paused_at=None)


async def disconnect(session: AsyncSession, workspace_id: str, reason: str) -> bool:
    """Its deliveries stop: the token is revoked, the app uninstalled. False when that was known."""
    return await _change(
        session, workspace_id, Workspace.disconnected_reason.is_(None), disconnected_reason=reason[:100]
    )


async def reconnect(session: AsyncSession, workspace_id: str) -> bool:
    """Its deliveries go on. False when it was not disconnected."""
    return await _change(
        session, workspace_id, Workspace.disconnected_reason.is_not(None), disconnected_reason=None
    )


async def block_until(session: AsyncSession, workspace_id: str, until: datetime) -> None:
    """The chat asked to be left alone until then. A later date known before stands."""
    sooner = or_(Workspace.blocked_until.is_(None), Workspace.blocked_until < until)
    await _change(session, workspace_id, sooner, blocked_until=until)


async def remember_classic_blocks(session: AsyncSession, workspace_id: str) -> None:
    """It refused the newest blocks: it gets the older ones from now on."""
    await _change(session, workspace_id, Workspace.classic_blocks.is_(False), classic_blocks=True)


async def _change(
    session: AsyncSession, workspace_id: str, condition: ColumnElement[bool], **values: object
) -> bool:
    changed = await session.execute(
        update(Workspace)
        .where(Workspace.id == workspace_id, condition)
        .values(**values)
        .returning(Workspace.id)
    )
    return changed.first() is not None
