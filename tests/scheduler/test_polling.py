"""How often a source is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from curation.status import SourceStatus
from scheduler.polling import next_check, worth_telling

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
        (HTTP_ERROR, 10**6, None, None, 24 * 60, 10**6 + 1),
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
        (GONE, 1, "source_gone"),
    ],
)
def test_what_the_admins_are_told(status: SourceStatus, failures: int, code: str | None) -> None:
    assert worth_telling(status, failures) == code
