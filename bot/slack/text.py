"""Words from outside, made safe for Slack: escaped, cleaned, cut so that limits hold. Nothing else escapes or cuts.

Lengths are counted in UTF-16 units, the most that any of Slack's counters finds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote, urlsplit

import regex

ELLIPSIS = "…"
LONG_WORD = 24  # graphemes; a longer one is cut rather than lost
_BEFORE_ELLIPSIS = " \t\n\u00a0\u202f.,;:!?…-–—·«(“"
LONGEST_URL = 3000  # of a button, an image; Slack's reference

# Marks that turn the reading direction, or hide: a title could borrow them to disguise what follows.
_HIDDEN = regex.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]")
# Not after a lone letter or an abbreviation of two, which end no sentence (M. Roy, p. 3).
_SENTENCE_END = regex.compile(
    r"(?<=\w{3}|[\d%»”)\]])[ \u00a0\u202f]?[.!?…]+[ \u00a0\u202f]?[»”)]?(?=\s+[\p{Lu}\d«“])"
)
_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_UNWRITTEN = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\p{Co}]")
_LATIN = regex.compile(r"[\p{Latin}\p{Nd}\p{Zs}!-%'-;=?-~’…«»–—]+")
_GRAPHEME = regex.compile(r"\X")
# Slack's own marks, which have no escape of their own: their twins look alike and format nothing.
_TWINS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ", "|": "∣"})
# Within a word it marks nothing, and names of files and fields keep theirs.
_EDGE_UNDERSCORE = regex.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LOW_LINE = "\u02cd"
_URL_SAFE = "%/:=&?~#+!$,;'@()*[]-._"


def width(text: str) -> int:
    """Length in UTF-16 units."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """One line: no control characters, no direction marks, no lone surrogates, single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # nothing of the sort in it: most of what is drawn
    visible = _SURROGATE.sub("", _HIDDEN.sub("", text))
    return " ".join(_UNWRITTEN.sub(" ", visible).split())


def escape(text: str) -> str:
    """Slack's three: `&`, `<`, `>`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unmarked(text: str) -> str:
    """With twins in the place of Slack's marks: Slack has no way to escape them."""
    text = text.translate(_TWINS)
    return _EDGE_UNDERSCORE.sub(_LOW_LINE, text) if "_" in text else text


def bold(text: str) -> str:
    """Our own words in bold."""
    return f"*{text}*"


def cut(text: str, limit: int) -> str:
    """At most `limit` once escaped, between two words, `…` where something is missing. Not escaped yet."""
    if width(escape(text)) <= limit:
        return text
    return _shortened(text, limit, lambda piece: width(escape(piece))) if limit > 0 else ""


def _shortened(text: str, limit: int, measure: Callable[[str], int]) -> str:
    """The beginning of a text that is too long: never through a grapheme, nor through a word of usual length."""
    kept: list[str] = []
    room = limit - len(ELLIPSIS)
    head = text[: room + 2]
    # Most of what is cut here: each character is a grapheme, and measures 1.
    if _LATIN.fullmatch(head) and width(head) == len(head):
        kept = list(head[:room])
        if not head[room].isspace():
            kept = _whole_words(kept)
        return "".join(kept).rstrip(_BEFORE_ELLIPSIS) + ELLIPSIS
    for match in _GRAPHEME.finditer(text):
        room -= measure(match.group())
        if room < 0:
            if not match.group().isspace():
                kept = _whole_words(kept)
            break
        kept.append(match.group())
    return "".join(kept).rstrip(_BEFORE_ELLIPSIS) + ELLIPSIS


def _whole_words(graphemes: list[str]) -> list[str]:
    """Without the word at the end, of which a part is missing; as they are when it is a long one, or the only one."""
    for back in range(1, min(LONG_WORD, len(graphemes) // 2) + 1):
        if graphemes[-back].isspace():
            return graphemes[:-back]
    return graphemes


def safe(text: str, limit: int = 3000) -> str:
    """Words from outside, for a mrkdwn text: one line, no formatting of their own, escaped, at most `limit`."""
    return escape(cut(_unmarked(clean(text)), limit))


def gist(text: str, limit: int) -> str:
    """The same, ending with a whole sentence when those that fit fill half of `limit`."""
    whole = _unmarked(clean(text))
    if width(escape(whole)) > limit:
        # A sentence that ends past `limit` does not fit: no need to look further than the letter after it.
        for end in reversed([found.end() for found in _SENTENCE_END.finditer(whole[: limit + 3])]):
            sentences = escape(whole[:end])
            if width(sentences) <= limit:
                return sentences if width(sentences) * 2 >= limit else escape(cut(whole, limit))
    return escape(cut(whole, limit))


def lines(text: str, limit: int = 3000) -> str:
    """A person's own words with their line breaks, for a mrkdwn text: escaped, at most `limit`."""
    whole = "\n".join(clean(line) for line in text.splitlines())
    return escape(cut(_unmarked(whole), limit))


def raw(text: str) -> str:
    """A person's own words for a rich text, where nothing is markup: as typed, but for what no client can write."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))


def plain(text: str, limit: int = 3000) -> str:
    """Words from outside, for a plain text, where there is no escape: angle brackets give way to their twins."""
    return _cut_plain(clean(text).replace("<", "‹").replace(">", "›"), limit)


def _cut_plain(text: str, limit: int) -> str:
    if width(text) <= limit:
        return text
    return _shortened(text, limit, width)


@lru_cache(maxsize=1024)  # a picture's or an article's is drawn, and measured, several times a message
def web_address(url: str | None, limit: int = LONGEST_URL) -> str | None:
    """The address with nothing left that Slack's markup could read; None unless http(s) and at most `limit` long."""
    if not url or _HIDDEN.search(url) or any(char.isspace() for char in url.strip()):
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    try:
        encoded = quote(url.strip(), safe=_URL_SAFE)
    except UnicodeEncodeError:
        return None
    return encoded if len(encoded) <= limit else None


def link(url: str | None, label: str, limit: int = 3000) -> str:
    """`<url|label>` for a mrkdwn text, at most `limit` in all; the label alone when the address is no web address.

    The label is cut to fit; when fewer than twelve characters of it would be left, the address gives way instead.
    """
    address = web_address(url)
    whole = _unmarked(clean(label))
    if address is None:
        return escape(cut(whole, limit))
    target = escape(address)
    room = limit - len(target) - 3
    if room < min(12, width(escape(whole))) or not whole:
        return escape(cut(whole, limit))
    return f"<{target}|{escape(cut(whole, room))}>"


def slack_id(given: str) -> str:
    """Slack's ids are letters and figures: anything else never reaches the markup."""
    return "".join(char for char in given if char.isascii() and char.isalnum())
