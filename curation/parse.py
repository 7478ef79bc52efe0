"""A feed's bytes to its articles: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. Nothing here raises."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import NamedTuple
from urllib.parse import urljoin

from curation.canonical import canonical, entry_key
from curation.classify import article_type
from curation.encoding import utf8
from curation.language import declared, languages
from curation.readers import RawEntry, RawFeed, read_fast, read_json, read_tolerant
from curation.status import SourceStatus
from curation.text import estimated_words, plain, reading_minutes, shorten, usable_title
from curation.topics import default_topics, written

MAX_ENTRIES = 500
MAX_TITLE = 500
MAX_SUMMARY = 500
MAX_AUTHOR = 120
MAX_GUID = 2000
TITLE_FROM_SUMMARY = 90
FULL_TEXT_WORDS = 120
"""Below that, a feed gives a teaser: how long the article is cannot be told."""
TOLERANT_BYTES = 2**20
"""feedparser takes about a second for a megabyte: larger feeds are left to the fast parser alone."""

_LEADING = re.compile(rb"^[^<{\[]{0,4096}")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_BASE = re.compile(
    rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b[^>]{0,2000}?\sxml:base\s*=\s*[\"']([^\"'>]{1,500})",
    re.IGNORECASE,
)
_ENTRY_TAG = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
_DATE_TAG = re.compile(
    rb"<(?:[\w.-]+:)?(?:pubdate|date|published|updated|issued|modified|created)\b", re.IGNORECASE
)
_IMAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]{3,2000})[^>]*>", re.IGNORECASE)
_TINY = re.compile(
    r"\b(?:width|height)\s*=\s*[\"']?[012]\b|pixel|/emoji/|smilies|feedburner|gravatar", re.IGNORECASE
)
_EMAIL_AND_NAME = re.compile(r"^\s*\S+@\S+\s*\((.*)\)\s*$")
_EMAIL = re.compile(r"<?\S+@\S+\.\S+>?")
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


class Entry(NamedTuple):
    """One article of a feed, in plain text. A tuple: thousands of them come out of the workers at once, and a
    frozen dataclass is unpickled field by field.

    `url` is canonical; `key` tells entries of a feed apart for good. `title` may be empty when nothing in the
    entry could serve as one. `published` is aware UTC between 1990 and 2100, possibly in the future: see
    `dates.told_at`. `minutes`: to read or to listen, 0 when the feed does not give enough to tell. `topics`: as
    `topics.written` writes them.
    """

    key: str
    url: str
    guid: str
    title: str
    summary: str
    author: str
    image_url: str | None
    published: datetime | None
    language: str | None
    type: str | None
    minutes: int
    word_count: int
    topics: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed holds: at most 500 entries, the newest first where it holds more. `ttl_minutes`: as it
    asks."""

    title: str
    home_url: str | None
    language: str | None
    ttl_minutes: int | None
    entries: tuple[Entry, ...]
    status: SourceStatus


def failed(status: SourceStatus) -> ParsedFeed:
    """A feed of which nothing could be had."""
    return ParsedFeed("", None, None, None, (), status)


def parse(body: bytes, *, url: str, content_type: str | None = None) -> ParsedFeed:
    """The articles of `body`, fetched from `url` (the final one) under that `Content-Type`.

    `status` is OK, EMPTY, NOT_A_FEED or MALFORMED. Never raises; may be slow or crash the process on a
    hostile body, which is why `ParserPool` runs it elsewhere.
    """
    try:
        return _parse(body, url, content_type)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the Rust parser derives from BaseException
        return failed(SourceStatus.MALFORMED)


def _parse(body: bytes, url: str, content_type: str | None) -> ParsedFeed:
    if not body.strip():
        return failed(SourceStatus.EMPTY)
    clean = utf8(body, content_type)
    clean = _LEADING.sub(b"", clean, count=1)
    if clean[:1] in (b"{", b"["):
        raw, meant = read_json(clean), b'"items"' in clean
        if raw.broken and meant:
            raw = _read(read_fast, clean)
    else:
        meant = _ROOT.search(clean[:65_536]) is not None
        raw = _read_markup(clean, meant)
        if (base := _BASE.search(clean[:4096])) is not None:
            raw.base = base[1].decode("utf-8", "replace")
    if not raw.recognised:
        return failed(SourceStatus.MALFORMED if meant else SourceStatus.NOT_A_FEED)
    return _finished(raw, url, meant)


def _read_markup(clean: bytes, meant: bool) -> RawFeed:
    raw = _read(read_fast, clean) if clean[:1] == b"<" else RawFeed(broken=True)
    if not meant or len(clean) > TOLERANT_BYTES or not _misses_something(raw, clean):
        return raw
    other = _read(read_tolerant, clean)
    return _completed(other, raw) if len(other.entries) > len(raw.entries) else _completed(raw, other)


def _misses_something(raw: RawFeed, clean: bytes) -> bool:
    """Whether the bytes seem to hold entries, or dates of entries, that the fast parser did not find."""
    if not raw.entries or any(entry.link_taken for entry in raw.entries):
        return True
    if raw.broken and len(_ENTRY_TAG.findall(clean)) > len(raw.entries):
        return True
    undated = sum(entry.published is None for entry in raw.entries)
    return undated > 0 and len(_DATE_TAG.findall(clean)) > len(raw.entries) - undated + 2


