"""From due sources to articles: claim, visit, parse, write, with a bounded queue between stages.

One visit serves all workspaces that follow the same feed. Nothing is open on the database during it. What was read is
written many sources at a time, in transactions of a few hundred rows, so that nobody else waits long for the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from curation import fetch as fetching
from curation.discover import NamedFeeds
from curation.fetch import Fetched, FetchFailed, FetchLimits, NotModified
from curation.parse import Entry, ParsedFeed
from curation.room import Room
from curation.status import SourceStatus
from programme.clock import Clock
from scheduler.lanes import Lanes
from scheduler.metrics import Metrics
from scheduler.notices import notify_workspace
from scheduler.polling import INTERVAL, worth_telling
from scheduler.visits import Feed, Read, clean, feeds, held, parsed, unparsed
from store import articles, hosts, sources
from store.database import Database
from store.sources import DueSource

log = structlog.get_logger(__name__)

GATHER = 0.1  # s: how long what was read waits for company
LOOK_AGAIN = 1.0  # s: between two looks at what has fallen due, while visits are under way


class Fetcher(Protocol):
    """Visits an address, conditionally when it was visited before. Raises nothing the outside does."""

    def __call__(
        self, url: str, *, etag: str | None, modified: str | None
    ) -> Awaitable[Fetched | NotModified | FetchFailed]: ...


class Parser(Protocol):
    """curation.pool.ParserPool, or what stands in for it."""

    def parse(
        self, body: bytes, url: str, content_type: str | None = None, *, now: datetime | None = None
    ) -> Awaitable[ParsedFeed]: ...

    def named_feeds(
        self, body: bytes, url: str, content_type: str | None = None
    ) -> Awaitable[NamedFeeds]: ...


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """`claim`: how long a source is ours, far longer than a visit lasts; what was not begun in half of it (behind a
    slow host) is left for a later run."""

    interval: timedelta = INTERVAL
    at_once: int = 100
    at_once_a_host: int = 4
    claim: timedelta = timedelta(minutes=10)
    claimed_at_once: int = 500
    rows: int = 200  # articles a transaction, about


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did: sources by the SourceStatus value of their visit, entries written (those of a feed in which
    nothing changed are not), seconds it took."""

    visits: Mapping[str, int]
    entries: int
    seconds: float

    @property
    def sources(self) -> int:
        return sum(self.visits.values())


def fetcher(session: Any, limits: FetchLimits) -> Fetcher:
    """A Fetcher on a session of `curation.fetch.open_session`; its large bodies share one room."""
    room = Room(limits.held_bytes)

    async def visit(
        url: str, *, etag: str | None, modified: str | None
    ) -> Fetched | NotModified | FetchFailed:
        return await fetching.fetch(session, url, etag=etag, modified=modified, limits=limits, room=room)

    return visit


async def ingest(
    db: Database,
    clock: Clock,
    fetch: Fetcher,
    parser: Parser,
    settings: IngestSettings | None = None,
    metrics: Metrics | None = None,
) -> IngestReport:
    """Read all sources that are due. One that fails harms no other.

    Raises DBAPIError when the database is away: what was claimed is due again after `settings.claim`.
    """
    run = _Run(db, clock, fetch, parser, settings or IngestSettings(), metrics or Metrics())
    return await run()


