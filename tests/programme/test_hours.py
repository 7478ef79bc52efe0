"""Hours as people type them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.calendar import parse_hour


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8h30", time(8, 30)),
        ("08:30", time(8, 30)),
        ("8:30 am", time(8, 30)),
        ("8:30 AM", time(8, 30)),
        ("8:30 p.m.", time(20, 30)),
        ("9", time(9)),
        ("9h", time(9)),
        ("14 h", time(14)),
        ("14 h 05", time(14, 5)),
        ("à 8h30", time(8, 30)),
        ("at 5pm", time(17)),
        ("9 heures", time(9)),
        ("9 heures 15", time(9, 15)),
        ("8.30", time(8, 30)),
        ("0830", time(8, 30)),
        ("12 am", time(0)),
        ("12:15 pm", time(12, 15)),
        ("0h", time(0)),
        ("23:59", time(23, 59)),
        ("midi", time(12)),
        ("Minuit", time(0)),
        ("  8h30  ", time(8, 30)),
        ("", None),
        ("24:00", None),
        ("8:60", None),
        ("25", None),
        ("13 pm", None),
        ("0 am", None),
        ("-8", None),
        ("8:3", None),
        ("830", None),
        ("huit heures", None),
        ("8h30 demain", None),
        ("٨:٣٠", None),
        ("8" * 4000, None),
    ],
)
def test_parse_hour(text: str, expected: time | None) -> None:
    assert parse_hour(text) == expected


@given(st.times())
def test_every_hour_in_the_usual_forms(at: time) -> None:
    expected = time(at.hour, at.minute)
    for form in ("{:02d}:{:02d}", "{}h{:02d}", "{} h {:02d}", "{}.{:02d}", "{:02d}{:02d}"):
        assert parse_hour(form.format(at.hour, at.minute)) == expected


@given(st.text(max_size=30))
def test_anything_typed_is_an_hour_or_none(text: str) -> None:
    found = parse_hour(text)
    assert found is None or found.tzinfo is None
