"""What goes on after Slack was answered: at once, and without the ten milliseconds that Bolt's own runner polls for.

Slack waits three seconds for an acknowledgement, and a thousand people react within one minute of a digest: a
listener that has nothing to say in its acknowledgement is answered before it begins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import structlog
from slack_bolt.response import BoltResponse

from bot.logs import trouble

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


class Afterwards:
    """The work behind acknowledgements, kept until it has ended."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def acknowledged(self, work: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., Awaitable[Any]]:
        """A listener for Bolt that answers 200 at once, and then does `work` with the arguments it asks for.

        For an app with `process_before_response`: Bolt's answer is then the listener's own.
        """

        @wraps(work)
        async def listener(**given: Any) -> BoltResponse:
            self.start(work(**given)).add_done_callback(report)
            return BoltResponse(status=200)

        return listener

    def start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Do it beside everything else; what it raises is for whoever holds the task."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    @contextmanager
    def counted(self) -> Iterator[None]:
        """The current task is waited for as well, for as long as the block lasts."""
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)

    @property
    def busy(self) -> bool:
        return bool(self._running)

    async def drain(self, seconds: float) -> int:
        """Wait for what is running, and for what starts meanwhile; returns how many still were after that time."""
        until = asyncio.get_running_loop().time() + seconds
        while running := self._running - {asyncio.current_task()}:
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                return len(running)
            await asyncio.wait(running, timeout=left)
        return 0


def report(task: asyncio.Task[Any]) -> None:
    """Log the failure of a task that nobody waits for."""
    if not task.cancelled() and (error := task.exception()) is not None:
        trouble(log, error, "failed_afterwards")
