"""The feeds of a site whose address someone gave: looked for while they wait, within bounds of visits and time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from curation.canonical import canonical
from curation.discover import NamedFeeds, usual
from curation.fetch import Fetched, FetchFailed, NotModified
from curation.parse import ParsedFeed
from curation.status import SourceStatus
from scheduler.polling import host_pause
from scheduler.visits import host_of

SECONDS = 20.0
AT_ONCE = 3  # visits: most go to the one host
MOST_TRIED = 8  # of the addresses that a page names
MOST_LISTINGS = 2  # pages of the site that may list its feeds
MOST_VISITS = 24  # in all


class SiteFetcher(Protocol):
    """Visits an address. Raises nothing the outside does."""

    def __call__(self, url: str) -> Awaitable[Fetched | NotModified | FetchFailed]: ...


class SiteParser(Protocol):
    """curation.pool.ParserPool, or what stands in for it."""

    def parse(self, body: bytes, url: str, content_type: str | None = None) -> Awaitable[ParsedFeed]: ...

    def named_feeds(
        self, body: bytes, url: str, content_type: str | None = None
    ) -> Awaitable[NamedFeeds]: ...


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was read. `newest`: its latest article's date, where it has one."""

    url: str
    title: str
    articles: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class FoundFeeds:
    """`itself`: the address is a feed's already, and `feeds` is that one; else those of the page there."""

    feeds: tuple[FoundFeed, ...]
    itself: bool = False


class FeedFinder(Protocol):
    """What finds the feeds of an address: see `find_feeds`."""

    def __call__(self, url: str) -> Awaitable[FoundFeeds | FetchFailed]: ...


class Visitor:
    """Visits as one search may make them: so many in all, none to a host that asked to be left alone. `pauses`: the
    hosts that asked for it meanwhile, and for how long. `turned_away`: a visit was not made or answered for it."""

    def __init__(self, fetch: SiteFetcher, held: Container[str] = (), *, most: int = MOST_VISITS) -> None:
        self._fetch = fetch
        self._held = held
        self._left = most
        self.pauses: dict[str, timedelta] = {}
        self.turned_away = False

    async def __call__(self, url: str) -> Fetched | NotModified | FetchFailed:
        host = host_of(url)
        if host in self._held or host in self.pauses:
            self.turned_away = True
            return FetchFailed(SourceStatus.RATE_LIMITED, "the host asked to be left alone")
        if self._left <= 0:
            return FetchFailed(SourceStatus.TOO_SLOW, "visited often enough")
        self._left -= 1
        answer = await self._fetch(url)
        if isinstance(answer, FetchFailed):
            pause = host_pause(answer.status, _seconds(answer.retry_after))
            if pause is not None:
                self.turned_away = True
                self.pauses[host_of(answer.url or url)] = pause
        return answer


def _seconds(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(seconds=number)


async def find_feeds(visitor: Visitor, parser: SiteParser, url: str) -> FoundFeeds | FetchFailed:
    """The feeds of `url`, each read once to be sure, or why it cannot be had. Raises nothing the outside does.

    What the page's tags say comes first, then what its links look like, a page of the site that lists its feeds, and
    the usual addresses: the first of these that gives any is enough. None found where a host asked to be left alone is
    no proof that there are none: RATE_LIMITED.
    """
    try:
        async with asyncio.timeout(SECONDS):
            found = await _find(visitor, parser, url)
    except TimeoutError:
        return FetchFailed(SourceStatus.TOO_SLOW, f"no complete answer in {SECONDS:g} s")
    if visitor.turned_away and isinstance(found, FoundFeeds) and not found.feeds:
        return FetchFailed(SourceStatus.RATE_LIMITED, "the host asked to be left alone")
    return found


async def _find(fetch: SiteFetcher, parser: SiteParser, url: str) -> FoundFeeds | FetchFailed:
    page = await _visited(fetch, parser, url)
    if isinstance(page, FetchFailed):
        return page
    if isinstance(page, FoundFeed):
        return FoundFeeds((page,), itself=True)
    said = [each.url for each in page.named.feeds if each.said]
    looking = [each.url for each in page.named.feeds if not each.said]
    listings: list[_PageThere] = []
    for addresses in (said, looking, page.named.lists):
        found, pages = await _read_all(fetch, parser, addresses)
        if found:
            return FoundFeeds(found)
        listings += pages
    for listing in listings[:MOST_LISTINGS]:
        found, _pages = await _read_all(fetch, parser, [each.url for each in listing.named.feeds])
        if found:
            return FoundFeeds(found)
    found, _pages = await _read_all(fetch, parser, usual(page.url))
    return FoundFeeds(found[:1])


@dataclass(frozen=True, slots=True)
class _PageThere:
    url: str
    named: NamedFeeds


async def _visited(fetch: SiteFetcher, parser: SiteParser, url: str) -> FoundFeed | _PageThere | FetchFailed:
    answer = await fetch(url)
    if isinstance(answer, FetchFailed):
        return answer
    if isinstance(answer, NotModified):
        return FetchFailed(SourceStatus.MALFORMED, "not modified, though nothing was known")
    try:
        feed = await parser.parse(answer.body, answer.url, answer.content_type)
        if feed.status is SourceStatus.NOT_A_FEED:
            return _PageThere(
                answer.url, await parser.named_feeds(answer.body, answer.url, answer.content_type)
            )
    finally:
        answer.release()
    if feed.status.is_failure:
        return FetchFailed(feed.status, "")
    dates = [entry.published for entry in feed.entries if entry.published is not None]
    lasting = answer.permanent_url or url
    return FoundFeed(lasting, feed.title, len(feed.entries), max(dates, default=None))


async def _read_all(
    fetch: SiteFetcher, parser: SiteParser, addresses: Sequence[str]
) -> tuple[tuple[FoundFeed, ...], list[_PageThere]]:
    """Those of the addresses that are feeds, each once, in their order; and the pages among them."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(address: str) -> FoundFeed | _PageThere | FetchFailed:
        async with gate:
            return await _visited(fetch, parser, address)

    read = await asyncio.gather(*(one(address) for address in addresses[:MOST_TRIED]))
    feeds = _distinct(each for each in read if isinstance(each, FoundFeed))
    return tuple(feeds), [each for each in read if isinstance(each, _PageThere)]


def _distinct(feeds: Iterable[FoundFeed]) -> Iterable[FoundFeed]:
    known: dict[object, FoundFeed] = {}
    for feed in feeds:
        known.setdefault(canonical(feed.url) or feed.url, feed)
        # The same in RSS and in Atom: one is enough to choose from.
    alike: dict[tuple[str, int, datetime | None], FoundFeed] = {}
    for feed in known.values():
        alike.setdefault((feed.title, feed.articles, feed.newest), feed)
    return alike.values()
