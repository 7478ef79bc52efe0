"""OPML, in and out: the lists of feeds that readers exchange. What comes in is bounded, and has no entities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MAX_BYTES = 2**20
MAX_DEPTH = 20
MAX_OUTLINES = 5000
MAX_FEEDS = 1000
_LINKS = ("xmlurl", "url", "feedurl")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a list. `company`: a category says that it is the company's own, its folder's does for it."""

    url: str
    title: str = ""
    home: str = ""
    company: bool = False


class OpmlError(Exception):
    """Why a list was refused: `too_large`, `not_opml`, `malformed`, `entities`, `too_deep`, `too_many`. `line` is
    the first at fault, 1 for the whole."""

    def __init__(self, code: str, line: int = 1) -> None:
        super().__init__(f"{code}, line {line}")
        self.code, self.line = code, line


def read(body: bytes, company_words: Iterable[str] = ("company",)) -> tuple[Outline, ...]:
    """The feeds of an OPML list, in its order, each address once. Raises OpmlError. Nothing is fetched."""
    if len(body) > MAX_BYTES:
        raise OpmlError("too_large")
    reader = _Reader(frozenset(company_words))
    parser = expat.ParserCreate()
    reader.line = lambda: parser.CurrentLineNumber
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    # No list of feeds needs a document type: entities, and what they can do, come in no other way.
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(body.removeprefix(b"\xef\xbb\xbf").lstrip(), True)
    except expat.ExpatError as error:
        raise OpmlError("malformed" if reader.is_opml else "not_opml", error.lineno) from None
    except (ValueError, LookupError):  # an encoding that is none
        raise OpmlError("malformed") from None
    return tuple(reader.found.values())


class _Reader:
    def __init__(self, company_words: frozenset[str]) -> None:
        self.found: dict[str, Outline] = {}
        self.is_opml = False
        self.line: Callable[[], int] = int
        self._company_words = company_words
        self._company: list[bool] = []
        self._outlines = 0

    def doctype(self, *_given: object) -> None:
        raise OpmlError("entities", self.line())

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self.is_opml:
            if name.lower() != "opml":
                raise OpmlError("not_opml", self.line())
            self.is_opml = True
        given = {key.lower(): value.strip() for key, value in attributes.items()}
        company = bool(self._company and self._company[-1])
        if name.lower() == "outline":
            self._outlines += 1
            if self._outlines > MAX_OUTLINES:
                raise OpmlError("too_many", self.line())
            title = given.get("title") or given.get("text") or ""
            named = [given.get("category", ""), *given.get("category", "").replace("/", ",").split(",")]
            url = next((given[key] for key in _LINKS if given.get(key)), "")
            company = company or any(each.strip().lower() in self._company_words for each in named)
            if url and (given.get("type", "rss").lower() not in ("link", "include") or "xmlurl" in given):
                if len(self.found) >= MAX_FEEDS and url not in self.found:
                    raise OpmlError("too_many", self.line())
                home = given.get("htmlurl", "")
                self.found.setdefault(url, Outline(url, title[:300], home[:2000], company))
        self._company.append(company)
        if len(self._company) > MAX_DEPTH:
            raise OpmlError("too_deep", self.line())

    def end(self, _name: str) -> None:
        self._company.pop()


def write(title: str, feeds: Iterable[Outline]) -> bytes:
    """The feeds as OPML 2.0, in UTF-8; what no XML may hold is left out."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{escape(_allowed(title))}</title></head>",
        "  <body>",
    ]
    for feed in feeds:
        given = {
            "type": "rss",
            "text": feed.title or feed.url,
            "title": feed.title or feed.url,
            "xmlUrl": feed.url,
            "htmlUrl": feed.home,
            "category": "company" if feed.company else "market",
        }
        said = " ".join(f"{key}={quoteattr(_allowed(value))}" for key, value in given.items() if value)
        lines.append(f"    <outline {said}/>")
    lines += ["  </body>", "</opml>", ""]
    return "\n".join(lines).encode("utf-8", "ignore")


def _allowed(text: str) -> str:
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF)))
