"""Who works on the loop now: a few at a time, so that an acknowledgement never waits behind many (docs/benchmarks.md).

A turn is for asking the database and for drawing. It is given back before Slack is asked anything: waiting for Slack
costs the loop nothing, and lasts longer than all the rest.
"""

from __future__ import annotations

import asyncio


class Turn:
    """One request's right to work; nothing happens when it is given back twice, or was never taken."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free = free
        self._mine = False

    async def take(self) -> None:
        await self._free.acquire()
        self._mine = True

    def give_back(self) -> None:
        if self._mine:
            self._mine = False
            self._free.release()
