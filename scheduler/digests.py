"""The day's digests: for each channel whose slot is due, choose, then claim it and all that follows.

The selection is made outside any transaction; then the claim, the digest's articles, its outbox row and the
notice are written in one. Whoever comes second finds the slot claimed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from curation.mix import Selection
from programme.calendar import CATCH_UP, Slot, due_slot, local_date
from programme.clock import Clock
from programme.errors import ScheduleError
from scheduler import cards
from scheduler.messages import Params
from scheduler.notices import notify_workspace, shortfall_params
from scheduler.payloads import DIGEST, digest_payload
from scheduler.rhythm import DAILY, schedule_of
from scheduler.selection import Pool, SelectionRules, read_pool, select_for
from store import channels, digests, outbox
from store.database import Database
from store.models import Channel

log = structlog.get_logger(__name__)

# A fresh set-up, or a return after an outage: the sources are being read while the slot comes due.
PATIENCE = timedelta(minutes=10)
LOOK_BACK = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class MadeDigest:
    """A slot that was claimed. `already`: by someone before, and then the figures are those of then."""

    workspace_id: str
    channel_id: int
    conversation_id: str
    digest_id: int
    local_date: date
    slot: str
    count: int
    wanted: int
    missing: tuple[tuple[str, Params], ...]
    already: bool = False


async def make_due_digests(
    db: Database,
    clock: Clock,
    rules: SelectionRules,
    *,
    catch_up: timedelta = CATCH_UP,
    wake: Callable[[], None] = lambda: None,
) -> list[MadeDigest]:
    """Make the digests that are due and not made. One channel's trouble is logged and harms no other."""
    now = clock.now()
    async with db.across() as session:
        active = await channels.active(session)
        made = await digests.made_slots(session, (now - LOOK_BACK - catch_up).date())
    results = []
    pool: Pool | None = None
    # A workspace's channels one after the other: its pool is made ready once, and kept no longer.
    for each in sorted(active, key=lambda one: (one.channel.workspace_id, one.channel.id)):
        channel = each.channel
        if pool is not None and pool.workspace_id != channel.workspace_id:
            pool = None
        try:
            slot = due_slot(schedule_of(channel), now, catch_up=catch_up)
            if slot is None or (channel.id, slot.local_date, slot.name) in made:
                continue
            if slot.due_at < channel.created_at:
                continue  # it was set up after today's hour: the first digest is tomorrow's
            pool = pool or await read_pool(db, channel.workspace_id, now, rules)
            result = await _make_due(db, channel, slot, now, rules, pool)
        except ScheduleError as error:
            log.error(
                "digest.bad_schedule", workspace=channel.workspace_id, channel=channel.id, why=str(error)
            )
            continue
        except Exception:
            log.exception("digest.failed", workspace=channel.workspace_id, channel=channel.id)
            continue
        if result is not None:
            results.append(result)
            wake()
    return results


async def _make_due(
    db: Database, channel: Channel, slot: Slot, now: datetime, rules: SelectionRules, pool: Pool
) -> MadeDigest | None:
    selection, _ = await select_for(db, channel, now, rules, day=slot.local_date, pool=pool)
    if pool.unread and len(selection.choices) < selection.wanted and now - slot.due_at < PATIENCE:
        log.info("digest.waits_for_sources", workspace=channel.workspace_id, channel=channel.id)
        return None
    result = await _claim(db, channel, slot.local_date, slot.name, selection, now, rules)
    return None if result is None or result.already else result


async def post_now(
    db: Database,
    clock: Clock,
    channel: Channel,
    rules: SelectionRules,
    *,
    wake: Callable[[], None] = lambda: None,
) -> MadeDigest | None:
    """Make today's digest at once, whatever the hour and the day; the clock will not make it again.

    One that was made empty is filled; one that the chat refused goes again, unless an admin let it be.
    None when there is nothing to post, or the channel is not posted to (paused, stopped): no slot is claimed.
    """
    now = clock.now()
    today = local_date(channel.time_zone, now)
    async with db.read(channel.workspace_id) as session:
        known = await _known(session, channel, today, DAILY)
    if known is not None and known.count:
        return await _again(db, channel, known, now, wake)
    selection, _ = await select_for(db, channel, now, rules, day=today)
    if not selection.choices:
        return None
    result = await _claim(db, channel, today, DAILY, selection, now, rules)
    wake()
    return result


async def _again(
    db: Database, channel: Channel, known: MadeDigest, now: datetime, wake: Callable[[], None]
) -> MadeDigest | None:
    """Today's digest as it is known, back in the queue when the chat had refused it."""
    async with db.write(channel.workspace_id) as session:
        row = await outbox.find(session, _key(channel, known.local_date, known.slot))
        if row is None or row.state != outbox.FAILED:
            return known
        if not await channels.still_active(session, channel.id):
            return None
        if not await outbox.settle(session, row.id, now, again=True):
            return known
    wake()
    return replace(known, already=False)


