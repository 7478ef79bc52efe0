"""JSON Feed, read into the same shape as the others."""

import json
from typing import Any

from curation.dates import from_text
from curation.raw import AUDIO, MAX_CATEGORIES, MAX_ENTRIES_READ, RawEntry, RawFeed, seconds
from curation.text import as_markup


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
    sound = [a for a in attachments if _text(a.get("mime_type")).startswith(AUDIO)]
    guid = item.get("id")
    text = _text(item.get("content_text"))
    return RawEntry(
        title=_text(item.get("title")),
        summary=_text(item.get("summary")) or (as_markup(text) if not item.get("content_html") else ""),
        content=_text(item.get("content_html")) or as_markup(text),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        guid=str(guid) if isinstance(guid, str | int | float) else "",
        guid_is_link=True,
        author=_json_author(item) or _json_author(feed),
        published=from_text(_text(item.get("date_published"))) or from_text(_text(item.get("date_modified"))),
        language=_text(item.get("language")),
        images=[_text(item.get("image")), _text(item.get("banner_image"))],
        categories=[_text(tag)[:60] for tag in _list(item.get("tags"))[:MAX_CATEGORIES]],
        audio=bool(sound),
        seconds=max((seconds(a.get("duration_in_seconds")) for a in sound), default=0),
    )


def _json_author(holder: dict[str, Any]) -> str:
    people = [*_list(holder.get("authors")), holder.get("author")]
    return ", ".join(_text(p.get("name")) for p in people[:3] if isinstance(p, dict) and p.get("name"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
