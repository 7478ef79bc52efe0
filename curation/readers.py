"""What the parsers find, in one shape: feedparser-rs, feedparser and our own reader of JSON Feed.

Nothing is cleaned here: texts may hold markup, links may be relative or worse.
"""

import io
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any

from curation.dates import from_parsed, from_text

MAX_ENTRIES_READ = 5000
MAX_CATEGORIES = 10
_DATES = ("published", "updated", "created", "dc_date")
_AUDIO = ("audio/", "video/")


@dataclass(slots=True)
class RawEntry:
    """One entry as it was written. `seconds`: of its sound or video, 0 when unknown. `link_taken`: the parser
    took its link away."""

    title: str = ""
    summary: str = ""
    content: str = ""
    link: str = ""
    link_taken: bool = False
    guid: str = ""
    guid_is_link: bool = False
    author: str = ""
    published: datetime | None = None
    language: str = ""
    images: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    audio: bool = False
    seconds: int = 0


@dataclass(slots=True)
class RawFeed:
    """One feed as it was written. `recognised`: it is a feed, even without entries.
    `base`: against which its links are meant, if it says."""

    recognised: bool = False
    broken: bool = False
    title: str = ""
    home: str = ""
    base: str = ""
    language: str = ""
    ttl_minutes: int | None = None
    entries: list[RawEntry] = field(default_factory=list)


def read_fast(body: bytes) -> RawFeed:
    """feedparser-rs, without its sanitising (five times the cost): everything becomes plain text later.

    `body` must begin with markup: the library would take anything like an address for one to fetch.
    """
    import feedparser_rs

    limits = feedparser_rs.ParserLimits(max_entries=MAX_ENTRIES_READ)
    parsed = feedparser_rs.parse_with_limits(body, None, None, None, limits, False, False)
    return _feed(parsed)


def read_tolerant(body: bytes) -> RawFeed:
    """feedparser, handed a stream: given text it would open files and addresses."""
    feedparser: Any = import_module("feedparser")  # it ships no types

    headers = {"content-type": "application/xml; charset=utf-8"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # asking for an absent date warns
        return _feed(
            feedparser.parse(
                io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
            )
        )


def _feed(parsed: Any) -> RawFeed:
    feed = parsed.get("feed") or {}
    return RawFeed(
        recognised=bool(parsed.get("version") or parsed.get("entries")),
        broken=bool(parsed.get("bozo")),
        title=_text(feed.get("title")),
        home=_text(feed.get("link")),
        language=_text(feed.get("language")) or _text(feed.get("dc_language")),
        ttl_minutes=_ttl(feed),
        entries=[_entry(entry) for entry in parsed.get("entries")[:MAX_ENTRIES_READ]],
    )


def _entry(entry: Any) -> RawEntry:
    get = entry.get
    enclosures = get("enclosures") or ()
    itunes = get("itunes")
    raw = RawEntry(
        title=_text(get("title")),
        summary=_text(get("summary")),
        content=max((_text(part.get("value")) for part in get("content") or ()), key=len, default=""),
        link=_text(get("link")),
        guid=_text(get("id")),
        guid_is_link=bool(get("guidislink")),
        author=_text(get("author")) or _text(get("dc_creator")),
        published=_published(entry),
        language=_text(get("language")),
        audio=any(_text(enclosure.get("type")).startswith(_AUDIO) for enclosure in enclosures),
    )
    # feedparser-rs leaves an empty link where one led to this machine or a private network.
    raw.link_taken = any(link.get("href") == "" for link in get("links") or ())
    if not raw.link or raw.link == raw.guid:
        raw.link = _alternate(get("links") or (), get("external_url")) or raw.link
    if raw.audio:
        duration = itunes.get("duration") if itunes is not None else get("itunes_duration")
        raw.seconds = _seconds(duration or next((e.get("duration") for e in enclosures), None))
    raw.images = list(_images(entry, enclosures, itunes))
    raw.categories = [_text(tag.get("term"))[:60] for tag in (get("tags") or ())[:MAX_CATEGORIES]]
    return raw


def _alternate(links: Any, external: Any) -> str:
    for link in links:
        if (link.get("rel") or "alternate") == "alternate" and link.get("href"):
            return _text(link.get("href"))
    return _text(external)


def _published(entry: Any) -> datetime | None:
    for name in _DATES:
        moment = from_parsed(entry.get(name + "_parsed")) or from_text(_text(entry.get(name)))
        if moment is not None:
            return moment
    return None


def _images(entry: Any, enclosures: Any, itunes: Any) -> Iterator[str]:
    for media in entry.get("media_content") or ():
        kind, medium = _text(media.get("type")), _text(media.get("medium"))
        if kind.startswith("image/") or medium == "image":
            yield _text(media.get("url"))
    for thumbnail in entry.get("media_thumbnail") or ():
        yield _text(thumbnail.get("url"))
    for enclosure in enclosures:
        if _text(enclosure.get("type")).startswith("image/"):
            yield _text(enclosure.get("href"))
    picture = itunes.get("image") if itunes is not None else entry.get("image")
    yield _text(picture if isinstance(picture, str) else picture.get("href") if picture is not None else None)


def _ttl(feed: Any) -> int | None:
    """Minutes between visits that the feed asks for: RSS `ttl`, else the syndication module."""
    minutes = _number(_text(feed.get("ttl")))
    if minutes:
        return minutes
    syndication = feed.get("syndication")
    period = getattr(syndication, "update_period", None) or feed.get("sy_updateperiod")
    frequency = getattr(syndication, "update_frequency", None) or feed.get("sy_updatefrequency")
    units = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
    unit = units.get(_text(period).strip().lower())
    return unit // max(1, _number(_text(frequency)) or 1) if unit else None


def read_json(body: bytes) -> RawFeed:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org); what is no such thing is not recognised. Never raises."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return RawFeed(broken=True)
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return RawFeed(recognised=isinstance(found, dict) and "jsonfeed.org" in _text(found.get("version")))
    items = [item for item in found["items"][:MAX_ENTRIES_READ] if isinstance(item, dict)]
    return RawFeed(
        recognised="jsonfeed.org" in _text(found.get("version")) or bool(items),
        title=_text(found.get("title")),
        home=_text(found.get("home_page_url")),
        language=_text(found.get("language")),
        entries=[_json_entry(item, found) for item in items],
    )


