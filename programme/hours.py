"""Hours of the day as people type them, in French and in English."""

from __future__ import annotations

import re
from datetime import time

_CLOCK = re.compile(
    r"""(?:à|a|at)?\s*
        (?P<hour>[0-9]{1,2})
        (?:\s*(?:heures?|hrs?|h|:|\.|,)\s*(?P<minute>[0-9]{2})?\s*(?:min|mn|m)?)?
        \s*(?P<half>[ap]\.?\s?m\.?)?
    """,
    re.VERBOSE,
)
_FOUR_DIGITS = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})")
_NAMED = {"midi": time(12), "noon": time(12), "minuit": time(0), "midnight": time(0)}


def parse_hour(text: str) -> time | None:
    """An hour such as "8h30", "08:30", "8:30 am", "9", "14 h", "0830", "midi"; None when it is none.

    Twelve-hour forms follow English use: 12 am is midnight, 12 pm is noon.
    """
    words = " ".join(text.casefold().split())
    if words in _NAMED:
        return _NAMED[words]
    match = _FOUR_DIGITS.fullmatch(words) or _CLOCK.fullmatch(words)
    if match is None:
        return None
    parts = match.groupdict()
    hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    half = parts.get("half")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59:
        return None
    return time(hour, minute)
