"""How soon signed requests are acknowledged: `python -m benchmarks.acknowledge [DIR] [--quick]`.

A reaction on a digest, the click of a Draft button and `/dizaine moi`, in turn, 200 a second for 30 seconds, in an
open loop, on SQLite; every reaction is of another person or on another article, so that each writes its rows. The
bot, as `dizaine run` starts it, is held against a bare Bolt async app that does nothing; each is a process of its
own under uvicorn, as is the stand-in for Slack that answers the bot at once. Then the same while the bot, in the
same process, reads 1,000 feeds (as in `benchmarks.ingest`) from another process: what is counted then is the
requests sent while that reading lasted.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
from sqlalchemy import insert

from benchmarks import programme_data
from benchmarks.bot_process import bot
from benchmarks.databases import SQLITE, fresh, server
from benchmarks.figures import Target, middle, percentile, report
from benchmarks.ingest import default_folder
from benchmarks.load import Load, Sample
from benchmarks.processes import child
from benchmarks.processes import server as process
from benchmarks.requests import KINDS, REACTION, Call, Posted, calls, command, users
from benchmarks.slack_standin import ADMIN
from programme.clock import Clock
from store.database import Database
from store.models import Source, Workspace

READER = "T1FEEDS"  # the thousand sources are of another workspace: no answer lists them
MESSAGES = ("1700000000.000100", "1700000000.000200")
DRAIN_SECONDS = 600.0
LATE = 5.0  # ms at the 99th percentile: a sender later than that measures the machine, not the app
AFTER = 1.0  # s of load before the reading begins


@dataclass(frozen=True, slots=True)
class Run:
    """One load: its samples, those of them that count, and how long the work behind them took to end."""

    samples: list[Sample]
    counted: list[Sample]
    behind: float = 0.0  # s after the last answer until every reaction was written
    reading: float = 0.0  # s that the feeds took
    cpu: float = 0.0  # s of processor that the app took for all of it

    def at(self, share: float) -> float:
        """Milliseconds."""
        return 1000 * percentile([each.seconds for each in self.counted], share)


@dataclass(frozen=True, slots=True)
class Size:
    rate: float
    seconds: float
    feeds: int

    @property
    def count(self) -> int:
        return int(self.rate * self.seconds)


async def prepare(db: Database, feeds: str, size: Size) -> list[Posted]:
    """Two posted digests, ambassadors who joined, and sources that are not due yet."""
    now = Clock().now()
    channel_id = await programme_data.workspace(db, now)
    source_id = await programme_data.source(db, now)
    posted = []
    for place, message_id in enumerate(MESSAGES):
        made, articles = await programme_data.digest(
            db, channel_id, source_id, now, place=place, message_id=message_id
        )
        posted.append(Posted(made, message_id, articles))
    await programme_data.people(db, users(size.count), now)
    async with db.across() as session:
        session.add(Workspace(id=READER, name="Feeds", language="fr", created_at=now))
        await session.flush()
        rows = [
            {"workspace_id": READER, "url": f"{feeds}/feed/{n}", "kind": "market", "created_at": now}
            | {"title": "", "status": "new", "failures": 0, "next_check_at": now + timedelta(days=1)}
            for n in range(size.feeds)
        ]
        if rows:
            await session.execute(insert(Source), rows)
    return posted


async def warm(load: Load, posted: Posted, response_url: str) -> None:
    """A few requests of each kind, of people who are not met again."""
    for call in calls(3 * len(KINDS), Posted(posted.digest_id, "1.1", posted.articles), response_url):
        assert await load.one(call) == 200


def answered(samples: Sequence[Sample]) -> None:
    refused = sorted({each.status for each in samples} - {200})
    assert not refused, f"answered {refused}"


async def load_bare(size: Size, posted: Posted, response_url: str) -> Run:
    with child("-m", "benchmarks.bare_app") as running:
        assert running.stdout is not None
        load = Load(f"http://127.0.0.1:{running.stdout.readline().strip()}")
        await warm(load, posted, response_url)
        before = cpu(running.pid)
        samples = await load(calls(size.count, posted, response_url), size.rate)
        spent = cpu(running.pid) - before
        load.close()
    answered(samples)
    return Run(samples, samples, cpu=spent)


def cpu(pid: int) -> float:
    """Seconds of processor that a process took so far, its children apart."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def count_of(file: Path, statement: str) -> int:
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        return int(connection.execute(statement).fetchone()[0])


async def written(file: Path, digest_id: int, expected: int) -> float:
    """Seconds until every pick stands in the database. Raises AssertionError when they never do."""
    start = time.perf_counter()
    statement = f"SELECT count(*) FROM picks WHERE digest_id = {int(digest_id)} AND active"  # noqa: S608
    while (found := await asyncio.to_thread(count_of, file, statement)) < expected:
        assert time.perf_counter() - start < DRAIN_SECONDS, f"{found} picks of {expected}"
        await asyncio.sleep(0.1)
    return time.perf_counter() - start


