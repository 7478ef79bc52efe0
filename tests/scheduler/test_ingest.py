"""Reading due sources: politely, once, and without one of them harming the others."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import delete, select

from curation.discover import NamedFeeds
from curation.fetch import Fetched, FetchFailed, FetchLimits, NotModified, open_session
from curation.parse import Entry, ParsedFeed
from curation.status import SourceStatus
from programme.clock import FixedClock
from scheduler.ingest import IngestSettings, fetcher, ingest
from scheduler.visits import clean
from store import sources
from store.database import Database
from store.models import Article, Outgoing, Source
from tests.scheduler import programmes


def entry(number: int, **values: object) -> Entry:
    plain = Entry(
        key=f"{number:064d}",
        url=f"https://site.example/{number}",
        guid="",
        title=f"Title {number}",
        summary="What it says.",
        author="",
        image_url=None,
        published=None,
        language=None,
        type=None,
        minutes=3,
        word_count=0,
    )
    return plain._replace(**values)


@dataclass
class Web:
    """Feeds by address: entries, or a failure. Stands for the network and the parser alike."""

    feeds: dict[str, list[Entry] | FetchFailed | Exception] = field(default_factory=dict)
    visits: Counter[str] = field(default_factory=Counter)
    etags: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    pages: dict[str, NamedFeeds] = field(default_factory=dict)
    asked_with: list[str | None] = field(default_factory=list)
    ttl_minutes: int | None = None
    at_once: int = 0
    most_at_once: int = 0

    async def __call__(
        self, url: str, *, etag: str | None, modified: str | None
    ) -> Fetched | NotModified | FetchFailed:
        self.visits[url] += 1
        self.asked_with.append(etag)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        feed = self.feeds.get(url, [])
        if isinstance(feed, Exception):
            raise feed
        if isinstance(feed, FetchFailed):
            return feed
        if etag is not None and etag == self.etags.get(url):
            return NotModified(url)
        return Fetched(b"", url, etag=self.etags.get(url), permanent_url=self.moved.get(url))

    async def named_feeds(self, body: bytes, url: str, content_type: str | None = None) -> NamedFeeds:
        return self.pages[url]

    async def parse(
        self, body: bytes, url: str, content_type: str | None = None, *, now: datetime | None = None
    ) -> ParsedFeed:
        assert now is not None
        if url in self.pages:
            return ParsedFeed("A page", None, None, None, (), SourceStatus.NOT_A_FEED)
        feed = self.feeds.get(url, [])
        assert isinstance(feed, list)
        status = SourceStatus.OK if feed else SourceStatus.EMPTY
        return ParsedFeed("A feed", None, "fr", self.ttl_minutes, tuple(feed), status)


async def some_sources(db: Database, clock: FixedClock, count: int, **values: object) -> list[str]:
    await programmes.workspace(db, "T1", clock.now())
    for number in range(count):
        await programmes.source(db, "T1", clock.now(), number, **({"title": "", "status": "new"} | values))
    return [f"https://source{number}.example/feed" for number in range(count)]


async def all_sources(db: Database) -> list[Source]:
    async with db.across() as session:
        return list(await session.scalars(select(Source).order_by(Source.id)))


async def all_articles(db: Database) -> list[Article]:
    async with db.across() as session:
        return list(await session.scalars(select(Article).order_by(Article.id)))


async def test_due_sources_are_read_once_by_four_at_once(db: Database, clock: FixedClock) -> None:
    urls = await some_sources(db, clock, 30)
    web = Web({url: [entry(n) for n in range(12)] for url in urls})
    reports = await asyncio.gather(*(ingest(db, clock, web, web) for _ in range(4)))
    assert set(web.visits.values()) == {1}
    assert sum(report.sources for report in reports) == 30
    assert sum(report.entries for report in reports) == 360
    assert len(await all_articles(db)) == 360
    first = (await all_sources(db))[0]
    assert (first.title, first.language, first.status, first.failures) == ("A feed", "fr", "ok", 0)
    assert first.next_check_at == clock.now() + timedelta(minutes=30)
    assert first.claimed_until is None
    assert (await ingest(db, clock, web, web)).sources == 0


async def test_reading_again_rewrites_what_changed_and_doubles_nothing(
    db: Database, clock: FixedClock
) -> None:
    (url,) = await some_sources(db, clock, 1)
    web = Web({url: [entry(1), entry(2)]})
    await ingest(db, clock, web, web)
    seen = clock.now()
    clock.move_by(timedelta(hours=1))
    web.feeds[url] = [entry(1), entry(2, title="Corrected"), entry(3)]
    await ingest(db, clock, web, web)
    known = await all_articles(db)
    assert [article.title for article in known] == ["Title 1", "Corrected", "Title 3"]
    assert [article.seen_at for article in known] == [seen, seen, clock.now()]


async def test_not_modified(db: Database, clock: FixedClock) -> None:
    (url,) = await some_sources(db, clock, 1)
    web = Web({url: [entry(1)]}, etags={url: '"one"'})
    await ingest(db, clock, web, web)
    clock.move_by(timedelta(hours=1))
    report = await ingest(db, clock, web, web)
    assert report.visits == {"not_modified": 1}
    (source,) = await all_sources(db)
    assert (source.etag, source.status) == ('"one"', "not_modified")
    assert source.title == "A feed"


@pytest.mark.parametrize(
    ("failure", "status", "minutes"),
    [
        (FetchFailed(SourceStatus.HTTP_ERROR, "HTTP 500"), "http_error", 30),
        (FetchFailed(SourceStatus.RATE_LIMITED, "HTTP 429", 7200), "rate_limited", 120),
        (FetchFailed(SourceStatus.GONE, "HTTP 410"), "gone", None),
        (FetchFailed(SourceStatus.TOO_LARGE, "a\x00 bomb \ud800"), "too_large", 30),
        (RuntimeError("a bug"), "malformed", 30),
    ],
)
async def test_a_bad_source_harms_no_other(
    db: Database, clock: FixedClock, failure: FetchFailed | Exception, status: str, minutes: int | None
) -> None:
    urls = await some_sources(db, clock, 5)
    web = Web({url: [entry(1)] for url in urls} | {urls[2]: failure})
    report = await ingest(db, clock, web, web)
    assert report.visits == {"ok": 4, status: 1}
    bad = (await all_sources(db))[2]
    expected = None if minutes is None else clock.now() + timedelta(minutes=minutes)
    assert (bad.status, bad.failures, bad.next_check_at) == (status, 1, expected)


async def test_an_article_that_the_database_refuses_harms_its_source_alone(
    db: Database, clock: FixedClock
) -> None:
    urls = await some_sources(db, clock, 5)
    web = Web({url: [entry(1)] for url in urls})
    web.feeds[urls[1]] = [entry(1, minutes=2**70)]
    report = await ingest(db, clock, web, web)
    assert report.visits == {"ok": 4, "malformed": 1}
    assert [source.status for source in await all_sources(db)] == ["ok", "malformed", "ok", "ok", "ok"]


async def test_a_source_deleted_during_its_visit(db: Database, clock: FixedClock) -> None:
    urls = await some_sources(db, clock, 3)
    web = Web({url: [entry(1)] for url in urls})
    parse = web.parse

    async def parse_late(body: bytes, url: str, content_type: str | None = None, **more: Any) -> ParsedFeed:
        if url == urls[0]:
            async with db.across() as session:
                await session.execute(delete(Source).where(Source.url == url))
        return await parse(body, url, content_type, **more)

    web.parse = parse_late  # type: ignore[method-assign]
    await ingest(db, clock, web, web)
    assert [source.status for source in await all_sources(db)] == ["ok", "ok"]


async def test_failures_in_a_row_back_off_and_are_told_once(db: Database, clock: FixedClock) -> None:
    (url,) = await some_sources(db, clock, 1)
    web = Web({url: FetchFailed(SourceStatus.UNREACHABLE, "no such name")})
    for _ in range(20 * 24):
        await ingest(db, clock, web, web)
        clock.move_by(timedelta(hours=1))
    assert 20 <= web.visits[url] <= 27
    async with db.across() as session:
        notices = list(await session.scalars(select(Outgoing)))
    assert [notice.payload["code"] for notice in notices] == ["source_failing"]
    assert notices[0].payload["params"]["failures"] == 5
    web.feeds[url] = [entry(1)]
    clock.move_by(timedelta(days=1))
    await ingest(db, clock, web, web)
    assert [(source.status, source.failures) for source in await all_sources(db)] == [("ok", 0)]


async def test_a_source_that_is_gone_is_told_and_asked_no_more(db: Database, clock: FixedClock) -> None:
    (url,) = await some_sources(db, clock, 1)
    web = Web({url: FetchFailed(SourceStatus.GONE, "HTTP 410")})
    for _ in range(3):
        await ingest(db, clock, web, web)
        clock.move_by(timedelta(days=10))
    assert web.visits[url] == 1
    async with db.across() as session:
        (notice,) = await session.scalars(select(Outgoing))
    assert notice.payload["code"] == "source_gone"


async def test_a_permanent_redirect_is_followed_unless_it_is_read_already(
    db: Database, clock: FixedClock
) -> None:
    urls = await some_sources(db, clock, 3)
    web = Web({url: [entry(1)] for url in urls})
    web.moved = {urls[0]: "https://new.example/feed", urls[1]: urls[2]}
    await ingest(db, clock, web, web)
    assert [source.url for source in await all_sources(db)] == ["https://new.example/feed", *urls[1:]]


async def test_a_feed_s_own_pace_is_kept(sqlite: Database, clock: FixedClock) -> None:
    (url,) = await some_sources(sqlite, clock, 1)
    web = Web({url: [entry(1)]}, ttl_minutes=180)
    await ingest(sqlite, clock, web, web)
    (source,) = await all_sources(sqlite)
    assert source.next_check_at == clock.now() + timedelta(hours=3)


async def test_removed_sources_are_left_alone(db: Database, clock: FixedClock) -> None:
    urls = await some_sources(db, clock, 2)
    async with db.write("T1") as session:
        known = await sources.find(session, urls[0])
        assert known is not None
        assert await sources.remove(session, known.id, clock.now())
    web = Web({url: [entry(1)] for url in urls})
    await ingest(db, clock, web, web)
    assert set(web.visits) == {urls[1]}


async def test_a_claim_of_the_dead_ends(db: Database, clock: FixedClock) -> None:
    (url,) = await some_sources(db, clock, 1, claimed_until=clock.now() + timedelta(minutes=10))
    web = Web({url: [entry(1)]})
    assert (await ingest(db, clock, web, web)).sources == 0
    clock.move_by(timedelta(minutes=11))
    assert (await ingest(db, clock, web, web)).sources == 1


async def test_many_sources_in_small_claims(sqlite: Database, clock: FixedClock) -> None:
    urls = await some_sources(sqlite, clock, 25)
    web = Web({url: [entry(n) for n in range(40)] for url in urls})
    web.feeds[urls[0]] = [entry(n) for n in range(500)]
    settings = IngestSettings(at_once=4, claimed_at_once=10, rows=50)
    report = await ingest(sqlite, clock, web, web, settings)
    assert (report.sources, report.entries) == (25, 24 * 40 + 500)
    assert web.most_at_once <= 4
    assert len(await all_articles(sqlite)) == report.entries


@pytest.mark.parametrize(
    ("text", "kept"),
    [("plain", "plain"), ("a\x00b", "ab"), ("é\ud83d", "é"), ("日本 🎉", "日本 🎉"), ("", "")],
)
def test_what_no_database_takes_is_dropped(text: str, kept: str) -> None:
    assert clean(text) == kept


async def test_the_bodies_that_wait_to_be_parsed_are_bounded(sqlite: Database, clock: FixedClock) -> None:
    size, held, most = 2**20, 0, 0
    limits = FetchLimits(max_bytes=size, allow_loopback=True, held_bytes=3 * size)

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(body=b"x" * size)

    class Slow:
        async def parse(
            self, body: bytes, url: str, content_type: str | None = None, *, now: datetime | None = None
        ) -> ParsedFeed:
            nonlocal held, most
            held += len(body)
            most = max(most, held)
            await asyncio.sleep(0.02)
            held -= len(body)
            raise ValueError("a failure gives its room back too")

        async def named_feeds(self, body: bytes, url: str, content_type: str | None = None) -> NamedFeeds:
            raise AssertionError("nothing was parsed")

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await some_sources(sqlite, clock, 20)
    async with sqlite.across() as session:
        for number, source in enumerate(await session.scalars(select(Source))):
            source.url = f"http://127.0.0.1:{runner.addresses[0][1]}/{number}"
    async with open_session(limits) as session:
        report = await ingest(sqlite, clock, fetcher(session, limits), Slow())
    await runner.cleanup()
    assert report.visits == {"malformed": 20}
    assert 0 < most <= limits.held_bytes
