"""The outbox: what waits to go out, what is on its way, what became of it. One message a key, for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, exists, func, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from store.models import Channel, Outgoing, Workspace
from store.upsert import insert

PENDING, SENDING, SENT, FAILED, PARKED = "pending", "sending", "sent", "failed", "parked"
LET_BE = "let_be"  # the reason of a failed one that an admin forgot: nobody need look at it any more
LOOKED_AT = 500  # rows seen at once when looking for a workspace's next ones


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
class Waiting:
    """A workspace with something due, and how its messages are drawn."""

    workspace_id: str
    classic_blocks: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """What went to a destination within the last minute."""

    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """A due message, before it is taken."""

    outgoing_id: int
    destination: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A message marked `sending`, to be posted once that is committed."""

    outgoing_id: int
    workspace_id: str
    key: str
    kind: str
    destination: str
    language: str
    channel_id: int | None
    payload: dict[str, Any]
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: its next state, and what goes with it.

    `uncounted` gives the attempt back: the chat was never really asked.
    """

    outgoing_id: int
    state: str
    message_id: str | None = None
    reason: str | None = None
    not_before: datetime | None = None
    uncounted: bool = False


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


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(Outgoing.state == PENDING, Outgoing.not_before <= now)


def _free(workspace: type[Workspace]) -> ColumnElement[bool]:
    """Notices always go; what is for a channel waits while it, or the workspace, is paused."""
    paused = exists().where(Channel.id == Outgoing.channel_id, Channel.paused_at.is_not(None))
    return or_(Outgoing.channel_id.is_(None), and_(workspace.paused_at.is_(None), ~paused))


async def next_workspaces(
    session: AsyncSession, now: datetime, limit: int, *, but: Collection[str] = ()
) -> list[Waiting]:
    """The workspaces with something due, those served longest ago first; locked against other workers.

    Disconnected ones, and those that asked to be left alone, are passed over. Across workspaces.
    """
    due = exists().where(Outgoing.workspace_id == Workspace.id, _due(now), _free(Workspace))
    statement = (
        select(Workspace.id, Workspace.classic_blocks)
        .where(
            Workspace.disconnected_reason.is_(None),
            or_(Workspace.blocked_until.is_(None), Workspace.blocked_until <= now),
            due,
        )
        .order_by(Workspace.served_at.asc().nulls_first(), Workspace.id)
        .limit(limit)
        # KEY SHARE is what an insert under a foreign key takes: those need not wait for a turn.
        .with_for_update(of=Workspace, skip_locked=True, key_share=True)
    )
    if but:
        statement = statement.where(Workspace.id.not_in(but))
    return [Waiting(*row) for row in await session.execute(statement)]


async def mark_served(session: AsyncSession, workspace_ids: Collection[str], now: datetime) -> None:
    """Their turn is taken: they go behind all others, even while the clock stands still or clocks differ."""
    other = aliased(Workspace)
    latest = await session.scalar(select(func.max(other.served_at)))
    turn = now if latest is None or latest < now else latest + timedelta(microseconds=1)
    await session.execute(
        update(Workspace)
        .where(Workspace.id.in_(workspace_ids))
        .values(served_at=turn)
        .execution_options(synchronize_session=False)
    )


async def sent_since(
    session: AsyncSession, workspace_ids: Collection[str], since: datetime
) -> dict[str, dict[str, Sent]]:
    """By workspace and destination, what began to go out after `since`."""
    rows = await session.execute(
        select(Outgoing.workspace_id, Outgoing.destination, func.count(), func.max(Outgoing.sending_at))
        .where(Outgoing.workspace_id.in_(workspace_ids), Outgoing.sending_at > since)
        .group_by(Outgoing.workspace_id, Outgoing.destination)
    )
    sent: dict[str, dict[str, Sent]] = {}
    for workspace_id, destination, count, last in rows:
        sent.setdefault(workspace_id, {})[destination] = Sent(count, last or since)
    return sent


async def heads(
    session: AsyncSession, wanted: Mapping[str, Collection[str]], now: datetime, limit: int = LOOKED_AT
) -> dict[str, list[Head]]:
    """Each workspace's oldest due messages, at most `limit`, but those to the destinations given with it."""
    if not wanted:
        return {}
    parts = []
    for workspace_id, passed_over in wanted.items():
        part = (
            select(Outgoing.workspace_id, Outgoing.id, Outgoing.destination)
            .join(Workspace, Workspace.id == Outgoing.workspace_id)
            .where(Outgoing.workspace_id == workspace_id, _due(now), _free(Workspace))
            .order_by(Outgoing.not_before, Outgoing.id)
            .limit(limit)
        )
        if passed_over:
            part = part.where(Outgoing.destination.not_in(passed_over))
        parts.append(select(part.subquery()))
    found: dict[str, list[Head]] = {}
    for workspace_id, outgoing_id, destination in await session.execute(union_all(*parts)):
        found.setdefault(workspace_id, []).append(Head(outgoing_id, destination))
    return found


