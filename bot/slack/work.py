"""Who works on the loop now: a few at a time, so that an acknowledgement never waits behind many (docs/benchmarks.md).

Work is asking the database and drawing. It ends before Slack is asked for anything (but for who someone is, which is
asked before work begins): waiting for Slack costs the loop nothing, and lasts longer than all the rest.
"""

from __future__ import annotations

import asyncio


class Work:
    """One request's work: the gates it went through, let go of together, once."""

    def __init__(self) -> None:
        self._held: list[asyncio.Semaphore] = []

    async def enter(self, gate: asyncio.Semaphore) -> None:
        await gate.acquire()
        self._held.append(gate)

    def end(self) -> None:
        """Nothing happens the second time."""
        while self._held:
            self._held.pop().release()
