"""Ingest of a thousand feeds against its parts measured alone: `python -m benchmarks.ingest [DIR] [--quick]`.

The feeds are copies of DIR's files (by default ../shared/corpus/real where it is, else the playground's sample
feeds), served by another process on loopback. Cold: our job on a new database, its parser's processes not started
yet, against the sum of three bare things, each alone in this process: fetching the same with aiohttp, a hundred at
once; parsing the bodies with feedparser-rs; upserting the same rows with SQLAlchemy Core, in one executemany. Then
again when every feed answers 304, against the same fetch with its conditions.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import feedparser_rs
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from benchmarks import programme_data
from benchmarks.databases import SQLITE, fresh, server
from benchmarks.figures import Cost, Target, cost, report
from benchmarks.figures import typical as median_cost
from benchmarks.processes import ROOT
from benchmarks.processes import server as process
from benchmarks.slack_standin import TEAM
from bot import logs
from curation.fetch import AT_ONCE, FetchLimits, open_session
from curation.pool import ParserPool
from curation.status import SourceStatus
from programme.clock import Clock
from scheduler.ingest import IngestReport, IngestSettings, fetcher, ingest
from store.articles import CHANGING
from store.database import Database
from store.models import Article, Source

REAL_FEEDS = ROOT.parent / "shared" / "corpus" / "real"
LIMITS = FetchLimits(allow_loopback=True)


@dataclass(frozen=True, slots=True)
class Round:
    """What each thing cost, once."""

    fetch: Cost
    parse: Cost
    upsert: Cost
    cold: Cost
    conditional: Cost
    unchanged: Cost
    entries: int


def default_folder() -> Path | None:
    return REAL_FEEDS if REAL_FEEDS.is_dir() else None


async def bare_fetch(urls: Sequence[str], etags: Sequence[str] | None = None) -> list[bytes]:
    """Every body, a hundred requests at once."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def one(number: int) -> bytes:
            headers = {"If-None-Match": etags[number]} if etags else {}
            async with session.get(urls[number], headers=headers) as response:
                return await response.read()

        return await asyncio.gather(*(one(number) for number in range(len(urls))))


async def bare_parse(bodies: Sequence[bytes]) -> None:
    for body in bodies:
        feedparser_rs.parse(body)


async def bare_upsert(db: Database, rows: Sequence[dict[str, Any]]) -> None:
    """The same rows in another new database, in one transaction."""
    statement = insert(Article)
    statement = statement.on_conflict_do_update(
        index_elements=["source_id", "key"], set_={name: statement.excluded[name] for name in CHANGING}
    )
    async with db.engine.begin() as connection:
        await connection.execute(statement, rows)


async def add_sources(db: Database, urls: Sequence[str], now: datetime) -> None:
    """All due now, under the same ids in every database."""
    await programme_data.workspace(db, now)
    async with db.across() as session:
        session.add_all(
            Source(id=number, workspace_id=TEAM, url=url, kind="market", created_at=now, next_check_at=now)
            for number, url in enumerate(urls, start=1)
        )


async def ask_again(db: Database, etags: Sequence[str], now: datetime) -> None:
    """Make every source due, with its feed's ETag even where the feed could not be read."""
    async with db.across() as session:
        connection = await session.connection()
        await connection.execute(
            update(Source)
            .values(next_check_at=now, etag=bindparam("new"))
            .where(Source.__table__.c.id == bindparam("of")),
            [{"of": number, "new": etag} for number, etag in enumerate(etags, start=1)],
        )


async def our_ingest(db: Database) -> IngestReport:
    """The job as the clock runs it, its connections and its parser's processes started and ended with it."""
    async with open_session(LIMITS) as session, ParserPool() as parser:
        # One server stands for a thousand hosts here: a few visits at once a host would be waited for.
        settings = IngestSettings(at_once_a_host=AT_ONCE)
        return await ingest(db, Clock(), fetcher(session, LIMITS), parser, settings)


