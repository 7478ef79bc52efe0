"""Memory of the idle bot in one process against the bare Bolt app: `python -m benchmarks.memory [--quick]`.

The bot, as `dizaine run` starts it on SQLite against the stand-in for Slack, after its start, its first tick and one
acknowledged request of each kind; the bare app after the same requests. PSS (shared pages divided among those who
share them) where the system tells it, RSS beside it; with the children, if there are any.
"""

from __future__ import annotations

import argparse
import asyncio
import time

import psutil

from benchmarks import programme_data
from benchmarks.bot_process import bot
from benchmarks.databases import SQLITE, fresh, server
from benchmarks.figures import Target, middle, report
from benchmarks.load import Load
from benchmarks.processes import child
from benchmarks.processes import server as process
from benchmarks.requests import KINDS, Posted, calls
from programme.clock import Clock

MEGABYTE = 2**20
SETTLE_SECONDS = 5.0


def pss(pid: int) -> float:
    """Megabytes of a process and its children: PSS, or RSS where the system does not tell."""
    return sum(_of(each, shared=True) for each in _family(pid))


def rss(pid: int) -> float:
    return sum(_of(each, shared=False) for each in _family(pid))


def _family(pid: int) -> list[psutil.Process]:
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def _of(each: psutil.Process, *, shared: bool) -> float:
    info = each.memory_full_info() if shared else each.memory_info()
    return float(getattr(info, "pss", info.rss)) / MEGABYTE


async def exercise(address: str, posted: Posted, response_url: str) -> None:
    load = Load(address)
    for call in calls(len(KINDS), posted, response_url):
        assert await load.one(call) == 200
    load.close()


async def round_of(
    where: str, slack: str, settle: float
) -> tuple[tuple[float, float], tuple[float, float], int]:
    """(PSS, RSS) of the bare app and of the bot, and how many processes the bot is."""
    response_url = f"{slack}/response"
    with child("-m", "benchmarks.bare_app") as running:
        assert running.stdout is not None
        address = f"http://127.0.0.1:{running.stdout.readline().strip()}"
        await exercise(address, Posted(1, "1.1", range(1, 11)), response_url)
        time.sleep(settle / 5)  # noqa: ASYNC251 - nothing else is to be done meanwhile
        bare = (pss(running.pid), rss(running.pid))
    async with fresh(SQLITE, where) as db:
        now = Clock().now()
        channel_id = await programme_data.workspace(db, now)
        source_id = await programme_data.source(db, now)
        message_id = "1700000000.000100"
        made, articles = await programme_data.digest(
            db, channel_id, source_id, now, place=0, message_id=message_id
        )
        await db.close()
        with bot(db.url, slack) as (address, running):
            await exercise(address, Posted(made, message_id, articles), response_url)
            time.sleep(settle)  # noqa: ASYNC251 - nothing else is to be done meanwhile
            ours = (pss(running.pid), rss(running.pid))
            processes = len(_family(running.pid))
    return bare, ours, processes


async def measure(rounds: int, settle: float, judged: bool = True) -> list[Target]:
    with process("-m", "benchmarks.slack_standin") as slack, server(SQLITE) as where:
        taken = [await round_of(where, slack, settle) for _ in range(rounds)]
    bare = [middle([each[0][which] for each in taken]) for which in (0, 1)]
    ours = [middle([each[1][which] for each in taken]) for which in (0, 1)]
    rows = [
        ["bare Bolt app", f"{bare[0]:.0f} MB", f"{bare[1]:.0f} MB", ""],
        [
            f"Dizaine, idle ({taken[-1][2]} process)",
            f"{ours[0]:.0f} MB",
            f"{ours[1]:.0f} MB",
            f"+{ours[0] - bare[0]:.0f} MB",
        ],
    ]
    targets = [Target("idle, above the bare Bolt app", ours[0] - bare[0], 120.0, "MB")]
    report("memory", ["", "PSS", "RSS", "above"], rows, targets, judged=judged)
    return targets


def main(arguments: list[str] | None = None) -> list[Target]:
    parser = argparse.ArgumentParser(prog="benchmarks.memory", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without waiting: shows that it works, no more")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    if given.quick:
        return asyncio.run(measure(1, 0.2, judged=False))
    return asyncio.run(measure(given.rounds, SETTLE_SECONDS))


if __name__ == "__main__":
    main()
