"""The words after `/dizaine`, as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.words import Asked, Command, Unknown, read


@pytest.mark.parametrize(
    ("typed", "command", "rest"),
    [
        ("", Command.HELP, ""),
        ("  aide ", Command.HELP, ""),
        ("HELP", Command.HELP, ""),
        ("configurer", Command.SETUP, ""),
        ("aperçu", Command.PREVIEW, ""),
        ("Apercu", Command.PREVIEW, ""),
        ("état", Command.STATUS, ""),
        ("classement", Command.LEADERBOARD, ""),
        ("source", Command.SOURCE_LIST, ""),
        ("sources liste", Command.SOURCE_LIST, ""),
        ("source ajouter https://a.example/feed marché", Command.SOURCE_ADD, "https://a.example/feed marché"),
        ("source vérifier", Command.SOURCE_CHECK, ""),
        ("source retirer 3", Command.SOURCE_REMOVE, "3"),
        ("article https://a.example/une maison", Command.ARTICLE, "https://a.example/une maison"),
        ("admin ajouter <@U1|ana>", Command.ADMIN_ADD, "<@U1|ana>"),
        ("moi", Command.ME, ""),
        ("me please", Command.ME, "please"),
    ],
)
def test_both_languages_are_understood(typed: str, command: Command, rest: str) -> None:
    assert read(typed) == Asked(command, rest)


@pytest.mark.parametrize(
    ("typed", "words", "nearest"),
    [
        ("leaderbord", "leaderbord", "leaderboard"),
        ("rejoidre", "rejoidre", "rejoindre"),
        ("aperçut", "aperçut", "aperçu"),
        ("source ajoute https://a.example", "source ajoute", "source ajouter"),
        ("xyzzy", "xyzzy", None),
    ],
)
def test_other_words_get_the_nearest(typed: str, words: str, nearest: str | None) -> None:
    assert read(typed) == Unknown(words, nearest)


@given(st.text(max_size=200))
def test_no_text_breaks_it(typed: str) -> None:
    assert isinstance(read(typed), Asked | Unknown)
