"""A feed's bytes to its articles: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. Nothing here raises."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple
from urllib.parse import urljoin

from curation.canonical import canonical, entry_key
from curation.classify import article_type
from curation.encoding import utf8
from curation.jsonfeed import read_json
from curation.language import declared, languages
from curation.markup import read_markup
from curation.raw import RawEntry, RawFeed
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

NEWS = timedelta(days=60)
"""What is that much older than its feed's newest entry is chosen no more: its type and topics are not looked for."""
TELLING = 12
"""First entries whose words count for the feed's language, however old."""

A_DAY = timedelta(days=1)
"""What ends on a day is of use on that day."""

_LEADING = re.compile(rb"^[^<{\[]{0,4096}")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]{3,2000})[^>]*>", re.IGNORECASE)
_TINY = re.compile(
    r"\b(?:width|height)\s*=\s*[\"']?[012]\b|pixel|/emoji/|smilies|feedburner|gravatar", re.IGNORECASE
)
_EMAIL_AND_NAME = re.compile(r"^\s*\S+@\S+\s*\((.*)\)\s*$")
_EMAIL = re.compile(r"<?\S+@\S+\.\S+>?")
_EARLIEST, _LATEST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


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


def parse(
    body: bytes, *, url: str, content_type: str | None = None, now: datetime | None = None
) -> ParsedFeed:
    """The articles of `body`, fetched from `url` (the final one) under that `Content-Type`.

    `now`: by it, what has ended is left out, and an entry that claims the future makes no other old; None where that
    matters to nobody.
    `status` is OK, EMPTY, NOT_A_FEED or MALFORMED. Never raises; may be slow or crash the process on a
    hostile body, which is why `ParserPool` runs it elsewhere.
    """
    try:
        return parse_or_raise(body, url=url, content_type=content_type, now=now)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of Rust code derives from BaseException
        return failed(SourceStatus.MALFORMED)


def parse_or_raise(
    body: bytes, *, url: str, content_type: str | None = None, now: datetime | None = None
) -> ParsedFeed:
    """`parse` without its last resort: what it raises, nobody has foreseen."""
    if not body.strip():
        return failed(SourceStatus.EMPTY)
    raw, meant = read(body, content_type)
    if not raw.recognised:
        return failed(SourceStatus.MALFORMED if meant else SourceStatus.NOT_A_FEED)
    return _finished(raw, url, meant, now)


def read(body: bytes, content_type: str | None = None) -> tuple[RawFeed, bool]:
    """What `body` holds as it is written, at most 5,000 entries, and whether it was meant to be a feed."""
    clean = _LEADING.sub(b"", utf8(body, content_type), count=1)
    if clean[:1] in (b"{", b"["):
        raw, meant = read_json(clean), b'"items"' in clean
        if raw.recognised or not raw.broken or b"<" not in clean:
            return raw, meant
    meant = _ROOT.search(clean[:65_536]) is not None
    return read_markup(clean[max(0, clean.find(b"<")) :]), meant


def _finished(raw: RawFeed, url: str, meant: bool, now: datetime | None) -> ParsedFeed:
    home = web_link(raw.home, url)
    base = (raw.base and web_link(raw.base, url)) or home or url
    language = declared(raw.language)
    kept: dict[str, tuple[Entry, RawEntry]] = {}
    for found in _newest([each for each in raw.entries if not _ended(each, now)]):
        entry = _entry(found, base)
        if entry is not None:
            kept.setdefault(entry.key, (entry, found))
    if raw.entries or not raw.broken:
        status = SourceStatus.OK if kept else SourceStatus.EMPTY
    else:
        status = SourceStatus.MALFORMED if meant else SourceStatus.NOT_A_FEED
    title = plain(raw.title, 200)
    entries = _understood([*kept.values()], language, now or _LATEST)
    return ParsedFeed(title, home, language, raw.ttl_minutes, entries, status)


def _ended(entry: RawEntry, now: datetime | None) -> bool:
    return now is not None and entry.ends is not None and entry.ends + A_DAY <= now


def _newest(entries: list[RawEntry]) -> list[RawEntry]:
    if len(entries) <= MAX_ENTRIES:
        return entries
    return sorted(entries, key=lambda entry: entry.published or _EARLIEST, reverse=True)[:MAX_ENTRIES]


def _understood(found: list[tuple[Entry, RawEntry]], said: str | None, now: datetime) -> tuple[Entry, ...]:
    """The entries with their language, which takes all of them to tell, and what depends on it."""
    topics = default_topics()  # made ready when a worker warms up, before its memory is bounded
    newest = min(now, max((entry.published for entry, _ in found if entry.published), default=_EARLIEST))
    news = [entry.published is None or newest - entry.published <= NEWS for entry, _ in found]
    # What is old is chosen no more: a dozen of it tell the feed's language, and the rest is not looked at closely.
    texts = [
        (entry.language, f"{entry.title} {entry.summary}" if new or place < TELLING else "")
        for place, ((entry, _), new) in enumerate(zip(found, news, strict=True))
    ]
    return tuple(
        entry._replace(
            language=language,
            type=article_type(entry.title, audio=raw.audio, categories=raw.categories, url=entry.url)
            if new
            else None,
            minutes=entry.minutes if raw.audio else read_in(entry.word_count, language),
            topics=written(topics.of(entry.title, entry.summary, language, categories=raw.categories))
            if new
            else "",
        )
        for (entry, raw), language, new in zip(found, languages(said, texts), news, strict=True)
    )


def read_in(words: int, language: str | None) -> int:
    """Minutes to read so many words, 0 for a teaser."""
    return reading_minutes(words, language) if words >= FULL_TEXT_WORDS else 0


def _entry(raw: RawEntry, base: str) -> Entry | None:
    if raw.base:
        base = web_link(raw.base, base) or base
    address = web_link(raw.link, base)
    if address is None and (raw.guid_is_link or not raw.link):
        address = web_link(raw.guid, base if raw.guid.startswith("/") else None)
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
        type=None,
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
