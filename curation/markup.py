"""Feeds in markup (RSS 0.9x, 1.0 and 2.0, Atom, CDF), read by libxml2, which goes on after what is ill-formed.

No DTD is read, no entity but XML's own five is known, nothing is fetched. Entries are found by their names wherever
they stand: whatever else is wrong with a feed, its items are seldom called otherwise.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from html import escape
from importlib import import_module
from itertools import islice, pairwise
from typing import Any
from urllib.parse import urljoin

from curation.dates import from_text
from curation.mending import mended
from curation.raw import AUDIO, MAX_CATEGORIES, MAX_ENTRIES_READ, RawEntry, RawFeed, number, seconds

LONGEST_LINK = 8000
DEEPEST_BASE = 16

_ENTRY_TAG = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_BROKEN_LINE = re.compile(r"\s*\n\s*|\s{2,}")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ENTRIES = frozenset(("item", "entry"))
_ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
# Which vocabulary an address means; a prefix that was never declared is taken at its usual word.
_VOCABULARIES = (
    ("purl.org/dc/terms", "dcterms:"),
    ("purl.org/dc/", "dc:"),
    ("itunes.com", "itunes:"),
    ("search.yahoo.com/mrss", "media:"),
    ("modules/content", "content:"),
    ("modules/syndication", "sy:"),
    ("w3.org/1999/xhtml", "xhtml:"),
)
_PREFIXES = frozenset(prefix for _, prefix in _VOCABULARIES)
_OWN = re.compile(r"atom|/rss|netscape|userland|blogs\.law\.harvard|rdf-syntax", re.IGNORECASE)
_OWN_PREFIXES = frozenset(("atom", "atom10", "rss", "rdf", "a10"))
_TITLES = ("title", "dc:title", "itunes:title", "media:title")
_SUMMARIES = (
    "description", "summary", "abstract", "dc:description", "dcterms:abstract", "itunes:summary", "itunes:subtitle",
)  # fmt: skip
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem", "xhtml:div")
_GUIDS = ("guid", "id")
_AUTHORS = ("author", "dc:creator", "itunes:author", "creator", "dc:author", "contributor", "dc:contributor")
_DATES = (
    "pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created", "date", "updated",
    "modified", "dcterms:modified", "dcterms:date", "dcterms:available", "lastmod", "lastbuilddate",
    "?:publish_date", "?:published", "?:pubdate", "?:date",
)  # fmt: skip
_ENDS = ("?:expiration_date",)
_CATEGORIES = ("category", "dc:subject", "subject")

Element = Any  # lxml ships no types
Children = dict[str, list[Element]]


def read_markup(body: bytes) -> RawFeed:
    """The feed in `body` (UTF-8), as it is written. Raises nothing, whatever a body holds, short of MemoryError."""
    body = mended(body)
    root, broken = _tree(body)
    names = _Names(root)
    found = [] if root is None else _entries(root, names)
    if broken and len(pieces := _pieces(body)) > len(found):
        alone = [entry for piece in pieces for entry in _alone(piece, names)]
        found = max(found, alone[:MAX_ENTRIES_READ], key=len)
    if root is None or (names[root.tag] not in _ROOTS and not found):
        return RawFeed(
            recognised=bool(found), broken=True, entries=_read(found, {}, names, b"xml:base" in body)
        )
    head = names.children(_head(root, names))
    based = b"xml:base" in body
    return RawFeed(
        recognised=True,
        broken=broken,
        title=_first(head, _TITLES),
        home=_link(head),
        base=_base(root) if based else "",
        language=_first(head, ("language", "dc:language")) or root.get(_XML + "lang") or "",
        ttl_minutes=_ttl(head),
        entries=_read(found, head, names, based),
    )


def _entries(root: Element, names: "_Names") -> list[Element]:
    return [each for each in root.iter() if names[each.tag] in _ENTRIES][:MAX_ENTRIES_READ]


def _pieces(body: bytes) -> list[bytes]:
    """A feed of which libxml2 gave up: from each entry's beginning to the next, with nothing around it."""
    starts = [match.start() for match in _ENTRY_TAG.finditer(body)][:MAX_ENTRIES_READ]
    return [body[start:end] for start, end in pairwise([*starts, len(body)])]


def _alone(piece: bytes, names: "_Names") -> list[Element]:
    root, _ = _tree(piece)
    return [] if root is None else _entries(root, names)


