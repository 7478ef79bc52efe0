"""Slack's names of the number emoji, which articles are picked with."""

from __future__ import annotations

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "keycap_ten")


def number_of(name: str) -> int | None:
    """1 to 10, or None for any other emoji."""
    return NUMBERS.index(name) + 1 if name in NUMBERS else None