def _json_entry(item: dict[str, Any], feed: dict[str, Any]) -> RawEntry:
    attachments = [a for a in _list(item.get("attachments")) if isinstance(a, dict)]
    sound = [a for a in attachments if _text(a.get("mime_type")).startswith(_AUDIO)]
    guid = item.get("id")
    text = _text(item.get("content_text"))
    return RawEntry(
        title=_text(item.get("title")),
        summary=_text(item.get("summary")) or (_as_markup(text) if not item.get("content_html") else ""),
        content=_text(item.get("content_html")) or _as_markup(text),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        guid=str(guid) if isinstance(guid, str | int | float) else "",
        guid_is_link=True,
        author=_json_author(item) or _json_author(feed),
        published=from_text(_text(item.get("date_published"))) or from_text(_text(item.get("date_modified"))),
        language=_text(item.get("language")),
        images=[_text(item.get("image")), _text(item.get("banner_image"))],
        categories=[_text(tag)[:60] for tag in _list(item.get("tags"))[:MAX_CATEGORIES]],
        audio=bool(sound),
        seconds=max((_seconds(a.get("duration_in_seconds")) for a in sound), default=0),
    )


def _json_author(holder: dict[str, Any]) -> str:
    people = [*_list(holder.get("authors")), holder.get("author")]
    return ", ".join(_text(p.get("name")) for p in people[:3] if isinstance(p, dict) and p.get("name"))


def _as_markup(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(text: str) -> int:
    match = re.match(r"\s*(\d{1,6})", text)
    return int(match[1]) if match else 0


def _seconds(duration: Any) -> int:
    """Seconds of "3723", "62:03" or "1:02:03"; 0 for anything else or beyond a day."""
    if isinstance(duration, int | float):
        return int(duration) if 0 < duration < 86_400 else 0
    match = re.match(r"^\s*(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:\.\d*)?\s*$", _text(duration))
    if match is None:
        return 0
    total = int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + int(match[3])
    return total if total < 86_400 else 0
