"""An article's page through the clock's own session and workers, and what a visit can come to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from curation.encoding import PAGE_BYTES
from curation.fetch import Fetched, FetchFailed, FetchLimits, NotModified
from curation.page import Page
from curation.page import read_page as read_bytes
from curation.status import SourceStatus
from programme.clock import FixedClock
from scheduler.pages import ACCEPT, read_page
from scheduler.tick import Ticker, TickSettings
from store.database import Database
from tests.fakes import FakeChat

HTML = b"<!doctype html><html><head><title>Une usine ouvre</title></head></html>"


class Here:
    """Parses in this process."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    async def read_page(self, body: bytes, url: str, content_type: str | None = None) -> Page | SourceStatus:
        self.sizes.append(len(body))
        return read_bytes(body, url, content_type)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (FetchFailed(SourceStatus.GONE, "HTTP 410"), SourceStatus.GONE),
        (NotModified("https://a.example/"), SourceStatus.MALFORMED),
        (Fetched(b"%PDF", "https://a.example/", "application/pdf"), SourceStatus.NOT_A_PAGE),
        (Fetched(b"", "https://a.example/"), SourceStatus.NOT_A_PAGE),
        (Fetched(HTML, "https://a.example/", "text/html"), None),
        (Fetched(HTML + b" " * 3 * PAGE_BYTES, "https://a.example/", "text/html"), None),
    ],
)
async def test_what_a_visit_comes_to(
    answer: Fetched | NotModified | FetchFailed, status: SourceStatus | None
) -> None:
    async def visit(url: str) -> Fetched | NotModified | FetchFailed:
        return answer

    parser = Here()
    found = await read_page(visit, parser, "https://a.example/")
    assert (found.status if isinstance(found, FetchFailed) else None) is status
    assert all(size <= PAGE_BYTES + 1 for size in parser.sizes)


@pytest.fixture
async def asked() -> AsyncIterator[tuple[str, list[str]]]:
    accepted: list[str] = []

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/short":
            raise web.HTTPFound("/long?utm_source=x")
        accepted.append(request.headers["Accept"])
        return web.Response(body=HTML, content_type="text/html")

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", accepted
    await runner.cleanup()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_ticker_that_never_started_reads_pages(
    db: Database, clock: FixedClock, chat: FakeChat, asked: tuple[str, list[str]]
) -> None:
    root, accepted = asked
    ticker = Ticker(db, clock, chat, TickSettings(limits=FetchLimits(allow_loopback=True)))
    found = await ticker.read_page(f"{root}/short")
    assert isinstance(found, Page)
    assert (found.title, found.canonical_url) == ("Une usine ouvre", f"{root}/long")
    assert accepted == [ACCEPT]
    await ticker.stop()
    closed = Ticker(db, clock, chat)
    refused = await closed.read_page(f"{root}/short")
    assert isinstance(refused, FetchFailed)
    assert refused.status is SourceStatus.REFUSED_ADDRESS
    await closed.stop()
