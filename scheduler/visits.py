"""What a visit to a feed means for each source that follows it: decided here, written by `scheduler.ingest`.

The sources of several workspaces that follow one feed are visited together: what the feed says, and when it is asked
again, is the same for all; how often it failed, and what is known of it, is each one's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from curation.fetch import Fetched, FetchFailed, NotModified
from curation.parse import Entry, ParsedFeed
from curation.status import SourceStatus
from scheduler.polling import GIVE_UP_AFTER, Next, host_pause, next_check
from store.sources import DueSource, Learnt, Visit

UNREAD = "new"


@dataclass(frozen=True, slots=True)
class Feed:
    """An address to visit, once for all the sources that follow it. Not begun before `begin_by`, it is left."""

    url: str
    host: str
    sources: tuple[DueSource, ...]
    begin_by: datetime

    @property
    def validators(self) -> tuple[str | None, str | None]:
        """`etag` and `modified` to ask with: none where one of the sources does not have what the others have."""
        known = {(each.etag, each.modified) for each in self.sources}
        return known.pop() if len(known) == 1 else (None, None)

    @property
    def unread(self) -> bool:
        """None of its sources was ever read."""
        return all(each.status == UNREAD for each in self.sources)


@dataclass(frozen=True, slots=True)
class Read:
    """A visit's result for one source, ready to be written. `entries`: those to write, none where nothing changed.

    `wait`: the host that asked to be left alone, and until when. `visited`: not where its host is left alone.
    """

    source: DueSource
    visit: Visit
    status: SourceStatus
    moved_to: str | None = None
    entries: tuple[Entry, ...] = ()
    language: str | None = None
    wait: tuple[str, datetime] | None = None
    visited: bool = True

    @property
    def title(self) -> str:
        return self.visit.learnt.title if self.visit.learnt else self.source.title


def feeds(claimed: Sequence[DueSource], begin_by: datetime) -> list[Feed]:
    """The feeds that these sources follow, in the order of the first to follow each."""
    followed: dict[str, list[DueSource]] = {}
    for source in claimed:
        followed.setdefault(source.url, []).append(source)
    return [Feed(url, host_of(url), tuple(each), begin_by) for url, each in followed.items()]


@lru_cache(4096)
def host_of(url: str) -> str:
    """The host that answers for an address, its port with it where it is said; "" where there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def held(feed: Feed, until: datetime, now: datetime) -> list[Read]:
    """The host asked to be left alone: not visited, and no failure of the source."""
    status = SourceStatus.RATE_LIMITED
    return [
        Read(
            source,
            Visit(source.source_id, status.value, None, source.failures, now, until),
            status,
            visited=False,
        )
        for source in feed.sources
    ]


def parsed(
    feed: Feed,
    answer: Fetched,
    found: ParsedFeed,
    now: datetime,
    interval: timedelta,
    instead: str | None = None,
) -> list[Read]:
    """The feed answered with a body, which was parsed. `instead`: it is a page, whose feed is to be read in its place,
    at once."""
    if instead is not None and instead != feed.url:
        status = found.status
        return [
            Read(each, Visit(each.source_id, status.value, None, each.failures, now, now), status, instead)
            for each in feed.sources
        ]
    failing = found.status.is_failure
    print_ = None if failing else fingerprint(found.entries)
    since = [_changed(each) for each in feed.sources if print_ is not None and each.fingerprint == print_]
    changed_at = min(since, default=now)
    asked = max(timedelta(minutes=found.ttl_minutes or 0), timedelta(seconds=answer.cache_max_age or 0))
    laters = _laters(feed.sources, found.status, now, interval, asked=asked, silent=now - changed_at)
    title = clean(found.title)
    read = []
    for source, later in zip(feed.sources, laters, strict=True):
        changed = not failing and source.fingerprint != print_
        learnt = Learnt(
            title=source.title or title,
            language=found.language or source.language,
            # A body that could not be read must be given again next time.
            etag=None if failing else answer.etag,
            modified=None if failing else answer.modified,
            fingerprint=source.fingerprint if failing else print_,
            ttl_minutes=source.ttl_minutes if failing else found.ttl_minutes,
            changed_at=changed_at if changed else source.changed_at,
        )
        visit = Visit(source.source_id, found.status.value, None, later.failures, now, later.at)
        read.append(
            Read(
                source,
                visit if learnt == _known(source) else _with(visit, learnt),
                found.status,
                answer.permanent_url if not failing and answer.permanent_url != source.url else None,
                found.entries if changed else (),
                found.language,
            )
        )
    return read


