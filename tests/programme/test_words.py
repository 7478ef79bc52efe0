"""The nearest command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.words import fold, nearest

COMMANDS = (
    "help", "aide", "setup", "réglages", "source add", "source list", "preview", "aperçu", "post", "publier",
    "pause", "resume", "reprendre", "status", "état", "leaderboard", "classement", "join", "rejoindre",
    "leave", "quitter", "me", "moi",
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("leaderbord", "leaderboard"),
        ("leader", "leaderboard"),
        ("clasement", "classement"),
        ("reglages", "réglages"),
        ("RÉGLAGE", "réglages"),
        ("apercu", "aperçu"),
        ("etat", "état"),
        ("puase", "pause"),
        ("stauts", "status"),
        ("jion", "join"),
        ("sources add", "source add"),
        ("source lsit", "source list"),
        ("hlep", "help"),
        ("rejoin", "rejoindre"),
        ("xyzzy", None),
        ("bonjour à tous", None),
        ("", None),
        ("   ", None),
        ("😀", None),
    ],
)
def test_nearest(typed: str, expected: str | None) -> None:
    assert nearest(typed, COMMANDS) == expected


def test_between_equals_the_first_wins() -> None:
    assert nearest("cab", ["cat", "car"]) == "cat"
    assert nearest("cab", ["car", "cat"]) == "car"
    assert nearest("anything", []) is None


@given(st.sampled_from(COMMANDS))
def test_a_known_word_is_its_own_nearest(word: str) -> None:
    assert nearest(word.upper(), COMMANDS) == word


@given(st.text(max_size=80))
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert nearest(text, COMMANDS) in {None, *COMMANDS}
