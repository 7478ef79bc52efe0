"""How the sample outlets write their feeds: RSS 2.0, RSS 1.0, RSS 0.91, Atom and JSON Feed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from playground.sample_articles import Article, Format, Outlet, told, type_words
from playground.sample_bodies import as_html, body_in_feed

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MEDIA = "http://search.yahoo.com/mrss/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"

# Plain names for readers of the source; nothing depends on them.
for prefix, space in {"content": CONTENT, "dc": DC, "itunes": ITUNES, "media": MEDIA, "rdf": RDF}.items():
    ET.register_namespace(prefix, space)

MEDIA_TYPES: Mapping[Format, str] = {
    "rss2": "application/rss+xml",
    "rss1": "application/rdf+xml",
    "rss091": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An article as a feed gives it: what stands in it is as the reader will get it. `body`: HTML, or nothing."""

    id: str
    link: str
    title: str
    summary: str
    body: str
    author: str
    category: str
    picture: str
    sound: str
    minutes: int
    published: datetime
    undated: bool


def item_from(outlet: Outlet, article: Article, moment: datetime, base_url: str) -> Item:
    """Put an article's addresses under `base_url`, which ends in a slash, unless it has a link of its own."""
    page = f"{base_url}articles/{article.same_as or article.slug}"
    link = page if article.link is None else article.link
    summary = told(article, outlet.language, moment)
    return Item(
        id=f"{outlet.home}{article.slug}",
        link=f"{link}?{article.tracking}" if article.tracking else link,
        title=article.title,
        summary=summary,
        body=as_html(summary, body_in_feed(outlet, article)),
        author=article.author,
        category=type_words(article, outlet.language),
        picture=f"{base_url}pictures/{article.picture}.png" if article.picture else "",
        sound=f"{base_url}sounds/{article.slug}.wav" if article.type == "podcast" else "",
        minutes=article.minutes,
        published=moment,
        undated=article.undated,
    )


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element, unless it would say nothing."""
    if text or attributes:
        ET.SubElement(parent, tag, attributes).text = text


def _document(root: ET.Element, outlet: Outlet) -> bytes:
    written = ET.tostring(root, encoding="unicode")
    # The feed declares UTF-8 whatever its bytes are in: some outlets get that wrong, and so do ours.
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'
    return text.encode(outlet.bytes_in, errors="xmlcharrefreplace")


def rss2(outlet: Outlet, items: tuple[Item, ...], address: str) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", outlet.title)
    _add(channel, "link", outlet.home)
    _add(channel, "description", outlet.description)
    _add(channel, "language", outlet.language)
    for item in items:
        entry = ET.SubElement(channel, "item")
        _add(entry, "title", item.title)
        _add(entry, "link", item.link)
        _add(entry, "description", item.summary)
        _add(entry, f"{{{CONTENT}}}encoded", item.body)
        _add(entry, f"{{{DC}}}creator", item.author)
        _add(entry, "category", item.category)
        if not item.undated:
            _add(entry, "pubDate", format_datetime(item.published))
        if item.picture:
            _add(entry, f"{{{MEDIA}}}content", "", url=item.picture, medium="image", type="image/png")
        if item.sound:
            _add(entry, "enclosure", "", url=item.sound, length="0", type="audio/wav")
            _add(entry, f"{{{ITUNES}}}duration", f"{item.minutes}:00")
        _add(entry, "guid", item.id, isPermaLink="false")
    return _document(root, outlet)


def rss1(outlet: Outlet, items: tuple[Item, ...], address: str) -> bytes:
    root = ET.Element(f"{{{RDF}}}RDF")
    channel = ET.SubElement(root, f"{{{RSS1}}}channel", {f"{{{RDF}}}about": address})
    _add(channel, f"{{{RSS1}}}title", outlet.title)
    _add(channel, f"{{{RSS1}}}link", outlet.home)
    _add(channel, f"{{{RSS1}}}description", outlet.description)
    _add(channel, f"{{{DC}}}language", outlet.language)
    order = ET.SubElement(ET.SubElement(channel, f"{{{RSS1}}}items"), f"{{{RDF}}}Seq")
    for item in items:
        ET.SubElement(order, f"{{{RDF}}}li", {f"{{{RDF}}}resource": item.id})
        entry = ET.SubElement(root, f"{{{RSS1}}}item", {f"{{{RDF}}}about": item.id})
        _add(entry, f"{{{RSS1}}}title", item.title)
        _add(entry, f"{{{RSS1}}}link", item.link)
        _add(entry, f"{{{RSS1}}}description", item.summary)
        _add(entry, f"{{{CONTENT}}}encoded", item.body)
        _add(entry, f"{{{DC}}}creator", item.author)
        _add(entry, f"{{{DC}}}subject", item.category)
        if not item.undated:
            _add(entry, f"{{{DC}}}date", item.published.isoformat())
    return _document(root, outlet)


def rss091(outlet: Outlet, items: tuple[Item, ...], address: str) -> bytes:
    """RSS 0.91 knows no author, category, guid nor text; outlets added the date, and readers learnt to read it."""
    root = ET.Element("rss", version="0.91")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", outlet.title)
    _add(channel, "link", outlet.home)
    _add(channel, "description", outlet.description)
    _add(channel, "language", outlet.language)
    for item in items:
        entry = ET.SubElement(channel, "item")
        _add(entry, "title", item.title)
        _add(entry, "link", item.link)
        _add(entry, "description", item.summary)
        if not item.undated:
            _add(entry, "pubDate", format_datetime(item.published))
    return _document(root, outlet)


def atom(outlet: Outlet, items: tuple[Item, ...], address: str) -> bytes:
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": outlet.language})
    _add(root, "title", outlet.title)
    _add(root, "subtitle", outlet.description)
    _add(root, "id", outlet.home)
    _add(root, "link", "", rel="alternate", type="text/html", href=outlet.home)
    _add(root, "link", "", rel="self", type=MEDIA_TYPES["atom"], href=address)
    if items:
        _add(root, "updated", items[0].published.isoformat())
    for item in items:
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", item.title, type="text")
        _add(entry, "id", item.id)
        _add(entry, "link", "", rel="alternate", type="text/html", href=item.link)
        if not item.undated:
            _add(entry, "published", item.published.isoformat())
            _add(entry, "updated", item.published.isoformat())
        if item.author:
            _add(ET.SubElement(entry, "author"), "name", item.author)
        _add(entry, "category", "", term=item.category)
        _add(entry, "summary", item.summary, type="text")
        if item.body:
            _add(entry, "content", item.body, type="html")
        if item.picture:
            _add(entry, f"{{{MEDIA}}}content", "", url=item.picture, medium="image", type="image/png")
    return _document(root, outlet)


def json_feed(outlet: Outlet, items: tuple[Item, ...], address: str) -> bytes:
    entries = [
        {
            "id": item.id,
            "url": item.link,
            "title": item.title,
            "content_html": item.body or None,
            "content_text": None if item.body else item.summary,
            "summary": item.summary,
            "authors": [{"name": item.author}] if item.author else None,
            "tags": [item.category],
            "image": item.picture or None,
            "attachments": [
                {"url": item.sound, "mime_type": "audio/wav", "duration_in_seconds": item.minutes * 60}
            ]
            if item.sound
            else None,
            "date_published": None if item.undated else item.published.isoformat(),
        }
        for item in items
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": outlet.home,
        "feed_url": address,
        "description": outlet.description,
        "language": outlet.language,
        "items": [{key: value for key, value in entry.items() if value is not None} for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2).encode(outlet.bytes_in)


WRITERS: Mapping[Format, Callable[[Outlet, tuple[Item, ...], str], bytes]] = {
    "rss2": rss2,
    "rss1": rss1,
    "rss091": rss091,
    "atom": atom,
    "json": json_feed,
}


def written(outlet: Outlet, shown: tuple[tuple[Article, datetime], ...], base_url: str) -> bytes:
    """The feed's bytes for the articles shown, its addresses under `base_url` (which ends in a slash)."""
    items = tuple(item_from(outlet, article, moment, base_url) for article, moment in shown)
    return WRITERS[outlet.format](outlet, items, f"{base_url}feeds/{outlet.name}")
