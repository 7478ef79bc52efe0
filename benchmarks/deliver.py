"""Delivery of the outbox against the same posts in a bare loop: `python -m benchmarks.deliver [--quick]`.

Both use the same client (slack_sdk's AsyncWebClient on one shared aiohttp session) with the same number of requests
in flight, the delivery's own default, against a stand-in in another process that answers at once. The bare loop
posts blocks that were drawn beforehand and remembers nothing; the delivery reads its rows, draws, marks each
`sending` and commits before its call, and writes each outcome.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select

from benchmarks import programme_data
from benchmarks.databases import POSTGRESQL, SQLITE, fresh, server
from benchmarks.figures import Cost, Target, cost, report, typical
from benchmarks.processes import server as process
from benchmarks.slack_standin import TEAM
from bot import logs
from bot.app import settle_memory
from bot.i18n import translator
from bot.slack.client import EVENT_TYPE, SlackChat, view
from bot.slack.connection import slack_session, web_client
from bot.slack.emoji import NUMBERS
from programme.clock import Clock
from scheduler.cards import digest_post
from scheduler.delivery import Delivery, DeliverySettings
from scheduler.messages import Message, Notice, Params
from scheduler.pacing import Pace
from scheduler.payloads import DIGEST, NOTICE, digest_payload, notice_payload
from store import digests
from store.database import Database
from store.models import Outgoing
from store.outbox import SENT, NewOutgoing, enqueue_all

SETTINGS = DeliverySettings(pace=Pace(seconds_between=0, per_minute=0, at_once=0))
CHANNELS = 100
Call = Callable[[], Coroutine[Any, Any, object]]


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be posted: the outbox's rows, and the same as calls of a bare client."""

    rows: list[NewOutgoing]
    calls: Callable[[AsyncWebClient], list[Call]]
    outcomes: int  # rows in the outbox once all is delivered


def _row(key: str, kind: str, destination: str, payload: dict[str, Any], now: datetime) -> NewOutgoing:
    return NewOutgoing(
        workspace_id=TEAM,
        key=key,
        kind=kind,
        destination=destination,
        language="fr",
        payload=payload,
        not_before=now,
    )


def _post(client: AsyncWebClient, channel: str, message: Message, key: str) -> Call:
    drawn = view(message, translator("fr"), classic=False)
    return lambda: client.chat_postMessage(
        channel=channel,
        text=drawn.text,
        blocks=drawn.blocks,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        unfurl_links=False,
        unfurl_media=False,
    )


async def notices(db: Database, count: int, now: datetime) -> Work:
    """Short messages: what the delivery adds to each is most of it."""
    await programme_data.workspace(db, now)
    each: list[tuple[str, str, Params]] = [
        (f"notice:{n}", f"C{n % CHANNELS:04}", {"channel": "C0BENCH", "count": n % 10, "wanted": 10})
        for n in range(count)
    ]
    return Work(
        rows=[_row(key, NOTICE, to, notice_payload("few_articles", params), now) for key, to, params in each],
        calls=lambda client: [
            _post(client, to, Notice("few_articles", params), key) for key, to, params in each
        ],
        outcomes=count,
    )


async def daily(db: Database, count: int, now: datetime) -> Work:
    """Digests of ten articles, and the ten number reactions that follow each."""
    channel_id = await programme_data.workspace(db, now)
    source_id = await programme_data.source(db, now)
    ids = []
    for place in range(count):
        made, _ = await programme_data.digest(db, channel_id, source_id, now, place=place, message_id=None)
        ids.append(made)
    async with db.read(TEAM) as session:
        contents = await digests.contents(session, ids)

    def react(client: AsyncWebClient, name: str) -> Call:
        return lambda: client.reactions_add(channel="C0BENCH", timestamp="1700000000.000100", name=name)

    def calls(client: AsyncWebClient) -> list[Call]:
        posts = [_post(client, "C0BENCH", digest_post(contents[i], now), f"digest:{i}") for i in ids]
        return posts + [react(client, name) for _ in ids for name in NUMBERS[: programme_data.ARTICLES]]

    rows = [_row(f"digest:{i}", DIGEST, "C0BENCH", digest_payload(i), now) for i in ids]
    return Work(rows, calls, outcomes=2 * count)


async def bare(calls: Iterable[Call], in_flight: int) -> None:
    """Every call, so many at a time."""
    waiting = iter(calls)

    async def work() -> None:
        for call in waiting:
            await call()

    await asyncio.gather(*(work() for _ in range(in_flight)))


@asynccontextmanager
async def slack(address: str) -> AsyncIterator[tuple[AsyncWebClient, aiohttp.ClientSession]]:
    async with slack_session() as session:
        yield web_client(f"{address}/api/", "xoxb-bench", session), session


Prepare = Callable[[Database, int, datetime], Coroutine[Any, Any, Work]]


async def round_of(kind: str, where: str, address: str, prepare: Prepare, count: int) -> tuple[Cost, Cost]:
    """The cost of the bare loop, and of the delivery. Raises AssertionError unless every row was sent."""
    clock = Clock()
    async with fresh(kind, where) as db, slack(address) as (client, session):
        now = clock.now()
        work = await prepare(db, count, now)
        async with db.across() as open_session:
            await enqueue_all(open_session, work.rows, now)
        calls = work.calls(client)
        settle_memory()
        alone = await cost(lambda: bare(calls, SETTINGS.max_in_flight))
        delivery = Delivery(db, clock, SlackChat(client, session), SETTINGS)
        ours = await cost(delivery.deliver_due)
        async with db.read(TEAM) as open_session:
            sent = await open_session.scalar(select(func.count(Outgoing.id)).where(Outgoing.state == SENT))
        assert sent == work.outcomes, f"{sent} sent of {work.outcomes}"
    return alone, ours


async def measure(
    kinds: Sequence[str], count: int, digests_count: int, rounds: int, judged: bool = True
) -> list[Target]:
    rows: list[list[str]] = []
    targets: list[Target] = []
    with process("-m", "benchmarks.slack_standin") as address:
        for kind in kinds:
            with server(kind) as where:
                for title, prepare, number in (
                    ("messages", notices, count),
                    ("digests with their reactions", daily, digests_count),
                ):
                    taken = [await round_of(kind, where, address, prepare, number) for _ in range(rounds)]
                    alone, ours = typical([each[0] for each in taken]), typical([each[1] for each in taken])
                    name = f"{number} {title}, {kind}"
                    ratio = ours.wall / alone.wall
                    rows.append(
                        [
                            name,
                            f"{alone.wall:.2f} s",
                            f"{ours.wall:.2f} s",
                            f"{ratio:.2f}×",
                            f"{ours.cpu / alone.cpu:.2f}×",
                        ]
                    )
                    targets.append(Target(name, ratio, 2.0))
    report("deliver", ["", "bare loop", "delivery", "ratio", "processor time"], rows, targets, judged=judged)
    return targets


def main(arguments: list[str] | None = None) -> list[Target]:
    parser = argparse.ArgumentParser(prog="benchmarks.deliver", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few messages: shows that it works, no more")
    parser.add_argument("--database", action="append", choices=[SQLITE, POSTGRESQL], help="default: both")
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--digests", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    kinds = given.database or [SQLITE, POSTGRESQL]
    logs.set_up(json=True)
    if given.quick:
        return asyncio.run(measure(kinds, 40, 3, 1, judged=False))
    return asyncio.run(measure(kinds, given.messages, given.digests, given.rounds))


if __name__ == "__main__":
    main()