async def _claim(
    db: Database,
    channel: Channel,
    day: date,
    slot: str,
    selection: Selection,
    now: datetime,
    rules: SelectionRules,
) -> MadeDigest | None:
    try:
        return await _write(db, channel, day, slot, selection, now)
    except IntegrityError:
        # Since they were chosen, another slot of this channel took one of them, or one was deleted.
        selection, _ = await select_for(db, channel, now, rules, day=day)
        return await _write(db, channel, day, slot, selection, now)


async def _write(
    db: Database, channel: Channel, day: date, slot: str, selection: Selection, now: datetime
) -> MadeDigest | None:
    missing = cards.codes(selection.missing)
    async with db.write(channel.workspace_id) as session:
        if not await channels.still_active(session, channel.id):
            return None
        digest_id = await digests.claim(
            session,
            workspace_id=channel.workspace_id,
            channel_id=channel.id,
            local_date=day,
            slot=slot,
            wanted=selection.wanted,
            missing=missing,
            conversation_id=channel.conversation_id,
            now=now,
        )
        chosen = cards.items(selection)
        if digest_id is None:
            known = await _known(session, channel, day, slot)
            if known is None or not chosen:
                return known
            if not await _reopen(session, channel, known, selection, now):
                return await _known(session, channel, day, slot)  # as whoever was first left it
            digest_id = known.digest_id
        await digests.fill(session, channel.workspace_id, channel.id, digest_id, chosen)
        if chosen:
            await _enqueue(session, channel, digest_id, day, slot, now)
        if len(chosen) < selection.wanted:
            await _tell_shortfall(session, channel, day, selection, now)
    log.info(
        "digest.made",
        workspace=channel.workspace_id,
        channel=channel.id,
        digest=digest_id,
        day=day.isoformat(),
        count=len(chosen),
        wanted=selection.wanted,
    )
    return MadeDigest(
        workspace_id=channel.workspace_id,
        channel_id=channel.id,
        conversation_id=channel.conversation_id,
        digest_id=digest_id,
        local_date=day,
        slot=slot,
        count=len(chosen),
        wanted=selection.wanted,
        missing=_pairs(missing),
    )


async def _reopen(
    session: AsyncSession, channel: Channel, known: MadeDigest, selection: Selection, now: datetime
) -> bool:
    """Whether the digest stood empty, and is ours to fill."""
    return await digests.claim_empty(
        session,
        known.digest_id,
        wanted=selection.wanted,
        missing=cards.codes(selection.missing),
        conversation_id=channel.conversation_id,
        now=now,
    )


async def _enqueue(
    session: AsyncSession, channel: Channel, digest_id: int, day: date, slot: str, now: datetime
) -> None:
    if await outbox.enqueue(session, _outgoing(channel, digest_id, day, slot, now), now):
        return
    # Its articles were deleted after it was queued, and the delivery found nothing to post.
    row = await outbox.find(session, _key(channel, day, slot))
    if row is not None:
        await outbox.settle(session, row.id, now, again=True)


def _key(channel: Channel, day: date, slot: str) -> str:
    return f"{DIGEST}:{channel.id}:{day.isoformat()}:{slot}"


def _outgoing(channel: Channel, digest_id: int, day: date, slot: str, now: datetime) -> outbox.NewOutgoing:
    return outbox.NewOutgoing(
        workspace_id=channel.workspace_id,
        key=_key(channel, day, slot),
        kind=DIGEST,
        destination=channel.conversation_id,
        language=channel.language,
        payload=digest_payload(digest_id),
        not_before=now,
        channel_id=channel.id,
    )


async def _tell_shortfall(
    session: AsyncSession, channel: Channel, day: date, selection: Selection, now: datetime
) -> None:
    """Once a channel and day, with the reasons."""
    count = len(selection.choices)
    why = shortfall_params((each.code.value, each.params) for each in selection.missing)
    await notify_workspace(
        session,
        channel.workspace_id,
        f"shortfall:{channel.id}:{day.isoformat()}",
        "few_articles" if count else "no_articles",
        {"channel": channel.conversation_id, "count": count, "wanted": selection.wanted, **why},
        now,
    )


async def _known(session: AsyncSession, channel: Channel, day: date, slot: str) -> MadeDigest | None:
    known = await digests.find(session, channel.id, day, slot)
    if known is None:
        return None
    return MadeDigest(
        workspace_id=channel.workspace_id,
        channel_id=channel.id,
        conversation_id=known.conversation_id,
        digest_id=known.id,
        local_date=day,
        slot=slot,
        count=await digests.count_items(session, known.id),
        wanted=known.wanted,
        missing=_pairs(known.missing),
        already=True,
    )


def _pairs(missing: list[Any]) -> tuple[tuple[str, Params], ...]:
    return tuple((code, params) for code, params in missing)
