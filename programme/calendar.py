"""The calendar: when a channel's digest and its week's leaderboard are due.

The question answered is "what is due?", never "did a cron fire?": the caller claims the answer under
(channel, local date, slot name), so that several clocks, restarts and early or late ticks are harmless.

DST, decided once for everyone (`local_instant`):
- an hour that does not exist that day (a gap) moves forward to the first instant after the gap, unless that
  is tomorrow (Nuuk goes from 23:00 to midnight): then it is the last minute before the gap, still today;
- an hour that comes twice (an overlap) is its first occurrence;
- a local date that a country skipped altogether (Pacific/Apia, 30 December 2011) has no slot.
Hence exactly one instant for each local date that exists, and on that date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from programme.errors import ScheduleError
from programme.public_holidays import is_public_holiday, valid_country

__all__ = [
    "CATCH_UP",
    "WEEKDAYS",
    "WEEK_CATCH_UP",
    "Schedule",
    "Slot",
    "Week",
    "day_exists",
    "due_slot",
    "is_working_day",
    "iso_week_ended",
    "local_date",
    "local_instant",
    "next_slot",
    "next_week_end",
    "valid_country",
    "valid_zone",
    "validate",
    "week_of",
]

WEEKDAYS = frozenset({1, 2, 3, 4, 5})
CATCH_UP = timedelta(hours=6)
WEEK_CATCH_UP = timedelta(days=2)

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
# Long enough for any run of holidays; a schedule with nothing in it is a mistake, not a long wait.
_HORIZON_DAYS = 400


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a channel is posted to.

    time_zone: IANA name. at: local hour, naive. working_days: ISO weekdays, 1 is Monday.
    country: whose public holidays are skipped, ISO 3166 ("FR", "DE-BY"), or None for none.
    slot: the name of the slot within the day, part of the key it is claimed under.
    """

    time_zone: str
    at: time
    working_days: frozenset[int] = WEEKDAYS
    country: str | None = None
    slot: str = "daily"


@dataclass(frozen=True, slots=True)
class Slot:
    """One posting of a channel: claimed under (channel, local_date, name), due from `due_at` (UTC)."""

    local_date: date
    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week in a channel's zone: [starts_at, ends_at) in UTC, its leaderboard due at `due_at` (UTC).

    `year` is the ISO year, which differs from the calendar's around New Year.
    """

    year: int
    number: int
    starts_at: datetime
    ends_at: datetime
    due_at: datetime

    @property
    def key(self) -> str:
        """The name it is claimed under, such as "2026-W47"."""
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """Its first local date."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last local date."""
        return date.fromisocalendar(self.year, self.number, 7)


def validate(schedule: Schedule) -> None:
    """Refuse a schedule that could never be kept. Raises ScheduleError, whose code says what is wrong.

    Call it when a schedule is set; the functions below then need no such care.
    """
    if not valid_zone(schedule.time_zone):
        raise ScheduleError("unknown_zone", schedule.time_zone)
    if schedule.country is not None and not valid_country(schedule.country):
        raise ScheduleError("unknown_country", schedule.country)
    if schedule.at.tzinfo is not None:
        raise ScheduleError("bad_hour", schedule.at.isoformat())
    if not schedule.working_days:
        raise ScheduleError("no_working_day")
    for day in sorted(schedule.working_days):
        if not 1 <= day <= 7:
            raise ScheduleError("bad_weekday", str(day))


