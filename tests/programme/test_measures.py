"""How each network counts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.measures import (
    bluesky_bytes,
    graphemes,
    mastodon_length,
    utf16_units,
    weighted_length,
    without_tail,
)

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("Bonjour à tous", 14),
        ("e\u0301", 1),  # composed first
        ("Привет", 6),
        ("日本語", 6),
        ("한국", 4),
        ("ელ", 2),  # Georgian, just below 4352
        ("“Quoted” – dash", 15),
        ("…", 2),  # the ellipsis is not among the light ones
        ("€", 2),
        ("\u200b", 1),
        # An emoji weighs 2, however many code points make it.
        ("👍", 2),
        ("👍🏽", 2),
        (FAMILY, 2),
        ("🇫🇷", 2),
        ("🇫🇷🇧🇪", 4),
        ("1️⃣", 2),
        (SCOTLAND, 2),
        ("❤️\u200d🔥", 2),
        ("©", 1),
        ("©️", 2),
        ("☀️", 2),
        ("👍👍👍", 6),
        # Addresses weigh 23, whatever their length; the sentence's punctuation is not theirs.
        ("https://example.com", 23),
        ("https://example.com/" + "a" * 300, 23),
        ("Lire https://example.com/a.", 5 + 23 + 1),
        ("(https://example.com/a)", 1 + 23 + 1),
        ("https://fr.wikipedia.org/wiki/Brest_(Finistère)", 23),
        ("https://a.fr/x https://b.fr/y", 23 + 1 + 23),
        ("HTTPS://EXAMPLE.COM/A", 23),
        ("https://a.fr/x日本", 23 + 4),
        # Bare domains become links as well.
        ("exemple.fr", 23),
        ("voir exemple.fr/page, vite", 5 + 23 + 6),
        ("fin.Il", 23),
        # These do not.
        ("Node.js", 7),
        ("v2.0", 4),
        ("12.50", 5),
        ("e.g. ceci", 9),
        ("moi@exemple.fr", 14),
        ("#exemple.fr", 11),
        ("@exemple", 8),
        ("https:// rien", 13),
    ],
)
def test_weighted_length(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("été", 3),
        ("e\u0301te\u0301", 3),
        (FAMILY, 1),
        ("🇫🇷🇧🇪", 2),
        (SCOTLAND, 1),
        ("नमस्ते", 3),
        ("\r\n", 1),
    ],
)
def test_graphemes(text: str, count: int) -> None:
    assert graphemes(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Bonjour", 7),
        ("https://example.com/" + "a" * 300, 23),
        ("Lire https://example.com/a. Voilà", 5 + 23 + 1 + 6),
        ("exemple.fr", 10),  # no scheme, no discount
        ("@ada@piaille.fr bonjour", 12),
        ("@ada bonjour", 12),
        (FAMILY, 1),
    ],
)
def test_mastodon_length(text: str, count: int) -> None:
    assert mastodon_length(text) == count


def test_units_and_bytes() -> None:
    assert utf16_units("a👍é") == 4
    assert bluesky_bytes("a👍é") == 7
    assert utf16_units("\ud83d") == 1  # half an emoji, from a text cut badly


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.fr/b.", "https://a.fr/b"),
        ("https://a.fr/b).", "https://a.fr/b"),
        ("https://a.fr/b_(c)", "https://a.fr/b_(c)"),
        ("https://a.fr/b_(c))", "https://a.fr/b_(c)"),
        ("https://a.fr/b?!…", "https://a.fr/b"),
        ("https://a.fr/", "https://a.fr/"),
        ("...", ""),
    ],
)
def test_without_tail(address: str, expected: str) -> None:
    assert without_tail(address) == expected


@given(st.text(max_size=200))
def test_no_text_breaks_a_measure(text: str) -> None:
    assert 0 <= graphemes(text) <= len(text) <= utf16_units(text) <= 2 * len(text)
    assert bluesky_bytes(text) >= len(text)
    assert weighted_length(text) >= 0
    assert mastodon_length(text) >= 0


@given(st.text(st.characters(categories=["Lu", "Ll", "Zs"], max_codepoint=0x24F), max_size=280))
def test_plain_letters_weigh_one(text: str) -> None:
    assert weighted_length(text) == len(unicodedata.normalize("NFC", text))


@given(
    st.lists(st.sampled_from(["https://exemple.fr/un-article", "mot", "👍", "été"]), min_size=1, max_size=30)
)
def test_weights_add_up(parts: list[str]) -> None:
    weights = {"https://exemple.fr/un-article": 23, "mot": 3, "👍": 2, "été": 3}
    assert weighted_length(" ".join(parts)) == sum(weights[part] for part in parts) + len(parts) - 1


def test_hostile_texts_are_measured_at_once() -> None:
    for text in ("a." * 5_000, "https://" * 1_500, ")" * 10_000, "a" * 10_000, "@a@" * 4_000, "🇫" * 3_000):
        assert weighted_length(text) > 0
        assert mastodon_length(text) > 0
