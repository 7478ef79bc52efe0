"""Per-host politeness: at most a few visits at once a host, the others wait in its lane and hold up nobody else."""

from __future__ import annotations

import asyncio
from collections import deque

from scheduler.visits import Feed


class Lanes:
    """Who visits a feed of a host goes on with the host's next, until there is none: `enter`, then `after` each."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._open: dict[str, int] = {}
        self._waiting: dict[str, deque[Feed]] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    def enter(self, feed: Feed) -> bool:
        """Whether it may be visited now; if not, it waits, and `after` gives it out."""
        self._idle.clear()
        taken = self._open.get(feed.host, 0)
        if taken < self._at_once:
            self._open[feed.host] = taken + 1
            return True
        self._waiting.setdefault(feed.host, deque()).append(feed)
        return False

    def after(self, feed: Feed) -> Feed | None:
        """The next of the same host, once this one was visited; None gives up its place."""
        waiting = self._waiting.get(feed.host)
        if waiting:
            return waiting.popleft()
        taken = self._open.pop(feed.host) - 1
        if taken:
            self._open[feed.host] = taken
        if not self._open:
            self._idle.set()
        return None

    async def idle_within(self, seconds: float) -> bool:
        """Whether all that entered was visited by then; at once when it was already."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True
