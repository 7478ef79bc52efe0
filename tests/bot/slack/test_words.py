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
        ("doublons", Command.DUPLICATES, ""),
        ("Duplicates", Command.DUPLICATES, ""),
        ("état", Command.STATUS, ""),
        ("reprendre", Command.RESUME, ""),
        ("reprise", Command.RESUME, ""),
        ("relance", Command.RESUME, ""),
        ("Relancer", Command.RESUME, ""),
        ("classement", Command.LEADERBOARD, ""),
        ("source", Command.SOURCE_LIST, ""),
        ("sources liste", Command.SOURCE_LIST, ""),
        ("source ajouter https://a.example/feed marché", Command.SOURCE_ADD, "https://a.example/feed marché"),
        ("source vérifier", Command.SOURCE_CHECK, ""),
        ("source retirer 3", Command.SOURCE_REMOVE, "3"),
        ("article https://a.example/une maison", Command.ARTICLE, "https://a.example/une maison"),
        ("admin ajouter <@U1|ana>", Command.ADMIN_ADD, "<@U1|ana>"),
        ("thèmes", Command.TOPICS, ""),
        ("Themes", Command.TOPICS, ""),
        ("moi", Command.ME, ""),
        ("me please", Command.ME, "please"),
    ],
)
def test_both_languages_are_understood(typed: str, command: Command, rest: str) -> None:
    assert read(typed) == Asked(command, rest)


@pytest.mark.parametrize(
    ("typed", "words", "nearest"),
    [
        ("leaderbord", "leaderbord", Command.LEADERBOARD),
        ("rejoidre", "rejoidre", Command.JOIN),
        ("aperçut", "aperçut", Command.PREVIEW),
        ("dublons", "dublons", Command.DUPLICATES),
        ("stat", "stat", Command.STATUS),
        ("source ajoute https://a.example", "source ajoute", Command.SOURCE_ADD),
        ("sorce ajouter https://a.example", "sorce", Command.SOURCE_ADD),
        ("sourse", "sourse", Command.SOURCE_LIST),
        ("source https://a.example/feed", "source https://a.example/feed", Command.SOURCE_ADD),
        ("source a.example", "source a.example", Command.SOURCE_ADD),
        ("source ??", "source ??", Command.SOURCE_LIST),
        ("admin <@U1|ana>", "admin <@U1|ana>", Command.ADMIN_ADD),
        ("xyzzy", "xyzzy", None),
    ],
)
def test_other_words_get_the_nearest(typed: str, words: str, nearest: Command | None) -> None:
    assert read(typed) == Unknown(words, nearest)


@given(st.text(max_size=200))
def test_no_text_breaks_it(typed: str) -> None:
    assert isinstance(read(typed), Asked | Unknown)
