"""Parsing feeds and pages off the event loop: worker processes of low priority, bounded in memory and time."""

import asyncio
import contextlib
import os
import pickle
import struct
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from curation.encoding import PAGE_BYTES
from curation.status import SourceStatus

if TYPE_CHECKING:  # the parsers' libraries live in the workers, not here
    from curation.discover import NamedFeeds
    from curation.page import Page
    from curation.parse import ParsedFeed

LENGTH = struct.Struct(">I")
BATCH_BYTES = 512 * 1024
BATCH_FEEDS = 16
START_SECONDS = 60.0
CLOSED = "the parser pool is closed"
FEED, PAGE, FEEDS = "feed", "page", "feeds"  # what a body is read for
# Tokens and passwords of the environment have no business where hostile feeds are read.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "LANG")
_PACKAGE_HOME = str(Path(__file__).resolve().parent.parent)


@dataclass(slots=True, eq=False)
class _Task:
    """`what`: see `curation.worker`. `done`: a ParsedFeed, or what `read_page` or `named_feeds` gives."""

    what: str
    body: bytes
    url: str
    content_type: str | None
    now: datetime | None
    done: "asyncio.Future[Any]"

    def give(self, found: Any) -> None:
        if not self.done.done():
            self.done.set_result(found)

    def fail(self) -> None:
        """What was to be read took too long, or its process with it."""
        if self.what == PAGE:
            self.give(SourceStatus.MALFORMED)
        elif self.what == FEEDS:
            from curation.discover import NamedFeeds

            self.give(NamedFeeds(""))
        else:
            from curation.parse import failed

            self.give(failed(SourceStatus.MALFORMED))

    def refuse(self) -> None:
        """The pool closes: whoever waits is told so, never ended as if they had been cancelled themselves."""
        if not self.done.done():
            self.done.set_exception(RuntimeError(CLOSED))


