"""An article's language: its words held against its feed's word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.language import Guess, guess, languages, of_feed, spoken
from curation.parse import parse

FRENCH = (
    "Les équipes racontent ce que la nouvelle ligne change pour elles, semaine après semaine, dans l'atelier."
)
ENGLISH = (
    "The teams tell what the new line changes for them, week after week, and why they would not go back."
)
PORTUGUESE = (
    "As equipes contam o que a nova linha muda para elas, semana após semana, e por que não voltariam atrás."
)


def language_of(text: str) -> str | None:
    found = guess(text)
    return found.language if found else None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Comment l'usine recrute ses soudeurs", "fr"),
        ("Télétravail : ce qui change au 1er janvier", "fr"),
        ("Salaires, l'écart se creuse entre les régions", "fr"),
        ("Recrutement des cadres : la reprise attendue", "fr"),
        ("Why teams are going back to the office", "en"),
        ("Hiring slows as rates stay high", "en"),
        ("Wie Mittelständler ihre Nachfolge regeln", "de"),
        ("Las empresas que mejor cuidan a sus equipos", "es"),
        ("Come cambia il lavoro nelle piccole imprese", "it"),
        ("Os bancos que não cobram tarifas dos clientes", "pt"),
        ("Empresas investem em formação de equipes", "pt"),
        ("Waarom bedrijven hun kantoren sluiten", "nl"),
        ("Els treballadors de la fàbrica i l'acord amb l'empresa", "ca"),
        ("Så ska företagen växa i år", "sv"),
        ("Vláda schválila nové opatrenia pre firmy, ktoré boli zatvorené", "sk"),
        ("Nowe przepisy, które zmienią rynek pracy w tym roku", "pl"),
        ("Ρεκόρ για τις εξαγωγές", "el"),
        ("OpenAI", None),
        ("Q3 2026", None),
        ("🚀", None),
        ("", None),
    ],
)
def test_headlines(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "fr"), (ENGLISH, "en"), (PORTUGUESE, "pt")])
def test_a_sentence_or_two_leave_no_doubt(text: str, language: str) -> None:
    assert guess(text) == Guess(language, sure=True)


@pytest.mark.parametrize("text", ["La relève", "On the road", "No More Room", "Le Monde"])
def test_a_few_words_are_never_sure(text: str) -> None:
    found = guess(text)
    assert found is None or not found.sure


@pytest.mark.parametrize(
    ("said", "found", "language"),
    [
        ("fr", None, "fr"),
        (None, None, None),
        (None, Guess("fr", sure=False), "fr"),
        ("en", Guess("fr", sure=False), "en"),
        ("en", Guess("fr", sure=True), "fr"),
        ("en", Guess("en", sure=True), "en"),
    ],
)
def test_the_feeds_word_unless_the_words_are_sure(
    said: str | None, found: Guess | None, language: str | None
) -> None:
    assert spoken(said, found) == language


def guesses(**numbers: int) -> list[Guess | None]:
    return [
        None if language == "none" else Guess(language, sure=False)
        for language, number in numbers.items()
        for _ in range(number)
    ]


@pytest.mark.parametrize(
    ("said", "found", "language"),
    [
        (None, guesses(fr=3, none=9), "fr"),
        (None, guesses(fr=2, none=9), None),
        (None, guesses(fr=4, en=3), None),
        ("en", guesses(fr=9, en=1), "fr"),
        ("en", guesses(fr=2), "en"),
        ("en", guesses(fr=5, en=5), "en"),
        ("en", [], "en"),
    ],
)
def test_what_nearly_all_articles_are_in_tells_the_feeds_language(
    said: str | None, found: list[Guess | None], language: str | None
) -> None:
    assert of_feed(said, found) == language


def test_short_titles_are_in_the_language_of_the_others() -> None:
    told = [*[(None, PORTUGUESE)] * 4, (None, "Sabatina"), (None, ENGLISH)]
    assert languages(None, told) == ["pt", "pt", "pt", "pt", "pt", "en"]
    assert languages("fr", told) == ["pt", "pt", "pt", "pt", "pt", "en"]
    assert languages("fr", [("it", "Sabatina"), (None, "Sabatina")]) == ["it", "fr"]
    assert languages(None, []) == []


def feed(language: str, *texts: str) -> bytes:
    items = "".join(
        f"<item><title>{text[:40]}</title><link>https://a.example/{place}</link>"
        f"<description>{text}</description></item>"
        for place, text in enumerate(texts)
    )
    said = f"<language>{language}</language>" if language else ""
    return f"<rss version='2.0'><channel><title>x</title>{said}{items}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("said", "texts", "told"),
    [
        ("", (PORTUGUESE,) * 3 + ("Sabatina",), ["pt", "pt", "pt", "pt"]),
        ("en-US", (FRENCH,) * 4, ["fr"] * 4),
        ("fr", (FRENCH, ENGLISH, FRENCH, ENGLISH), ["fr", "en", "fr", "en"]),
        ("fr", ("Bilan",), ["fr"]),
        ("", ("Bilan",), [None]),
    ],
)
def test_the_language_of_a_feeds_articles(said: str, texts: tuple[str, ...], told: list[str | None]) -> None:
    found = parse(feed(said, *texts), url="https://a.example/feed")
    assert [entry.language for entry in found.entries] == told


@given(st.text(max_size=400))
def test_no_text_upsets_it_and_one_text_gives_one_guess(text: str) -> None:
    found = guess(text)
    assert found == guess(text)
    assert found is None or len(found.language) == 2


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Охота на роботов / Runaway (1984) BDRip 1080p | P2, A, L1", "ru"),
        ("The Moscow exhibition «Охота» opens its doors to the public for a month", "en"),
    ],
)
def test_another_script_beside_ours(text: str, language: str) -> None:
    assert language_of(text) == language
