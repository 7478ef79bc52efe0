"""Every zone of tzdata, every change of its clocks in 2026-2030: one slot a local day, no more, no less."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from programme.calendar import Schedule, day_exists, due_slot, local_instant, next_slot

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2031, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(minutes=15)
# Far from the change a coarser tick finds the same slots, well inside the catch-up window.
NEAR, FAR_TICK = timedelta(hours=9), timedelta(hours=1)
EVERY_DAY = frozenset(range(1, 8))
HOURS = (time(0), time(2, 30), time(8, 30), time(23, 30))

# The instant of a change, and the offsets before and after it, in minutes.
Change = tuple[datetime, timedelta, timedelta]


def offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    found = instant.astimezone(zone).utcoffset()
    assert found is not None
    return found


def changes_of(zone: ZoneInfo, first: datetime = FIRST, last: datetime = LAST) -> tuple[Change, ...]:
    """Every change of offset, to the second: a look every other day, then bisection."""
    found: list[Change] = []
    low = first
    before = offset(zone, low)
    while low < last:
        high = low + 2 * DAY
        after = offset(zone, high)
        if after != before:
            early, late = low, high
            while late - early > timedelta(seconds=1):
                middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
                early, late = (middle, late) if offset(zone, middle) == before else (early, middle)
            found.append((late, before, after))
        low, before = high, after
    return tuple(found)


def distinct_changes() -> list[tuple[str, Change]]:
    """Each different change once, under one of the zones that make it."""
    seen: dict[Change, str] = {}
    for name in sorted(available_timezones()):
        for change in changes_of(ZoneInfo(name)):
            seen.setdefault(change, name)
    return sorted((name, change) for change, name in seen.items())


def tick_through(schedule: Schedule, around: datetime, span: timedelta) -> dict[date, datetime]:
    """What a clock that ticks every quarter of an hour around `around` would post: local date to instant due.

    Asserts that a date is never due at two different instants.
    """
    posted: dict[date, datetime] = {}
    now = around - span
    while now <= around + span:
        slot = due_slot(schedule, now)
        if slot is not None:
            assert slot.due_at <= now
            assert posted.setdefault(slot.local_date, slot.due_at) == slot.due_at
        now += TICK if abs(now - around) < NEAR else FAR_TICK
    return posted


def assert_one_slot_a_day(schedule: Schedule, around: datetime, *, days: int = 2) -> None:
    zone = ZoneInfo(schedule.time_zone)
    posted = tick_through(schedule, around, days * DAY)
    start, end = around - days * DAY, around + days * DAY
    # The days that lie whole within the ticks; those at both ends may be cut.
    first, last = start.astimezone(zone).date() + DAY, end.astimezone(zone).date() - DAY
    expected = [first + n * DAY for n in range((last - first).days + 1)]
    for day in expected:
        assert (day in posted) == day_exists(day, zone), (schedule, day)
    for day, due_at in posted.items():
        assert due_at.astimezone(zone).date() == day, (schedule, day, due_at)
    assert sorted(posted.values()) == [posted[day] for day in sorted(posted)]


def test_every_change_of_every_zone() -> None:
    changes = distinct_changes()
    assert len(changes) > 200, "tzdata should know more changes than that"
    for name, (instant, before, after) in changes:
        zone = ZoneInfo(name)
        # The hours people choose, and the very ones the change removes or repeats.
        edge = (instant + min(before, after)).time()
        inside = (instant + min(before, after) + abs(after - before) / 2).time()
        for at in {*HOURS, edge, inside}:
            assert_one_slot_a_day(Schedule(name, at, EVERY_DAY), instant)
        assert day_exists(instant.astimezone(zone).date(), zone)


@pytest.mark.parametrize(
    ("zone", "skipped"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Fakaofo", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
    ],
)
@pytest.mark.parametrize("at", HOURS)
def test_a_date_a_country_skipped_has_no_slot(zone: str, skipped: date, at: time) -> None:
    schedule = Schedule(zone, at, EVERY_DAY)
    assert not day_exists(skipped, zone)
    assert_one_slot_a_day(schedule, local_instant(skipped, time(0), zone), days=3)
    before = local_instant(skipped - DAY, at, zone)
    assert next_slot(schedule, before).local_date == skipped + DAY


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # An ordinary day.
        ("Europe/Paris", date(2026, 11, 23), time(8, 30), "2026-11-23T07:30"),
        # Spring forward: 02:30 does not exist, 03:00 is the first instant after.
        ("Europe/Paris", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00"),
        ("Europe/Paris", date(2026, 3, 29), time(2, 0), "2026-03-29T01:00"),
        ("Europe/Paris", date(2026, 3, 29), time(1, 59), "2026-03-29T00:59"),
        ("Europe/Paris", date(2026, 3, 29), time(3, 0), "2026-03-29T01:00"),
        # Fall back: 02:30 comes twice, the first counts.
        ("Europe/Paris", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("Europe/Paris", date(2026, 10, 25), time(3, 0), "2026-10-25T02:00"),
        # Midnight itself is missing.
        ("America/Santiago", date(2026, 9, 6), time(0), "2026-09-06T04:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0), "2026-04-23T22:00"),
        # Half an hour.
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
        # The gap runs to midnight: the last minute of the day.
        ("America/Nuuk", date(2026, 3, 28), time(23, 30), "2026-03-29T00:59"),
    ],
)
def test_local_instant(zone: str, day: date, at: time, expected: str) -> None:
    assert local_instant(day, at, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_in_a_gap_it_is_the_first_instant_after() -> None:
    """Against the definition itself, minute by minute."""
    for name in ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Santiago"):
        zone = ZoneInfo(name)
        instant = next(when for when, before, after in changes_of(zone) if after > before)
        day = instant.astimezone(zone).date()
        midnight = datetime.combine(day, time(0), tzinfo=UTC) - 14 * timedelta(hours=1)
        shown = [
            (minute, minute.astimezone(zone).replace(tzinfo=None))
            for minute in (midnight + timedelta(minutes=n) for n in range(48 * 60))
        ]
        for hour in range(24):
            for minute in (0, 15, 30, 45):
                wanted = datetime.combine(day, time(hour, minute))
                first = next(when for when, wall in shown if wall >= wanted and wall.date() == day)
                assert local_instant(day, wanted.time(), name) == first
