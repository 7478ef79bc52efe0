"""What is due and what is next: catch-up, holidays, weeks, and the two functions agreeing with each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.calendar import (
    Schedule,
    Slot,
    Week,
    due_slot,
    is_working_day,
    iso_week_ended,
    local_instant,
    next_slot,
    next_week_end,
    valid_country,
    valid_zone,
    validate,
    week_of,
)
from programme.errors import ScheduleError

PARIS = Schedule("Europe/Paris", time(8, 30), country="FR")
DAY = timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T07:29:59", None),  # Monday, a second early: Friday's is long past
        ("2026-11-23T07:30:00", date(2026, 11, 23)),
        ("2026-11-23T07:30:01", date(2026, 11, 23)),
        ("2026-11-23T13:30:00", date(2026, 11, 23)),  # the very end of the catch-up window
        ("2026-11-23T13:30:01", None),
        ("2026-11-22T08:00:00", None),  # a Sunday
        ("2026-11-11T08:00:00", None),  # Armistice Day
        ("2026-11-12T08:00:00", date(2026, 11, 12)),
        ("2026-07-14T08:00:00", None),  # Bastille Day
        ("2026-04-06T08:00:00", None),  # Easter Monday, which moves with the year
    ],
)
def test_due_slot(now: str, due: date | None) -> None:
    slot = due_slot(PARIS, utc(now))
    assert (slot.local_date if slot else None) == due
    if slot:
        assert slot.name == "daily"
        assert slot.due_at == local_instant(slot.local_date, time(8, 30), "Europe/Paris")


def test_a_late_slot_is_caught_up_after_midnight_under_its_own_date() -> None:
    evening = Schedule("Europe/Paris", time(22), country="FR")
    caught = due_slot(evening, utc("2026-11-24T02:00:00"))
    assert caught == Slot(date(2026, 11, 23), "daily", utc("2026-11-23T21:00:00"))


def test_a_long_outage_catches_up_the_latest_only() -> None:
    slot = due_slot(PARIS, utc("2026-11-26T07:00:00"), catch_up=timedelta(days=5))
    assert slot is not None
    assert slot.local_date == date(2026, 11, 25)
    after_a_weekend = due_slot(PARIS, utc("2026-11-23T07:00:00"), catch_up=timedelta(days=5))
    assert after_a_weekend is not None
    assert after_a_weekend.local_date == date(2026, 11, 20)


def test_no_catch_up_still_finds_the_slot_on_its_instant() -> None:
    assert due_slot(PARIS, utc("2026-11-23T07:30:00"), catch_up=timedelta(0)) is not None
    assert due_slot(PARIS, utc("2026-11-23T07:30:01"), catch_up=timedelta(0)) is None


def test_the_zone_of_now_does_not_matter() -> None:
    now = utc("2026-11-23T08:00:00")
    assert due_slot(PARIS, now.astimezone(ZoneInfo("Asia/Tokyo"))) == due_slot(PARIS, now)


def test_an_hour_changed_during_the_day_keeps_the_key() -> None:
    """The caller's claim on (date, name) then stops a second post the same day."""
    morning = due_slot(PARIS, utc("2026-11-23T08:00:00"))
    afternoon = due_slot(Schedule("Europe/Paris", time(14), country="FR"), utc("2026-11-23T13:00:00"))
    assert morning is not None
    assert afternoon is not None
    assert (morning.local_date, morning.name) == (afternoon.local_date, afternoon.name)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-11-23T07:29:59", date(2026, 11, 23)),
        ("2026-11-23T07:30:00", date(2026, 11, 24)),
        ("2026-11-20T12:00:00", date(2026, 11, 23)),  # over a weekend
        ("2026-12-24T12:00:00", date(2026, 12, 28)),  # Christmas is a Friday
        ("2026-12-31T12:00:00", date(2027, 1, 4)),
    ],
)
def test_next_slot(after: str, expected: date) -> None:
    assert next_slot(PARIS, utc(after)).local_date == expected