async def read_feeds(load: Load, file: Path, trigger: Call, count: int) -> tuple[float, float]:
    """Make every source due and have the bot look; when its reading began and ended, in monotonic seconds."""
    await asyncio.sleep(AFTER)

    def make_due() -> None:
        with closing(sqlite3.connect(file, timeout=30)) as connection:
            at = Clock().now().strftime("%Y-%m-%d %H:%M:%S.%f")
            connection.execute("UPDATE sources SET next_check_at = ? WHERE workspace_id = ?", (at, READER))
            connection.commit()

    await asyncio.to_thread(make_due)
    began = time.perf_counter()
    assert await load.one(trigger) == 200
    statement = f"SELECT count(*) FROM sources WHERE workspace_id = '{READER}' AND checked_at IS NOT NULL"  # noqa: S608
    while await asyncio.to_thread(count_of, file, statement) < count:
        assert time.perf_counter() - began < DRAIN_SECONDS, "the feeds were not read"
        await asyncio.sleep(0.25)
    return began, time.perf_counter()


async def load_bot(where: str, slack: str, feeds: str, size: Size) -> tuple[Run, Run]:
    """Without, then with the reading of the feeds."""
    response_url = f"{slack}/response"
    async with fresh(SQLITE, where) as db:
        posted = await prepare(db, feeds, size)
        await db.close()
        file = Path(db.url.partition(":///")[2])
        with bot(db.url, slack) as (address, running):
            load = Load(address)
            await warm(load, posted[0], response_url)
            reactions = sum(each.kind == REACTION for each in calls(size.count, posted[0], response_url))
            before = cpu(running.pid)
            samples = await load(calls(size.count, posted[0], response_url), size.rate)
            behind = await written(file, posted[0].digest_id, reactions)
            quiet = Run(samples, samples, behind, cpu=cpu(running.pid) - before)
            before = cpu(running.pid)
            trigger = command(ADMIN, f"source add {feeds}/feed/{size.feeds}", 0, response_url)
            reading = asyncio.create_task(read_feeds(load, file, trigger, size.feeds))
            samples = await load(calls(size.count, posted[1], response_url), size.rate)
            behind = await written(file, posted[1].digest_id, reactions)
            began, ended = await reading
            during = [each for each in samples if began <= each.meant <= ended]
            busy = Run(samples, during, behind, ended - began, cpu(running.pid) - before)
            load.close()
    answered([*quiet.samples, *busy.samples])
    return quiet, busy


async def measure(folder: Path | None, size: Size, rounds: int, judged: bool = True) -> list[Target]:
    bare, quiet, busy = [], [], []
    given = [str(folder)] if folder is not None else [""]
    with (
        process("-m", "benchmarks.slack_standin") as slack,
        process("-m", "benchmarks.feed_server", *given, str(size.feeds + 1)) as feeds,
        server(SQLITE) as where,
    ):
        for _ in range(rounds):
            bare.append(await load_bare(size, Posted(1, MESSAGES[0], range(1, 11)), f"{slack}/response"))
            ours = await load_bot(where, slack, feeds, size)
            quiet.append(ours[0])
            busy.append(ours[1])
    return told(bare, quiet, busy, size, judged)


def told(
    bare: Sequence[Run], quiet: Sequence[Run], busy: Sequence[Run], size: Size, judged: bool
) -> list[Target]:
    def typical(runs: Sequence[Run], share: float) -> float:
        return middle([run.at(share) for run in runs])

    rows = []
    for name, runs in (("bare Bolt app", bare), ("Dizaine", quiet), ("Dizaine, reading feeds", busy)):
        late = middle([1000 * percentile([each.late for each in run.samples], 0.99) for run in runs])
        rows.append(
            [
                name,
                *(f"{typical(runs, share):.1f} ms" for share in (0.5, 0.99)),
                f"{typical(runs, 0.99) / typical(bare, 0.99):.2f}×",
                f"{max(run.at(1) for run in runs):.0f} ms",
                f"{middle([run.behind for run in runs]):.1f} s",
                f"{middle([run.reading for run in runs]):.1f} s" if runs is busy else "",
                f"{middle([1000 * run.cpu / len(run.samples) for run in runs]):.1f} ms",
                f"{late:.1f} ms",
            ]
        )
    p99 = typical(bare, 0.99)
    late = middle([1000 * percentile([each.late for each in run.samples], 0.99) for run in bare])
    if late > LATE:
        print(
            f"The machine was busy: the load itself was {late:.0f} ms late. No latency of this run can be compared."
        )
    targets = [
        Target(f"p99 at {size.rate:.0f}/s for {size.seconds:.0f} s", typical(quiet, 0.99) / p99, 2.0),
        Target(f"p99 while {size.feeds} feeds are read", typical(busy, 0.99) / p99, 3.0),
    ]
    headings = ["", "p50", "p99", "p99/bare", "longest", "left behind", "reading", "CPU each", "sender late"]
    report("acknowledge", headings, rows, targets, judged=judged and late <= LATE)
    return targets


def main(arguments: list[str] | None = None) -> list[Target]:
    parser = argparse.ArgumentParser(prog="benchmarks.acknowledge", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=default_folder(), help="feed files to copy")
    parser.add_argument(
        "--samples", action="store_true", help="the playground's sample feeds, whatever is there"
    )
    parser.add_argument("--quick", action="store_true", help="a few requests: shows that it works, no more")
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    folder = None if given.samples else given.folder
    size = Size(given.rate, given.seconds, given.feeds)
    if given.quick:
        return asyncio.run(measure(folder, Size(30, 1, 12), 1, judged=False))
    return asyncio.run(measure(folder, size, given.rounds))


if __name__ == "__main__":
    main()
