"""The clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from programme.clock import Clock, FixedClock, MovableClock
from programme.errors import ClockError

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def test_the_system_s_clock_is_aware_and_in_utc() -> None:
    now = Clock().now()
    assert now.tzinfo is UTC
    assert Clock().now() >= now


def test_a_movable_clock_moves_forward_and_keeps_running() -> None:
    base = FixedClock(MONDAY)
    clock = MovableClock(base)
    assert clock.now() == MONDAY
    assert clock.move_by(timedelta(hours=2)) == MONDAY + timedelta(hours=2)
    paris = datetime(2026, 11, 30, 8, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert clock.move_to(paris) == paris
    assert clock.now().tzinfo is UTC
    base.move_by(timedelta(minutes=1))
    assert clock.now() == paris + timedelta(minutes=1)


def test_a_movable_clock_never_goes_back() -> None:
    clock = MovableClock(FixedClock(MONDAY))
    with pytest.raises(ClockError) as raised:
        clock.move_to(MONDAY - timedelta(seconds=1))
    assert raised.value.code == "backwards"
    with pytest.raises(ClockError):
        clock.move_by(timedelta(seconds=-1))
    assert clock.move_to(MONDAY) == MONDAY


def test_times_without_a_zone_are_refused() -> None:
    naive = MONDAY.replace(tzinfo=None)
    with pytest.raises(ClockError):
        FixedClock(naive)
    with pytest.raises(ClockError) as raised:
        MovableClock(FixedClock(MONDAY)).move_to(naive)
    assert raised.value.code == "naive"
