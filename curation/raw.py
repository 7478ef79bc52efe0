"""What the readers of feeds find, in one shape. Nothing is cleaned: texts may hold markup, links may be relative or
worse."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MAX_ENTRIES_READ = 5000
MAX_CATEGORIES = 10
AUDIO = ("audio/", "video/")


@dataclass(slots=True)
class RawEntry:
    """One entry as it was written. `base`: against which its link is meant, if it says. `ends`: when it stops being
    of use, an offer's. `seconds`: of its sound or video, 0 when unknown."""

    title: str = ""
    summary: str = ""
    content: str = ""
    link: str = ""
    base: str = ""
    guid: str = ""
    guid_is_link: bool = False
    author: str = ""
    published: datetime | None = None
    ends: datetime | None = None
    language: str = ""
    images: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    audio: bool = False
    seconds: int = 0


@dataclass(slots=True)
class RawFeed:
    """One feed as it was written. `recognised`: it is a feed, even without entries.
    `base`: against which its links are meant, if it says."""

    recognised: bool = False
    broken: bool = False
    title: str = ""
    home: str = ""
    base: str = ""
    language: str = ""
    ttl_minutes: int | None = None
    entries: list[RawEntry] = field(default_factory=list)


def number(text: str) -> int:
    match = re.match(r"\s*(\d{1,6})", text)
    return int(match[1]) if match else 0


def seconds(duration: Any) -> int:
    """Seconds of "3723", "62:03" or "1:02:03"; 0 for anything else or beyond a day."""
    if isinstance(duration, int | float):
        return int(duration) if 0 < duration < 86_400 else 0
    match = re.match(
        r"^\s*(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:\.\d*)?\s*$",
        duration if isinstance(duration, str) else "",
    )
    if match is None:
        return 0
    total = int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + int(match[3])
    return total if total < 86_400 else 0
