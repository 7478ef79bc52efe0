"""Dates as the wild writes them."""

from datetime import UTC, datetime

import pytest

from curation.dates import from_text


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("22.11.2022 12:16:00", datetime(2022, 11, 22, 12, 16, tzinfo=UTC)),
        ("22/11/2022", datetime(2022, 11, 22, tzinfo=UTC)),
        ("11/22/2022 1:16:00 PM", datetime(2022, 11, 22, 13, 16, tzinfo=UTC)),
        ("03/02/2022 1:16 p.m.", datetime(2022, 3, 2, 13, 16, tzinfo=UTC)),
        ("12/1/2022 12:05 AM", datetime(2022, 12, 1, 0, 5, tzinfo=UTC)),
        ("2017-06-13T03:18:00+00:0", datetime(2017, 6, 13, 3, 18, tzinfo=UTC)),
        ("2026-03-02 08:30:00 -0500", datetime(2026, 3, 2, 13, 30, tzinfo=UTC)),
        ("2026-03-02T08:30:00.987Z", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-03-02T08:30 PDT", datetime(2026, 3, 2, 15, 30, tzinfo=UTC)),
        ("Sun Jan  4 16:29:06 PST 2004", datetime(2004, 1, 5, 0, 29, 6, tzinfo=UTC)),
        ("Thu, 01 Jan 04 19:48:21 GMT", datetime(2004, 1, 1, 19, 48, 21, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 08:30 +0100", datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 08:30:00 CEST", datetime(2026, 3, 2, 6, 30, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 24:00:00 +0000", datetime(2026, 3, 3, tzinfo=UTC)),
        ("mar., 3 févr. 2026 à 08h30", datetime(2026, 2, 3, 8, 30, tzinfo=UTC)),
        ("2. März 2026", datetime(2026, 3, 2, tzinfo=UTC)),
        ("March 2, 2026", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026年3月2日 08:30", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("20260302", datetime(2026, 3, 2, tzinfo=UTC)),
        ("20260302T083000Z", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-061", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("1772440200", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("1772440200000", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("31.02.2026", None),
        ("Mon, 02 Mar 2026 25:00:00 +0000", None),
        ("3 days ago", None),
        ("Monday", None),
        ("1028", None),
        ("192", None),
        ("12345678901234", None),
        ("may", None),
    ],
)
def test_dates_of_the_wild(text: str, moment: datetime | None) -> None:
    assert from_text(text) == moment
