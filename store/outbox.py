"""The outbox: what waits to go out, what is on its way, what became of it. One message a key, for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import Outgoing
from store.upsert import insert

PENDING, SENDING, SENT, FAILED, PARKED = "pending", "sending", "sent", "failed", "parked"
LET_BE = "let_be"  # the reason of a failed one that an admin forgot: nobody need look at it any more


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """A message to be. `channel_id`: the ambassador channel it is for; it waits while that is paused."""

    workspace_id: str
    key: str
    kind: str
    destination: str
    language: str
    payload: dict[str, Any]
    not_before: datetime
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a workspace's messages stand in each state."""

    by_state: Mapping[str, int] = field(default_factory=dict)

    def of(self, state: str) -> int:
        return self.by_state.get(state, 0)

    @property
    def waiting(self) -> int:
        return self.of(PENDING) + self.of(SENDING)


async def enqueue(session: AsyncSession, row: NewOutgoing, now: datetime) -> bool:
    """Put a message in the outbox. False when its key is there already, whatever became of it."""
    added = await session.execute(
        insert(session, Outgoing)
        .values(_values(row, now))
        .on_conflict_do_nothing(index_elements=["workspace_id", "key"])
        .returning(Outgoing.id)
    )
    return added.first() is not None


async def enqueue_all(session: AsyncSession, rows: Iterable[NewOutgoing], now: datetime) -> None:
    """The same for many at once."""
    values = [_values(row, now) for row in rows]
    if values:
        connection = await session.connection()
        await connection.execute(
            insert(session, Outgoing).on_conflict_do_nothing(index_elements=["workspace_id", "key"]), values
        )


def _values(row: NewOutgoing, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": row.workspace_id,
        "key": row.key,
        "kind": row.kind,
        "destination": row.destination,
        "language": row.language,
        "channel_id": row.channel_id,
        "payload": row.payload,
        "not_before": row.not_before,
        "state": PENDING,
        "attempts": 0,
        "created_at": now,
    }


async def get(session: AsyncSession, outgoing_id: int) -> Outgoing | None:
    return (await session.scalars(select(Outgoing).where(Outgoing.id == outgoing_id))).one_or_none()


async def find(session: AsyncSession, key: str) -> Outgoing | None:
    return (await session.scalars(select(Outgoing).where(Outgoing.key == key))).one_or_none()


async def counts(session: AsyncSession, *, since: datetime | None = None) -> Counts:
    """By state; `since` leaves out those that were settled before. What an admin forgot is not counted."""
    statement = (
        select(Outgoing.state, func.count())
        .where(Outgoing.reason.is_distinct_from(LET_BE))
        .group_by(Outgoing.state)
    )
    if since is not None:
        statement = statement.where(or_(Outgoing.settled_at.is_(None), Outgoing.settled_at >= since))
    return Counts({row[0]: row[1] for row in await session.execute(statement)})


async def troubles(session: AsyncSession, *, since: datetime, limit: int = 10) -> Sequence[Outgoing]:
    """The messages that need a look: parked ones whenever, failed ones since then but those that an admin
    forgot. Newest first."""
    return (
        await session.scalars(
            select(Outgoing)
            .where(
                or_(
                    Outgoing.state == PARKED,
                    and_(_failed(), Outgoing.settled_at >= since),
                )
            )
            .order_by(Outgoing.settled_at.desc(), Outgoing.id.desc())
            .limit(limit)
        )
    ).all()


async def settle(session: AsyncSession, outgoing_id: int, now: datetime, *, again: bool) -> bool:
    """Someone looked at a parked or failed message: post it again, or let it be. False when it is neither any
    more, or was let be.

    Asked for by a person, it goes even if its day has passed.
    """
    row = await get(session, outgoing_id)
    if row is None:
        return False
    values: dict[str, Any] = (
        {"state": PENDING, "not_before": now, "settled_at": None, "reason": None, "attempts": 0}
        | {"payload": {**row.payload, "asked": True}}
        if again
        else {"state": FAILED, "settled_at": now, "reason": LET_BE}
    )
    changed = await session.execute(
        update(Outgoing)
        .where(Outgoing.id == outgoing_id, or_(Outgoing.state == PARKED, _failed()))
        .values(**values)
        .returning(Outgoing.id)
    )
    return changed.first() is not None


def _failed() -> ColumnElement[bool]:
    return and_(Outgoing.state == FAILED, Outgoing.reason.is_distinct_from(LET_BE))
