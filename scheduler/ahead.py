"""What the clock will do next: for the status, and for the playground's controls."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from programme.calendar import Slot, next_slot, next_week_end
from programme.errors import ScheduleError
from scheduler.rhythm import DAILY, schedule_of
from store import channels, digests
from store.database import Database
from store.models import Channel

LOOK_BACK = timedelta(days=2)
FURTHEST = 60  # slots made in advance, at most


@dataclass(frozen=True, slots=True)
class Ahead:
    """The earliest next digest and leaderboard over all channels; None when there is no channel."""

    digest: datetime | None
    board: datetime | None


async def next_moments(db: Database, now: datetime) -> Ahead:
    """Over the channels that are posted to."""
    async with db.across() as session:
        active = [each.channel for each in await channels.active(session)]
        made = await digests.made_slots(session, (now - LOOK_BACK).date())
    slots, weeks = [], []
    for channel in active:
        slot = slot_ahead(channel, now, made)
        if slot is not None:
            slots.append(slot.due_at)
            weeks.append(next_week_end(schedule_of(channel), now).due_at)
    return Ahead(min(slots, default=None), min(weeks, default=None))


def slot_ahead(channel: Channel, now: datetime, made: Collection[tuple[int, date, str]]) -> Slot | None:
    """The channel's next slot that was not made yet (by "post now"); None when its schedule has none."""
    after = now
    try:
        for _ in range(FURTHEST):
            slot = next_slot(schedule_of(channel), after)
            if (channel.id, slot.local_date, DAILY) not in made:
                return slot
            after = slot.due_at
    except ScheduleError:
        return None
    return None
