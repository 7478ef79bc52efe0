"""Shares: what is known of one, in grades that are never mixed in one figure.

- started: an intent link was clicked. Not proof of anything; scores nothing.
- declared: the ambassador said "I posted it". Scores.
- clicked: a tracked link of that share was visited. Scores, and shows the share was seen.
- confirmed: the network's own API answered that the post exists. Scores.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How much is known of a share, from least to most."""

    STARTED = "started"
    DECLARED = "declared"
    CLICKED = "clicked"
    CONFIRMED = "confirmed"


_ORDER = tuple(Grade)


@dataclass(frozen=True, slots=True)
class Tally:
    """Shares by grade. There is no total on purpose: a declaration and a proof do not add up."""

    started: int = 0
    declared: int = 0
    clicked: int = 0
    confirmed: int = 0


def scores(grade: Grade) -> bool:
    """Whether a share of this grade earns points and stands on boards: all but `started`."""
    return grade is not Grade.STARTED


def better(known: Grade, learnt: Grade) -> Grade:
    """The grade of a share after learning more: it only ever rises, whatever order events come in."""
    return max(known, learnt, key=_ORDER.index)


def tally(grades: Iterable[Grade]) -> Tally:
    """Count shares by their grade, each once, under the best that is known of it."""
    counts = dict.fromkeys(_ORDER, 0)
    for grade in grades:
        counts[grade] += 1
    return Tally(*(counts[grade] for grade in _ORDER))