class _Run:
    def __init__(
        self,
        db: Database,
        clock: Clock,
        fetch: Fetcher,
        parser: Parser,
        settings: IngestSettings,
        metrics: Metrics,
    ) -> None:
        self._db = db
        self._clock = clock
        self._fetch = fetch
        self._parser = parser
        self._settings = settings
        self._metrics = metrics
        self._lanes = Lanes(settings.at_once_a_host)
        self._waits: dict[str, datetime] = {}  # by host, until when it is to be left alone
        self._due: asyncio.Queue[Feed | None] = asyncio.Queue(settings.at_once)
        self._read: asyncio.Queue[Read | None] = asyncio.Queue(settings.at_once)
        self._visits: Counter[str] = Counter()
        self._entries = 0

    async def __call__(self) -> IngestReport:
        started = time.perf_counter()
        claimed = await self._claim()
        if claimed:
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._feed(claimed))
                    group.create_task(self._write_all())
                    group.create_task(self._visit_all(self._settings.at_once))
            except* Exception as errors:
                raise errors.exceptions[0] from None
        return IngestReport(dict(self._visits), self._entries, time.perf_counter() - started)

    async def _claim(self) -> list[DueSource]:
        now = self._clock.now()
        async with self._db.across() as session:
            claimed = await sources.claim_due(
                session, now, now + self._settings.claim, self._settings.claimed_at_once
            )
            if claimed:
                self._waits |= await hosts.waiting(session, now)
        return claimed

    async def _feed(self, claimed: list[DueSource]) -> None:
        while True:
            begin_by = self._clock.now() + self._settings.claim / 2
            for feed in feeds(claimed, begin_by):
                if self._lanes.enter(feed):
                    await self._due.put(feed)
            # A slow host, or one with many feeds, takes its time: what falls due meanwhile does not wait for it.
            if len(claimed) < self._settings.claimed_at_once and await self._lanes.idle_within(LOOK_AGAIN):
                break
            claimed = await self._claim()
        await self._due.put(None)

    async def _visit_all(self, workers: int) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(self._visit_some())
        await self._read.put(None)

    async def _visit_some(self) -> None:
        while (feed := await self._due.get()) is not None:
            following: Feed | None = feed
            while following is not None:
                for read in await self._visit(following):
                    await self._read.put(read)
                following = self._lanes.after(following)
        await self._due.put(None)  # for the next worker

    async def _visit(self, feed: Feed) -> list[Read]:
        now = self._now()
        if now >= feed.begin_by:
            return []  # the claim ends by itself
        until = self._waits.get(feed.host)
        if until is not None and until > now:
            return held(feed, until, now)
        etag, modified = feed.validators
        try:
            answer = await self._fetch(feed.url, etag=etag, modified=modified)
            if isinstance(answer, Fetched):
                try:
                    found = await self._parser.parse(answer.body, answer.url, answer.content_type, now=now)
                    instead = await self._named(feed, answer, found)
                finally:
                    answer.release()
                return parsed(feed, answer, found, self._now(), self._settings.interval, instead)
        except Exception as error:
            log.exception("ingest.unexpected", url=feed.url, sources=len(feed.sources))
            answer = FetchFailed(SourceStatus.MALFORMED, f"unexpected {type(error).__name__}")
        read = unparsed(feed, answer, self._now(), self._settings.interval)
        if (wait := read[0].wait) is not None:
            self._waits[wait[0]] = max(wait[1], self._waits.get(wait[0], wait[1]))
        return read

    async def _named(self, feed: Feed, answer: Fetched, found: ParsedFeed) -> str | None:
        """The feed that a page names as its own, where a site's address was given for a source."""
        if found.status is not SourceStatus.NOT_A_FEED or not feed.unread:
            return None
        named = await self._parser.named_feeds(answer.body, answer.url, answer.content_type)
        return next((link.url for link in named.feeds if link.said), None)

    def _now(self) -> datetime:
        # In whole seconds: visits of one second that went alike are written by one statement.
        return self._clock.now().replace(microsecond=0)

    async def _write_all(self) -> None:
        """Gather what was read into transactions of about `rows` articles; a source's last bears its visit."""
        ended = False
        while not ended:
            group: list[Read] = []
            rows = 0
            read = await self._read.get()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GATHER):
                    while read is not None:
                        group.append(read)
                        rows += len(read.entries)
                        if rows >= self._settings.rows or len(group) >= self._settings.claimed_at_once:
                            break
                        read = await self._read.get()
            ended = read is None
            if group:
                await self._write(group)

    async def _write(self, group: Sequence[Read]) -> None:
        try:
            await self._write_together(group)
        except Exception as error:
            if len(group) == 1:
                await self._write_failure(group[0], error)
            else:
                # One of them holds what the database refuses: the others must not pay for it.
                for each in group:
                    await self._write([each])
            return
        self._count(group)
        for each in group:
            if each.visit.failures:
                log.info(
                    "ingest.source_failed",
                    workspace=each.source.workspace_id,
                    source=each.source.source_id,
                    status=each.visit.status,
                    failures=each.visit.failures,
                )

    def _count(self, group: Sequence[Read]) -> None:
        visits = Counter(each.visit.status for each in group)
        entries = sum(len(each.entries) for each in group)
        self._visits += visits
        self._entries += entries
        for status, number in visits.items():
            self._metrics.visits.labels(status).inc(number)
        self._metrics.entries.inc(entries)

    async def _write_together(self, group: Sequence[Read]) -> None:
        rows = [
            _row(each.source, entry, each.language, each.visit.checked_at)
            for each in group
            for entry in each.entries
        ]
        # Those beyond the last few hundred go ahead, in transactions of their own.
        while len(rows) > 2 * self._settings.rows:
            async with self._db.across() as session:
                await articles.upsert(session, rows[: self._settings.rows])
            rows = rows[self._settings.rows :]
            await asyncio.sleep(0)
        async with self._db.across() as session:
            await articles.upsert(session, rows)
            await sources.record(session, [each.visit for each in group])
            if waits := dict(sorted(each.wait for each in group if each.wait is not None)):
                await hosts.leave_alone(session, waits, self._now())
            for each in group:
                await self._follow(session, each)

    async def _follow(self, session: AsyncSession, each: Read) -> None:
        if each.moved_to is not None:
            await sources.move(session, each.source.source_id, each.moved_to)
        if each.visited and (code := worth_telling(each.status, each.visit.failures)) is not None:
            await notify_workspace(
                session,
                each.source.workspace_id,
                f"{code}:{each.source.source_id}:{each.visit.checked_at.date()}",
                code,
                {
                    "source": each.title or each.source.url,
                    "url": each.source.url,
                    "status": each.visit.status,
                    "failures": each.visit.failures,
                },
                each.visit.checked_at,
            )

    async def _write_failure(self, each: Read, error: Exception) -> None:
        """What was read cannot be written: the source says so. Raises DBAPIError if even that cannot be."""
        log.error(
            "ingest.not_written",
            workspace=each.source.workspace_id,
            source=each.source.source_id,
            error=type(error).__name__,
        )
        failure = FetchFailed(SourceStatus.MALFORMED, f"not written: {type(error).__name__}")
        feed = Feed(each.source.url, "", (each.source,), self._now())
        instead = unparsed(feed, failure, self._now(), self._settings.interval)
        await self._write_together(instead)
        self._count(instead)


def _row(source: DueSource, entry: Entry, language: str | None, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": source.workspace_id,
        "source_id": source.source_id,
        "key": entry.key,
        "url": entry.url,
        "guid": clean(entry.guid) or None,
        "title": clean(entry.title),
        "summary": clean(entry.summary),
        "author": clean(entry.author)[:200] or None,
        "image_url": entry.image_url,
        "language": (entry.language or language or "")[:8] or None,
        "type": entry.type,
        "minutes": entry.minutes,
        "published_at": entry.published,
        "seen_at": now,
        "topics": entry.topics,
    }
