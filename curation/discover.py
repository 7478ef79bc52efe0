"""A site's page to the feeds it names: its link tags, its own list of feeds; and the addresses feeds usually have."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit, urlunsplit

from curation.canonical import canonical
from curation.encoding import html_text
from curation.text import as_markup, plain

MAX_FEEDS = 12
MAX_LISTS = 3
MAX_ANCHORS = 3000
MAX_TITLE = 150
MAX_URL = 1900  # what a button can carry, and a little less

_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
# These stand for feeds only where a link says that it is an alternate, and its address or title agrees.
_VAGUE_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
_FEED_ADDRESS = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?|flux|rdf)(?:[/._-]?\d*(?:\.\d+)?)(?:\.(?:xml|rss|atom|rdf|json|php|aspx?))?/?$"
    r"|\.(?:rss|atom|rdf)$|(?:^|[?&])(?:feed|format|type)=(?:rss2?|atom|feed|xml)\b|/(?:feeds?|rss|flux|atom)/",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|json feed|xml feed|flux rss|fils? rss)\b", re.IGNORECASE)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
# What follows a site on someone else's behalf: a page about feeds, a reader's subscribe button.
_NOT_OURS = re.compile(
    r"(?:^|\.)(?:feedly|netvibes|inoreader|newsblur|feedburner\.google|wikipedia|facebook|twitter|x|linkedin|"
    r"add\.my\.yahoo|my\.msn)\.(?:com|org)$",
    re.IGNORECASE,
)
_FILES = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|pdf|zip|css|js|mp3|mp4)$", re.IGNORECASE)
_USUAL = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json")


@dataclass(frozen=True, slots=True)
class FeedLink:
    """An address that may be a feed's. `said`: a link tag says that it is; else only its look does."""

    url: str
    title: str
    said: bool


@dataclass(frozen=True, slots=True)
class NamedFeeds:
    """`feeds`, the likeliest first; `lists`: pages of the same site that seem to list its feeds."""

    title: str
    feeds: tuple[FeedLink, ...] = ()
    lists: tuple[str, ...] = ()


def named_feeds(body: bytes, url: str, content_type: str | None = None) -> NamedFeeds:
    """The feeds that the page at `url` (the final one) names; only its first 2 MB are read. Nothing is fetched.

    Never raises; may be slow on a hostile body, which is why `ParserPool` runs it elsewhere.
    """
    try:
        reader = _Links()
        with suppress(AssertionError):  # a declaration the parser does not know: what was read before counts
            reader.feed(html_text(body, content_type))
        return _named(reader, url)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except Exception:
        return NamedFeeds("")


def usual(url: str) -> tuple[str, ...]:
    """Where the feed of the site of `url` is likely to be: beside the page, then at the site's root."""
    try:
        parts = urlsplit(url)
        folder = parts.path if parts.path.endswith("/") else f"{parts.path}/"
        if "." in folder.rstrip("/").rpartition("/")[2]:  # a file: its folder
            folder = folder.rstrip("/").rpartition("/")[0] + "/"
        root = urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
        beside = urlunsplit((parts.scheme, parts.netloc, folder, "", ""))
    except ValueError:
        return ()
    found = [urljoin(root, name) for name in _USUAL]
    if beside != root:
        found = [urljoin(beside, name) for name in _USUAL[:2]] + found
    return tuple(found)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base: str | None = None
        self.title = ""
        self.alternates: list[tuple[str, str, str]] = []  # address, type, title
        self.anchors: list[tuple[str, str]] = []  # address, words
        self._in_title = False
        self._href: str | None = None
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("link", "a", "base", "title", "img"):
            return
        given = {name: value or "" for name, value in reversed(attrs)}
        match tag:
            case "link":
                relations = given.get("rel", "").lower().split()
                if ("alternate" in relations or "feed" in relations) and len(self.alternates) < 100:
                    media = given.get("type", "").partition(";")[0].strip().lower()
                    if "feed" in relations and not media:
                        media = "application/rss+xml"
                    self.alternates.append((given.get("href", ""), media, given.get("title", "")))
            case "a" if len(self.anchors) < MAX_ANCHORS:
                self._end_anchor()
                self._href = given.get("href", "")
                self._words = f"{given.get('title', '')} {given.get('aria-label', '')} "
            case "img" if self._href is not None and len(self._words) < 300:
                self._words += f" {given.get('alt', '')[:100]} "
            case "base" if self.base is None:
                self.base = given.get("href")
            case "title":
                self._in_title = not self.title

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_anchor()
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = (self.title + data)[:1000]
        elif self._href is not None and len(self._words) < 300:
            self._words += data[:300]

    def _end_anchor(self) -> None:
        if self._href:
            self.anchors.append((self._href, " ".join(self._words.split())))
        self._href = None


def _named(reader: _Links, url: str) -> NamedFeeds:
    base = _web(reader.base or "", url) or url
    here = canonical(url)
    feeds: dict[str, FeedLink] = {}
    lists: dict[str, None] = {}
    for href, media, title in reader.alternates:
        address = _web(href, base)
        if address is None or canonical(address) == here:
            continue
        vague = media in _VAGUE_TYPES and bool(_FEED_ADDRESS.search(href) or _FEED_WORDS.search(title))
        if media in _TYPES or vague:
            feeds.setdefault(address, FeedLink(address, _words(title), said=True))
    for href, words in reader.anchors:
        address = _web(href, base)
        if address is None or address in feeds or canonical(address) == here:
            continue
        parts = urlsplit(address)
        if _NOT_OURS.search(parts.hostname or "") or _FILES.search(parts.path):
            continue
        looks = _FEED_ADDRESS.search(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if looks:
            feeds[address] = FeedLink(address, _words(words), said=False)
        elif _FEED_WORDS.search(words) and _same_site(address, url):
            lists[address] = None
    # Comments last, what a tag says before what only looks like it; else as the page has them.
    ordered = sorted(feeds.values(), key=lambda each: (_is_comments(each), not each.said))
    return NamedFeeds(_words(reader.title), tuple(ordered[:MAX_FEEDS]), tuple(lists)[:MAX_LISTS])


def _is_comments(link: FeedLink) -> bool:
    return bool(_COMMENTS.search(link.title) or _COMMENTS.search(urlsplit(link.url).path))


def _web(href: str, base: str) -> str | None:
    """The whole address, without its fragment; None for what is no web address."""
    href = href.strip()
    if href.lower().startswith("feed:"):  # feed://example.org/rss, feed:https://example.org/rss
        rest = href[5:]
        href = f"https:{rest}" if rest.startswith("//") else rest
    try:
        parts = urlsplit(urljoin(base, href))
        named = bool(parts.hostname)
    except ValueError:
        return None
    address = parts._replace(fragment="").geturl()
    fit = parts.scheme in ("http", "https") and named and parts.username is None and len(address) <= MAX_URL
    return address if fit and href and not any(c.isspace() or ord(c) < 32 for c in address) else None


def _same_site(address: str, url: str) -> bool:
    ours, theirs = (urlsplit(each).hostname or "" for each in (url, address))
    return ours.removeprefix("www.") == theirs.removeprefix("www.")


def _words(text: str) -> str:
    return plain(as_markup(text), MAX_TITLE)
