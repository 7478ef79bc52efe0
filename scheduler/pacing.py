"""How fast the outbox empties: which of the due messages may go now, when a failed one is tried again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from store.queue import Head, Sent

MINUTE = timedelta(minutes=1)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=5)
GIVE_UP = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Pace:
    """Slack's limits (one message a second a channel, about 300 a minute a workspace). 0 turns any of them off."""

    seconds_between: float = 1.0  # two messages to the same destination
    per_minute: int = 300  # messages of a workspace
    at_once: int = 32  # of a workspace: what is on its way when it says 429 is asked once more

    @property
    def watched(self) -> bool:
        return self.seconds_between > 0 or self.per_minute > 0


def too_soon(pace: Pace, sent: Mapping[str, Sent], now: datetime) -> set[str]:
    """The destinations that had a message less than `seconds_between` ago."""
    gap = timedelta(seconds=pace.seconds_between)
    return {destination for destination, each in sent.items() if now - each.last < gap}


def allowance(pace: Pace, sent: Mapping[str, Sent], room: int, flying: int = 0) -> int:
    """How many messages of a workspace may go now, given what went within the last minute, and what is on its way."""
    if pace.per_minute > 0:
        room = min(room, pace.per_minute - sum(each.count for each in sent.values()))
    if pace.at_once > 0:
        room = min(room, pace.at_once - flying)
    return max(0, room)


def pick(heads: Sequence[Head], pace: Pace, waiting: set[str], allowed: int) -> list[int]:
    """The messages to take, oldest first: one a destination while a pace is kept, none to those `waiting`."""
    taken: list[int] = []
    busy = set(waiting)
    for head in heads:
        if len(taken) >= allowed:
            break
        if head.destination in busy:
            continue
        taken.append(head.outgoing_id)
        if pace.seconds_between > 0:
            busy.add(head.destination)
    return taken


def retry_after(attempts: int, chance: float) -> timedelta | None:
    """How long to wait after the `attempts`-th failed attempt; None when it has been tried for six hours.

    5 s, 10 s, 20 s... at most 5 min, of which between half and all is waited: `chance` is in [0, 1).
    """
    if _waited(attempts) > GIVE_UP:
        return None
    wait: timedelta = _nominal(max(1, attempts)) * (0.5 + 0.5 * chance)
    return wait


def _nominal(attempt: int) -> timedelta:
    return min(FIRST_RETRY * (1 << min(attempt - 1, 16)), LONGEST_RETRY)


def _waited(attempts: int) -> timedelta:
    return sum((_nominal(attempt) for attempt in range(1, attempts + 1)), timedelta(0))


def too_late(local_date: date, time_zone: str, made_at: datetime, now: datetime, catch_up: timedelta) -> bool:
    """Whether a digest's day has passed where it is read, and it was made more than `catch_up` ago.

    One that was caught up just before midnight still goes.
    """
    return now.astimezone(ZoneInfo(time_zone)).date() > local_date and now - made_at > catch_up
