"""How often a source is asked: the one place of our politeness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from curation.status import SourceStatus

INTERVAL = timedelta(minutes=30)
LONGEST = timedelta(hours=24)
LONGEST_WAIT_ASKED = timedelta(days=7)  # a Retry-After beyond it is a mistake
TELL_AFTER = 5  # failures in a row
GIVE_UP_AFTER = 30  # failures in a row: about twenty-five days at our pace
SILENCE_SHARE = 20  # a source that was silent for so long is asked after a twentieth of it
QUIETEST = 16  # times the interval: eight hours, so that each day's first digest has what came the day before


@dataclass(frozen=True, slots=True)
class Next:
    """When to ask again (None: never), after so many failures in a row."""

    at: datetime | None
    failures: int


def next_check(
    status: SourceStatus,
    failures: int,
    now: datetime,
    *,
    interval: timedelta = INTERVAL,
    asked: timedelta | None = None,
    retry_after: timedelta | None = None,
    silent: timedelta = timedelta(),
) -> Next:
    """After a visit with this outcome, and `failures` in a row before it.

    asked: the pause that the feed asks for (its TTL, its cache's age), kept up to a day. retry_after: obeyed up
    to a week. silent: since when it gave nothing new. Failures double the interval up to a
    day, and end after GIVE_UP_AFTER; a source that is gone is asked no more.
    """
    if status is SourceStatus.GONE:
        return Next(None, failures + 1)
    if not status.is_failure:
        return Next(now + max(quiet_pause(silent, interval), min(asked or interval, LONGEST)), 0)
    if failures + 1 >= GIVE_UP_AFTER:
        return Next(None, failures + 1)
    pause = min(interval * (1 << min(failures, 16)), LONGEST)
    if retry_after is not None:
        pause = max(pause, min(retry_after, LONGEST_WAIT_ASKED))
    return Next(now + pause, failures + 1)


def quiet_pause(silent: timedelta, interval: timedelta = INTERVAL) -> timedelta:
    """The pause for a source that gave nothing new for so long: the usual one, doubled as the silence doubles.

    In steps, so that visits of many sources still go alike, and are written together.
    """
    times = max(1, int(silent / (interval * SILENCE_SHARE)))
    return interval * min(1 << (times.bit_length() - 1), QUIETEST)


def host_pause(status: SourceStatus, retry_after: timedelta | None) -> timedelta | None:
    """How long the whole host is left alone after this answer of it; None when only the one source is concerned.

    A day at most: where thousands of feeds live on one host, one mistaken header must not silence all of them.
    """
    if status is SourceStatus.RATE_LIMITED:
        return min(max(retry_after or INTERVAL, timedelta(minutes=1)), LONGEST)
    if status.is_failure and retry_after:
        return min(retry_after, LONGEST)
    return None


def worth_telling(status: SourceStatus, failures: int) -> str | None:
    """The notice that a visit calls for: once, when a source is gone, failed five times in a row, or is given up."""
    if status is SourceStatus.GONE:
        return "source_gone"
    return {TELL_AFTER: "source_failing", GIVE_UP_AFTER: "source_given_up"}.get(failures)
