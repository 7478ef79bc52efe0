"""How often a source is asked: the one place of our politeness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from curation.status import SourceStatus

INTERVAL = timedelta(minutes=30)
LONGEST = timedelta(hours=24)
LONGEST_WAIT_ASKED = timedelta(days=7)  # a Retry-After beyond it is a mistake
TELL_AFTER = 5  # failures in a row


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
) -> Next:
    """After a visit with this outcome, and `failures` in a row before it.

    asked: the pause that the feed asks for (its TTL, its cache's age), kept up to a day. retry_after: obeyed up
    to a week. Failures double the interval up to a day; a source that is gone is asked no more.
    """
    if status is SourceStatus.GONE:
        return Next(None, failures + 1)
    if not status.is_failure:
        pause = max(interval, min(asked or interval, LONGEST))
        return Next(now + pause, 0)
    pause = min(interval * (1 << min(failures, 16)), LONGEST)
    if retry_after is not None:
        pause = max(pause, min(retry_after, LONGEST_WAIT_ASKED))
    return Next(now + pause, failures + 1)


def worth_telling(status: SourceStatus, failures: int) -> str | None:
    """The notice that a visit calls for: once, when a source is gone or failed five times in a row."""
    if status is SourceStatus.GONE:
        return "source_gone"
    return "source_failing" if failures == TELL_AFTER else None
