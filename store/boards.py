"""Weekly boards: the claim on a channel's week, and what was done in a week."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import Article, Person, Points, Share, WeeklyBoard
from store.upsert import insert


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """An ambassador, and what they did between two instants. `active`: has joined and not left."""

    person_id: int
    user_id: str
    team: str | None
    naming: str
    name: str | None
    alias: str | None
    active: bool
    points: int
    shares: int


@dataclass(frozen=True, slots=True)
class SharedArticle:
    """An article, and how many shares it had between two instants."""

    title: str
    url: str
    shares: int


async def claim(
    session: AsyncSession, *, workspace_id: str, channel_id: int, year: int, week: int, now: datetime
) -> bool:
    """False when this channel's board of that ISO week was made before."""
    made = await session.execute(
        insert(session, WeeklyBoard)
        .values(workspace_id=workspace_id, channel_id=channel_id, year=year, week=week, created_at=now)
        .on_conflict_do_nothing(index_elements=["channel_id", "year", "week"])
        .returning(WeeklyBoard.id)
    )
    return made.first() is not None


async def made(session: AsyncSession, years: Collection[int]) -> set[tuple[int, int, int]]:
    """(channel, ISO year, week) of the boards made for those years. Across workspaces."""
    rows = await session.execute(
        select(WeeklyBoard.channel_id, WeeklyBoard.year, WeeklyBoard.week).where(WeeklyBoard.year.in_(years))
    )
    return {(channel_id, year, week) for channel_id, year, week in rows}


async def people(
    session: AsyncSession, start: datetime, end: datetime, grades: Collection[str]
) -> list[PersonWeek]:
    """Everyone who ever joined, with their points and their shares of those grades in [start, end)."""
    points = (
        select(Points.person_id, func.sum(Points.points).label("total"))
        .where(Points.earned_at >= start, Points.earned_at < end)
        .group_by(Points.person_id)
        .subquery()
    )
    shares = (
        select(Share.person_id, func.count().label("total"))
        .where(Share.shared_at >= start, Share.shared_at < end, Share.grade.in_(grades))
        .group_by(Share.person_id)
        .subquery()
    )
    rows = await session.execute(
        select(
            Person.id,
            Person.user_id,
            Person.team,
            Person.naming,
            Person.name,
            Person.alias,
            Person.left_at.is_(None),
            func.coalesce(points.c.total, 0),
            func.coalesce(shares.c.total, 0),
        )
        .outerjoin(points, points.c.person_id == Person.id)
        .outerjoin(shares, shares.c.person_id == Person.id)
        .where(Person.joined_at.is_not(None))
        .order_by(Person.id)
    )
    return [PersonWeek(*tuple(row)) for row in rows]


async def shared_articles(
    session: AsyncSession, start: datetime, end: datetime, grades: Collection[str]
) -> list[SharedArticle]:
    """The articles shared in [start, end) with those grades, by ambassadors who have not left."""
    rows = await session.execute(
        select(func.min(Article.title), Article.url, func.count())
        .join(Share, Share.article_id == Article.id)
        .join(Person, Person.id == Share.person_id)
        .where(
            Share.shared_at >= start,
            Share.shared_at < end,
            Share.grade.in_(grades),
            Person.joined_at.is_not(None),
            Person.left_at.is_(None),
        )
        .group_by(Article.url)
    )
    return [SharedArticle(*row) for row in rows]


async def count_shares(session: AsyncSession, start: datetime, end: datetime, grades: Collection[str]) -> int:
    """Shares in [start, end) with those grades, by ambassadors who have not left."""
    return (
        await session.scalar(
            select(func.count(Share.id))
            .join(Person, Person.id == Share.person_id)
            .where(
                Share.shared_at >= start,
                Share.shared_at < end,
                Share.grade.in_(grades),
                Person.joined_at.is_not(None),
                Person.left_at.is_(None),
            )
        )
    ) or 0
