"""One person's figures: what they did in all, and where they stand among the others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.drafts import OPEN
from store.models import Draft, Person, Pick, Points, Share


@dataclass(frozen=True, slots=True)
class Totals:
    """Picks and drafts that stand, shares ever, points ever and since an instant."""

    picks: int
    drafts: int
    shares: int
    points: int
    points_since: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Active ambassadors with more points between two instants, all of them, and one's own figures."""

    ahead: int
    of: int
    points: int
    shares: int


async def totals(session: AsyncSession, person_id: int, *, since: datetime) -> Totals:
    points = select(func.coalesce(func.sum(Points.points), 0)).where(Points.person_id == person_id)
    row = await session.execute(
        select(
            select(func.count(Pick.id))
            .where(Pick.person_id == person_id, Pick.active.is_(True))
            .scalar_subquery(),
            select(func.count(Draft.id))
            .where(Draft.person_id == person_id, Draft.state.in_(OPEN))
            .scalar_subquery(),
            select(func.count(Share.id)).where(Share.person_id == person_id).scalar_subquery(),
            points.scalar_subquery(),
            points.where(Points.earned_at >= since).scalar_subquery(),
        )
    )
    return Totals(*row.one())


async def standing(
    session: AsyncSession, person_id: int, start: datetime, end: datetime, grades: Collection[str]
) -> Standing:
    """In [start, end), shares of those grades. The others are counted, never read one by one."""
    active = (Person.joined_at.is_not(None), Person.left_at.is_(None))
    earned = (Points.earned_at >= start, Points.earned_at < end)
    own = select(func.coalesce(func.sum(Points.points), 0)).where(Points.person_id == person_id, *earned)
    ahead = (
        select(Points.person_id)
        .join(Person, Person.id == Points.person_id)
        .where(*active, *earned)
        .group_by(Points.person_id)
        .having(func.sum(Points.points) > own.correlate(None).scalar_subquery())
        .subquery()
    )
    row = await session.execute(
        select(
            select(func.count()).select_from(ahead).scalar_subquery(),
            select(func.count(Person.id)).where(*active).scalar_subquery(),
            own.scalar_subquery(),
            select(func.count(Share.id))
            .where(
                Share.person_id == person_id,
                Share.shared_at >= start,
                Share.shared_at < end,
                Share.grade.in_(grades),
            )
            .scalar_subquery(),
        )
    )
    return Standing(*row.one())
