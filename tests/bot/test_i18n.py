"""The catalogues are whole and say the same; the translator tells dates, numbers and ages."""

from __future__ import annotations

import re
import string
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.i18n import LANGUAGES, LOCALES, Translator, language_of, translator
from bot.slack.errors import FAMILIES
from bot.slack.views import codes, errors
from bot.slack.views.article import type_name
from bot.slack.views.codes import missing_told
from bot.slack.views.notices import notice
from bot.slack.views.sources import source_line
from curation.classify import ArticleType
from curation.reasons import ReasonCode, ShortfallCode
from curation.status import SourceStatus
from handlers.errors import CODES
from handlers.source_answers import SourceLine
from programme.checks import Problem
from programme.shares import Grade
from scheduler.messages import Notice
from scheduler.notices import shortfall_params
from scripts.messages import extracted

REFUSALS = CODES | {"bad_weekday", "bad_hour"}
ROLES = frozenset({"admins", "editors", "ambassadors", "members", "nobody"})
PROBLEMS = (
    "over_limit",
    "too_heavy",
    "control_characters",
    "hidden_characters",
    "no_words",
    "unsafe_address",
)
POINTS = ("share_comment", "share_relay", "daily_cap_trimmed", "daily_cap_reached")
NOTICES = (
    "few_articles",
    "no_articles",
    "source_failing",
    "source_gone",
    "channel_stopped",
    "delivery_parked",
    "delivery_failed",
)


def catalogue(language: str) -> Catalog:
    path = LOCALES / language / "LC_MESSAGES" / "dizaine.po"
    return read_po(BytesIO(path.read_bytes()), locale=language)


