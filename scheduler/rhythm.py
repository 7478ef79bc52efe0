"""A stored channel as the calendar sees it."""

from __future__ import annotations

from programme.calendar import Schedule
from store.models import Channel

DAILY = "daily"


def schedule_of(channel: Channel) -> Schedule:
    """Raises nothing: a schedule that cannot be kept is refused when it is set."""
    return Schedule(
        time_zone=channel.time_zone,
        at=channel.post_at,
        working_days=frozenset(int(day) for day in channel.working_days),
        country=channel.country,
        slot=DAILY,
    )
