"""Dates as feeds write them, and which of them to believe."""

import re
from datetime import UTC, datetime, timedelta

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
AHEAD = timedelta(minutes=10)
"""Clocks differ: a date this far ahead of ours is still taken as it is."""
ZONE = timedelta(hours=14)
"""What a local time that is written as UTC may be ahead at most."""

_MONTHS = {
    written: number
    for number, forms in enumerate(
        (
            "jan january janvier janv januar enero ene gennaio gen janeiro",
            "feb february février fevrier févr fevr fév februar febrero febbraio fevereiro fev",
            "mar march mars märz maerz mrz marzo março",
            "apr april avril avr abril abr aprile",
            "may mai mayo maggio maio mag",
            "jun june juin juni junio giugno junho giu",
            "jul july juillet juil juli julio luglio julho lug",
            "aug august août aout agosto ago",
            "sep september sept septembre septiembre settembre setembro set",
            "oct october octobre oktober okt octubre ottobre outubro ott out",
            "nov november novembre noviembre novembro",
            "dec december décembre decembre déc dezember dez diciembre dic dicembre dezembro",
        ),
        start=1,
    )
    for written in forms.split()
}
# Minutes ahead of UTC. Where an abbreviation means several zones, the one that feeds use.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540, "sgt": 480, "hkt": 480, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780, "ast": -240, "adt": -180, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "et": -300, "pt": -480, "brt": -180,
}  # fmt: skip
_USUAL = re.compile(
    r"(?:[A-Za-z]{3}, ?)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:([+-])(\d\d):?(\d\d)|GMT|UTC|Z)\Z"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|\Z)")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})[:h](\d{2})(?:[:.m](\d{2})(?:[.,]\d+)?)?s?\s*(?:([ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"\s*\(?(?:GMT|UTC?)?\s*([+-])(\d{1,2}):?(\d{2})?")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})(?:\s?[-/.月월]\s?(\d{1,2}))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?!\d)")
_ORDINAL = re.compile(r"(\d{4})-?(\d{3})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(?![\d.])")
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\.\d+)?\Z")
_YEAR_ALONE = re.compile(r"\s*\d{4}\s*\Z")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<![\d:+])\d+")


def from_text(text: str | None) -> datetime | None:
    """The moment that a feed writes, in UTC to the second: RFC 822 in its many forms, ISO 8601, days and months in
    words or figures. Without a zone it is taken as UTC. None for what is no date, or not a believable one. Never
    raises.
    """
    if not text:
        return None
    text = text.strip()
    if not 4 <= len(text) <= 100:
        return None
    try:
        moment = _usual(text) or _loose(text)
        return believable(moment.replace(microsecond=0)) if moment is not None else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _usual(text: str) -> datetime | None:
    """The two forms of nearly all feeds, fast; None for another."""
    if (match := _USUAL.match(text)) is not None and (month := _MONTHS.get(match[2].lower())):
        hour, minute, second = int(match[4]), int(match[5]), min(int(match[6]), 59)
        if hour > 23 or minute > 59:
            return None
        moment = datetime(int(match[3]), month, int(match[1]), hour, minute, second, tzinfo=UTC)
        if match[7]:
            away = timedelta(hours=int(match[8]), minutes=int(match[9]))
            moment = moment - away if match[7] == "+" else moment + away
        return moment
    if _ISO.match(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    return None


def _loose(text: str) -> datetime | None:
    if (match := _EPOCH.match(text)) is not None:
        return datetime.fromtimestamp(int(match[1]), UTC)
    if (match := _COMPACT.match(text)) is not None:
        year, month, date, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, date, hour, minute, second, tzinfo=UTC)
    time = _TIME.search(text)
    before, after = (text[: time.start()], text[time.end() :]) if time else (text, "")
    twelve_hours = time is not None and time[4] is not None
    day = _day(before, twelve_hours) or _day(f"{before} {after}", twelve_hours)
    if day is None:
        return None
    moment = datetime(*day, tzinfo=UTC)
    return moment + _clock(time) - _away(after) if time else moment


def _clock(time: re.Match[str]) -> timedelta:
    hours, minutes, seconds = int(time[1]), int(time[2]), int(time[3] or 0)
    if time[4]:
        hours = hours % 12 + (12 if time[4].lower() == "p" else 0)
    if hours > 24 or minutes > 59:
        raise ValueError("no time of day")
    return timedelta(hours=hours, minutes=minutes, seconds=min(seconds, 59))


def _away(after: str) -> timedelta:
    """How far the zone that follows a time is ahead of UTC."""
    if (offset := _OFFSET.match(after)) is not None and int(offset[2]) <= 14:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return away if offset[1] == "+" else -away
    named = (_ZONES.get(word.lower()) for word in _WORD.findall(after))
    return timedelta(minutes=next((minutes for minutes in named if minutes is not None), 0))


def _day(text: str, twelve_hours: bool) -> tuple[int, int, int] | None:
    """Year, month and day (1 where it is not told). Whoever counts twelve hours puts the month first."""
    if (match := _YEAR_FIRST.search(text)) is not None:
        return int(match[1]), int(match[2]), int(match[3] or 1)
    if (match := _YEAR_LAST.search(text)) is not None:
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        return (year, first, second) if second > 12 or twelve_hours else (year, second, first)
    if (match := _ORDINAL.match(text)) is not None:
        start = datetime(int(match[1]), 1, 1, tzinfo=UTC) + timedelta(days=int(match[2]) - 1)
        return start.year, start.month, start.day
    return _in_words(text)


def _in_words(text: str) -> tuple[int, int, int] | None:
    months = [month for word in _WORD.findall(text) if (month := _MONTHS.get(word.lower()))]
    numbers = _NUMBER.findall(text)
    if not months:
        return (int(numbers[0]), 1, 1) if _YEAR_ALONE.match(text) else None
    short = [int(number) for number in numbers if len(number) <= 2]
    year = next((int(number) for number in numbers if len(number) == 4), None)
    if year is None:
        if len(short) < 2:
            return None
        year = short[-1] + (2000 if short[-1] < 70 else 1900)
    # The last one: "mar" is a Tuesday first, in French and Spanish, before it is a month.
    return year, months[-1], short[0] if short else 1


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
