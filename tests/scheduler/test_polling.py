"""How often a source is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from curation.status import SourceStatus
from scheduler.polling import host_pause, next_check, quiet_pause, worth_telling

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OK, HTTP_ERROR, RATE_LIMITED, GONE = (
    SourceStatus.OK,
    SourceStatus.HTTP_ERROR,
    SourceStatus.RATE_LIMITED,
    SourceStatus.GONE,
)


@pytest.mark.parametrize(
    ("status", "failures", "asked", "retry_after", "minutes", "then"),
    [
        (OK, 0, None, None, 30, 0),
        (OK, 7, None, None, 30, 0),
        (SourceStatus.NOT_MODIFIED, 0, 5, None, 30, 0),
        (SourceStatus.EMPTY, 0, None, None, 30, 0),
        (OK, 0, 120, None, 120, 0),
        (OK, 0, 100_000, None, 24 * 60, 0),
        (HTTP_ERROR, 0, None, None, 30, 1),
        (HTTP_ERROR, 1, None, None, 60, 2),
        (HTTP_ERROR, 3, None, None, 240, 4),
        (HTTP_ERROR, 20, None, None, 24 * 60, 21),
        (HTTP_ERROR, 28, None, None, 24 * 60, 29),
        (HTTP_ERROR, 29, None, None, None, 30),
        (HTTP_ERROR, 10**6, None, None, None, 10**6 + 1),
        (RATE_LIMITED, 29, None, 180, None, 30),
        (RATE_LIMITED, 0, None, 180, 180, 1),
        (RATE_LIMITED, 0, None, 1, 30, 1),
        (RATE_LIMITED, 0, None, 10**6, 7 * 24 * 60, 1),
        (GONE, 0, None, None, None, 1),
    ],
)
def test_next_check(
    status: SourceStatus,
    failures: int,
    asked: int | None,
    retry_after: int | None,
    minutes: int | None,
    then: int,
) -> None:
    result = next_check(
        status,
        failures,
        NOW,
        asked=None if asked is None else timedelta(minutes=asked),
        retry_after=None if retry_after is None else timedelta(minutes=retry_after),
    )
    assert result.at == (None if minutes is None else NOW + timedelta(minutes=minutes))
    assert result.failures == then


@pytest.mark.parametrize(
    ("status", "failures", "code"),
    [
        (OK, 0, None),
        (HTTP_ERROR, 4, None),
        (HTTP_ERROR, 5, "source_failing"),
        (HTTP_ERROR, 6, None),
        (HTTP_ERROR, 30, "source_given_up"),
        (HTTP_ERROR, 31, None),
        (GONE, 1, "source_gone"),
    ],
)
def test_what_the_admins_are_told(status: SourceStatus, failures: int, code: str | None) -> None:
    assert worth_telling(status, failures) == code


@pytest.mark.parametrize(
    ("silent", "pause"),
    [
        (0, 0.5),
        (9.9, 0.5),
        (19.9, 0.5),
        (20, 1),
        (39.9, 1),
        (40, 2),
        (80, 4),
        (160, 8),
        (24 * 365, 8),
        (24 * 36_500, 8),
    ],
)
def test_a_source_that_is_silent_is_asked_less_up_to_a_bound(silent: float, pause: float) -> None:
    assert quiet_pause(timedelta(hours=silent)) == timedelta(hours=pause)


def test_silence_and_what_the_feed_asks_are_both_kept() -> None:
    def at(asked_hours: float, silent_hours: float) -> timedelta:
        found = next_check(
            OK, 0, NOW, asked=timedelta(hours=asked_hours), silent=timedelta(hours=silent_hours)
        )
        assert found.at is not None
        return found.at - NOW

    assert at(3, 80) == timedelta(hours=4)
    assert at(6, 80) == timedelta(hours=6)
    assert at(0, 0) == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("status", "retry_after", "pause"),
    [
        (OK, None, None),
        (HTTP_ERROR, None, None),
        (HTTP_ERROR, 600, 600),
        (RATE_LIMITED, None, 1800),
        (RATE_LIMITED, 0, 1800),
        (RATE_LIMITED, 5, 60),
        (RATE_LIMITED, 7200, 7200),
        (RATE_LIMITED, 10**6, 24 * 3600),
        (SourceStatus.UNREACHABLE, None, None),
    ],
)
def test_which_answers_concern_the_whole_host(
    status: SourceStatus, retry_after: int | None, pause: int | None
) -> None:
    found = host_pause(status, None if retry_after is None else timedelta(seconds=retry_after))
    assert found == (None if pause is None else timedelta(seconds=pause))