def _read(found: list[Element], head: Children, names: "_Names", based: bool) -> list[RawEntry]:
    author = _author({"author": head.get("author", [])})
    entries = [_entry(each, names.children(each), based) for each in found]
    for entry in entries:
        entry.author = entry.author or author
    return entries


@cache
def _etree() -> Any:
    return import_module("lxml.etree")  # loaded where feeds are parsed, not by all who know what an entry is


def _tree(body: bytes) -> tuple[Element | None, bool]:
    """The root, and whether libxml2 gave up on the way through."""
    etree = _etree()
    parser = etree.XMLParser(
        recover=True,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None, True
    return root, len(parser.error_log.filter_from_fatals()) > 0


class _Names(dict[Any, str]):
    """Tags to what they mean: a lower-case name, with its vocabulary's usual prefix when it is not a feed's own, "?"
    when nobody knows the vocabulary."""

    def __init__(self, root: Element | None) -> None:
        super().__init__()
        told = () if root is None else (root.tag.rpartition("}")[0].lstrip("{"), root.nsmap.get(None) or "")
        self._own = {address for address in told if not _vocabulary(address)}

    def __missing__(self, tag: Any) -> str:
        name = self[tag] = self._name(tag) if isinstance(tag, str) else ""
        return name

    def _name(self, tag: str) -> str:
        space, _, local = tag.rpartition("}")
        prefix, _, local = local.lower().rpartition(":")
        address = space.lstrip("{")
        if address:
            own = address in self._own or _OWN.search(address)
            return (_vocabulary(address) or ("" if own else "?:")) + local
        if not prefix or prefix in _OWN_PREFIXES:
            return local
        return f"{prefix}:{local}" if prefix + ":" in _PREFIXES else "?:" + local

    def children(self, element: Element) -> Children:
        found: Children = {}
        for child in element:
            found.setdefault(self[child.tag], []).append(child)
        return found


def _vocabulary(address: str) -> str:
    address = address.lower()
    return next((prefix for part, prefix in _VOCABULARIES if part in address), "")


def _head(root: Element, names: _Names) -> Element:
    """The element that tells of the feed itself."""
    if names[root.tag] in ("rss", "rdf"):
        return next((child for child in root if names[child.tag] == "channel"), root)
    return root


def _entry(element: Element, children: Children, based: bool) -> RawEntry:
    about = element.get(_RDF + "about") or ""
    raw = RawEntry(
        title=_first(children, _TITLES) or _text_of(_media(children, "title")),
        summary=_first(children, _SUMMARIES),
        content=max(
            (_inner(each) for each in _all(children, _CONTENTS) if _is_text(each)), key=len, default=""
        ),
        link=_link(children) or element.get("href") or element.get("HREF") or about,
        base=_base(element) if based else "",
        guid=_first(children, _GUIDS) or about,
        guid_is_link=any(
            (each.get("isPermaLink") or "").lower() != "false" for each in children.get("guid", ())
        ),
        author=_author(children),
        published=_moment(children, _DATES),
        ends=_moment(children, _ENDS),
        language=element.get(_XML + "lang") or _first(children, ("language", "dc:language")),
        categories=list(_categories(children)),
        images=list(_images(children)),
    )
    if not raw.summary and not raw.content:
        raw.summary = _text_of(_media(children, "description"))
    sounds = [each for each in _enclosures(children) if (each.get("type") or "").startswith(AUDIO)]
    if sounds:
        raw.audio = True
        told = (_first(children, ("itunes:duration",)), *(each.get("duration") for each in sounds))
        raw.seconds = next((found for each in told if (found := seconds(each))), 0)
    return raw


def _is_text(content: Element) -> bool:
    kind = (content.get("type") or "").lower()
    return "/" not in kind or "text" in kind or "html" in kind or "xml" in kind


def _text_of(elements: Iterator[Element]) -> str:
    return next((text for each in elements if (text := _inner(each))), "")


def _all(children: Children, names: Iterable[str]) -> Iterator[Element]:
    for name in names:
        yield from children.get(name, ())


def _first(children: Children, names: Iterable[str]) -> str:
    """The first that holds anything, in the order of `names`."""
    for name in names:
        for each in children.get(name, ()):
            if text := _inner(each):
                return text
    return ""


def _inner(element: Element) -> str:
    """What an element holds, as markup where there are elements in it: but no entry that fell in for want of an end."""
    if len(element) == 0:
        return (element.text or "").strip()
    if next(element.iter("{*}item", "{*}entry"), None) is not None:
        return escape(element.text or "", quote=False).strip()
    parts: list[str] = []
    for event, each in _etree().iterwalk(element, events=("start", "end")):
        local = each.tag.rpartition("}")[2] if isinstance(each.tag, str) else ""
        if event == "start":
            told = "".join(f' {name.rpartition("}")[2]}="{escape(value)}"' for name, value in each.items())
            parts += (f"<{local}{told}>", escape(each.text or "", quote=False))
        else:
            parts += (f"</{local}>", escape(each.tail or "", quote=False))
    return "".join(parts[1:-2]).strip()


def _link(children: Children) -> str:
    """The address that leads to the page: of Atom's links the alternate, rather in HTML than in anything else."""
    links = children.get("link", ())
    best, address = 0, ""
    for each in links:
        written = (
            each.get("href") or each.get("HREF") or each.get(_RDF + "resource") or each.text or ""
        ).strip()
        if not written or (worth := _worth(each)) <= best:
            continue
        if ("  " in written or "\n" in written) and len(written) <= LONGEST_LINK:
            written = _BROKEN_LINE.sub("", written)
        best, address = worth, _joined(each.get(_XML + "base") or "", written)
    return address or _first(children, ("url", "?:origlink"))


def _worth(link: Element) -> int:
    if (link.get("rel") or "alternate").lower() != "alternate":
        return 0
    return 2 if "html" in (link.get("type") or "html").lower() else 1


def _base(element: Element) -> str:
    """The `xml:base` in force at an element, the outer ones applied first."""
    near = islice(element.iterancestors(), DEEPEST_BASE)
    told = [base for each in (element, *near) if (base := each.get(_XML + "base"))]
    base = ""
    for each in reversed(told):
        base = _joined(base, each)
    return base


def _joined(base: str, link: str) -> str:
    if not base:
        return link
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link


def _called(child: Element, name: str) -> bool:
    # What is no element (an entity that is not known) has a function for a tag.
    return isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name


def _author(children: Children) -> str:
    for each in _all(children, _AUTHORS):
        named = next((child.text for child in each if _called(child, "name") and child.text), None)
        if named or (len(each) == 0 and (named := each.text)):
            return str(named).strip()
    return ""


def _moment(children: Children, names: Iterable[str]) -> datetime | None:
    for each in _all(children, names):
        if (moment := from_text(each.text)) is not None:
            return moment
    return None


def _categories(children: Children) -> Iterator[str]:
    for each in list(_all(children, _CATEGORIES))[:MAX_CATEGORIES]:
        if told := (each.get("term") or each.get("text") or each.text or "").strip():
            yield told[:60]


def _enclosures(children: Children) -> Iterator[Element]:
    yield from children.get("enclosure", ())
    for link in children.get("link", ()):
        if link.get("rel") == "enclosure":
            yield link


def _media(children: Children, name: str) -> Iterator[Element]:
    """Media RSS stands beside the rest or in groups."""
    yield from children.get("media:" + name, ())
    for group in _all(children, ("media:group", "media:content")):
        for each in group:
            if isinstance(each.tag, str) and each.tag.rpartition("}")[2] == name:
                yield each


def _images(children: Children) -> Iterator[str]:
    for each in _media(children, "content"):
        if (each.get("type") or "").startswith("image/") or each.get("medium") == "image":
            yield each.get("url") or ""
    for each in _media(children, "thumbnail"):
        yield each.get("url") or ""
    for each in _enclosures(children):
        if (each.get("type") or "").startswith("image/"):
            yield each.get("url") or each.get("href") or ""
    for each in _all(children, ("itunes:image", "image")):
        inner = next((child.text for child in each if _called(child, "url")), None)
        yield each.get("href") or inner or (each.text or "").strip()


def _ttl(head: Children) -> int | None:
    """Minutes between visits that the feed asks for: RSS `ttl`, else the syndication module."""
    if minutes := number(_first(head, ("ttl",))):
        return minutes
    units = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
    unit = units.get(_first(head, ("sy:updateperiod",)).lower())
    return unit // max(1, number(_first(head, ("sy:updatefrequency",)))) if unit else None