def test_next_slot_of_a_schedule_without_days_is_a_named_error() -> None:
    with pytest.raises(ScheduleError) as raised:
        next_slot(Schedule("Europe/Paris", time(9), frozenset()), utc("2026-11-23T07:00:00"))
    assert raised.value.code == "no_working_day"
    assert due_slot(Schedule("Europe/Paris", time(9), frozenset()), utc("2026-11-23T08:00:00")) is None


ZONES = st.sampled_from(
    [
        "Europe/Paris",
        "America/Santiago",
        "America/Nuuk",
        "Africa/Casablanca",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Asia/Beirut",
        "America/Havana",
        "Antarctica/Troll",
        "Asia/Kathmandu",
        "UTC",
    ]
)
SCHEDULES = st.builds(
    Schedule,
    ZONES,
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])),
    st.frozensets(st.integers(1, 7), min_size=1),
    st.sampled_from([None, "FR", "DE-BY", "JP", "ZZ"]),
)
INSTANTS = st.integers(0, 5 * 365 * 86_400).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
)


@given(SCHEDULES, INSTANTS)
def test_next_and_due_agree(schedule: Schedule, now: datetime) -> None:
    coming = next_slot(schedule, now)
    assert coming.due_at > now
    assert is_working_day(schedule, coming.local_date)
    assert coming.due_at.astimezone(ZoneInfo(schedule.time_zone)).date() == coming.local_date
    assert due_slot(schedule, coming.due_at, catch_up=timedelta(0)) == coming
    just_before = due_slot(schedule, coming.due_at - timedelta(seconds=1))
    assert just_before is None or just_before.due_at <= now
    assert due_slot(schedule, coming.due_at + timedelta(hours=6)) is not None


@given(SCHEDULES, INSTANTS, st.integers(1, 40))
def test_slots_chain_without_gap_or_repeat(schedule: Schedule, start: datetime, count: int) -> None:
    slot = next_slot(schedule, start)
    for _ in range(count):
        following = next_slot(schedule, slot.due_at)
        between = slot.local_date + DAY
        while between < following.local_date:
            assert not is_working_day(schedule, between)
            between += DAY
        assert following.local_date > slot.local_date
        slot = following


@given(SCHEDULES, INSTANTS)
def test_weeks_agree_too(schedule: Schedule, now: datetime) -> None:
    coming = next_week_end(schedule, now)
    assert coming.due_at > now
    assert coming.due_at >= coming.ends_at
    assert iso_week_ended(schedule, coming.due_at) == coming
    assert coming.due_at < local_instant(coming.monday + 14 * DAY, time(0), schedule.time_zone)
    following = next_week_end(schedule, coming.due_at)
    assert following.starts_at == coming.ends_at
    assert following.monday == coming.monday + 7 * DAY


def week_due(now: str, schedule: Schedule = PARIS, days: int = 2) -> str | None:
    week = iso_week_ended(schedule, utc(now), catch_up=timedelta(days=days))
    return week.key if week else None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T07:29:59", None),
        ("2026-11-23T07:30:00", "2026-W47"),
        ("2026-11-25T07:30:00", "2026-W47"),  # two days to catch up
        ("2026-11-25T07:30:01", None),
        # Easter Monday 6 April 2026: on Tuesday instead.
        ("2026-04-06T12:00:00", None),
        ("2026-04-07T06:30:00", "2026-W14"),
        # New Year: the ISO year is not the calendar's.
        ("2027-01-04T07:30:00", "2026-W53"),
    ],
)
def test_iso_week_ended(now: str, expected: str | None) -> None:
    assert week_due(now) == expected


def test_week_bounds_are_the_channel_s_midnights() -> None:
    week = week_of(PARIS, date(2026, 10, 25))  # the week the clocks go back: 169 hours
    assert week == Week(
        2026, 43, utc("2026-10-18T22:00:00"), utc("2026-10-25T23:00:00"), utc("2026-10-26T07:30:00")
    )
    assert week.ends_at - week.starts_at == timedelta(hours=169)
    assert (week.monday, week.sunday) == (date(2026, 10, 19), date(2026, 10, 25))


