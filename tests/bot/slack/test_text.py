"""Words from outside, made safe: tables of known tricks, and what always holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import (
    clean,
    cut,
    escape,
    gist,
    lines,
    link,
    plain,
    raw,
    safe,
    slack_id,
    web_address,
    width,
)

ANY = st.text(max_size=400)
HOSTILE = st.one_of(
    ANY,
    st.text(
        st.sampled_from("Les métiers, 10 𝟭𝟬 Ꞌ𞤀"), min_size=20, max_size=400
    ),  # letters of two units among others
    st.sampled_from(
        [
            "<!channel>",
            "<@U1>",
            "<https://evil.example|https://bank.example>",
            "a" * 10_000,
            "👩‍👩‍👧‍👦" * 500,
            "&amp;" * 300,
            "\u202egnp.exe",
            "e\u0301" * 500,
            "𝟭" * 500,
            "",
        ]
    ),
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("<!channel> news", "&lt;!channel&gt; news"),
        ("<@U1>", "&lt;@U1&gt;"),
        ("<https://evil.example|https://bank.example>", "&lt;https://evil.example∣https://bank.example&gt;"),
        ("A & B", "A &amp; B"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ"),
        ("_Le Monde_, (_note_) snake_case __init__ _", "ˍLe Mondeˍ, (ˍnoteˍ) snake_case ˍˍinitˍˍ ˍ"),
        ("half \ud83d an emoji", "half an emoji"),
        ("👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦 family"),
    ],
)
def test_safe(given_text: str, expected: str) -> None:
    assert safe(given_text) == expected


@pytest.mark.parametrize(
    ("given_text", "limit", "expected"),
    [
        ("Deux cents emplois annoncés", 30, "Deux cents emplois annoncés"),
        ("Deux cents emplois annoncés", 15, "Deux cents…"),
        ("Deux cents emplois annoncés", 19, "Deux cents emplois…"),
        ("On y voit clair. Ensuite, rien", 17, "On y voit clair…"),
        ("Trois mots : puis quatre", 16, "Trois mots…"),
        ("Donaudampfschifffahrtsgesellschaft", 12, "Donaudampfs…"),
        (
            "Die Donaudampfschifffahrtsgesellschaftskapitänsmütze",
            40,
            "Die Donaudampfschifffahrtsgesellschafts…",
        ),
        ("A & B & C", 8, "A &…"),
        ("mot", 0, ""),
    ],
)
def test_cut_between_words(given_text: str, limit: int, expected: str) -> None:
    assert cut(given_text, limit) == expected


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Elle rouvre après sept mois. Le guichet a laissé la place.", "Elle rouvre après sept mois."),
        ("Qui paie ? Personne ne le sait encore aujourd’hui.", "Qui paie ? Personne ne le sait encore…"),
        ("Une réponse de M. Roy. Elle se fait attendre depuis mars.", "Une réponse de M. Roy."),
        ("La réponse que donne M. Roy se fait attendre depuis mars.", "La réponse que donne M. Roy se fait…"),
        ("« Ça marche enfin ! » Et tout le monde applaudit debout.", "« Ça marche enfin ! »"),
        ("Tout est dit.", "Tout est dit."),
    ],
)
def test_gist_ends_with_a_sentence_where_it_can(given_text: str, expected: str) -> None:
    assert gist(given_text, 40) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b?c=1&d=2#e", "https://a.example/b?c=1&d=2#e"),
        ("https://a.example/b|c", "https://a.example/b%7Cc"),
        ("https://a.example/<x>", "https://a.example/%3Cx%3E"),
        ("https://a.example/é", "https://a.example/%C3%A9"),
        ("HTTPS://a.example", "HTTPS://a.example"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.example", None),
        ("https://", None),
        ("https://a.example/ b", None),
        ("https://a.example/\u202eb", None),
        ("https://[bad", None),
        ("https://a.example/\ud83d", None),
        ("https://a.example/" + "x" * 3000, None),
        ("", None),
        (None, None),
    ],
)
def test_web_address(url: str | None, expected: str | None) -> None:
    assert web_address(url) == expected


def test_a_link_never_borrows_markup() -> None:
    assert link("https://a.example/x", "one|two>three") == "<https://a.example/x|one∣two&gt;three>"
    assert link("javascript:alert(1)", "<b>") == "&lt;b&gt;"
    assert link("https://a.example/x", "") == ""


def test_cut_keeps_graphemes_whole() -> None:
    family = "👩‍👩‍👧‍👦"
    assert cut(family * 3, width(family) * 2 + 1) == family * 2 + "…"
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert cut("<<<<", 9) == "<<…"


def test_lines_keep_breaks() -> None:
    assert lines("one  \n two\r\n<three>") == "one\ntwo\n&lt;three&gt;"


def test_raw_keeps_what_was_typed() -> None:
    assert raw("a\tb\n<c> & *d*\x00\ud83d") == "a\tb\n<c> & *d*"


def test_slack_ids_cannot_carry_markup() -> None:
    assert slack_id("C012|<!here>") == "C012here"


@given(HOSTILE, st.integers(min_value=1, max_value=500))
def test_limits_hold_after_escaping(text: str, limit: int) -> None:
    assert width(safe(text, limit)) <= limit
    assert width(plain(text, limit)) <= limit
    assert width(escape(cut(text, limit))) <= limit


@given(HOSTILE, st.integers(min_value=1, max_value=500))
def test_nothing_is_left_unescaped(text: str, limit: int) -> None:
    for made in (safe(text, limit), lines(text, limit)):
        assert "<" not in made
        assert ">" not in made
        assert not re.search("&(?!(?:amp|lt|gt);)", made)
        made.encode("utf-8")
    assert "<" not in plain(text, limit)
    assert clean(clean(text)) == clean(text)


@given(HOSTILE, HOSTILE, st.integers(min_value=30, max_value=500))
def test_a_link_holds_its_limit(path: str, label: str, limit: int) -> None:
    made = link("https://a.example/" + path, label, limit)
    assert width(made) <= limit
    assert re.fullmatch(r"<https?://[^\s<>|]+\|[^<>|]+>|[^<>]*", made)


@given(HOSTILE, st.integers(min_value=1, max_value=300))
def test_a_gist_holds_within_its_limit(given_text: str, limit: int) -> None:
    assert width(gist(given_text, limit)) <= limit
