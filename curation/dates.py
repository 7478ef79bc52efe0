"""Dates as feeds write them, and which of them to believe."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import struct_time

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
AHEAD = timedelta(minutes=10)
"""Clocks differ: a date this far ahead of ours is still taken as it is."""
ZONE = timedelta(hours=14)
"""What a local time that is written as UTC may be ahead at most."""

_MONTHS = {
    written: name
    for name, forms in {
        "Jan": "janvier janv january",
        "Feb": "février fevrier févr february",
        "Mar": "mars march",
        "Apr": "avril avr april",
        "May": "mai",
        "Jun": "juin june",
        "Jul": "juillet juil july",
        "Aug": "août aout august",
        "Sep": "septembre september sept",
        "Oct": "octobre october",
        "Nov": "novembre november",
        "Dec": "décembre decembre déc december",
    }.items()
    for written in forms.split()
}
_WORD = re.compile(r"[^\W\d_]+\.?")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def from_parsed(parsed: struct_time | None) -> datetime | None:
    """A parser's UTC `struct_time` as an aware datetime; None when absent or implausible."""
    if parsed is None:
        return None
    try:
        return believable(datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC))
    except (ValueError, TypeError, OverflowError):
        return None


def from_text(text: str | None) -> datetime | None:
    """ISO 8601 or RFC 822 with full or French month names; without a zone it is taken as UTC. Never
    raises."""
    if not text or len(text) > 100:
        return None
    text = text.strip()
    try:
        if _ISO.match(text):
            return believable(datetime.fromisoformat(text))
        return believable(parsedate_to_datetime(_WORD.sub(_month, text)))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _month(match: re.Match[str]) -> str:
    return _MONTHS.get(match[0].rstrip(".").lower(), match[0])


def believable(moment: datetime) -> datetime | None:
    """The moment in UTC, or None outside 1990-2100 (the epoch and year 1 mean "unknown" in the wild)."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment if EARLIEST_YEAR <= moment.year < LATEST_YEAR else None


def told_at(published: datetime | None, first_seen: datetime) -> datetime:
    """When an article counts as told: its own date, or when we first saw it if it has none or claims the
    future.

    A date ahead of its first sighting is a wrong clock, an embargo or a bid to stay on top: none should win.
    """
    if published is None or published > first_seen + AHEAD:
        return first_seen
    return published


def far_ahead(published: datetime, first_seen: datetime) -> bool:
    """Whether a date was further ahead, at first sight, than a wrong zone explains: nothing is to be read in it."""
    return published > first_seen + ZONE


def shown_date(published: datetime | None, first_seen: datetime) -> datetime | None:
    """When an article was told, as readers are shown it; None when it is not known."""
    if published is None or far_ahead(published, first_seen):
        return None
    return told_at(published, first_seen)