def valid_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone this machine knows, spelt exactly."""
    # "Factory" and "localtime" are files beside the zones, not places.
    if not name or name in {"Factory", "localtime"}:
        return False
    try:
        return ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def local_date(zone: str | ZoneInfo, now: datetime) -> date:
    """The date on the wall in `zone` at `now`."""
    return now.astimezone(_zone(zone)).date()


def local_instant(day: date, at: time, zone: str | ZoneInfo) -> datetime:
    """The instant (UTC) at which `day`'s clock in `zone` first shows `at` (see the module for DST).

    For a date that `zone` skipped altogether it is the first instant after the gap, on a later date:
    ask `day_exists` first.
    """
    place = _zone(zone)
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    shown = wall.replace(tzinfo=place)
    before, after = _offset(shown), _offset(shown.replace(fold=1))
    if after <= before:
        return shown.astimezone(UTC)
    # In a gap PEP 495 gives the offsets on both sides; the change lies between the two readings.
    start = (wall - after).replace(tzinfo=UTC, microsecond=0)
    change = _first_instant_showing(wall, start, after - before, place)
    last_minute = change - _MINUTE
    if change.astimezone(place).date() != day == last_minute.astimezone(place).date():
        return last_minute
    return change


def day_exists(day: date, zone: str | ZoneInfo) -> bool:
    """Whether `day` happened at all in `zone`: Samoa went from 29 to 31 December 2011."""
    place = _zone(zone)
    return local_instant(day, time(0), place).astimezone(place).date() == day


def is_working_day(schedule: Schedule, day: date) -> bool:
    """Whether the channel is posted to on `day`: a working weekday, that exists, and no public holiday."""
    return (
        day.isoweekday() in schedule.working_days
        and not is_public_holiday(schedule.country, day)
        and day_exists(day, schedule.time_zone)
    )


def due_slot(schedule: Schedule, now: datetime, *, catch_up: timedelta = CATCH_UP) -> Slot | None:
    """The latest slot that is due at `now` and not older than `catch_up` (inclusive), or None.

    It is given again at every tick in that window: the caller's claim makes it happen once. A slot may be
    caught up past midnight; it keeps its own local date.
    """
    place = _zone(schedule.time_zone)
    # One day ahead: when clocks go back over midnight, tomorrow's slot may be due while it is today again.
    day = now.astimezone(place).date() + _DAY
    while True:
        due_at = local_instant(day, schedule.at, place)
        if due_at < now - catch_up:
            return None
        if due_at <= now and is_working_day(schedule, day):
            return Slot(day, schedule.slot, due_at)
        day -= _DAY


def next_slot(schedule: Schedule, after: datetime) -> Slot:
    """The first slot due strictly after `after`. Raises ScheduleError `no_working_day` when none is ahead."""
    place = _zone(schedule.time_zone)
    day = after.astimezone(place).date() - _DAY
    for _ in range(_HORIZON_DAYS):
        due_at = local_instant(day, schedule.at, place)
        if due_at > after and is_working_day(schedule, day):
            return Slot(day, schedule.slot, due_at)
        day += _DAY
    raise ScheduleError("no_working_day", schedule.time_zone)


def week_of(schedule: Schedule, day: date) -> Week:
    """The ISO week that holds the local date `day`, with the instant its leaderboard is due.

    Due on the Monday after it, at the channel's hour; when that Monday is no working day (a public holiday,
    say), on the next working day of the same week. A channel with none left in that week gets it on the
    first weekday that is no holiday, else on the Monday: every week has exactly one due instant.
    """
    year, number, _ = day.isocalendar()
    monday = date.fromisocalendar(year, number, 1)
    following = monday + 7 * _DAY
    place = _zone(schedule.time_zone)
    return Week(
        year=year,
        number=number,
        starts_at=local_instant(monday, time(0), place),
        ends_at=local_instant(following, time(0), place),
        due_at=local_instant(_announcement_day(schedule, following), schedule.at, place),
    )


def iso_week_ended(schedule: Schedule, now: datetime, *, catch_up: timedelta = WEEK_CATCH_UP) -> Week | None:
    """The latest ended ISO week whose leaderboard is due at `now` and not older than `catch_up`, or None."""
    for week in _weeks_back(schedule, now):
        if week.due_at < now - catch_up:
            return None
        if week.due_at <= now:
            return week
    return None


def next_week_end(schedule: Schedule, after: datetime) -> Week:
    """The first week whose leaderboard is due strictly after `after`."""
    upcoming = week_of(schedule, local_date(schedule.time_zone, after) + 7 * _DAY)
    for week in _weeks_back(schedule, after):
        if week.due_at <= after:
            break
        upcoming = week
    return upcoming


def _weeks_back(schedule: Schedule, now: datetime) -> Iterator[Week]:
    """The week under way at `now`, then those before it, the latest first."""
    today = local_date(schedule.time_zone, now)
    # Two weeks back always passes the one last announced, even on a Sunday; catch-up may ask for more.
    for back in range(60):
        yield week_of(schedule, today - 7 * back * _DAY)


def _announcement_day(schedule: Schedule, monday: date) -> date:
    week = [monday + offset * _DAY for offset in range(7)]
    for day in week:
        if is_working_day(schedule, day):
            return day
    for day in week[:5]:
        if not is_public_holiday(schedule.country, day) and day_exists(day, schedule.time_zone):
            return day
    return monday


def _first_instant_showing(wall: datetime, start: datetime, span: timedelta, place: ZoneInfo) -> datetime:
    """The first whole second in (start, start + span] at which `place` shows `wall` or later."""
    low, high = 0, int(span.total_seconds()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        shown = (start + timedelta(seconds=middle)).astimezone(place).replace(tzinfo=None)
        if shown >= wall:
            high = middle
        else:
            low = middle
    return start + timedelta(seconds=high)


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    return offset if offset is not None else timedelta(0)


def _zone(zone: str | ZoneInfo) -> ZoneInfo:
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScheduleError("unknown_zone", zone) from error