def unparsed(
    feed: Feed, answer: Fetched | NotModified | FetchFailed, now: datetime, interval: timedelta
) -> list[Read]:
    """Nothing new, or nothing at all."""
    if isinstance(answer, FetchFailed):
        return _failed(feed, answer, now, interval)
    age = answer.cache_max_age or 0
    asked = max(
        timedelta(minutes=max(each.ttl_minutes or 0 for each in feed.sources)), timedelta(seconds=age)
    )
    silent = now - min(_changed(each) for each in feed.sources)
    status = SourceStatus.NOT_MODIFIED
    read = []
    laters = _laters(feed.sources, status, now, interval, asked=asked, silent=silent)
    for source, later in zip(feed.sources, laters, strict=True):
        visit = Visit(source.source_id, status.value, None, later.failures, now, later.at)
        etag, modified = answer.etag or source.etag, answer.modified or source.modified
        if (etag, modified) != (source.etag, source.modified):
            visit = _with(visit, _known(source, etag, modified))
        moved_to = answer.permanent_url if answer.permanent_url != source.url else None
        read.append(Read(source, visit, status, moved_to))
    return read


def _failed(feed: Feed, answer: FetchFailed, now: datetime, interval: timedelta) -> list[Read]:
    retry_after = timedelta(seconds=answer.retry_after) if answer.retry_after is not None else None
    pause = host_pause(answer.status, retry_after)
    wait = (host_of(answer.url or feed.url), now + pause) if pause is not None else None
    detail = clean(answer.detail)[:500]
    laters = _laters(feed.sources, answer.status, now, interval, retry_after=retry_after)
    return [
        Read(
            source,
            Visit(source.source_id, answer.status.value, detail, later.failures, now, later.at),
            answer.status,
            wait=wait,
        )
        for source, later in zip(feed.sources, laters, strict=True)
    ]


def _laters(
    sources: Sequence[DueSource],
    status: SourceStatus,
    now: datetime,
    interval: timedelta,
    *,
    asked: timedelta | None = None,
    retry_after: timedelta | None = None,
    silent: timedelta = timedelta(),
) -> list[Next]:
    """When each is asked again: at the same time, that of the one that failed longest; but for those given up."""
    worst = max(each.failures for each in sources)
    said = next_check(
        status,
        min(worst, GIVE_UP_AFTER - 2),
        now,
        interval=interval,
        asked=asked,
        retry_after=retry_after,
        silent=silent,
    )
    if not status.is_failure:
        return [said] * len(sources)
    counts = [each.failures + 1 for each in sources]
    return [Next(said.at if count < GIVE_UP_AFTER else None, count) for count in counts]


def fingerprint(entries: Sequence[Entry]) -> str:
    """Of all that is read of a feed's entries: it stays while none of them comes, goes or changes."""
    text = "\x1e".join(["\x1f".join(map(str, entry)) for entry in entries])
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _changed(source: DueSource) -> datetime:
    return source.changed_at or source.created_at


def _known(source: DueSource, etag: str | None = None, modified: str | None = None) -> Learnt:
    return Learnt(
        source.title,
        source.language,
        etag or source.etag,
        modified or source.modified,
        source.fingerprint,
        source.ttl_minutes,
        source.changed_at,
    )


def _with(visit: Visit, learnt: Learnt) -> Visit:
    return Visit(
        visit.source_id,
        visit.status,
        visit.status_detail,
        visit.failures,
        visit.checked_at,
        visit.next_check_at,
        learnt,
    )


def clean(text: str) -> str:
    """Without what no database takes: NUL characters, halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")
