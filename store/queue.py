"""One turn of the delivery over the outbox: whose turn it is, what may go, what is taken, what became of it.

A turn is taken many times a minute, so its statements are built once, on the tables: building them anew and reading
them as objects cost more than running them (docs/benchmarks.md). All of it is across workspaces.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import Channel, Outgoing, Workspace
from store.outbox import PARKED, PENDING, SENDING

LOOKED_AT = 500  # rows seen at once when looking for a workspace's next ones

_outbox = cast(Table, Outgoing.__table__)
_workspaces = cast(Table, Workspace.__table__)
_channels = cast(Table, Channel.__table__)


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


_TAKEN: tuple[Column[Any], ...] = (
    _outbox.c.id,
    _outbox.c.workspace_id,
    _outbox.c.key,
    _outbox.c.kind,
    _outbox.c.destination,
    _outbox.c.language,
    _outbox.c.channel_id,
    _outbox.c.payload,
    _outbox.c.attempts,
    _outbox.c.created_at,
)


def _may_go() -> ColumnElement[bool]:
    """Due, and not held back. Notices always go; what is for a channel waits while it, or the workspace, is paused."""
    paused = exists().where(_channels.c.id == _outbox.c.channel_id, _channels.c.paused_at.is_not(None))
    return and_(
        _outbox.c.state == PENDING,
        _outbox.c.not_before <= bindparam("now"),
        or_(_outbox.c.channel_id.is_(None), and_(_workspaces.c.paused_at.is_(None), ~paused)),
    )


async def next_workspaces(session: AsyncSession, now: datetime, limit: int) -> list[Waiting]:
    """The workspaces with something due, those served longest ago first; locked against other workers.

    Disconnected ones, and those that asked to be left alone, are passed over.
    """
    connection = await session.connection()
    rows = await connection.execute(_next_workspaces(), {"now": now, "limit": limit})
    return [Waiting(*row) for row in rows]


@cache
def _next_workspaces() -> Select[Any]:
    blocked_until = _workspaces.c.blocked_until
    return (
        select(_workspaces.c.id, _workspaces.c.classic_blocks)
        .where(
            _workspaces.c.disconnected_reason.is_(None),
            or_(blocked_until.is_(None), blocked_until <= bindparam("now")),
            exists().where(_outbox.c.workspace_id == _workspaces.c.id, _may_go()),
        )
        .order_by(_workspaces.c.served_at.asc().nulls_first(), _workspaces.c.id)
        .limit(bindparam("limit"))
        # KEY SHARE is what an insert under a foreign key takes: those need not wait for a turn.
        .with_for_update(of=_workspaces, skip_locked=True, key_share=True)
    )


async def mark_served(session: AsyncSession, workspace_ids: Collection[str], now: datetime) -> None:
    """Their turn is taken: they go behind all others, even while the clock stands still or clocks differ."""
    connection = await session.connection()
    latest = await connection.scalar(_last_served())
    turn = now if latest is None or latest < now else latest + timedelta(microseconds=1)
    await connection.execute(_mark_served(), {"ids": list(workspace_ids), "turn": turn})


@cache
def _last_served() -> Select[Any]:
    return select(func.max(_workspaces.c.served_at))


@cache
def _mark_served() -> Update:
    return (
        update(_workspaces)
        .where(_workspaces.c.id.in_(bindparam("ids", expanding=True)))
        .values(served_at=bindparam("turn"))
    )


async def sent_since(
    session: AsyncSession, workspace_ids: Collection[str], since: datetime
) -> dict[str, dict[str, Sent]]:
    """By workspace and destination, what began to go out after `since`."""
    connection = await session.connection()
    rows = await connection.execute(_sent_since(), {"ids": list(workspace_ids), "since": since})
    sent: dict[str, dict[str, Sent]] = {}
    for workspace_id, destination, count, last in rows:
        sent.setdefault(workspace_id, {})[destination] = Sent(count, last or since)
    return sent


@cache
def _sent_since() -> Select[Any]:
    return (
        select(_outbox.c.workspace_id, _outbox.c.destination, func.count(), func.max(_outbox.c.sending_at))
        .where(
            _outbox.c.workspace_id.in_(bindparam("ids", expanding=True)),
            _outbox.c.sending_at > bindparam("since"),
        )
        .group_by(_outbox.c.workspace_id, _outbox.c.destination)
    )


async def heads(
    session: AsyncSession, wanted: Mapping[str, Collection[str]], now: datetime, limit: int = LOOKED_AT
) -> dict[str, list[Head]]:
    """Each workspace's oldest due messages, at most `limit`, but those to the destinations given with it."""
    connection = await session.connection()
    found: dict[str, list[Head]] = {}
    for workspace_id, passed_over in wanted.items():
        given: dict[str, Any] = {"workspace": workspace_id, "now": now, "limit": limit}
        if passed_over:
            given["passed_over"] = list(passed_over)
        rows = await connection.execute(_heads(bool(passed_over)), given)
        if due := [Head(*row) for row in rows]:
            found[workspace_id] = due
    return found