async def take(session: AsyncSession, outgoing_ids: Collection[int], now: datetime) -> list[Taken]:
    """Mark them `sending`, one attempt more each. Post them only once this is committed."""
    if not outgoing_ids:
        return []
    rows = await session.execute(
        update(Outgoing)
        .where(Outgoing.id.in_(outgoing_ids), Outgoing.state == PENDING)
        .values(state=SENDING, sending_at=now, attempts=Outgoing.attempts + 1)
        .returning(
            Outgoing.id,
            Outgoing.workspace_id,
            Outgoing.key,
            Outgoing.kind,
            Outgoing.destination,
            Outgoing.language,
            Outgoing.channel_id,
            Outgoing.payload,
            Outgoing.attempts,
            Outgoing.created_at,
        )
        .execution_options(synchronize_session=False)
    )
    return sorted((Taken(*row) for row in rows), key=lambda row: row.outgoing_id)


async def record(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write what became of messages. One that another worker parked meanwhile takes the better news."""
    if not outcomes:
        return
    connection = await session.connection()
    await connection.execute(
        _record(),
        [
            {
                "of": outcome.outgoing_id,
                "becomes": outcome.state,
                "as_message": outcome.message_id,
                "because": outcome.reason,
                "at": None if outcome.state == PENDING else now,
                "later": outcome.not_before,
                "uncounted": int(outcome.uncounted),
            }
            for outcome in sorted(outcomes, key=lambda each: each.outgoing_id)
        ],
    )


@cache
def _record() -> Update:
    table = Outgoing.__table__
    return (
        update(Outgoing)
        .where(table.c.id == bindparam("of"), or_(table.c.state == SENDING, table.c.state == PARKED))
        .values(
            state=bindparam("becomes"),
            message_id=bindparam("as_message"),
            reason=bindparam("because"),
            settled_at=bindparam("at"),
            not_before=func.coalesce(bindparam("later", type_=table.c.not_before.type), table.c.not_before),
            attempts=table.c.attempts - bindparam("uncounted", type_=table.c.attempts.type),
        )
    )


async def interrupted(
    session: AsyncSession, before: datetime | None, but: Collection[int], limit: int = 1000
) -> list[Taken]:
    """Messages left in `sending` by a worker that died: taken before `before` (None: whenever), not in `but`.

    Locked against other workers. Across workspaces.
    """
    statement = (
        select(
            Outgoing.id,
            Outgoing.workspace_id,
            Outgoing.key,
            Outgoing.kind,
            Outgoing.destination,
            Outgoing.language,
            Outgoing.channel_id,
            Outgoing.payload,
            Outgoing.attempts,
            Outgoing.created_at,
        )
        # Naming the workspaces lets the index on (workspace, state) answer.
        .where(Outgoing.workspace_id.in_(select(Workspace.id)), Outgoing.state == SENDING)
        .order_by(Outgoing.id)
        .limit(limit + len(but))
        .with_for_update(of=Outgoing, skip_locked=True)
    )
    if before is not None:
        statement = statement.where(Outgoing.sending_at < before)
    return [
        taken for row in await session.execute(statement) if (taken := Taken(*row)).outgoing_id not in but
    ]


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
