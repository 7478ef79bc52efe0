"""Shares: what is known of one, in grades that are never mixed in one figure.

- started: an intent link was clicked. Not proof of anything; scores nothing.
- declared: the ambassador said "I posted it". Scores.
- clicked: a tracked link of that share was visited. Scores, and shows the share was seen.
- confirmed: the network's own API answered that the post exists. Scores.
"""

from __future__ import annotations

from enum import StrEnum


class Grade(StrEnum):
    """How much is known of a share, from least to most."""

    STARTED = "started"
    DECLARED = "declared"
    CLICKED = "clicked"
    CONFIRMED = "confirmed"


def scores(grade: Grade) -> bool:
    """Whether a share of this grade earns points and stands on boards: all but `started`."""
    return grade is not Grade.STARTED
