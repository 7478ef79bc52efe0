"""A process to be killed: it delivers an outbox to a chat over loopback HTTP, until SIGKILL or SIGTERM.

Called as `python -m tests.scheduler.loopback_chat DATABASE_URL PORT LEASE_SECONDS`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from datetime import timedelta

import structlog

from programme.clock import Clock
from scheduler.chat import Address, OutcomeUnknown, Posted, Unavailable
from scheduler.delivery import Delivery, DeliverySettings
from scheduler.messages import Message
from scheduler.pacing import Pace
from store.database import Database

MAX_IN_FLIGHT = 8


class LoopbackChat:
    """One connection a post: `POST key`, answered by a message id."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def post(self, to: Address, message: Message, key: str) -> Posted:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError as error:
            raise Unavailable("refused") from error
        try:
            writer.write(f"{key}\n".encode())
            await writer.drain()
            answer = await reader.readline()
        except OSError as error:
            raise OutcomeUnknown("lost") from error
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        if not answer:
            raise OutcomeUnknown("no_answer")
        return Posted(answer.decode().strip())

    async def seed_reactions(self, to: Address, message_id: str, count: int) -> None:
        await asyncio.sleep(0)


async def main(url: str, port: int, lease: float) -> None:
    db = Database(url)
    settings = DeliverySettings(
        pace=Pace(0, 0), max_in_flight=MAX_IN_FLIGHT, poll_seconds=0.05, lease=timedelta(seconds=lease)
    )
    delivery = Delivery(db, Clock(), LoopbackChat(port), settings)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    running = asyncio.create_task(delivery.run())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await ended.wait()
    await delivery.drain(10)
    await running
    await db.close()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