@cache
def _heads(some_passed_over: bool) -> Select[Any]:
    statement = (
        select(_outbox.c.id, _outbox.c.destination)
        .join(_workspaces, _workspaces.c.id == _outbox.c.workspace_id)
        .where(_outbox.c.workspace_id == bindparam("workspace"), _may_go())
        .order_by(_outbox.c.not_before, _outbox.c.id)
        .limit(bindparam("limit"))
    )
    if some_passed_over:
        statement = statement.where(_outbox.c.destination.not_in(bindparam("passed_over", expanding=True)))
    return statement


async def take(session: AsyncSession, outgoing_ids: Collection[int], now: datetime) -> list[Taken]:
    """Mark them `sending`, one attempt more each. Post them only once this is committed."""
    if not outgoing_ids:
        return []
    connection = await session.connection()
    rows = await connection.execute(_take(), {"ids": list(outgoing_ids), "now": now})
    return sorted((Taken(*row) for row in rows), key=lambda row: row.outgoing_id)


@cache
def _take() -> Any:
    return (
        update(_outbox)
        .where(_outbox.c.id.in_(bindparam("ids", expanding=True)), _outbox.c.state == PENDING)
        .values(state=SENDING, sending_at=bindparam("now"), attempts=_outbox.c.attempts + 1)
        .returning(*_TAKEN)
    )


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
    return (
        update(_outbox)
        .where(_outbox.c.id == bindparam("of"), or_(_outbox.c.state == SENDING, _outbox.c.state == PARKED))
        .values(
            state=bindparam("becomes"),
            message_id=bindparam("as_message"),
            reason=bindparam("because"),
            settled_at=bindparam("at"),
            not_before=func.coalesce(
                bindparam("later", type_=_outbox.c.not_before.type), _outbox.c.not_before
            ),
            attempts=_outbox.c.attempts - bindparam("uncounted", type_=_outbox.c.attempts.type),
        )
    )


async def interrupted(
    session: AsyncSession, before: datetime | None, but: Collection[int], limit: int = 1000
) -> list[Taken]:
    """Messages left in `sending` by a worker that died: taken before `before` (None: whenever), not in `but`.

    Locked against other workers.
    """
    statement = (
        select(*_TAKEN)
        # Naming the workspaces lets the index on (workspace, state) answer.
        .where(_outbox.c.workspace_id.in_(select(_workspaces.c.id)), _outbox.c.state == SENDING)
        .order_by(_outbox.c.id)
        .limit(limit + len(but))
        .with_for_update(of=_outbox, skip_locked=True)
    )
    if before is not None:
        statement = statement.where(_outbox.c.sending_at < before)
    connection = await session.connection()
    found = [Taken(*row) for row in await connection.execute(statement)]
    return [taken for taken in found if taken.outgoing_id not in but]
