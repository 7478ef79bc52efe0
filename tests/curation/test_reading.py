"""What is read off an article besides its words: date, language, type, encoding."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.classify import article_type
from curation.dates import from_text, shown_date, told_at
from curation.encoding import utf8
from curation.language import declared, guess

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 02 Mar 2026 08:30:00 +0100", datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 08:30:00 EST", datetime(2026, 3, 2, 13, 30, tzinfo=UTC)),
        ("2026-03-02T08:30:00Z", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T08:30:00", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("lundi, 2 mars 2026 08:30:00 +0000", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("Sun, 6 September 2026 16:20:00 +0000", datetime(2026, 9, 6, 16, 20, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("yesterday", None),
        ("9" * 200, None),
        ("", None),
        (None, None),
    ],
)
def test_dates_as_feeds_write_them(text: str | None, moment: datetime | None) -> None:
    assert from_text(text) == moment


@given(st.text(max_size=60))
def test_no_text_upsets_the_date_reader(text: str) -> None:
    moment = from_text(text)
    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("published", "expected"),
    [(None, NOW), (NOW - timedelta(days=2), NOW - timedelta(days=2)), (NOW + timedelta(days=2), NOW)],
)
def test_a_date_in_the_future_or_none_counts_from_the_first_sighting(
    published: datetime | None, expected: datetime
) -> None:
    assert told_at(published, NOW) == expected


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr-FR", "fr"), ("EN_us", "en"), (" de ", "de"), ("french", None), ("", None), (None, None)],
)
def test_declared_language(tag: str | None, language: str | None) -> None:
    assert declared(tag) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Les métiers de la santé recrutent dans toute la France", "fr"),
        ("How the best teams share what they know with the world", "en"),
        ("Die Zukunft der Arbeit und was das für den Handel bedeutet", "de"),
        ("Kubernetes 1.33", None),
        ("", None),
        ("Банк России сохранил ключевую ставку", "ru"),
        ("日本の銀行が新しいサービスを開始", "ja"),
        ("البنك المركزي يرفع سعر الفائدة", "ar"),
        ("Un mot russe, привет, dans une phrase", "fr"),
    ],
)
def test_guessed_language(text: str, language: str | None) -> None:
    found = guess(text)
    assert (found.language if found else None) == language


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Baromètre 2026 : l'emploi des cadres", "study"),
        ("Offre d'emploi : soudeur (H/F)", "job_offer"),
        ("Ingénieur qualité H/F", "job_offer"),
        ("Offre de stage : communication", "internship"),
        ("Job dating à Lyon le 12 mars", "job_dating"),
        ("Livre blanc : la paie en clair", "white_paper"),
        ("Webinar: hiring without bias", "event"),
        ("Décryptage : la loi du 3 mars", "analysis"),
        ("Podcast #12 : la relève", "resource"),
        ("Communiqué de presse : résultats", "press"),
        ("Press freedom and the news", None),
        ("Une usine rouvre à Saint-Étienne", None),
        ("", None),
    ],
)
def test_type_from_the_title(title: str, kind: str | None) -> None:
    assert article_type(title) == kind


def test_a_sound_file_is_a_resource() -> None:
    assert article_type("Anything", audio=True) == "resource"


@pytest.mark.parametrize(
    ("categories", "kind"),
    [
        (["Économie", "Étude"], "study"),
        (["trade-fair"], "trade_fair"),
        (["Offres d’emploi"], "job_offer"),
        (["Economy", "Politics"], None),
        ([], None),
    ],
)
def test_the_feeds_own_category_names_the_type(categories: list[str], kind: str | None) -> None:
    assert article_type("Anything", categories=categories) == kind


XML = '<?xml version="1.0" encoding="{}"?><rss><title>Été à l\'œuvre</title></rss>'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (XML.format("utf-8").encode(), None),
        (XML.format("utf-8").encode("utf-8-sig"), None),
        (XML.format("iso-8859-1").encode("utf-8"), "text/xml; charset=ISO-8859-1"),
        (XML.format("windows-1252").encode("cp1252"), None),
        (XML.format("iso-8859-1").encode("cp1252"), None),
        (XML.format("utf-8").encode("cp1252"), "text/xml; charset=windows-1252"),
        (XML.format("utf-8").encode("cp1252"), None),
        (XML.format("utf-16").encode("utf-16"), None),
        (XML.format("utf-16").encode("utf-16-le"), None),
        (XML.format("no-such-thing").encode("cp1252"), "text/xml; charset=nonsense"),
        (XML.format("punycode").encode("cp1252"), None),
    ],
)
def test_any_encoding_becomes_utf8(body: bytes, content_type: str | None) -> None:
    text = utf8(body, content_type).decode("utf-8")
    assert "Été à l'œuvre" in text
    assert "\ufeff" not in text


@given(st.binary(max_size=300), st.none() | st.text(max_size=40))
def test_utf8_never_raises(body: bytes, content_type: str | None) -> None:
    assert b"\x00" not in utf8(body, content_type)


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (None, None),
        (NOW - timedelta(days=3), NOW - timedelta(days=3)),
        (NOW + timedelta(minutes=5), NOW + timedelta(minutes=5)),
        (NOW + timedelta(hours=2), NOW),  # Paris's time given as UTC
        (NOW + timedelta(hours=15), None),
        (NOW + timedelta(days=30), None),
    ],
)
def test_the_date_that_readers_are_shown(published: datetime | None, shown: datetime | None) -> None:
    assert shown_date(published, NOW) == shown
