"""One turn of the outbox, in one short transaction: write what became of messages, take the next ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from programme.calendar import CATCH_UP, WEEK_CATCH_UP
from scheduler import pacing
from scheduler.cards import digest_post
from scheduler.chat import Address
from scheduler.messages import Message
from scheduler.notices import notify_workspace
from scheduler.outcomes import Effect, Verdict, unknown
from scheduler.pacing import Pace
from scheduler.payloads import (
    BOARD,
    DIGEST,
    NOTICE,
    REACTIONS,
    board_from,
    notice_from,
    reactions_payload,
)
from store import channels, digests, outbox, queue, workspaces
from store.outbox import FAILED, SENT, NewOutgoing
from store.queue import Outcome, Taken

INTERRUPTED = "interrupted"
TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Seeds:
    """Number reactions to add to a message."""

    message_id: str
    count: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message taken from the outbox, ready to be posted. `articles`: a digest's."""

    taken: Taken
    to: Address
    content: Message | Seeds
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """What was taken; `crowded` when there may be more that could go now than was looked at."""

    parcels: list[Parcel]
    crowded: bool


async def settle(session: AsyncSession, verdicts: Sequence[Verdict], now: datetime) -> None:
    """Write what became of messages, and what follows from it."""
    if not verdicts:
        return
    await queue.record(session, [verdict.outcome for verdict in verdicts], now)
    await _follow_digests(session, verdicts, now)
    # In one order for all workers: two of them never wait for each other.
    for verdict in sorted(verdicts, key=lambda each: (each.taken.workspace_id, each.taken.outgoing_id)):
        if verdict.refused_blocks:
            await workspaces.remember_classic_blocks(session, verdict.taken.workspace_id)
        if verdict.effect is not Effect.NONE:
            await _follow(session, verdict, now)


async def _follow_digests(session: AsyncSession, verdicts: Sequence[Verdict], now: datetime) -> None:
    """A digest that stands in its channel is known by its message, and gets its reactions."""
    rows, posted = [], []
    for verdict in verdicts:
        taken, message_id = verdict.taken, verdict.outcome.message_id
        if taken.kind != DIGEST or verdict.outcome.state != SENT or message_id is None:
            continue
        digest_id = taken.payload["digest"]
        posted.append((digest_id, message_id))
        if verdict.articles:
            rows.append(
                NewOutgoing(
                    workspace_id=taken.workspace_id,
                    key=f"{REACTIONS}:{digest_id}",
                    kind=REACTIONS,
                    destination=taken.destination,
                    language=taken.language,
                    payload=reactions_payload(digest_id, message_id, verdict.articles),
                    not_before=now,
                    channel_id=taken.channel_id,
                )
            )
    await digests.mark_posted(session, posted)
    await outbox.enqueue_all(session, rows, now)


async def _follow(session: AsyncSession, verdict: Verdict, now: datetime) -> None:
    taken, outcome = verdict.taken, verdict.outcome
    reason = outcome.reason or ""
    if verdict.effect is Effect.BLOCK and verdict.until is not None:
        await workspaces.block_until(session, taken.workspace_id, verdict.until)
    elif verdict.effect is Effect.DISCONNECT:
        await workspaces.disconnect(session, taken.workspace_id, reason)
    elif verdict.effect is Effect.STOP_CHANNEL and taken.channel_id is not None:
        if await channels.stop(session, taken.channel_id, reason):
            await notify_workspace(
                session,
                taken.workspace_id,
                f"channel_stopped:{taken.channel_id}:{now.date()}",
                "channel_stopped",
                {"channel": taken.destination, "reason": reason},
                now,
            )
    elif verdict.effect is Effect.TELL and taken.kind != NOTICE:
        code = "delivery_failed" if outcome.state == FAILED else "delivery_parked"
        await notify_workspace(
            session,
            taken.workspace_id,
            f"{code}:{taken.destination}:{now.date()}",
            code,
            {
                "channel": taken.destination,
                "kind": taken.kind,
                "reason": reason,
                "outgoing_id": taken.outgoing_id,
            },
            now,
        )


