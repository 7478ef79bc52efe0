"""People who act, and who joined. Someone is remembered only once they did something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import workspace_of
from store.models import AuditEntry, Person
from store.upsert import insert


def is_ambassador(person: Person | None) -> bool:
    """Joined, and has not left since."""
    return person is not None and person.joined_at is not None and person.left_at is None


async def find(session: AsyncSession, user_id: str) -> Person | None:
    return (await session.scalars(select(Person).where(Person.user_id == user_id))).one_or_none()


async def ensure(session: AsyncSession, user_id: str, now: datetime) -> Person:
    """The person, made known if new. Two first acts at once make one row."""
    if (person := await find(session, user_id)) is not None:
        return person
    await session.execute(
        insert(session, Person)
        .values(workspace_id=workspace_of(session), user_id=user_id, naming="hidden", created_at=now)
        .on_conflict_do_nothing(index_elements=["workspace_id", "user_id"])
    )
    return (await session.scalars(select(Person).where(Person.user_id == user_id))).one()


async def ambassadors(session: AsyncSession) -> Sequence[Person]:
    return (
        await session.scalars(select(Person).where(Person.joined_at.is_not(None), Person.left_at.is_(None)))
    ).all()


async def count_ambassadors(session: AsyncSession) -> int:
    return (
        await session.scalar(
            select(func.count(Person.id)).where(Person.joined_at.is_not(None), Person.left_at.is_(None))
        )
    ) or 0


async def teams(session: AsyncSession) -> tuple[str, ...]:
    """The teams that ambassadors named, in alphabetical order."""
    rows = await session.scalars(
        select(Person.team)
        .where(Person.team.is_not(None), Person.joined_at.is_not(None), Person.left_at.is_(None))
        .distinct()
        .order_by(Person.team)
    )
    return tuple(team for team in rows if team)


async def with_role(session: AsyncSession, role: str) -> Sequence[Person]:
    return (await session.scalars(select(Person).where(Person.role == role).order_by(Person.id))).all()


def record(
    session: AsyncSession, user_id: str, act: str, *, allowed: bool, at: datetime, subject: str | None = None
) -> None:
    """Keep an act of authority, done or refused."""
    session.add(
        AuditEntry(user_id=user_id, act=act, allowed=allowed, at=at, subject=subject and subject[:200])
    )