def sentences(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    return {forms(message.id)[0]: forms(message.string) for message in catalog if message.id}


def forms(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def fields(template: str) -> set[str]:
    return {
        name
        for _, name, _, _ in string.Formatter().parse(template.replace("{{", "{").replace("}}", "}"))
        if name
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_exactly_the_sentences_of_the_code(language: str) -> None:
    wanted = {forms(message.id)[0] for message in extracted() if message.id}
    found = set(sentences(catalogue(language)))
    assert found == wanted, "run `python scripts/messages.py`, then translate what it lists"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_complete(language: str) -> None:
    whole = catalogue(language)
    assert not [message.id for message in whole if message.fuzzy and message.id]
    assert not [english for english, told in sentences(whole).items() if not all(told)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        wanted = set().union(*map(fields, forms(message.id)))
        told = [fields(words) for words in forms(message.string)]
        assert set().union(*told) == wanted, message.id
        # Only the number may be left out of one form: "the article" needs none.
        assert all(wanted - each <= {"n"} for each in told), message.id


def test_french_typography() -> None:
    for english, told in sentences(catalogue("fr")).items():
        for words in told:
            assert "'" not in words, english
            assert not re.search(r" [;?!»]|« | :(?=\s|$)|\d %", words), words
            assert not re.search(r"\w[?!»]", re.sub(r"https?://\S+", "", words)), words


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("fr-FR", "fr"),
        ("fr-CA", "fr"),
        ("fr", "fr"),
        ("FR", "fr"),
        ("en-US", "en"),
        ("en-GB", "en"),
        ("de-DE", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_language_of(locale: str | None, expected: str) -> None:
    assert language_of(locale) == expected
    assert translator(locale).language == expected


def every(t: Translator) -> dict[str, list[str]]:
    """Each family of codes in words, the last one being what an unknown code says."""
    unknown = "of_no_family"
    return {
        "statuses": [codes.source_status(code, t)[0] for code in [*SourceStatus, "new", unknown]],
        "reasons": [codes.choice_reason(code, {"days": 3, "hours": 2}, t) for code in [*ReasonCode, unknown]],
        "shortfalls": [
            codes.shortfall(code, {"count": 2, "days": 7}, t) for code in [*ShortfallCode, unknown]
        ],
        "problems": [codes.problem(Problem(code), t) for code in [*PROBLEMS, unknown]],
        "refusals": [errors.refusal(code, {}, t) for code in [*sorted(REFUSALS - {"nobody"}), unknown]],
        "points": [codes.points_reason(code, t) for code in [*POINTS, unknown]],
        "grades": [codes.grade(code, t) for code in Grade],
        "types": [str(type_name(code, t)) for code in [*ArticleType, "podcast", "ebook"]],
        "notices": [notice(Notice(code, {}), t).text for code in [*NOTICES, unknown]],
    }


def test_every_code_has_words_of_its_own_in_both_languages() -> None:
    french, english = every(translator("fr")), every(translator("en"))
    assert REFUSALS >= ROLES
    for family, told in french.items():
        shared = {"refusals": 1}.get(
            family, 0
        )  # what nobody may do, and what is unknown, cannot be done here
        assert len(set(told)) >= len(told) - shared, family
        assert len(set(english[family])) >= len(told) - shared, family
        same = [words for words, other in zip(told, english[family], strict=True) if words == other]
        assert set(same) <= {"None", "job dating", "podcast"}, family


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_one_is_shown_a_bare_code(language: str) -> None:
    t = translator(language)
    ours = ("let_be", "too_late", "interrupted", "no_ts", "nothing_to_post", "timeout")
    for code in (*FAMILIES, *ours, "http_502", "unexpected:KeyError", "ServerDisconnectedError", "new_code"):
        told = codes.delivery_reason(code, t)
        assert " " in told, code
        assert code not in re.sub(r" \(\S+\)$", "", told), code
    assert codes.delivery_reason("unexpected:KeyError", t).endswith("(KeyError)")
    assert codes.delivery_reason("user_not_found", t) != codes.delivery_reason("new_code", t)


def test_a_shortfall_is_told_before_the_digest_in_the_right_number() -> None:
    few = [
        notice(Notice("few_articles", {"channel": "C1", "count": n, "wanted": 10}), translator("en"))
        for n in (1, 7)
    ]
    assert [each.text for each in few] == [
        "<#C1> will receive 1 article instead of 10.",
        "<#C1> will receive 7 articles instead of 10.",
    ]
    one = notice(Notice("few_articles", {"channel": "C1", "count": 1, "wanted": 10}), translator("fr"))
    assert one.text == "<#C1> recevra 1 article au lieu de 10."


def test_a_notice_of_a_shortfall_says_why() -> None:
    missing = [("few", {"count": 4}), ("too_old", {"count": 12, "days": 7}), ("source_share", {"count": 3})]
    params = {"channel": "C1", "count": 4, "wanted": 10, **shortfall_params(missing)}
    assert all(isinstance(value, str | int | float) for value in params.values())
    told = notice(Notice("few_articles", params), translator("en")).text
    assert told == (
        "<#C1> will receive 4 articles instead of 10. Why: only 4 could be posted; 12 older than 7 days; "
        "3 left out so that no source takes the day."
    )
    none = {"channel": "C1", "count": 0, "wanted": 10, **shortfall_params([("no_candidates", {})])}
    told = notice(Notice("no_articles", none), translator("fr")).text
    assert told.endswith("Pourquoi\xa0: aucun article n’est arrivé.")


@pytest.mark.parametrize(
    ("status", "detail", "french", "english"),
    [
        ("http_error", "HTTP 404", "page introuvable (404)", "page not found (404)"),
        ("http_error", "HTTP 503", "le site est en panne (503)", "the site is out of order (503)"),
        (
            "http_error",
            "HTTP 418",
            "le site répond par une erreur (418)",
            "the site answers with an error (418)",
        ),
        ("unreachable", "no such host", "aucun site ne porte ce nom", "no site has this name"),
        ("too_slow", "no complete answer in 20 s", "plus de 20 secondes", "took more than 20 seconds"),
    ],
)
def test_what_a_site_answered_is_worded(status: str, detail: str, french: str, english: str) -> None:
    source = SourceLine(1, "Plant Notes", "https://p.example", "market", status, detail, None, None, 0)
    for language, words in (("fr", french), ("en", english)):
        t = translator(language)
        params = {"url": "https://p.example", "status": status, "detail": detail}
        for told in (source_line(source, t), errors.refusal("page_unread", params, t)):
            assert words in told
            assert "HTTP" not in told
            assert detail not in told


def test_a_list_of_reasons_keeps_its_french_spaces() -> None:
    why = missing_told([("no_candidates", {}), ("few", {"count": 1})], translator("fr"))
    assert "\u202f; " in why
    assert " ;" not in why


def test_problem_codes_are_those_of_the_checks() -> None:
    assert set(re.findall(r"`(\w+)`(?: \(|,|\.)", str(Problem.__doc__))) == set(PROBLEMS)


def test_dates_and_hours() -> None:
    fr, en = translator("fr"), translator("en")
    assert (fr.date(date(2026, 3, 3)), en.date(date(2026, 3, 3))) == ("mardi 3 mars", "Tuesday 3 March")
    assert fr.date(date(2026, 5, 1)) == "vendredi 1er mai"
    assert fr.date(date(2026, 5, 1), "d MMM") == "1er mai"
    assert (fr.time(time(9, 5)), en.time(time(9, 5))) == ("9\xa0h\xa005", "09:05")
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert fr.datetime(at, "Europe/Paris") == "jeudi 2 juillet à 0\xa0h\xa030"
    assert en.datetime(at, "Europe/Paris") == "Thursday 2 July at 00:30"


def test_numbers() -> None:
    fr, en = translator("fr"), translator("en")
    assert (fr.number(1234.56), en.number(1234.56)) == ("1\u202f234,6", "1,234.6")
    assert (fr.percent(0.256), en.percent(0.256)) == ("26\xa0%", "26%")
    assert (fr.list(["a", "b", "c"]), en.list(["a", "b", "c"])) == ("a, b et c", "a, b and c")
    assert fr.ngettext("{n} share", "{n} shares", 0) == "0 partage"
    assert en.ngettext("{n} share", "{n} shares", 0) == "0 shares"


@pytest.mark.parametrize(
    ("passed", "french", "english"),
    [
        (timedelta(seconds=5), "à l’instant", "just now"),
        (-timedelta(hours=2), "à l’instant", "just now"),
        (timedelta(minutes=40), "il y a 40\xa0min", "40 min ago"),
        (timedelta(hours=3), "il y a 3\xa0h", "3 hr ago"),
        (timedelta(hours=8, minutes=50), "il y a 8\xa0h", "8 hr ago"),
        (timedelta(hours=47), "il y a 1\xa0j", "1 day ago"),
        (timedelta(days=11), "il y a 1 sem.", "1 wk ago"),
        (timedelta(days=46), "il y a 1 mois", "1 month ago"),
        (timedelta(days=700), "il y a 1 an", "1 year ago"),
        (timedelta(days=2), "il y a 2\xa0j", "2 days ago"),
    ],
)
def test_ages(passed: timedelta, french: str, english: str) -> None:
    now = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    assert translator("fr").ago(now - passed, now) == french
    assert translator("en").ago(now - passed, now) == english


def test_what_fills_a_sentence_is_never_read_as_one() -> None:
    t = translator("en")
    assert t.gettext("Your team: {team}.", team="{0} {x} {{") == "Your team: {0} {x} {{."


def test_a_translator_goes_to_another_process() -> None:
    t = translator("fr")
    assert copy(t) is t
