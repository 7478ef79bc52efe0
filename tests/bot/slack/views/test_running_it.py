"""What those who run it read: sources as they were read, the status, the nearest command, what was posted before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.i18n import translator
from bot.slack.views.added import article_added
from bot.slack.views.admin import channel_line
from bot.slack.views.article import length
from bot.slack.views.help import help_page, unknown_word
from bot.slack.views.notices import notice
from bot.slack.views.setup import setup_done, setup_modal
from bot.slack.views.sources import source_added
from bot.slack.words import Command
from handlers.answers import ArticleAdded, Help, Outing, SetupDone
from handlers.source_answers import SourceAdded, SourceLine
from scheduler.messages import Notice
from tests.bot.slack.views.samples import NOW, card, setup_form, status

FR, EN = translator("fr"), translator("en")
READ = SourceLine(1, "Plant Notes", "https://p.example/feed", "company", "ok", None, NOW, NOW, 12)


@pytest.mark.parametrize(
    ("source", "already", "french", "english"),
    [
        (READ, False, "Source ajoutée et lue.", "Source added and read."),
        (replace(READ, status="not_modified"), False, "Source ajoutée et lue.", "Source added and read."),
        (replace(READ, status="empty"), False, "Elle sera relue d’elle-même", "read again by itself"),
        (replace(READ, status="not_a_feed"), False, "mais sa lecture a échoué", "could not be read"),
        (replace(READ, status="new"), False, "`/dizaine source vérifier`", "`/dizaine source check`"),
        (replace(READ, status="new"), True, "d’ici quelques minutes", "within a few minutes"),
        (READ, True, "déjà là", "was there already"),
    ],
)
def test_a_source_that_was_added_says_how_its_reading_went(
    source: SourceLine, already: bool, french: str, english: str
) -> None:
    assert french in source_added(SourceAdded(source, already, None, NOW), FR).text
    assert english in source_added(SourceAdded(source, already, None, NOW), EN).text


def test_a_source_that_was_read_says_what_it_holds() -> None:
    told = source_added(SourceAdded(READ, False, NOW - timedelta(hours=3), NOW), FR).blocks[0]["text"]["text"]
    for words in ("Plant Notes", "Maison", "12 articles", "L’article le plus récent\xa0: il y a 3\xa0h"):
        assert words in told
    page = source_added(SourceAdded(replace(READ, status="not_a_feed"), False, None, NOW), EN).blocks[0]
    assert "look for the site’s RSS or Atom address" in page["text"]["text"]


@pytest.mark.parametrize(
    ("nearest", "admin", "french"),
    [
        (Command.STATUS, True, "`/dizaine état` (canaux, sources, envois)"),
        (
            Command.SOURCE_ADD,
            True,
            "`/dizaine source ajouter &lt;adresse&gt;` (ajouter un flux, ou celui d’un site)",
        ),
        (Command.LEADERBOARD, False, "`/dizaine classement` (le classement de la semaine)"),
    ],
)
def test_a_mistyped_word_gets_the_nearest_command_in_the_readers_language(
    nearest: Command, admin: bool, french: str
) -> None:
    told = unknown_word(Help(admin, "stat", nearest), FR)
    assert french in told.text
    assert told.text.endswith("`/dizaine aide`")
    assert len(told.blocks) == 1
    assert unknown_word(Help(admin, "stat", nearest), EN).text.endswith("`/dizaine help`")


def test_nobody_is_sent_to_a_command_that_is_not_theirs() -> None:
    told = unknown_word(Help(False, "stat", Command.STATUS), FR).text
    assert "état" not in told
    assert "`/dizaine aide`" in told


def test_help_shows_every_command_to_those_who_run_it() -> None:
    shown = str(help_page(Help(True), EN).blocks)
    assert all(f"`/dizaine {command.value}" in shown for command in Command)
    assert "source" not in str(help_page(Help(False), EN).blocks)


def test_the_status_tells_zone_and_language_in_the_readers() -> None:
    line = replace(status().channels[0], time_zone="Europe/London", language="en")
    assert "Londres" in channel_line(line, FR)
    assert "anglais" in channel_line(line, FR)
    assert "Europe/" not in channel_line(line, FR)
    assert "French" in channel_line(replace(line, language="fr"), EN)


def test_a_channel_that_is_set_up_is_saved_and_a_new_one_started() -> None:
    labels = [
        setup_modal(replace(setup_form(), known=known), t)["submit"]["text"]
        for t in (FR, EN)
        for known in (False, True)
    ]
    assert labels == ["Commencer", "Enregistrer", "Start", "Save"]


def test_no_source_added_is_not_counted() -> None:
    done = SetupDone("C1", "fr", NOW, "Europe/Paris", 10, 0, ())
    assert "source" not in str(setup_done(done, FR).blocks)
    assert "1 source ajoutée." in str(setup_done(replace(done, sources_added=1), FR).blocks)


def test_an_article_that_was_posted_everywhere_says_when_and_is_not_called_added() -> None:
    posted = Outing("C1", "Europe/Paris", None, "posted", date(2026, 3, 2))
    told = article_added(ArticleAdded(card(0), False, (posted,)), FR)
    assert "a été publié le lundi 2 mars" in told.text
    assert "ajouté" not in told.text
    outings = next(block for block in told.blocks if block["block_id"] == "outings")
    assert "il y a été publié le lundi 2 mars" in outings["text"]["text"]
    elsewhere = Outing("C2", "Europe/Paris", NOW, None)
    assert "Article ajouté" in article_added(ArticleAdded(card(0), False, (posted, elsewhere)), FR).text


@pytest.mark.parametrize(
    ("kind", "title", "told"),
    [
        ("resource", "Les mains et la machine, épisode 12", "15\xa0min d’écoute"),
        ("resource", "La banque se raconte", "15\xa0min d’écoute"),
        ("resource", "Un e-book sur la paie", "15\xa0min de lecture"),
        ("resource", "Podcast : le guide du tuteur", "15\xa0min d’écoute"),
        ("podcast", "Un livre", "15\xa0min d’écoute"),
        (None, "Un article", "15\xa0min de lecture"),
    ],
)
def test_what_is_heard_has_its_listening_time(kind: str | None, title: str, told: str) -> None:
    shown = length(card(0, type=kind, title=title, minutes=15), FR)
    assert str(shown).replace("\u202f", "\xa0").replace(" min", "\xa0min") == told


@pytest.mark.parametrize("code", ["channel_stopped", "delivery_failed"])
def test_reasons_are_escaped(code: str) -> None:
    told = notice(Notice(code, {"channel": "C1", "reason": "<!channel> *x*"}), FR)
    assert "<!channel>" not in told.text
    assert "&lt;!channel&gt;" in told.text
