"""A feed's bytes before libxml2 reads them: what it must not see, what it would lose, and how much there may be."""

import re
from collections.abc import Iterator
from itertools import chain, islice

MAX_NODES = 300_000
"""Elements and attributes read of one feed: each takes a hundred bytes and more, however shortly it is written."""
MAX_MENDED = 200_000
"""Where more than that would have to be looked at, a feed is read as it is."""
LONGEST_DTD = 65_536
SLICE = 2**18

_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s[^\[<>]{0,1000}(?:\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>", re.IGNORECASE
)
_CURLY = re.compile(rb"=\s*\xe2\x80[\x9c\x9d]([^<>\"\xe2]{0,2000})\xe2\x80[\x9c\x9d]")
_STRAY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")


def mended(body: bytes) -> bytes:
    """The same without a DTD and with every stray "&" escaped, so that what it belongs to is not lost."""
    if (start := body[:4096].lower().find(b"<!doctype")) >= 0:
        told = _DOCTYPE.match(body[start : start + LONGEST_DTD])
        body = body[:start] + body[start + (told.end() if told else 0) :]
    if 0 < body.count(b"=\xe2\x80") <= MAX_MENDED:
        body = _CURLY.sub(rb'="\1"', body)
    if 0 < sum(1 for _ in islice(_STRAY.finditer(body), MAX_MENDED + 1)) <= MAX_MENDED:
        parts: list[bytes] = []
        place = 0
        for start, end in chain(_sections(body), [(len(body), len(body))]):
            parts += (_STRAY.sub(b"&amp;", body[place:start]), body[start:end])
            place = end
        body = b"".join(parts)
    return _bounded(body)


def _sections(body: bytes) -> Iterator[tuple[int, int]]:
    """Where the CDATA sections stand. One without an end goes to the end."""
    place = 0
    while (start := body.find(b"<![CDATA[", place)) >= 0:
        end = body.find(b"]]>", start)
        place = end + 3 if end >= 0 else len(body)
        yield start, place


def _bounded(body: bytes) -> bytes:
    nodes = _nodes(body, 0, len(body))
    if nodes <= MAX_NODES or nodes - sum(_nodes(body, *section) for section in _sections(body)) <= MAX_NODES:
        return body
    nodes = 0
    for start in range(0, len(body), SLICE):
        nodes += _nodes(body, start, start + SLICE)
        if nodes > MAX_NODES:
            return body[:start]
    return body


def _nodes(body: bytes, start: int, end: int) -> int:
    return body.count(b"<", start, end) + body.count(b'="', start, end) + body.count(b"='", start, end)