def _read(reader: Callable[[bytes], RawFeed], clean: bytes) -> RawFeed:
    try:
        return reader(clean)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # one parser's failure leaves the other its chance
        return RawFeed(broken=True)


def _completed(raw: RawFeed, other: RawFeed) -> RawFeed:
    """`raw` with the dates and links that only the other parser handed out, entry by entry."""
    by_mark = {mark: entry for entry in other.entries for mark in (entry.guid or entry.link,) if mark}
    aligned = len(raw.entries) == len(other.entries)
    for index, entry in enumerate(raw.entries):
        twin = by_mark.get(entry.guid or entry.link) or (other.entries[index] if aligned else None)
        if twin is None:
            continue
        entry.published = entry.published or twin.published
        if entry.link_taken:
            entry.link = twin.link
    return raw


def _finished(raw: RawFeed, url: str, meant: bool) -> ParsedFeed:
    home = web_link(raw.home, url)
    base = (raw.base and web_link(raw.base, url)) or home or url
    language = declared(raw.language)
    kept: dict[str, tuple[Entry, RawEntry]] = {}
    for found in _newest(raw.entries):
        entry = _entry(found, base)
        if entry is not None:
            kept.setdefault(entry.key, (entry, found))
    if raw.entries or not raw.broken:
        status = SourceStatus.OK if kept else SourceStatus.EMPTY
    else:
        status = SourceStatus.MALFORMED if meant else SourceStatus.NOT_A_FEED
    title = plain(raw.title, 200)
    return ParsedFeed(title, home, language, raw.ttl_minutes, _understood([*kept.values()], language), status)


def _newest(entries: list[RawEntry]) -> list[RawEntry]:
    if len(entries) <= MAX_ENTRIES:
        return entries
    return sorted(entries, key=lambda entry: entry.published or _EARLIEST, reverse=True)[:MAX_ENTRIES]


def _understood(found: list[tuple[Entry, RawEntry]], said: str | None) -> tuple[Entry, ...]:
    """The entries with their language, which takes all of them to tell, and what depends on it."""
    topics = default_topics()  # made ready when a worker warms up, before its memory is bounded
    spoken = languages(said, [(entry.language, f"{entry.title} {entry.summary}") for entry, _ in found])
    return tuple(
        entry._replace(
            language=language,
            minutes=entry.minutes if raw.audio else read_in(entry.word_count, language),
            topics=written(topics.of(entry.title, entry.summary, language, categories=raw.categories)),
        )
        for (entry, raw), language in zip(found, spoken, strict=True)
    )


def read_in(words: int, language: str | None) -> int:
    """Minutes to read so many words, 0 for a teaser."""
    return reading_minutes(words, language) if words >= FULL_TEXT_WORDS else 0


def _entry(raw: RawEntry, base: str) -> Entry | None:
    # The fast parser hands a guid out as link when there is none: it is one only if it looks like one.
    guid_alone = raw.link == raw.guid and not raw.link.startswith("/")
    address = web_link(raw.link, None if guid_alone else base)
    if address is None and (raw.guid_is_link or not raw.link):
        address = web_link(raw.guid, None)
    if address is None:
        return None
    longest = raw.content if len(raw.content) > len(raw.summary) else raw.summary
    summary = plain(raw.summary, MAX_SUMMARY) or plain(raw.content, MAX_SUMMARY)
    title = plain(raw.title, MAX_TITLE)
    if not usable_title(title):
        title = shorten(summary, TITLE_FROM_SUMMARY) if usable_title(summary) else ""
    if summary == title:
        summary = ""
    words = estimated_words(longest)
    return Entry(
        key=entry_key(address, raw.guid),
        url=address,
        guid=raw.guid[:MAX_GUID],
        title=title,
        summary=summary,
        author=author_name(raw.author),
        image_url=_image(raw, longest, base),
        published=raw.published,
        language=declared(raw.language),
        type=article_type(title, audio=raw.audio, categories=raw.categories, url=address),
        minutes=ceil(raw.seconds / 60) if raw.audio else 0,
        word_count=words,
    )


def web_link(link: str, base: str | None) -> str | None:
    """A link as it was written, relative to `base`, in its canonical form; None when it leads to no web page."""
    link = html.unescape(link.strip())
    if not link:
        return None
    if base is not None and link[:7].lower() not in ("http://", "https:/"):
        try:
            link = urljoin(base, link)
        except ValueError:
            return None
    return canonical(link)


def author_name(written: str) -> str:
    """A name, never an address: "noreply@blogger.com (Ada)" is Ada."""
    if "@" in written:
        named = _EMAIL_AND_NAME.match(written[:500])
        written = named[1] if named else _EMAIL.sub("", written[:500])
    return plain(written, MAX_AUTHOR)


def _image(raw: RawEntry, markup: str, base: str) -> str | None:
    for candidate in raw.images:
        if candidate and (address := picture(candidate, base)):
            return address
    for match in _IMAGE.finditer(markup[:20_000]):
        if not _TINY.search(match[0]) and (address := picture(match[1], base)):
            return address
    return None


def picture(link: str, base: str) -> str | None:
    """A picture's address as it was written (its parameters may be a signature), if it is a web address."""
    try:
        link = urljoin(base, html.unescape(link.strip()))
    except ValueError:
        return None
    fit = link[:8].lower().startswith(("http://", "https://")) and len(link) <= 2000 and link.isascii()
    return link if fit and link.isprintable() and not set(link) & set(' <>"|\\^`{}') else None
