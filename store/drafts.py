"""Drafts: captions being written, kept and found again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import workspace_of
from store.models import Draft
from store.upsert import insert

OPEN = ("draft", "ready")


async def find(session: AsyncSession, person_id: int, article_id: int, network: str) -> Draft | None:
    return (
        await session.scalars(
            select(Draft).where(
                Draft.person_id == person_id, Draft.article_id == article_id, Draft.network == network
            )
        )
    ).one_or_none()


async def latest(session: AsyncSession, person_id: int, article_id: int) -> Draft | None:
    """The one last touched, shared or not: where its author left off."""
    return (
        await session.scalars(
            select(Draft)
            .where(Draft.person_id == person_id, Draft.article_id == article_id)
            .order_by(Draft.updated_at.desc(), Draft.id.desc())
            .limit(1)
        )
    ).one_or_none()


async def last_network(session: AsyncSession, person_id: int) -> str | None:
    """The network this person used last, to propose it first."""
    return (
        await session.scalars(
            select(Draft.network)
            .where(Draft.person_id == person_id)
            .order_by(Draft.updated_at.desc())
            .limit(1)
        )
    ).one_or_none()


async def save(
    session: AsyncSession,
    *,
    person_id: int,
    article_id: int,
    network: str,
    caption: str,
    state: str,
    now: datetime,
) -> None:
    """Write or replace. A draft that was shared stays shared: its text may still be corrected."""
    existing = await find(session, person_id, article_id, network)
    if existing is not None and existing.state == "shared":
        state = "shared"
    statement = insert(session, Draft).values(
        workspace_id=workspace_of(session),
        person_id=person_id,
        article_id=article_id,
        network=network,
        caption=caption,
        state=state,
        updated_at=now,
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "article_id", "network"],
            set_={"caption": caption, "state": state, "updated_at": now},
        )
    )


async def forget(session: AsyncSession, person_id: int, article_id: int, network: str) -> None:
    """Delete a draft. One that was shared stays."""
    await session.execute(
        delete(Draft).where(
            Draft.person_id == person_id,
            Draft.article_id == article_id,
            Draft.network == network,
            Draft.state.in_(OPEN),
        )
    )


async def open_drafts(session: AsyncSession, person_id: int, *, limit: int) -> Sequence[Draft]:
    """Newest first."""
    return (
        await session.scalars(
            select(Draft)
            .where(Draft.person_id == person_id, Draft.state.in_(OPEN))
            .order_by(Draft.updated_at.desc(), Draft.id.desc())
            .limit(limit)
        )
    ).all()
