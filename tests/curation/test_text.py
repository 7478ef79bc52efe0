import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.text import estimated_words, plain, reading_minutes, shorten, usable_title

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        (None, ""),
        ("plain words", "plain words"),
        ("<p>One</p><p>two</p>", "One two"),
        ("a<br>b<b>c</b>d", "a bcd"),
        ("Caf&eacute; &amp; th&#233;", "Café & thé"),
        ("5 < 6 &amp;&amp; 7 > 6", "5 < 6 && 7 > 6"),
        ("&lt;p&gt;escaped &lt;b&gt;twice&lt;/b&gt;&lt;/p&gt;", "escaped twice"),
        ("<script>alert(1)</script>safe<style>p{}</style>", "safe"),
        ("<!channel> Sale", "Sale"),
        ("line\n\n\tfolded\u2028here", "line folded here"),
        ("abc\u202edef\u2066g\u200b\x00\x07h", "abcdefgh"),
        (f"{FAMILY} stays", f"{FAMILY} stays"),
        ("Ã©tÃ©", "été"),
        ("L'Ã©conomiste", "L'économiste"),
        ("<a href='x", ""),
        ("\ud800lone", "lone"),
    ],
)
def test_plain(markup: str | None, text: str) -> None:
    assert plain(markup, 200) == text


def test_plain_reads_on_where_markup_hides_the_words() -> None:
    assert plain("<img alt='x' srcset='" + "y" * 5000 + "'><p>Here it is</p>", 300) == "Here it is"


@given(st.text(max_size=400), st.integers(0, 60))
def test_plain_never_raises_nor_exceeds(text: str, limit: int) -> None:
    result = plain(text, limit)
    assert len(result) <= limit
    assert not set(result) & set("\u202e\u200b\x00\n\t")


@given(st.text(max_size=300), st.integers(0, 80))
def test_shorten_is_a_prefix(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= max(limit, 0)
    assert short == text or text.startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two three", 20, "one two three"),
        ("one two three", 10, "one two…"),
        ("one, two", 5, "one…"),
        ("abcdefghij", 5, "abcd…"),
        (FAMILY * 3, 9, FAMILY + "…"),
        ("🇫🇷🇫🇷🇫🇷", 4, "🇫🇷…"),
        ("word", 1, "…"),
    ],
)
def test_shorten(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@pytest.mark.parametrize(
    ("title", "usable"),
    [
        ("Hi", True),
        ("", False),
        ("🎉🎉🎉", False),
        ("A", False),
        ("日本", True),
        ("--- 42", True),
        ("…!?", False),
    ],
)
def test_usable_title(title: str, usable: bool) -> None:
    assert usable_title(title) is usable


def test_reading_minutes() -> None:
    assert [reading_minutes(words, "fr") for words in (0, 1, 195, 196, 1950)] == [0, 1, 1, 2, 10]
    assert reading_minutes(228, "en") == 1
    assert reading_minutes(400, None) == 2


def test_estimated_words_is_about_right_for_long_texts() -> None:
    assert estimated_words("") == 0
    assert estimated_words("<p>three small words</p>") == 3
    assert 9_000 < estimated_words("<p>about ten thousand words here</p> " * 2000) < 11_000
