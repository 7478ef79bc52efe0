"""The tick: everything due is done, an error stops nothing, stopping drains."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web as web_server
from aiohttp.test_utils import TestServer

from curation.fetch import FetchFailed, FetchLimits
from curation.status import SourceStatus
from programme.clock import FixedClock
from scheduler.delivery import DeliverySettings
from scheduler.pacing import Pace
from scheduler.tick import Role, Ticker, TickSettings
from store import hosts
from store.database import Database
from tests.fakes import FakeChat
from tests.scheduler import programmes
from tests.scheduler.test_ingest import Web, entry

SETTINGS = TickSettings(delivery=DeliverySettings(pace=Pace(0, 0), poll_seconds=0.02))


async def a_programme(db: Database, clock: FixedClock) -> Web:
    now = clock.now() - timedelta(days=7)
    await programmes.workspace(db, "T1", now)
    await programmes.channel(db, "T1", now)
    web = Web()
    for number in range(4):
        await programmes.source(db, "T1", now, number, status="new")
        web.feeds[f"https://source{number}.example/feed"] = [
            entry(100 * number + n, title=f"{programmes.SUBJECTS[n]} {number}") for n in range(12)
        ]
    return web


async def until(condition: object) -> None:
    async with asyncio.timeout(20):
        while not condition():  # type: ignore[operator]  # noqa: ASYNC110  # it is told by nobody
            await asyncio.sleep(0.02)


async def test_one_tick_does_all_that_is_due(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    web = await a_programme(db, clock)
    ticker = Ticker(db, clock, chat, SETTINGS, fetch=web, parser=web)
    await ticker.tick_once()
    assert len(chat.digests()) == len(chat.boards()) == 1
    assert list(chat.reactions.values()) == [10]
    await ticker.tick_once()
    assert set(chat.keys.values()) == {1}
    assert set(ticker.last) == {"ingest", "digests", "boards"}
    await ticker.stop()


async def test_several_processes_ticking(postgresql: Database, clock: FixedClock, chat: FakeChat) -> None:
    web = await a_programme(postgresql, clock)
    tickers = [Ticker(postgresql, clock, chat, SETTINGS, fetch=web, parser=web) for _ in range(3)]
    for _ in range(3):
        await asyncio.gather(*(ticker.tick_once() for ticker in tickers))
    assert len(chat.digests()) == len(chat.boards()) == 1
    assert set(chat.keys.values()) == {1}
    assert set(web.visits.values()) == {1}
    for ticker in tickers:
        await ticker.stop()


async def test_started_it_does_what_is_due_and_stopped_it_drains(
    db: Database, clock: FixedClock, chat: FakeChat
) -> None:
    web = await a_programme(db, clock)
    ticker = Ticker(
        db, clock, chat, TickSettings(clock_seconds=0.1, delivery=SETTINGS.delivery), fetch=web, parser=web
    )
    await ticker.start()
    try:
        await until(lambda: len(chat.digests()) == len(chat.boards()) == len(chat.reactions) == 1)
        clock.move_by(timedelta(days=1))
        await until(lambda: len(chat.digests()) == 2)
        clock.move_by(timedelta(days=1))
        ticker.check_sources()
        ticker.check_sources()
        await until(lambda: len(web.visits) == 4 and set(web.visits.values()) == {2})
    finally:
        ended = await ticker.stop()
    assert ended
    assert ticker.delivery.in_flight == 0
    assert set(chat.keys.values()) == {1}


@pytest.mark.parametrize(
    ("role", "jobs"),
    [
        (Role.CLOCK, {"digests", "boards"}),
        (Role.WORKER, {"ingest"}),
        (Role.BOTH, {"digests", "boards", "ingest"}),
    ],
)
async def test_roles(sqlite: Database, clock: FixedClock, chat: FakeChat, role: Role, jobs: set[str]) -> None:
    web = await a_programme(sqlite, clock)
    ticker = Ticker(sqlite, clock, chat, TickSettings(role=role), fetch=web, parser=web)
    await ticker.tick_once()
    assert set(ticker.last) == jobs
    assert bool(web.visits) == (role is not Role.CLOCK)
    assert bool(chat.told) == (role is Role.BOTH)
    await ticker.stop()


async def test_an_error_is_told_with_an_id_and_stops_nothing(
    sqlite: Database, clock: FixedClock, chat: FakeChat, logs: list[dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    web = await a_programme(sqlite, clock)

    async def broken(*_args: object, **_kwargs: object) -> list[object]:
        raise RuntimeError("a bug")

    monkeypatch.setattr("scheduler.tick.make_due_boards", broken)
    ticker = Ticker(sqlite, clock, chat, SETTINGS, fetch=web, parser=web)
    await ticker.tick_once()
    assert len(chat.digests()) == 1
    (told,) = [entry for entry in logs if entry["event"] == "tick.failed"]
    assert told["job"] == "boards"
    assert told["error_id"]
    await ticker.stop()


async def test_a_database_that_leaves_while_it_stops_leaves_nothing_open(
    sqlite: Database, clock: FixedClock, chat: FakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticker = Ticker(sqlite, clock, chat, SETTINGS)
    await ticker.start()
    await ticker.ingest_due()
    web, pool = ticker._web, ticker._pool

    async def away(seconds: float) -> bool:
        raise OSError("the database is away")

    monkeypatch.setattr(ticker.delivery, "drain", away)
    with pytest.raises(OSError, match="away"):
        await ticker.stop()
    assert web.closed
    assert pool is not None
    with pytest.raises(RuntimeError):
        await pool.parse(b"", "https://a.example/")
    assert ticker._delivering is None


async def test_a_search_for_feeds_keeps_what_hosts_ask_for(
    sqlite: Database, clock: FixedClock, chat: FakeChat
) -> None:
    asked = []

    async def busy(request: web_server.Request) -> web_server.Response:
        asked.append(request.path)
        return web_server.Response(status=429, headers={"Retry-After": "600"})

    app = web_server.Application()
    app.router.add_get("/{rest:.*}", busy)
    settings = TickSettings(limits=FetchLimits(allow_loopback=True))
    async with TestServer(app) as server:
        ticker = Ticker(sqlite, clock, chat, settings)
        url = str(server.make_url("/"))
        for _ in range(2):
            found = await ticker.find_feeds(url)
            assert isinstance(found, FetchFailed)
            assert found.status is SourceStatus.RATE_LIMITED
        await ticker.stop()
    assert asked == ["/"]  # the second search asked nobody
    async with sqlite.across() as session:
        waits = await hosts.waiting(session, clock.now())
    assert list(waits.values()) == [clock.now() + timedelta(minutes=10)]