@pytest.mark.parametrize(
    ("working_days", "country", "ended", "due_on"),
    [
        ({2, 3, 4}, None, date(2026, 11, 22), date(2026, 11, 24)),  # no Mondays: its first working day
        ({1}, "FR", date(2026, 4, 5), date(2026, 4, 7)),  # Mondays only, and that one a holiday
        ({7}, None, date(2026, 11, 22), date(2026, 11, 29)),
        # A whole week of holidays (New Year in China): the Monday after all.
        ({1, 2, 3, 4, 5}, "CN", date(2026, 2, 15), date(2026, 2, 16)),
    ],
)
def test_the_week_s_board_has_a_day_in_any_case(
    working_days: set[int], country: str | None, ended: date, due_on: date
) -> None:
    schedule = Schedule("Europe/Paris", time(8, 30), frozenset(working_days), country)
    week = week_of(schedule, ended)
    due = week.due_at.astimezone(ZoneInfo("Europe/Paris"))
    assert (due.date(), due.time()) == (due_on, time(8, 30))


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("Europe/Paris", True),
        ("UTC", True),
        ("America/Argentina/Buenos_Aires", True),
        ("Europe/Pari", False),
        ("Europe", False),
        ("", False),
        ("../etc/passwd", False),
        ("/etc/localtime", False),
        ("localtime", False),
        ("Factory", False),
        ("a\x00b", False),
        ("x" * 5000, False),
    ],
)
def test_valid_zone(name: str, valid: bool) -> None:
    assert valid_zone(name) is valid


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("FR", True),
        ("fr", True),
        ("FR-BRE", True),
        ("FR-57", True),
        ("FR-67", True),
        ("FR-35", True),
        ("DE-BY", True),
        ("GB-SCT", True),
        ("DE-XX", False),
        ("FR-XYZ", False),
        ("ZZ", False),
        ("", False),
        ("France", False),
        ("FR-", False),
        ("HolidayBase", False),
    ],
)
def test_valid_country(code: str, valid: bool) -> None:
    assert valid_country(code) is valid


@pytest.mark.parametrize(
    ("country", "day", "holiday"),
    [
        ("FR", date(2026, 12, 26), False),
        ("FR-57", date(2028, 12, 26), True),
        ("FR-67", date(2028, 12, 26), True),
        ("FR-BRE", date(2028, 12, 26), False),
        ("DE", date(2026, 1, 6), False),
        ("DE-BY", date(2026, 1, 6), True),
        (None, date(2026, 12, 25), False),
        ("ZZ", date(2026, 12, 25), False),  # unknown: refused when set, harmless at a tick
        ("not a code", date(2026, 12, 25), False),
    ],
)
def test_holidays(country: str | None, day: date, holiday: bool) -> None:
    schedule = Schedule("Europe/Paris", time(9), frozenset(range(1, 8)), country)
    assert is_working_day(schedule, day) is not holiday


@pytest.mark.parametrize(
    ("schedule", "code"),
    [
        (Schedule("Mars/Olympus", time(9)), "unknown_zone"),
        (Schedule("Europe/Paris", time(9), country="ZZ"), "unknown_country"),
        (Schedule("Europe/Paris", time(9), frozenset()), "no_working_day"),
        (Schedule("Europe/Paris", time(9), frozenset({0})), "bad_weekday"),
        (Schedule("Europe/Paris", time(9), frozenset({1, 8})), "bad_weekday"),
        (Schedule("Europe/Paris", time(9, tzinfo=UTC)), "bad_hour"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused_by_name(schedule: Schedule, code: str) -> None:
    with pytest.raises(ScheduleError) as raised:
        validate(schedule)
    assert raised.value.code == code


def test_a_good_schedule_passes() -> None:
    validate(PARIS)
    validate(Schedule("Europe/Berlin", time(0), frozenset({6, 7}), "DE-BY", "evening"))


def test_a_zone_gone_unknown_is_named_at_the_tick() -> None:
    with pytest.raises(ScheduleError) as raised:
        due_slot(Schedule("Mars/Olympus", time(9)), utc("2026-11-23T07:30:00"))
    assert raised.value.code == "unknown_zone"
