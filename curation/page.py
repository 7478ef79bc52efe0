"""A web page's bytes to the one article it holds: what its head tells machines, cleaned as a feed's entry is."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from curation.canonical import canonical
from curation.classify import ArticleType, article_type
from curation.dates import from_text
from curation.encoding import html_text
from curation.language import declared, guess, spoken
from curation.parse import FULL_TEXT_WORDS, MAX_SUMMARY, MAX_TITLE, author_name, picture, web_link
from curation.status import SourceStatus
from curation.text import as_markup, plain, reading_minutes, usable_title
from curation.topics import default_topics, written

MAX_SITE = 80
MAX_METAS = 500
MAX_SCRIPTS, SCRIPT_CHARACTERS = 20, 200_000
MAX_THINGS = 300
PARAGRAPH = 80
"""Characters from which a paragraph may stand for a summary that is not given."""

_MEDIA = frozenset(
    {"", "text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/octet-stream"}
)
_FEED = re.compile(
    r"\s*(?:<\?[^>]{0,500}\?>\s*|<!--.{0,2000}?-->\s*)*<(?:[\w.-]+:)?(?:rss|feed|rdf)\b", re.I | re.S
)
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|title|meta|body|article|main)\b", re.IGNORECASE)
_SAME_SITE = re.compile(r"^(?:www|m|mobile|amp)\.")
_BETWEEN = (" | ", " - ", " – ", " — ", " · ", " • ", " : ", " » ", " / ")
_ASIDE = frozenset({"aside", "footer", "nav", "noscript", "svg", "template"})
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "pubdate", "publication_date", "sailthru.date", "parsely-pub-date",
)  # fmt: skip
# What schema.org calls them (https://schema.org/docs/full.html); None: an article of no type of its own.
_THINGS: dict[str, ArticleType | None] = {
    name: kind
    for kind, names in {
        None: "Article AdvertiserContentArticle BlogPosting LiveBlogPosting NewsArticle Report ReportageNewsArticle "
        "ReviewNewsArticle BackgroundNewsArticle SocialMediaPosting TechArticle",
        ArticleType.ANALYSIS: "AnalysisNewsArticle OpinionNewsArticle",
        ArticleType.EVENT: "Event BusinessEvent ConferenceEvent EducationEvent EventSeries Festival Hackathon "
        "OnlineEvent SocialEvent",
        ArticleType.TRADE_FAIR: "ExhibitionEvent",
        ArticleType.TRAINING: "Course CourseInstance EducationalOccupationalProgram",
        ArticleType.JOB_OFFER: "JobPosting",
        ArticleType.FEATURED_OCCUPATION: "Occupation",
        ArticleType.RESOURCE: "PodcastEpisode PodcastSeries RadioEpisode AudioObject Audiobook Book Guide",
        ArticleType.STUDY: "ScholarlyArticle MedicalScholarlyArticle",
    }.items()
    for name in names.split()
}
_SCHEMA = re.compile(r"^(?:https?://schema\.org/|schema:)")
_OG_TYPES = {"book": ArticleType.RESOURCE, "books.book": ArticleType.RESOURCE, "event": ArticleType.EVENT}
"""What og:type may say besides "article" and "website" (https://ogp.me)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One article as its page tells it, in plain text.

    `canonical_url`: its plainest address, the page's own word for it where that stays on the same site. `site`:
    the outlet's name, else its host. `published`: aware UTC, possibly in the future (see `dates.told_at`).
    `minutes`: to read, 0 when the page does not give enough to tell. `topics`: as
    `topics.written` writes them.
    """

    canonical_url: str
    site: str
    title: str
    summary: str
    author: str
    image_url: str | None
    language: str | None
    published: datetime | None
    type: str | None
    minutes: int
    topics: str = ""

    @property
    def host(self) -> str:
        """What tells its site from others, "www." and the like left out."""
        return _host(self.canonical_url)


def read_page(body: bytes, url: str, content_type: str | None = None) -> Page | SourceStatus:
    """The article at `url` (the final one), answered under that `Content-Type`; only the first 2 MB are read.

    NOT_A_PAGE for a feed, a file, or a page without a usable title; MALFORMED for one that breaks the reader.
    Never raises; may be slow on a hostile body, which is why `ParserPool` runs it elsewhere.
    """
    try:
        return _read(body, url, content_type)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except Exception:
        return SourceStatus.MALFORMED


def _read(body: bytes, url: str, content_type: str | None) -> Page | SourceStatus:
    address = canonical(url)
    media = (content_type or "").partition(";")[0].strip().lower()
    if address is None or media not in _MEDIA:
        return SourceStatus.NOT_A_PAGE
    text = html_text(body, content_type)
    if _FEED.match(text[:5000]) or not _MARKUP.search(text[:65_536]):
        return SourceStatus.NOT_A_PAGE
    head = _Head()
    with suppress(AssertionError):  # a declaration the parser does not know: what was read before counts
        head.feed(text)
    return _finished(head, url, address)


class _Head(HTMLParser):
    """Gathers what a page says of itself; the first word on each matter is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.metas: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.titles: list[str] = []
        self.scripts: list[str] = []
        self.language = ""
        self.thing: ArticleType | None = None  # in microdata
        self.words = 0
        self.opening = ""
        self._kept: list[str] | None = None  # where the text that follows belongs
        self._paragraph: list[str] | None = None
        self._silent = False  # inside a script or a style sheet
        self._aside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.thing is None and not self._aside:
            self.thing = next(
                (_THINGS.get(_named(value or "")) for name, value in attrs if name == "itemtype"), None
            )
        match tag:
            case "meta" | "link" | "html" | "time":
                self._tell(tag, {name: value or "" for name, value in reversed(attrs)})
            case "title" if not self.titles and not self._aside:
                self._kept = self.titles
            case "script" | "style":
                self._silent = True
                kind = next((value or "" for name, value in attrs if name == "type"), "")
                if kind.strip().lower() == "application/ld+json" and len(self.scripts) < MAX_SCRIPTS:
                    self.scripts.append("")
                    self._kept = self.scripts
            case "p" | "article" | "main" | "div" | "section" | "h1" | "h2":
                self._end_paragraph()
                self._paragraph = [] if tag == "p" and not self._aside else None
            case _ if tag in _ASIDE:
                self._aside += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("meta", "link", "time"):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "title":
                self._kept = None
            case "script" | "style":
                self._silent, self._kept = False, None
            case "p":
                self._end_paragraph()
            case _ if tag in _ASIDE:
                self._aside = max(0, self._aside - 1)

    def handle_data(self, data: str) -> None:
        if self._kept is self.titles:
            if len(self.titles) < 20:
                self.titles.append(data[:2000])
        elif self._kept is self.scripts:
            if len(self.scripts[-1]) + len(data) <= SCRIPT_CHARACTERS:
                self.scripts[-1] += data
        elif self._paragraph is not None and not self._silent and not self._aside:
            self.words += len(data.split())
            if not self.opening and len(self._paragraph) < 200:
                self._paragraph.append(data[:2000])

    def _end_paragraph(self) -> None:
        if self._paragraph and not self.opening:
            said = " ".join("".join(self._paragraph).split())
            self.opening = said if len(said) >= PARAGRAPH else ""
        self._paragraph = None

    def _tell(self, tag: str, given: dict[str, str]) -> None:
        match tag:
            case "html":
                self.language = self.language or given.get("lang", "") or given.get("xml:lang", "")
            case "link":
                for rel in given.get("rel", "").lower().split()[:5]:
                    self.links.setdefault(rel, given.get("href", ""))
            case "time":
                if "pubdate" in given or given.get("itemprop", "").lower() == "datepublished":
                    self.metas.setdefault("datepublished", given.get("datetime", ""))
            case _ if len(self.metas) < MAX_METAS and (content := given.get("content", "").strip()):
                for name in ("property", "name", "itemprop", "http-equiv"):
                    if key := given.get(name, "").strip().lower()[:60]:
                        self.metas.setdefault(key, content[:5000])

    def first(self, *names: str) -> str:
        return next((self.metas[name] for name in names if name in self.metas), "")


def _finished(head: _Head, url: str, address: str) -> Page | SourceStatus:
    kind, thing = _thing(head.scripts)
    site = plain(head.first("og:site_name", "application-name") or _name(thing.get("publisher")), MAX_SITE)
    site = site or _host(address)
    title = _title(
        (
            head.first("og:title", "twitter:title"),
            _string(thing.get("headline")) or _string(thing.get("name")) or _string(thing.get("title")),
            as_markup("".join(head.titles)),
        ),
        site,
    )
    if not title:
        return SourceStatus.NOT_A_PAGE
    told = head.first("og:description", "twitter:description", "description", "dc.description")
    summary = plain(told or _string(thing.get("description")) or as_markup(head.opening), MAX_SUMMARY)
    language = _language(head, thing, f"{title} {summary}")
    sections = _sections(head, thing)
    return Page(
        canonical_url=_address(head.links.get("canonical", ""), url, address),
        site=site,
        title=title,
        summary="" if summary == title else summary,
        author=_author(head, thing),
        image_url=_image(head, thing, url),
        language=language,
        published=_published(head, thing),
        type=kind
        or head.thing
        or _OG_TYPES.get(head.first("og:type").lower())
        or article_type(title, categories=sections, url=address),
        minutes=reading_minutes(head.words, language) if head.words >= FULL_TEXT_WORDS else 0,
        topics=written(default_topics().of(title, summary, language, categories=sections)),
    )


def _title(candidates: Iterable[str], site: str) -> str:
    """The first that says something, without the outlet's name behind it."""
    for candidate in candidates:
        title = plain(candidate, MAX_TITLE)
        for between in _BETWEEN:
            if title.casefold().endswith((between + site).casefold()):
                shorter = title[: -len(between + site)].rstrip()
                title = shorter if usable_title(shorter) else title
        if usable_title(title):
            return title
    return ""


def _address(link: str, url: str, address: str) -> str:
    """The page's canonical address where it stays on the site, and is not the home page given to every page."""
    named = web_link(link, url)
    if named is None:
        return address
    ours, theirs = urlsplit(address), urlsplit(named)
    strays = _SAME_SITE.sub("", ours.netloc) != _SAME_SITE.sub("", theirs.netloc)
    home = theirs.path == "/" and not theirs.query and (ours.path != "/" or bool(ours.query))
    return address if strays or home else named


def _host(address: str) -> str:
    return _SAME_SITE.sub("", urlsplit(address).netloc)[:MAX_SITE]


def _language(head: _Head, thing: dict[str, Any], words: str) -> str | None:
    # Themes ship with lang="en" and sites forget to change it: words that leave little doubt come first.
    named = (_string(thing.get("inLanguage")), head.language, head.first("og:locale", "content-language"))
    return spoken(next((tag for name in named if (tag := declared(name[:40]))), None), guess(words))


def _author(head: _Head, thing: dict[str, Any]) -> str:
    for name in (
        head.first("author"),
        head.first("article:author", "dc.creator"),
        _name(thing.get("author")),
    ):
        if name and "://" not in name and (author := author_name(name)):
            return author
    return ""


def _image(head: _Head, thing: dict[str, Any], url: str) -> str | None:
    candidates = [head.metas.get(name, "") for name in ("og:image:secure_url", "og:image", "og:image:url")]
    candidates += [head.first("twitter:image", "twitter:image:src"), *_images(thing.get("image"))]
    candidates.append(head.links.get("image_src", ""))
    return next((found for each in candidates if each and (found := picture(each, url))), None)


def _images(value: Any) -> list[str]:
    values = value[:3] if isinstance(value, list) else [value]
    return [_string(each.get("url")) if isinstance(each, dict) else _string(each) for each in values]


def _published(head: _Head, thing: dict[str, Any]) -> datetime | None:
    named = [_string(thing.get(name)) for name in ("datePublished", "datePosted", "dateCreated")]
    dates = [
        head.metas.get("article:published_time", ""),
        *named,
        *(head.metas.get(n, "") for n in _PUBLISHED),
    ]
    return next((moment for date in dates if (moment := from_text(date))), None)


def _sections(head: _Head, thing: dict[str, Any]) -> list[str]:
    named = thing.get("articleSection")
    named = named[:3] if isinstance(named, list) else [named]
    return [text[:60] for each in (head.first("article:section"), *named) if (text := _string(each))]


def _thing(scripts: Iterable[str]) -> tuple[ArticleType | None, dict[str, Any]]:
    """The first article, event, offer… that the page's JSON-LD describes, and the type it stands for."""
    for thing in _things(scripts):
        kinds = thing.get("@type")
        for kind in kinds[:5] if isinstance(kinds, list) else [kinds]:
            if isinstance(kind, str) and (name := _named(kind)) in _THINGS:
                return _internship(thing) if name == "JobPosting" else _THINGS[name], thing
    return None, {}


def _named(kind: str) -> str:
    return _SCHEMA.sub("", kind[:100].strip())


def _internship(posting: dict[str, Any]) -> ArticleType:
    told = posting.get("employmentType")
    kinds = [_string(each).upper() for each in (told[:5] if isinstance(told, list) else [told])]
    return ArticleType.INTERNSHIP if "INTERN" in kinds else ArticleType.JOB_OFFER


def _things(scripts: Iterable[str]) -> Iterator[dict[str, Any]]:
    seen = 0
    for script in scripts:
        try:
            waiting = [json.loads(script)]
        except (ValueError, RecursionError):
            continue  # half of the web's JSON-LD is written by hand
        while waiting and seen < MAX_THINGS:
            seen += 1
            found = waiting.pop(0)
            if isinstance(found, list):
                waiting += found[:MAX_THINGS]
            elif isinstance(found, dict):
                yield found
                waiting += [found[name] for name in ("@graph", "mainEntity") if name in found]


def _name(value: Any) -> str:
    """A name, or those of a few people, as JSON-LD writes them: text, thing or list of either."""
    values = value[:3] if isinstance(value, list) else [value]
    names = [_string(each.get("name")) if isinstance(each, dict) else _string(each) for each in values]
    return ", ".join(name for name in names if name)


def _string(value: Any) -> str:
    return value.strip()[:5000] if isinstance(value, str) else ""
