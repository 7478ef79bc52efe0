"""One person's figures: what they did in all, and where they stand among the others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
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


def _totals() -> Select[Any]:
    person: BindParameter[int] = bindparam("person")
    points = select(func.coalesce(func.sum(Points.points), 0)).where(Points.person_id == person)
    return select(
        select(func.count(Pick.id)).where(Pick.person_id == person, Pick.active.is_(True)).scalar_subquery(),
        select(func.count(Draft.id))
        .where(Draft.person_id == person, Draft.state.in_(OPEN))
        .scalar_subquery(),
        select(func.count(Share.id)).where(Share.person_id == person).scalar_subquery(),
        points.scalar_subquery(),
        points.where(Points.earned_at >= bindparam("since")).scalar_subquery(),
    )


_TOTALS = _totals()  # asked by every `/dizaine me` and Home: building it costs more than running it


async def totals(session: AsyncSession, person_id: int, *, since: datetime) -> Totals:
    row = await session.execute(_TOTALS, {"person": person_id, "since": since})
    return Totals(*row.one())


def _standing() -> Select[Any]:
    person: BindParameter[int] = bindparam("person")
    start: BindParameter[datetime] = bindparam("start")
    end: BindParameter[datetime] = bindparam("end")
    active = (Person.joined_at.is_not(None), Person.left_at.is_(None))
    earned = (Points.earned_at >= start, Points.earned_at < end)
    own = select(func.coalesce(func.sum(Points.points), 0)).where(Points.person_id == person, *earned)
    ahead = (
        select(Points.person_id)
        .join(Person, Person.id == Points.person_id)
        .where(*active, *earned)
        .group_by(Points.person_id)
        .having(func.sum(Points.points) > own.correlate(None).scalar_subquery())
        .subquery()
    )
    shares = select(func.count(Share.id)).where(
        Share.person_id == person,
        Share.shared_at >= start,
        Share.shared_at < end,
        Share.grade.in_(bindparam("grades", expanding=True)),
    )
    return select(
        select(func.count()).select_from(ahead).scalar_subquery(),
        select(func.count(Person.id)).where(*active).scalar_subquery(),
        own.scalar_subquery(),
        shares.scalar_subquery(),
    )


_STANDING = _standing()


async def standing(
    session: AsyncSession, person_id: int, start: datetime, end: datetime, grades: Collection[str]
) -> Standing:
    """In [start, end), shares of those grades. The others are counted, never read one by one."""
    row = await session.execute(
        _STANDING, {"person": person_id, "start": start, "end": end, "grades": list(grades)}
    )
    return Standing(*row.one())
