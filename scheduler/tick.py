"""The tick: APScheduler, in memory, asks every few seconds what is due. It knows nothing else.

What is due stands in the database, and a claim makes it happen once: a missed tick, two at once or several
processes do no harm.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # has no types

from curation.fetch import Fetched, FetchFailed, FetchLimits, NotModified, fetch, open_session
from curation.opml import MAX_BYTES
from curation.page import Page
from curation.pool import ParserPool
from curation.status import SourceStatus
from programme.clock import Clock
from scheduler.boards import make_due_boards
from scheduler.chat import Chat
from scheduler.delivery import Delivery, DeliverySettings
from scheduler.digests import make_due_digests
from scheduler.finding import FoundFeeds, Visitor, find_feeds
from scheduler.ingest import Fetcher, IngestReport, IngestSettings, Parser, fetcher, ingest
from scheduler.metrics import Metrics
from scheduler.pages import ACCEPT, read_page
from scheduler.selection import SelectionRules
from store import hosts, sources
from store.database import Database

LIST_ACCEPT = "text/x-opml, application/xml, text/xml, */*;q=0.5"

log = structlog.get_logger(__name__)


class Role(StrEnum):
    """What a process does: the clock decides what is due, the worker reads sources and delivers."""

    CLOCK = "clock"
    WORKER = "worker"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class TickSettings:
    """How often is asked, in seconds, and how each job works."""

    role: Role = Role.BOTH
    clock_seconds: float = 20.0
    ingest_seconds: float = 60.0
    selection: SelectionRules = field(default_factory=SelectionRules)
    ingest: IngestSettings = field(default_factory=IngestSettings)
    limits: FetchLimits = field(default_factory=FetchLimits)
    delivery: DeliverySettings = field(default_factory=DeliverySettings)


class Ticker:
    """One a process. `start` on a running event loop, `stop` on SIGTERM.

    `fetch` and `parser` stand in for the network and the worker processes in tests.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        chat: Chat,
        settings: TickSettings | None = None,
        *,
        metrics: Metrics | None = None,
        fetch: Fetcher | None = None,
        parser: Parser | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._settings = settings if settings is not None else TickSettings()
        self._metrics = metrics if metrics is not None else Metrics()
        self._fetch = fetch
        self._parser = parser
        self._web: Any = None  # curation.fetch.open_session's
        self._pool: ParserPool | None = None
        self.delivery = Delivery(db, clock, chat, self._settings.delivery, self._metrics)
        self.last: dict[str, datetime] = {}  # by job, when it last ended well
        self._jobs: Mapping[str, tuple[float, Callable[[], Awaitable[object]]]] = self._wanted()
        self._locks = {job: asyncio.Lock() for job in self._jobs}
        self._queued: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = AsyncExitStack()
        self._scheduler: AsyncIOScheduler | None = None
        self._delivering: asyncio.Task[None] | None = None

    @property
    def works(self) -> bool:
        return self._settings.role in (Role.WORKER, Role.BOTH)

    @property
    def metrics(self) -> Metrics:
        return self._metrics

    def wake(self) -> None:
        """Something was put in the outbox."""
        self.delivery.wake()

    def check_sources(self) -> None:
        """A source was made due: read it now, if reading is this process's work."""
        if self._scheduler is not None and "ingest" in self._jobs:
            self._soon("ingest")

    async def start(self) -> None:
        """Begin to tick, at once and then at intervals. Raises DBAPIError when the database is away."""
        if self._db.is_sqlite and self.works:
            # Alone on this database: a claim that stands is of a process that died.
            async with self._db.across() as session:
                await sources.release_all(session)
        scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for job, (seconds, _) in self._jobs.items():
            scheduler.add_job(self._run, "interval", args=[job], seconds=seconds, id=job)
        scheduler.start()
        self._scheduler = scheduler
        for job in self._jobs:
            self._soon(job)
        if self.works:
            self._delivering = asyncio.create_task(self.delivery.run(), name="delivery")
        log.info("tick.started", role=self._settings.role.value, jobs=sorted(self._jobs))

    async def stop(self, seconds: float = 20.0) -> bool:
        """Tick no more, let what is being posted end. False when some of it did not in time.

        Raises DBAPIError when the outcomes cannot be written; everything is closed all the same.
        """
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        for task in list(self._tasks):
            task.cancel()
        try:
            # First: a job that is cancelled ends with its statement, which may last.
            ended = await self.delivery.drain(seconds)
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._delivering is not None:
                await self._delivering
        finally:
            if self._delivering is not None:
                self._delivering.cancel()  # it has ended, but where draining raised
                await asyncio.gather(self._delivering, return_exceptions=True)
                self._delivering = None
            await self._open.aclose()
        log.info("tick.stopped", in_flight_ended=ended)
        return ended

    async def tick_once(self) -> None:
        """Do all that is due, in order, and deliver it: for the playground, tests and one-off runs.

        A job that fails is logged like any other. What the pace holds back stays in the outbox.
        """
        for job in ("ingest", "digests", "boards"):
            if job in self._jobs:
                await self._run(job)
        if self.works:
            await self.delivery.deliver_due()

    async def ingest_due(self) -> IngestReport:
        """Read the sources that are due. Raises DBAPIError when the database is away."""
        if self._fetch is None:
            self._fetch = fetcher(await self._session(), self._settings.limits)
        if self._parser is None:
            self._parser = await self._workers()
        report = await ingest(
            self._db, self._clock, self._fetch, self._parser, self._settings.ingest, self._metrics
        )
        if report.sources:
            log.info(
                "ingest.done",
                sources=report.sources,
                visits=dict(report.visits),
                entries=report.entries,
                seconds=round(report.seconds, 3),
            )
        self.wake()  # a notice may have been queued
        return report

    async def read_page(self, url: str) -> Page | FetchFailed:
        """The article at an address that an editor gave, in whatever process they are answered; see
        `scheduler.pages`."""
        session = await self._session()

        async def visit(url: str) -> Fetched | NotModified | FetchFailed:
            return await fetch(session, url, accept=ACCEPT, limits=self._settings.limits)

        return await read_page(visit, await self._workers(), url)

    async def find_feeds(self, url: str) -> FoundFeeds | FetchFailed:
        """The feeds of an address that an editor gave; see `scheduler.finding`."""
        web, workers = await self._session(), await self._workers()
        async with self._db.across() as session:
            held = await hosts.waiting(session, self._clock.now())

        async def visit(url: str) -> Fetched | NotModified | FetchFailed:
            return await fetch(web, url, limits=self._settings.limits)

        visitor = Visitor(visit, held)
        try:
            return await find_feeds(visitor, workers, url)
        finally:
            if visitor.pauses:
                now = self._clock.now()
                waits = {host: now + pause for host, pause in visitor.pauses.items()}
                async with self._db.across() as session:
                    await hosts.leave_alone(session, waits, now)

    async def read_file(self, url: str) -> bytes | FetchFailed:
        """A list of sources at an address that an editor gave."""
        limits = replace(self._settings.limits, max_bytes=MAX_BYTES)
        answer = await fetch(await self._session(), url, accept=LIST_ACCEPT, limits=limits)
        if isinstance(answer, NotModified):
            return FetchFailed(SourceStatus.MALFORMED, "not modified, though nothing was known")
        return answer if isinstance(answer, FetchFailed) else answer.body

    async def _session(self) -> Any:
        if self._web is None:
            self._web = await self._open.enter_async_context(open_session(self._settings.limits))
        return self._web

    async def _workers(self) -> ParserPool:
        if self._pool is None:
            self._pool = await self._open.enter_async_context(ParserPool())
        return self._pool

    def _wanted(self) -> dict[str, tuple[float, Callable[[], Awaitable[object]]]]:
        jobs: dict[str, tuple[float, Callable[[], Awaitable[object]]]] = {}
        if self._settings.role in (Role.CLOCK, Role.BOTH):
            jobs["digests"] = (self._settings.clock_seconds, self._digests)
            jobs["boards"] = (self._settings.clock_seconds, self._boards)
        if self.works:
            jobs["ingest"] = (self._settings.ingest_seconds, self.ingest_due)
        return jobs

    async def _digests(self) -> None:
        made = await make_due_digests(self._db, self._clock, self._settings.selection, wake=self.wake)
        self._metrics.digests.inc(len(made))

    async def _boards(self) -> None:
        made = await make_due_boards(self._db, self._clock, wake=self.wake)
        self._metrics.boards.inc(len(made))

    def _soon(self, job: str) -> None:
        """Run a job now, or once more after the run under way; asked for many times meanwhile, once."""
        if job in self._queued:
            return
        self._queued.add(job)
        task = asyncio.create_task(self._run(job), name=job)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, job: str) -> None:
        """A job, one at a time, whose errors are told with an id and stop nothing."""
        async with self._locks[job]:
            self._queued.discard(job)
            started = time.perf_counter()
            try:
                await self._jobs[job][1]()
            except Exception:
                log.exception("tick.failed", job=job, error_id=uuid4().hex[:12])
                self._metrics.job_errors.labels(job).inc()
            else:
                self.last[job] = self._clock.now()
            self._metrics.job_seconds.labels(job).observe(time.perf_counter() - started)
