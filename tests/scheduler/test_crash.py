"""`kill -9` in mid-delivery, in real processes: nothing lost, nothing doubled, no more parked than was in flight."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from programme.clock import Clock
from store.database import Database
from tests.scheduler import programmes
from tests.scheduler.loopback_chat import MAX_IN_FLIGHT

MESSAGES = 400
LEASE = 2.0  # s: longer than any call to the loopback chat lasts


class Accepted:
    """What the chat on the other side took, by key, and when it reached a number of them."""

    def __init__(self) -> None:
        self.keys: Counter[str] = Counter()
        self._more = asyncio.Condition()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        key = (await reader.readline()).decode().strip()
        if key:
            self.keys[key] += 1
            async with self._more:
                self._more.notify_all()
            await asyncio.sleep(0.005)  # so that the killed die between the post and its outcome
            writer.write(f"{self.keys.total()}.000100\n".encode())
        writer.close()

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(60), self._more:
            await self._more.wait_for(lambda: self.keys.total() >= count)


@asynccontextmanager
async def chat_server() -> AsyncIterator[tuple[Accepted, int]]:
    accepted = Accepted()
    server = await asyncio.start_server(accepted.serve, "127.0.0.1", 0)
    try:
        yield accepted, server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def worker(url: str, port: int) -> asyncio.subprocess.Process:
    """Started, and ready for signals."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.scheduler.loopback_chat",
        url,
        str(port),
        str(LEASE),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


async def settled(db: Database, workers: list[asyncio.subprocess.Process]) -> Counter[str]:
    """The states once nothing is pending or being sent."""
    async with asyncio.timeout(60):
        while True:
            assert all(each.returncode is None for each in workers)
            states = Counter(row.state for row in await programmes.outbox(db) if row.kind == "notice")
            if not states["pending"] and not states["sending"]:
                return states
            await asyncio.sleep(0.2)


@pytest.mark.parametrize("kills", [3])
async def test_killed_in_mid_delivery(db: Database, kills: int) -> None:
    now = Clock().now()
    side_by_side = 1 if db.is_sqlite else 2
    await programmes.workspace(db, "T1", now, contact_user=None)
    await programmes.queue(db, [programmes.notice("T1", f"k{n}", now) for n in range(MESSAGES)], now)
    async with chat_server() as (accepted, port):
        workers = [await worker(db.url, port) for _ in range(side_by_side)]
        try:
            for kill in range(kills):
                await accepted.reach((kill + 1) * MESSAGES // (kills + 2))
                victim = workers.pop(0)
                victim.send_signal(signal.SIGKILL)
                await victim.wait()
                workers.append(await worker(db.url, port))
            # What the last one killed left is found once its lease is over.
            states = await settled(db, workers)
            for each in workers:
                each.send_signal(signal.SIGTERM)
            assert [await each.wait() for each in workers] == [0] * side_by_side
        finally:
            for each in workers:
                if each.returncode is None:
                    each.kill()
                    await each.wait()
    assert max(accepted.keys.values()) == 1  # nothing doubled
    rows = await programmes.outbox(db)
    assert states["sent"] + states["parked"] == MESSAGES == len(rows)  # nothing lost
    assert states["parked"] <= kills * MAX_IN_FLIGHT
    assert {row.key for row in rows if row.state == "sent"} <= set(accepted.keys)
    assert {row.reason for row in rows if row.state == "parked"} <= {"interrupted"}
