"""One visit for all who follow a feed, and a pace that goes by what feeds and hosts say and do."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from curation.discover import FeedLink, NamedFeeds
from curation.fetch import Fetched, FetchFailed, NotModified
from curation.status import SourceStatus
from programme.clock import FixedClock
from scheduler import ingest as ingesting
from scheduler.ingest import IngestSettings, ingest
from scheduler.lanes import Lanes
from scheduler.visits import Feed, host_of
from store import hosts, sources
from store.database import Database
from store.models import Outgoing, Source
from tests.scheduler import programmes
from tests.scheduler.test_ingest import Web, all_articles, all_sources, entry, some_sources

FEED = "https://feed.example/rss"
HOUR = timedelta(hours=1)


async def followers(db: Database, clock: FixedClock, count: int, **values: object) -> list[int]:
    """Sources of as many workspaces, all of one feed."""
    made = []
    for number in range(count):
        await programmes.workspace(db, f"W{number}", clock.now())
        with_values = {"url": FEED, "title": ""} | values
        made.append(await programmes.source(db, f"W{number}", clock.now(), **with_values))
    return made


async def test_one_visit_serves_every_workspace(db: Database, clock: FixedClock) -> None:
    await followers(db, clock, 5)
    web = Web({FEED: [entry(1), entry(2)]}, etags={FEED: '"1"'})
    report = await ingest(db, clock, web, web)
    assert web.visits == {FEED: 1}
    assert (report.visits, report.entries) == ({"ok": 5}, 10)
    assert Counter(each.workspace_id for each in await all_articles(db)) == {f"W{n}": 2 for n in range(5)}
    assert {(each.title, each.etag, each.status) for each in await all_sources(db)} == {
        ("A feed", '"1"', "ok")
    }
    clock.move_by(HOUR)
    assert (await ingest(db, clock, web, web)).visits == {"not_modified": 5}
    assert web.visits == {FEED: 2}


async def test_those_not_due_yet_are_served_too_and_go_along_from_then_on(
    db: Database, clock: FixedClock
) -> None:
    await followers(db, clock, 3, next_check_at=clock.now() + HOUR)
    await programmes.workspace(db, "T9", clock.now())
    await programmes.source(db, "T9", clock.now(), url=FEED)
    web = Web({FEED: [entry(1)]})
    assert (await ingest(db, clock, web, web)).sources == 4
    assert len({each.next_check_at for each in await all_sources(db)}) == 1


async def test_a_new_follower_gets_the_body_that_the_others_have(db: Database, clock: FixedClock) -> None:
    await followers(db, clock, 2)
    web = Web({FEED: [entry(1)]}, etags={FEED: '"1"'})
    await ingest(db, clock, web, web)
    changed = (await all_sources(db))[0].changed_at
    clock.move_by(timedelta(days=4))
    await programmes.workspace(db, "NEW", clock.now())
    await programmes.source(db, "NEW", clock.now(), url=FEED)
    report = await ingest(db, clock, web, web)
    assert web.asked_with == [None, None]
    assert (report.visits, report.entries) == ({"ok": 3}, 1)
    assert Counter(each.workspace_id for each in await all_articles(db)) == {"W0": 1, "W1": 1, "NEW": 1}
    # It is as silent for the new one as for the others, and all are asked again at the same time.
    assert {each.changed_at for each in await all_sources(db)} == {changed}
    assert {each.next_check_at for each in await all_sources(db)} == {clock.now() + 4 * HOUR}
    clock.move_by(timedelta(days=1))
    assert (await ingest(db, clock, web, web)).visits == {"not_modified": 3}
    assert web.asked_with[-1] == '"1"'


async def test_those_who_removed_it_or_hold_it_are_let_be(db: Database, clock: FixedClock) -> None:
    await followers(db, clock, 1)
    await programmes.workspace(db, "GONE", clock.now())
    await programmes.source(db, "GONE", clock.now(), url=FEED, removed_at=clock.now())
    await programmes.workspace(db, "HELD", clock.now())
    await programmes.source(db, "HELD", clock.now(), url=FEED, claimed_until=clock.now() + HOUR)
    web = Web({FEED: [entry(1)]})
    assert (await ingest(db, clock, web, web)).sources == 1
    assert {each.workspace_id for each in await all_articles(db)} == {"W0"}


async def test_each_follower_counts_its_own_failures_and_all_wait_for_the_longest(
    db: Database, clock: FixedClock
) -> None:
    await followers(db, clock, 2, failures=4)
    await programmes.workspace(db, "NEW", clock.now())
    await programmes.source(db, "NEW", clock.now(), url=FEED)
    web = Web({FEED: FetchFailed(SourceStatus.UNREACHABLE, "no such host")})
    await ingest(db, clock, web, web)
    assert [each.failures for each in await all_sources(db)] == [5, 5, 1]
    assert {each.next_check_at for each in await all_sources(db)} == {clock.now() + 8 * HOUR}
    async with db.across() as session:
        told = list(await session.scalars(select(Outgoing)))
    assert len(told) == 2


async def test_a_permanent_redirect_is_followed_by_all(db: Database, clock: FixedClock) -> None:
    await followers(db, clock, 2)
    web = Web({FEED: [entry(1)]})
    web.moved = {FEED: "https://new.example/feed"}
    await ingest(db, clock, web, web)
    assert {each.url for each in await all_sources(db)} == {"https://new.example/feed"}


async def test_a_feed_that_never_changes_is_asked_less_and_comes_back(
    db: Database, clock: FixedClock
) -> None:
    """One without ETag, which answers with the same body for ever."""
    (url,) = await some_sources(db, clock, 1)
    web = Web({url: [entry(1)]})
    written, until = 0, clock.now() + timedelta(days=30)
    while clock.now() < until:
        written += (await ingest(db, clock, web, web)).entries
        (source,) = await all_sources(db)
        assert source.next_check_at is not None
        assert source.next_check_at - clock.now() >= timedelta(minutes=30)
        clock.move_by(source.next_check_at - clock.now())
    assert written == 1
    assert 100 < web.visits[url] < 250  # of 1440
    web.feeds[url] = [entry(1), entry(2)]
    clock.move_by(8 * HOUR)
    assert (await ingest(db, clock, web, web)).entries == 2
    (source,) = await all_sources(db)
    assert source.next_check_at == clock.now() + timedelta(minutes=30)


async def test_a_feed_s_ttl_is_kept_when_nothing_changed(db: Database, clock: FixedClock) -> None:
    (url,) = await some_sources(db, clock, 1)
    web = Web({url: [entry(1)]}, etags={url: '"1"'}, ttl_minutes=180)
    await ingest(db, clock, web, web)
    clock.move_by(3 * HOUR)
    assert (await ingest(db, clock, web, web)).visits == {"not_modified": 1}
    (source,) = await all_sources(db)
    assert source.next_check_at == clock.now() + 3 * HOUR


async def test_a_feed_that_fails_for_long_is_given_up_and_comes_back_when_asked(
    db: Database, clock: FixedClock
) -> None:
    (url,) = await some_sources(db, clock, 1)
    web = Web({url: FetchFailed(SourceStatus.HTTP_ERROR, "HTTP 500")})
    for _ in range(60):
        await ingest(db, clock, web, web)
        clock.move_by(timedelta(days=1))
    assert web.visits[url] == 30
    (source,) = await all_sources(db)
    assert (source.next_check_at, source.failures, source.status) == (None, 30, "http_error")
    async with db.across() as session:
        codes = [
            each.payload["code"] for each in await session.scalars(select(Outgoing).order_by(Outgoing.id))
        ]
    assert codes == ["source_failing", "source_given_up"]
    web.feeds[url] = [entry(1)]
    async with db.write("T1") as session:
        assert await sources.ask_now(session, clock.now(), [source.id]) == 1
    await ingest(db, clock, web, web)
    (source,) = await all_sources(db)
    assert (source.status, source.failures) == ("ok", 0)
    assert source.next_check_at is not None


async def test_a_host_that_asks_for_peace_gets_it_for_all_its_feeds(db: Database, clock: FixedClock) -> None:
    await programmes.workspace(db, "T1", clock.now())
    urls = [f"https://one.example/{number}" for number in range(9)] + ["https://other.example/feed"]
    for number, url in enumerate(urls):
        await programmes.source(db, "T1", clock.now() + timedelta(seconds=number), url=url)
    clock.move_by(timedelta(minutes=1))
    web = Web({url: [entry(1)] for url in urls})
    web.feeds |= {url: FetchFailed(SourceStatus.RATE_LIMITED, "HTTP 429", 7200) for url in urls[:9]}
    settings = IngestSettings(at_once_a_host=1)
    report = await ingest(db, clock, web, web, settings)
    assert Counter(host_of(url) for url in web.visits) == {"one.example": 1, "other.example": 1}
    seen = set(web.visits)
    assert report.visits == {"rate_limited": 9, "ok": 1}
    known = await all_sources(db)
    assert {each.next_check_at for each in known[:9]} == {clock.now() + 2 * HOUR}
    assert sorted(each.failures for each in known) == [0] * 9 + [1]
    # Someone who asks at once, and a feed that is added, wait as well; another process knows it too.
    clock.move_by(HOUR)
    async with db.write("T1") as session:
        listed = await sources.listed(session)
        await sources.ask_now(session, clock.now(), [each.id for each in listed])
        await sources.add(session, "https://one.example/new", clock.now())
    await ingest(db, clock, web, web, settings)
    assert set(web.visits) == seen
    clock.move_by(HOUR)
    web.feeds |= {url: [entry(1)] for url in [*urls[:9], "https://one.example/new"]}
    await ingest(db, clock, web, web, settings)
    assert {each.status for each in await all_sources(db)} == {"ok"}


async def test_a_few_at_once_a_host_and_the_others_do_not_wait(sqlite: Database, clock: FixedClock) -> None:
    await programmes.workspace(sqlite, "T1", clock.now())
    for number in range(40):
        host = "slow" if number < 20 else f"quick{number}"
        await programmes.source(
            sqlite, "T1", clock.now(), url=f"https://{host}.example/{number}", title=str(number)
        )
    here: Counter[str] = Counter()
    most: Counter[str] = Counter()
    order: list[str] = []

    class Hosts(Web):
        async def __call__(
            self, url: str, *, etag: str | None, modified: str | None
        ) -> Fetched | NotModified | FetchFailed:
            host = host_of(url)
            here[host] += 1
            most[host] = max(most[host], here[host])
            for _ in range(50 if host.startswith("slow") else 1):
                await asyncio.sleep(0)
            here[host] -= 1
            order.append(host)
            return await super().__call__(url, etag=etag, modified=modified)

    web = Hosts()
    report = await ingest(sqlite, clock, web, web, IngestSettings(at_once=10, at_once_a_host=2))
    assert report.sources == 40
    assert most["slow.example"] == 2
    assert order[-15:] == ["slow.example"] * 15


async def test_what_falls_due_meanwhile_does_not_wait_for_a_slow_host(
    sqlite: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingesting, "LOOK_AGAIN", 0.02)
    await programmes.workspace(sqlite, "T1", clock.now())
    slow = "https://slow.example/feed"
    await programmes.source(sqlite, "T1", clock.now(), url=slow, title="")
    added = asyncio.Event()

    class Slow(Web):
        async def __call__(
            self, url: str, *, etag: str | None, modified: str | None
        ) -> Fetched | NotModified | FetchFailed:
            if url == slow:
                await added.wait()
            else:
                added.set()
            return await super().__call__(url, etag=etag, modified=modified)

    web = Slow({slow: [entry(1)], FEED: [entry(2)]})
    running = asyncio.create_task(ingest(sqlite, clock, web, web))
    await asyncio.sleep(0.05)
    await programmes.source(sqlite, "T1", clock.now(), url=FEED, title="")
    async with asyncio.timeout(10):
        assert (await running).visits == {"ok": 2}


async def test_a_source_that_moved_is_known_by_the_address_it_was_added_by(
    db: Database, clock: FixedClock
) -> None:
    (url,) = await some_sources(db, clock, 1)
    (source,) = await all_sources(db)
    async with db.across() as session:
        assert await sources.move(session, source.id, FEED)
        assert await sources.move(session, source.id, FEED + "/2")
    async with db.write("T1") as session:
        for address in (url, FEED + "/2"):
            again, already = await sources.add(session, address, clock.now())
            assert (again.id, already) == (source.id, True)


async def test_being_held_is_told_to_nobody(db: Database, clock: FixedClock) -> None:
    (url,) = await some_sources(db, clock, 1)
    async with db.across() as session:
        await session.execute(update(Source).values(failures=5))
        await hosts.leave_alone(session, {host_of(url): clock.now() + HOUR}, clock.now())
    web = Web({url: [entry(1)]})
    assert (await ingest(db, clock, web, web)).visits == {"rate_limited": 1}
    async with db.across() as session:
        assert (await session.scalars(select(Outgoing))).all() == []


async def test_what_was_not_begun_in_time_is_left_for_later(sqlite: Database, clock: FixedClock) -> None:
    await followers(sqlite, clock, 1)
    await programmes.workspace(sqlite, "T1", clock.now())
    for number in range(3):
        await programmes.source(sqlite, "T1", clock.now(), url=f"https://feed.example/{number}")

    class Slow(Web):
        async def __call__(
            self, url: str, *, etag: str | None, modified: str | None
        ) -> Fetched | NotModified | FetchFailed:
            clock.move_by(timedelta(minutes=3))
            return await super().__call__(url, etag=etag, modified=modified)

    web = Slow()
    assert (await ingest(sqlite, clock, web, web, IngestSettings(at_once_a_host=1))).sources == 2
    clock.move_by(timedelta(minutes=5))
    assert (await ingest(sqlite, clock, Web(), web)).sources == 2


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(1, 4), st.randoms(use_true_random=False))
def test_no_lane_is_over_full_and_nothing_is_lost(hosts: list[int], at_once: int, random: Random) -> None:
    lanes, running, done = Lanes(at_once), [], []
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for number, host in enumerate(hosts):
        feed = Feed(f"https://h{host}.example/{number}", f"h{host}", (), begin)
        if lanes.enter(feed):
            running.append(feed)
    while running:
        assert max(Counter(each.host for each in running).values()) <= at_once
        feed = running.pop(random.randrange(len(running)))
        done.append(feed.url)
        if (following := lanes.after(feed)) is not None:
            running.append(following)
    assert len(done) == len(set(done)) == len(hosts)


async def test_a_site_s_address_becomes_that_of_the_feed_it_names(db: Database, clock: FixedClock) -> None:
    """As in the set-up's first sources, where nobody waits to choose."""
    page, comments, feed = (f"https://site.example/{name}" for name in ("", "comments", "rss"))
    await programmes.workspace(db, "T1", clock.now())
    await programmes.source(db, "T1", clock.now(), url=page, title="", status="new")
    named = NamedFeeds("Site", (FeedLink(comments, "", False), FeedLink(feed, "", True)))
    web = Web({feed: [entry(1)]}, pages={page: named})
    assert (await ingest(db, clock, web, web)).visits == {"not_a_feed": 1}
    assert (await ingest(db, clock, web, web)).visits == {"ok": 1}
    (source,) = await all_sources(db)
    assert (source.url, source.title, source.failures) == (feed, "A feed", 0)


async def test_pages_that_lead_to_pages_end(sqlite: Database, clock: FixedClock) -> None:
    pages = {
        f"https://site.example/{n}": NamedFeeds("", (FeedLink(f"https://site.example/{n + 1}", "", True),))
        for n in range(9)
    }
    await programmes.workspace(sqlite, "T1", clock.now())
    await programmes.source(sqlite, "T1", clock.now(), url="https://site.example/0", status="new")
    web = Web(pages=pages)
    for _ in range(5):
        await ingest(sqlite, clock, web, web)
    (source,) = await all_sources(sqlite)
    assert (source.url, source.status, source.failures) == ("https://site.example/1", "not_a_feed", 1)


async def test_a_feed_that_turned_into_a_page_stays_what_it_was(sqlite: Database, clock: FixedClock) -> None:
    (url,) = await some_sources(sqlite, clock, 1, status="ok")
    web = Web(pages={url: NamedFeeds("", (FeedLink("https://elsewhere.example/rss", "", True),))})
    await ingest(sqlite, clock, web, web)
    (source,) = await all_sources(sqlite)
    assert (source.url, source.status, source.failures) == (url, "not_a_feed", 1)
