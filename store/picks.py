"""Picks: what someone chose. The newest event decides, whatever order events come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import workspace_of
from store.models import Pick
from store.upsert import insert, insert_for


def stamp(seconds: float, *, removed: bool) -> str:
    """An event's time as text that sorts; a removal wins over an addition of the same microsecond."""
    return f"{seconds:020.6f}{int(removed)}"


async def decide(
    session: AsyncSession,
    *,
    person_id: int,
    article_id: int,
    digest_id: int | None,
    active: bool,
    decided_by: str,
    now: datetime,
) -> bool:
    """Set a pick by an event. False when an event at least as new had already decided (a repeat, or out of order)."""
    row = {
        "workspace_id": workspace_of(session),
        "person_id": person_id,
        "article_id": article_id,
        "digest_id": digest_id,
        "active": active,
        "decided_by": decided_by,
        "created_at": now,
    }
    result = await session.execute(_decide(session.get_bind().dialect.name), row)
    return result.first() is not None


@cache
def _decide(dialect: str) -> Any:
    # `excluded` is a copy of the whole table, in cycles: one for each reaction held up the loop (measured).
    statement = insert_for(dialect, Pick)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["person_id", "article_id"],
        set_={"active": new.active, "decided_by": new.decided_by, "digest_id": new.digest_id},
        where=Pick.decided_by < new.decided_by,
    ).returning(Pick.id)


async def keep(
    session: AsyncSession, *, person_id: int, article_id: int, digest_id: int | None, now: datetime
) -> None:
    """Pick by drafting. The time of the last reaction still stands: a later one may take the pick back."""
    await session.execute(
        insert(session, Pick)
        .values(
            workspace_id=workspace_of(session),
            person_id=person_id,
            article_id=article_id,
            digest_id=digest_id,
            active=True,
            decided_by=stamp(0, removed=False),
            created_at=now,
        )
        .on_conflict_do_update(index_elements=["person_id", "article_id"], set_={"active": True})
    )


async def active(session: AsyncSession, person_id: int, *, limit: int) -> Sequence[Pick]:
    """Newest first."""
    return (
        await session.scalars(
            select(Pick)
            .where(Pick.person_id == person_id, Pick.active.is_(True))
            .order_by(Pick.created_at.desc(), Pick.id.desc())
            .limit(limit)
        )
    ).all()


async def stands(session: AsyncSession, person_id: int, article_id: int) -> bool:
    found = await session.scalar(
        select(Pick.active).where(Pick.person_id == person_id, Pick.article_id == article_id)
    )
    return bool(found)
