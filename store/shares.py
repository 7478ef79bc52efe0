"""Shares and the points ledger they feed. Both are keyed by the act: saying it twice counts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, and_, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import workspace_of
from store.models import Points, Share
from store.upsert import insert

_EARNED_BY = and_(
    Points.person_id == Share.person_id,
    Points.subject == cast(Share.article_id, String) + literal(":") + Share.network,
)


async def declare(
    session: AsyncSession,
    *,
    person_id: int,
    article_id: int,
    network: str,
    grade: str,
    url: str | None,
    now: datetime,
) -> bool:
    """Record a share. False when it was known: then only a missing address is added."""
    result = await session.execute(
        insert(session, Share)
        .values(
            workspace_id=workspace_of(session),
            person_id=person_id,
            article_id=article_id,
            network=network,
            grade=grade,
            url=url,
            shared_at=now,
        )
        .on_conflict_do_nothing(index_elements=["person_id", "article_id", "network"])
        .returning(Share.id)
    )
    if result.first() is not None:
        return True
    known = await find(session, person_id, article_id, network)
    if known is not None and url and not known.url:
        known.url = url
    return False


async def find(session: AsyncSession, person_id: int, article_id: int, network: str) -> Share | None:
    return (
        await session.scalars(
            select(Share).where(
                Share.person_id == person_id, Share.article_id == article_id, Share.network == network
            )
        )
    ).one_or_none()


async def latest(
    session: AsyncSession, person_id: int, act: str, *, limit: int
) -> list[tuple[Share, Points | None]]:
    """Newest first, each with the line of the ledger that it earned by `act`."""
    rows = await session.execute(
        select(Share, Points)
        .outerjoin(Points, and_(_EARNED_BY, Points.act == act))
        .where(Share.person_id == person_id)
        .order_by(Share.shared_at.desc(), Share.id.desc())
        .limit(limit)
    )
    return [(share, earned) for share, earned in rows]


async def earn(
    session: AsyncSession,
    *,
    person_id: int,
    act: str,
    subject: str,
    points: int,
    reason: str,
    now: datetime,
) -> bool:
    """Add a line to the ledger, once an act and subject. False when it was there."""
    result = await session.execute(
        insert(session, Points)
        .values(
            workspace_id=workspace_of(session),
            person_id=person_id,
            act=act,
            subject=subject[:120],
            points=points,
            reason=reason,
            earned_at=now,
        )
        .on_conflict_do_nothing(index_elements=["person_id", "act", "subject"])
        .returning(Points.id)
    )
    return result.first() is not None


async def points_of(session: AsyncSession, person_id: int, *, since: datetime | None = None) -> int:
    statement = select(func.coalesce(func.sum(Points.points), 0)).where(Points.person_id == person_id)
    if since is not None:
        statement = statement.where(Points.earned_at >= since)
    return (await session.scalar(statement)) or 0


async def ledger_line(session: AsyncSession, person_id: int, act: str, subject: str) -> Points | None:
    return (
        await session.scalars(
            select(Points).where(
                Points.person_id == person_id, Points.act == act, Points.subject == subject[:120]
            )
        )
    ).one_or_none()
