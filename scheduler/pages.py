"""The page of one article, read while an editor waits: visited as a source is, read in the worker processes."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from curation.encoding import PAGE_BYTES
from curation.fetch import Fetched, FetchFailed, NotModified
from curation.page import Page
from curation.status import SourceStatus

ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"  # some addresses answer a feed to who asks for one


class PageFetcher(Protocol):
    """Visits an address. Raises nothing the outside does."""

    def __call__(self, url: str) -> Awaitable[Fetched | NotModified | FetchFailed]: ...


class PageParser(Protocol):
    """curation.pool.ParserPool, or what stands in for it."""

    def read_page(
        self, body: bytes, url: str, content_type: str | None = None
    ) -> Awaitable[Page | SourceStatus]: ...


class PageReader(Protocol):
    """What reads the article at an address: see `read_page`."""

    def __call__(self, url: str) -> Awaitable[Page | FetchFailed]: ...


class FileReader(Protocol):
    """What reads the file at an address that someone gave, a megabyte at most."""

    def __call__(self, url: str) -> Awaitable[bytes | FetchFailed]: ...


async def read_page(fetch: PageFetcher, parser: PageParser, url: str) -> Page | FetchFailed:
    """The article at `url`, or why it cannot be had. Raises nothing the outside does."""
    answer = await fetch(url)
    if isinstance(answer, FetchFailed):
        return answer
    if isinstance(answer, NotModified):
        return FetchFailed(SourceStatus.MALFORMED, "not modified, though nothing was known")
    # The rest would only be carried to the worker to be left out there.
    found = await parser.read_page(answer.body[: PAGE_BYTES + 1], answer.url, answer.content_type)
    return FetchFailed(found, "") if isinstance(found, SourceStatus) else found
