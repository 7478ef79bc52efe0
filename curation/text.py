"""Words out of feeds: markup to plain text, cutting, reading time. Nothing here raises."""

import html as html_entities
import re
from math import ceil

import nh3

WORDS_A_MINUTE = {"en": 228, "fr": 195, "es": 218, "de": 179, "it": 188, "pt": 181, "nl": 202}
"""Silent reading speed (Trauzettel-Klosinski and Dietz, 2012, the IReST study)."""
USUAL_WORDS_A_MINUTE = 200

# Invisible or direction-changing characters let a title disguise the line it stands in. Zero-width joiners
# stay: emoji and several scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# nh3 joins what it unwraps: "<p>a</p><p>b</p>" must not become "ab".
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|t[dhr]|table|blockquote|fig|section|article|header|pre)\b)",
    re.IGNORECASE,
)
_ESCAPED_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|img|strong|em|b|i|ul|ol|li|h[1-6]|table|script|style|font)\b[^<>]*>",
    re.IGNORECASE,
)
_SILENT = {
    "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template",
    "textarea", "title",
}  # fmt: skip
_SCRAMBLED = re.compile("[\u00c2\u00c3\u00c5\u00e2\u00d0\u00d1][\u0080-\u00bf\u0152-\u0192\u02c6-\u2122]")
_SAYS_SOMETHING = re.compile(r"[^\W_].*?[^\W_]", re.DOTALL)
_TRAILING = " \t,;:-–—([{«\"'/|"


def plain(html: str | None, limit: int) -> str:
    """Plain text of at most `limit` characters: no markup or entities, white space folded, nothing invisible.

    Only a prefix of long markup is read, so the cost does not grow with what a feed sends.
    """
    if not html or limit <= 0:
        return ""
    for reach in (limit * 3 + 500, limit * 12 + 8000):
        text = _folded(_unwrapped(html[:reach]))
        if len(text) > limit // 2 or reach >= len(html):
            break
    return shorten(text, limit)


def as_markup(text: str) -> str:
    """Text that is text already, for `plain` to leave as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _unwrapped(html: str) -> str:
    if "<" in html:
        html = _stripped(html)
    if "&" in html:
        html = html_entities.unescape(html)
        # Some publishers escape twice: what was text now reads as markup.
        if "<" in html and _ESCAPED_MARKUP.search(html):
            html = html_entities.unescape(_stripped(html))
    return _UNSEEN.sub("", unscrambled(html))


def _stripped(html: str) -> str:
    return nh3.clean(_BLOCK.sub(" <", html), tags=set(), clean_content_tags=_SILENT)


def _folded(text: str) -> str:
    return " ".join(text.split())


def unscrambled(text: str) -> str:
    """Undoes UTF-8 that was once read as Latin-1 or Windows-1252 ("Ã©" for "é"), where that happened."""
    if text.isascii() or not _SCRAMBLED.search(text):
        return text
    for encoding in ("latin-1", "cp1252"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def shorten(text: str, limit: int) -> str:
    """At most `limit` code points, ended by "…" where something was cut.

    At a space when there is one near the end, and never inside a grapheme (an emoji keeps its parts).
    """
    if len(text) <= limit:
        return text
    if limit <= 1:
        return "…"[:limit]
    room = limit - 1
    if text[room] == " ":
        cut = room
    else:
        space = text.rfind(" ", room * 3 // 5, room)
        cut = space if space > 0 else _grapheme_cut(text, room)
    return (text[:cut].rstrip(_TRAILING) or text[:cut]) + "…"


def _grapheme_cut(text: str, room: int) -> int:
    from regex import compile as compile_pattern  # only long words without a space come here

    start = max(0, room - 200)
    cut = start
    for match in compile_pattern(r"\X").finditer(text, start, min(len(text), room + 200)):
        if match.end() > room:
            break
        cut = match.end()
    return cut if cut > start or start else 0


def usable_title(title: str) -> bool:
    """Whether a title says anything: two letters or digits at least (a line of emoji does not)."""
    return _SAYS_SOMETHING.search(title, 0, 200) is not None


def reading_minutes(words: int, language: str | None) -> int:
    """Whole minutes to read `words` words, at least 1; 0 when there are none to read."""
    if words <= 0:
        return 0
    return ceil(words / WORDS_A_MINUTE.get(language or "", USUAL_WORDS_A_MINUTE))


def estimated_words(html: str) -> int:
    """About how many words a piece of markup holds, from 2,000 of its characters.

    Counting every word of every article would cost more than parsing the feed. Half of them from the middle: many
    articles begin with a picture, or end in a table.
    """
    middle = len(html) // 2
    sample = html if len(html) <= 2000 else f"{html[:1000]} {html[middle : middle + 1000]}"
    words = len(re.sub(r"<[^>]*>", " ", sample).split())
    return round(words * len(html) / len(sample)) if sample else 0