async def articles_of(db: Database) -> list[dict[str, Any]]:
    async with db.engine.connect() as connection:
        found = await connection.execute(select(Article.__table__))
        return [{name: value for name, value in row.items() if name != "id"} for row in found.mappings()]


async def round_of(where: str, address: str, count: int) -> Round:
    urls = [f"{address}/feed/{number}" for number in range(count)]
    etags = [f'"v1-{number}"' for number in range(count)]
    now = Clock().now()
    async with fresh(SQLITE, where) as ours, fresh(SQLITE, where) as other:
        for db in (ours, other):
            await add_sources(db, urls, now)
        bodies: list[bytes] = []

        async def fetch() -> None:
            bodies.extend(await bare_fetch(urls))

        fetching = await cost(fetch)
        parsing = await cost(lambda: bare_parse(bodies))
        bodies.clear()
        reports: list[IngestReport] = []

        async def job() -> None:
            reports.append(await our_ingest(ours))

        cold = await cost(job)
        rows = await articles_of(ours)
        upserting = await cost(lambda: bare_upsert(other, rows))
        assert reports[0].sources == count, reports
        assert rows, reports
        conditional = await cost(lambda: bare_fetch(urls, etags))
        await ask_again(ours, etags, Clock().now())
        unchanged = await cost(job)
        assert reports[1].visits == {SourceStatus.NOT_MODIFIED.value: count}, reports[1].visits
    return Round(fetching, parsing, upserting, cold, conditional, unchanged, len(rows))


async def measure(folder: Path | None, count: int, rounds: int, judged: bool = True) -> list[Target]:
    given = [str(folder)] if folder is not None else [""]
    with (
        process("-m", "benchmarks.feed_server", *given, str(count)) as address,
        server(SQLITE) as where,
    ):
        taken = [await round_of(where, address, count) for _ in range(rounds)]

    def typical(name: str) -> Cost:
        return median_cost([getattr(each, name) for each in taken])

    fetch, parse, upsert = typical("fetch"), typical("parse"), typical("upsert")
    parts = Cost(fetch.wall + parse.wall + upsert.wall, fetch.cpu + parse.cpu + upsert.cpu)
    cold, conditional, unchanged = typical("cold"), typical("conditional"), typical("unchanged")
    rows = [
        _line("bare fetch (aiohttp, 100 at once)", fetch),
        _line("bare parse (feedparser-rs)", parse),
        _line("bare upsert (SQLAlchemy Core)", upsert),
        _line("ingest, cold", cold, parts),
        _line("bare conditional fetch", conditional),
        _line("ingest, all 304", unchanged, conditional),
    ]
    targets = [
        Target(f"{count} feeds, {taken[0].entries} articles, cold", cold.wall / parts.wall, 2.0),
        Target(f"{count} feeds, all 304", unchanged.wall / conditional.wall, 2.0),
    ]
    report("ingest", ["", "median", "ratio", "processor time", "ratio"], rows, targets, judged=judged)
    return targets


def _line(name: str, ours: Cost, bare: Cost | None = None) -> list[str]:
    wall, cpu = (f"{ours.wall / bare.wall:.2f}×", f"{ours.cpu / bare.cpu:.2f}×") if bare else ("", "")
    return [name, f"{ours.wall:.2f} s", wall, f"{ours.cpu:.2f} s", cpu]


def main(arguments: list[str] | None = None) -> list[Target]:
    parser = argparse.ArgumentParser(prog="benchmarks.ingest", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=default_folder(), help="feed files to copy")
    parser.add_argument(
        "--samples", action="store_true", help="the playground's sample feeds, whatever is there"
    )
    parser.add_argument("--quick", action="store_true", help="a few feeds: shows that it works, no more")
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    logs.set_up(level="WARNING", json=True)
    folder = None if given.samples else given.folder
    if given.quick:
        return asyncio.run(measure(folder, 12, 1, judged=False))
    return asyncio.run(measure(folder, given.feeds, given.rounds))


if __name__ == "__main__":
    main()