async def take(
    session: AsyncSession, now: datetime, room: int, pace: Pace, flying: Mapping[str, int]
) -> Turn:
    """Take up to `room` due messages, from those workspaces that were served longest ago.

    `flying`: how many of each workspace are on their way.
    """
    if room <= 0:
        return Turn([], crowded=False)
    waiting = await queue.next_workspaces(session, now, room)
    if not waiting:
        return Turn([], crowded=False)
    ids = [each.workspace_id for each in waiting]
    chosen, crowded = await _choose(session, ids, now, room, pace, flying)
    if len(ids) > 1 or room == 1:  # one that is alone has nobody to let pass
        await queue.mark_served(session, ids, now)
    taken = await queue.take(session, chosen, now)
    classic = {each.workspace_id: each.classic_blocks for each in waiting}
    return Turn(await _open(session, taken, classic, now), crowded or len(waiting) == room)


async def _choose(
    session: AsyncSession,
    ids: Sequence[str],
    now: datetime,
    room: int,
    pace: Pace,
    flying: Mapping[str, int],
) -> tuple[list[int], bool]:
    """The messages to take, one from each workspace in turn; whether others may hide behind them."""
    window = max(pacing.MINUTE, timedelta(seconds=pace.seconds_between))
    sent = await queue.sent_since(session, ids, now - window) if pace.watched else {}
    allowed = {each: pacing.allowance(pace, sent.get(each, {}), room, flying.get(each, 0)) for each in ids}
    passed_over = {each: pacing.too_soon(pace, sent.get(each, {}), now) for each in ids}
    wanted = {each: passed_over[each] for each in ids if allowed[each]}
    looked_at = queue.LOOKED_AT if pace.seconds_between > 0 else room
    heads = await queue.heads(session, wanted, now, looked_at)
    queues = [
        pacing.pick(heads[each], pace, passed_over[each], allowed[each]) for each in wanted if each in heads
    ]
    hidden = any(len(each) >= looked_at for each in heads.values())
    return deal(queues, room), hidden


def deal(queues: Sequence[Sequence[int]], room: int) -> list[int]:
    """One from each queue in turn, until `room` is full or the queues are empty."""
    dealt: list[int] = []
    depth = 0
    while len(dealt) < room:
        layer = [queue[depth] for queue in queues if depth < len(queue)]
        if not layer:
            break
        dealt.extend(layer[: room - len(dealt)])
        depth += 1
    return dealt


async def _open(
    session: AsyncSession, taken: Sequence[Taken], classic: Mapping[str, bool], now: datetime
) -> list[Parcel]:
    """Put the messages together. Those whose day has passed, or whose digest is gone, fail at once."""
    contents = await digests.contents(session, [row.payload["digest"] for row in taken if row.kind == DIGEST])
    parcels: list[Parcel] = []
    lost: list[Outcome] = []
    for row in taken:
        to = Address(row.workspace_id, row.destination, row.language, classic.get(row.workspace_id, False))
        asked = row.payload.get("asked", False)
        if row.kind == DIGEST:
            content = contents.get(row.payload["digest"])
            if content is None or not content.lines:
                lost.append(Outcome(row.outgoing_id, FAILED, reason="nothing_to_post"))
            elif not asked and pacing.too_late(
                content.local_date, content.time_zone, content.created_at, now, CATCH_UP
            ):
                lost.append(Outcome(row.outgoing_id, FAILED, reason=TOO_LATE))
            else:
                parcels.append(Parcel(row, to, digest_post(content, now), len(content.lines)))
        elif row.kind == BOARD:
            if not asked and now - row.created_at > WEEK_CATCH_UP:
                lost.append(Outcome(row.outgoing_id, FAILED, reason=TOO_LATE))
            else:
                parcels.append(Parcel(row, to, board_from(row.payload)))
        elif row.kind == REACTIONS:
            seeds = Seeds(row.payload["message_id"], row.payload["count"])
            parcels.append(Parcel(row, to, seeds))
        elif row.kind == NOTICE:
            parcels.append(Parcel(row, to, notice_from(row.payload)))
        else:
            lost.append(Outcome(row.outgoing_id, FAILED, reason="unknown_kind"))
    await queue.record(session, lost, now)
    return parcels


async def recover(
    session: AsyncSession, now: datetime, before: datetime | None, but: Collection[int]
) -> list[Verdict]:
    """Park what a dead worker left in `sending` (taken before `before`; None: whenever), except ids in `but`.

    What does no harm twice goes back in the queue.
    """
    verdicts = [
        unknown(taken, INTERRUPTED, now, 0.0) for taken in await queue.interrupted(session, before, but)
    ]
    await settle(session, verdicts, now)
    return verdicts
