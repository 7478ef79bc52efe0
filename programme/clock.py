"""The clock: the only place that reads the system's time.

Everything else receives a `now` as an aware UTC datetime.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from programme.errors import ClockError


class Clock:
    """The system's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock(Clock):
    """A clock that runs ahead of another by `offset`; the playground moves it forward.

    It never goes backwards: what was due stays due, and ledgers keep their order.
    """

    def __init__(self, base: Clock | None = None, offset: timedelta = timedelta(0)) -> None:
        self._base = base if base is not None else Clock()
        self._offset = offset

    def now(self) -> datetime:
        return self._base.now() + self._offset

    def move_to(self, when: datetime) -> datetime:
        """Make it `when` (aware); returns the new now. Raises ClockError `backwards` or `naive`."""
        if when.tzinfo is None:
            raise ClockError("naive", when.isoformat())
        return self.move_by(when.astimezone(UTC) - self.now())

    def move_by(self, delta: timedelta) -> datetime:
        """Let `delta` pass at once; returns the new now. Raises ClockError `backwards`."""
        if delta < timedelta(0):
            raise ClockError("backwards", str(delta))
        self._offset += delta
        return self.now()


class FixedClock(Clock):
    """A clock that stands still until told otherwise; for tests."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        """Make it `at` (aware, any zone). Raises ClockError `naive`."""
        if at.tzinfo is None:
            raise ClockError("naive", at.isoformat())
        self._at = at.astimezone(UTC)

    def move_by(self, delta: timedelta) -> datetime:
        """Let `delta` pass (either way: tests may go back); returns the new now."""
        self._at += delta
        return self._at