class ParserPool:
    """`parse` in other processes. One hostile feed costs its own status and a new process, nothing else.

    `workers`: processes at most (default: one a core, four at most). `timeout`: seconds for one feed.
    `idle_seconds`: a worker without work ends after that. `max_feeds`: a worker is replaced after so many,
    so that nothing it leaks stays. `memory_bytes`: what one worker may take above its start.
    `max_queued_bytes`: `parse` waits while that much is queued.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        timeout: float = 10.0,
        idle_seconds: float = 30.0,
        max_feeds: int = 5000,
        memory_bytes: int = 400 * 2**20,
        max_queued_bytes: int = 32 * 2**20,
        command: Sequence[str] = (sys.executable, "-P", "-m", "curation.worker"),
    ) -> None:
        self._command = command
        self._size = workers or max(1, min(4, os.cpu_count() or 1))
        self._timeout = timeout
        self._idle_seconds = idle_seconds
        self._max_feeds = max_feeds
        self._memory_bytes = memory_bytes
        self._max_queued_bytes = max_queued_bytes
        self._queue: deque[_Task] = deque()
        self._queued_bytes = 0
        self._changed = asyncio.Condition()
        self._runners: set[asyncio.Task[None]] = set()
        self._active = 0
        self._waiting = 0
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def parse(
        self, body: bytes, url: str, content_type: str | None = None, *, now: datetime | None = None
    ) -> "ParsedFeed":
        """See `curation.parse.parse`. A body that takes too long or kills its process is MALFORMED.

        Raises RuntimeError once the pool is closed.
        """
        parsed: ParsedFeed = await self._done(FEED, body, url, content_type, now)
        return parsed

    async def read_page(
        self, body: bytes, url: str, content_type: str | None = None
    ) -> "Page | SourceStatus":
        """See `curation.page.read_page`; the same bounds as for a feed.

        Raises RuntimeError once the pool is closed.
        """
        found: Page | SourceStatus = await self._done(PAGE, body, url, content_type)
        return found

    async def named_feeds(self, body: bytes, url: str, content_type: str | None = None) -> "NamedFeeds":
        """See `curation.discover.named_feeds`; the same bounds as for a feed, none named when they are passed.

        Raises RuntimeError once the pool is closed.
        """
        named: NamedFeeds = await self._done(FEEDS, body[: PAGE_BYTES + 1], url, content_type)
        return named

    async def _done(
        self, what: str, body: bytes, url: str, content_type: str | None, now: datetime | None = None
    ) -> Any:
        async with self._changed:
            await self._changed.wait_for(
                lambda: (
                    self._closed
                    or not self._queue
                    or self._queued_bytes + len(body) <= self._max_queued_bytes
                )
            )
            if self._closed:
                raise RuntimeError(CLOSED)
            task = _Task(what, body, url, content_type, now, asyncio.get_running_loop().create_future())
            self._queue.append(task)
            self._queued_bytes += len(body)
            if len(self._queue) > self._waiting and self._active < self._size:
                self._active += 1
                runner = asyncio.create_task(self._run(), name="parser worker")
                self._runners.add(runner)
                runner.add_done_callback(self._runners.discard)
            self._changed.notify_all()
        return await task.done

    async def close(self) -> None:
        """Ends the workers. Whoever still waits gets RuntimeError."""
        async with self._changed:
            self._closed = True
            for task in self._queue:
                task.refuse()
            self._queue.clear()
            self._changed.notify_all()
        runners = list(self._runners)
        for runner in runners:
            runner.cancel()
        await asyncio.gather(*runners, return_exceptions=True)

    async def _run(self) -> None:
        """One worker's life: batches until it is idle for long, or has done its share."""
        process: asyncio.subprocess.Process | None = None
        left = self._max_feeds
        batch: list[_Task] = []
        try:
            while batch := await self._next_batch():
                if process is None or left <= 0:
                    await _end(process)
                    process, left = await self._started(), self._max_feeds
                if process is None:
                    for task in batch:
                        task.fail()
                    continue
                left -= len(batch)
                if not await self._answered(process, batch):
                    await _end(process)
                    process = None
        finally:
            for task in batch:
                if self._closed:
                    task.refuse()
                else:
                    task.fail()
            await _end(process)

    async def _next_batch(self) -> list[_Task]:
        async with self._changed:
            self._waiting += 1
            try:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._idle_seconds):
                        await self._changed.wait_for(lambda: bool(self._queue) or self._closed)
            finally:
                self._waiting -= 1
            batch: list[_Task] = []
            size = 0
            while self._queue and len(batch) < BATCH_FEEDS:
                task = self._queue[0]
                size += len(task.body)
                if batch and size > BATCH_BYTES:
                    break
                self._queue.popleft()
                self._queued_bytes -= len(task.body)
                if not task.done.done():  # whoever asked may have gone
                    batch.append(task)
            self._changed.notify_all()
            if not batch:
                # Before anything is awaited: a feed that comes now must find that it needs another runner.
                self._active -= 1
            return batch

    async def _started(self) -> asyncio.subprocess.Process | None:
        """A worker that is ready, or None when there is no process to be had."""
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment["PYTHONPATH"] = _PACKAGE_HOME
        process = None
        try:
            async with asyncio.timeout(START_SECONDS):
                process = await asyncio.create_subprocess_exec(
                    *self._command,
                    str(self._memory_bytes),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    env=environment,
                )
                if process.stdout is not None:
                    await process.stdout.readexactly(LENGTH.size)
        except (OSError, EOFError, TimeoutError):
            await _end(process)
            return None
        except asyncio.CancelledError:
            await _end(process)
            raise
        return process

    async def _answered(self, process: asyncio.subprocess.Process, batch: list[_Task]) -> bool:
        """Has the worker parse the batch. False when it must be replaced; what it did not come to is
        queued again, but for the feed it was at, which is the one to blame."""
        if process.stdin is None or process.stdout is None:
            raise OSError("a worker without pipes")
        work = pickle.dumps(
            [(task.what, task.body, task.url, task.content_type, task.now) for task in batch],
            pickle.HIGHEST_PROTOCOL,
        )
        for index, task in enumerate(batch):
            try:
                async with asyncio.timeout(self._timeout):
                    if index == 0:
                        process.stdin.write(LENGTH.pack(len(work)) + work)
                        await process.stdin.drain()
                    (size,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                    answer = await process.stdout.readexactly(size)
                task.give(pickle.loads(answer))  # noqa: S301 - from our own worker
            except Exception:  # no answer, or one that is none: nobody may wait for ever for this worker
                task.fail()
                self._queue.extendleft(reversed(batch[index + 1 :]))
                self._queued_bytes += sum(len(later.body) for later in batch[index + 1 :])
                return False
        return True


async def _end(process: asyncio.subprocess.Process | None) -> None:
    if process is None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
