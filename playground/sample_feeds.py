"""The server of the sample feeds: by the playground's clock, or the files of a folder as they are."""

import hashlib
import io
import math
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from playground.sample_articles import FOLDER, Article, Outlet, outlets, published_at, visible
from playground.sample_formats import MEDIA_TYPES, written
from playground.sample_pages import article_page, home_page, kiosk_page

Clock = Callable[[], datetime]

SUFFIX_TYPES: Mapping[str, str] = {
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".rdf": "application/rdf+xml",
    ".atom": "application/atom+xml",
    ".json": "application/feed+json",
    ".html": "text/html",
    ".htm": "text/html",
}
PLAIN_PAGE = (
    "<!doctype html><html><head><meta charset='utf-8'><title>Une page, pas un flux</title></head>"
    "<body><h1>Nos horaires</h1><p>Du mardi au samedi, de 9 h à 19 h.</p></body></html>"
)
TROUBLED: Mapping[str, str] = {
    "page": "Une page, pas un flux",
    "vide": "Un flux vide",
    "introuvable": "Un flux disparu",
    "boucle": "Un flux qui tourne en rond",
}


@dataclass(frozen=True, slots=True)
class SampleSource:
    """A feed to offer to the bot. `language` is empty when it is not known."""

    url: str
    title: str
    kind: Literal["company", "market"]
    language: str


def _with_slash(base_url: str) -> str:
    return base_url if base_url.endswith("/") else f"{base_url}/"


def folder_files(folder: Path) -> dict[str, Path]:
    """A folder's feed files by name: not its sub-folders, nor hidden files, nor links that lead elsewhere."""
    root = folder.resolve()
    files = (path for path in sorted(root.iterdir()) if not path.name.startswith("."))
    return {path.name: path for path in files if path.is_file() and path.resolve().is_relative_to(root)}


def guess_type(name: str, beginning: bytes) -> str:
    """The media type of a feed file, from its name, else from its first bytes."""
    if known := SUFFIX_TYPES.get(Path(name).suffix.lower()):
        return known
    start = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"{"):
        return "application/feed+json"
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    return "application/xml" if start.startswith(b"<") else "text/plain"


def catalogue(base_url: str, folder: Path | None = None) -> tuple[SampleSource, ...]:
    """The sources that the server at `base_url` has: the sample outlets, or the files of `folder`."""
    base = f"{_with_slash(base_url)}feeds/"
    if folder is None:
        found = outlets().values()
        return tuple(SampleSource(base + feed.name, feed.title, feed.kind, feed.language) for feed in found)
    return tuple(
        SampleSource(base + quote(name), " ".join(path.stem.replace("_", " ").split()), "market", "")
        for name, path in folder_files(folder).items()
    )


def troubled(base_url: str) -> tuple[SampleSource, ...]:
    """Addresses that fail, each in its way: to see what the bot tells of them."""
    base = f"{_with_slash(base_url)}feeds/"
    return tuple(SampleSource(base + name, title, "market", "fr") for name, title in TROUBLED.items())


def unchanged(headers: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """Whether the caller has this already. An entity tag is believed over a date (RFC 9110, 13.2.2)."""
    if tags := headers.get("if-none-match"):
        return "*" in tags or etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def conditional(request: Request, body: bytes, media_type: str, modified: datetime) -> Response:
    """The body, or 304 to who has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Cache-Control": "no-cache",
    }
    if unchanged(request.headers, etag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def article_by_slug(slug: str) -> tuple[Outlet, Article] | None:
    pairs = ((outlet, article) for outlet in outlets().values() for article in outlet.articles)
    return next(((outlet, article) for outlet, article in pairs if article.slug == slug), None)


def _trouble(request: Request, name: str) -> Response:
    if name == "page":
        return HTMLResponse(PLAIN_PAGE)
    if name == "vide":
        return Response(b"", media_type="application/rss+xml")
    if name.startswith("boucle"):
        other = "boucle" if name == "boucle-encore" else "boucle-encore"
        return RedirectResponse(request.url_for("feed", name=other), status_code=302)
    raise HTTPException(404)


def create_feed_app(now: Clock, *, started: datetime, folder: Path | None = None) -> Starlette:
    """Serve `/feeds/<name>`: the sample outlets as they are at `now()`, for a playground started at
    `started`, or, with `folder`, its files as they are. Links lead to `/articles/<slug>` on this same server.
    """

    # Plain functions: Starlette runs them in threads, so reading files and writing feeds holds up nobody.
    def feed(request: Request) -> Response:
        name = request.path_params["name"]
        if folder is not None:
            return _file(request, folder, name)
        outlet = outlets().get(name)
        if outlet is None:
            return _trouble(request, name)
        shown = visible(outlet, now(), started)
        body = written(outlet, shown, str(request.base_url))
        modified = max((moment for _, moment in shown if moment <= now()), default=started)
        return conditional(request, body, MEDIA_TYPES[outlet.format], modified.replace(microsecond=0))

    def article(request: Request) -> Response:
        found = article_by_slug(request.path_params["slug"])
        if found is None:
            raise HTTPException(404)
        outlet, shown = found
        return HTMLResponse(article_page(outlet, shown, published_at(shown, started), str(request.base_url)))

    def site(request: Request) -> Response:
        outlet = outlets().get(request.path_params["name"])
        if outlet is None:
            raise HTTPException(404)
        return HTMLResponse(home_page(outlet, str(request.base_url)))

    def kiosk(request: Request) -> Response:
        return HTMLResponse(kiosk_page(outlets().values(), str(request.base_url)))

    return Starlette(
        routes=[
            Route("/feeds/{name}", feed, name="feed"),
            Route("/articles/{slug}", article, name="article"),
            Route("/sites/{name}", site, name="site"),
            Route("/sites", kiosk, name="kiosk"),
            Route("/pictures/{name}", picture, name="picture"),
            Route("/sounds/{slug}.wav", sound, name="sound"),
        ]
    )


def _file(request: Request, folder: Path, name: str) -> Response:
    # Looked up by name among what is there: a path that climbs out finds nothing.
    path = folder_files(folder).get(name)
    if path is None:
        raise HTTPException(404)
    body = path.read_bytes()
    modified = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    return conditional(request, body, guess_type(name, body[:200]), modified)


def picture(request: Request) -> Response:
    drawn = {path.name: path for path in (FOLDER / "pictures").glob("*.png")}
    path = drawn.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return Response(path.read_bytes(), media_type="image/png", headers={"Cache-Control": "max-age=86400"})


def sound(request: Request) -> Response:
    found = article_by_slug(request.path_params["slug"])
    if found is None or found[1].type != "podcast":
        raise HTTPException(404)
    return Response(chime(), media_type="audio/wav", headers={"Cache-Control": "max-age=86400"})


def chime(rate: int = 8_000) -> bytes:
    """A second of a bell that fades, as a WAV file of `rate` bytes: what every sample podcast sounds like."""
    moments = (number / rate for number in range(rate))
    samples = bytes(round(128 + 60 * math.exp(-4 * moment) * math.sin(4146.9 * moment)) for moment in moments)
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(samples)
    return held.getvalue()
