"""What Slack makes of what people type, taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.typed import typed, unescaped
from playground.typed import escaped


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source add <https://a.example/feed|a.example/feed>", "source add https://a.example/feed"),
        ("source add <https://a.example/feed?a=1&amp;b=2> market", "source add https://a.example/feed?a=1&b=2 market"),
        ("<mailto:ines@a.example|ines@a.example>", "ines@a.example"),
        ("article <HTTPS://a.example/x|HTTPS://a.example/x>", "article HTTPS://a.example/x"),
        ("<mailto:ines@a.example>", "ines@a.example"),
        ("admin add <@U1|ines>", "admin add <@U1|ines>"),
        ("R&amp;D &lt;nuit&gt;", "R&D <nuit>"),
        ("a &amp;amp; b", "a &amp; b"),
        (
            'import &lt;opml&gt;&lt;outline xmlUrl="<https://d.example/f?a=1&amp;amp;b=2|d.example/f>"/&gt;',
            'import <opml><outline xmlUrl="https://d.example/f?a=1&amp;b=2"/>',
        ),
        ("<javascript:alert(1)|x>", "<javascript:alert(1)|x>"),
        ("", ""),
    ],
)  # fmt: skip
def test_typed(text: str, words: str) -> None:
    assert typed(text) == words


@given(st.text(alphabet="&<>;ampltgx ") | st.text())
def test_every_escape_is_taken_back_once(text: str) -> None:
    assert unescaped(escaped(text)) == text
