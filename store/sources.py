"""Sources: the feeds a programme reads, which of them are due, and how each last visit went."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import must_be_unscoped, workspace_of
from store.models import Article, Source, Workspace
from store.upsert import insert

# The address of what is no feed: the site of articles added by hand, one a site and kind. It is never read.
BY_HAND = "urn:dizaine:by-hand:"


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source that was claimed, with what a polite visit needs."""

    source_id: int
    workspace_id: str
    url: str
    title: str
    language: str | None
    etag: str | None
    modified: str | None
    status: str
    failures: int
    fingerprint: str | None
    ttl_minutes: int | None
    changed_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a visit says of the source itself, `etag` and `modified` for the next visit; `fingerprint`: of its
    entries, `changed_at`: when they last changed."""

    title: str
    language: str | None
    etag: str | None
    modified: str | None
    fingerprint: str | None = None
    ttl_minutes: int | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """How a visit went: what is written back. Times are UTC; `next_check_at` None means never again.

    `learnt` is None where the source stays as it is known.
    """

    source_id: int
    status: str
    status_detail: str | None
    failures: int
    checked_at: datetime
    next_check_at: datetime | None
    learnt: Learnt | None = None


def by_hand() -> ColumnElement[bool]:
    """That a source is no feed, but a site from which editors added articles."""
    return Source.url.startswith(BY_HAND, autoescape=True)


def read() -> ColumnElement[bool]:
    """That a source is a feed, and was not removed."""
    return and_(Source.removed_at.is_(None), ~by_hand())


async def claim_due(session: AsyncSession, now: datetime, until: datetime, limit: int) -> list[DueSource]:
    """Claim sources that are due and that nobody holds, longest due first, and with each those of other workspaces
    that follow the same feed, `limit` of them too: one visit serves all. Across workspaces."""
    must_be_unscoped(session)
    due = (
        select(Source.id)
        .where(Source.next_check_at <= now, *_free(now))
        .order_by(Source.next_check_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = await _claim(session, due, until)
    # Most installations have one workspace, in which no feed is followed twice.
    if claimed and await session.scalar(select(Workspace.id).offset(1).limit(1)) is not None:
        followers = (
            select(Source.id)
            .where(Source.url.in_({each.url for each in claimed}), *_free(now))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed += await _claim(session, followers, until)
    return claimed


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Source.removed_at.is_(None),
        or_(Source.claimed_until.is_(None), Source.claimed_until < now),
    )


async def _claim(session: AsyncSession, ids: Select[int], until: datetime) -> list[DueSource]:
    table = Source.__table__
    connection = await session.connection()
    claimed = await connection.execute(
        update(Source)
        .where(table.c.id.in_(ids))
        .values(claimed_until=until)
        .returning(
            table.c.id,
            *(table.c[each.name] for each in fields(DueSource)[1:]),
        )
    )
    return [DueSource(*row) for row in claimed]


async def record(session: AsyncSession, visits: Sequence[Visit]) -> None:
    """Write visits back and let go of the claims: a statement for all that went alike, one for what was learnt.

    Across workspaces.
    """
    must_be_unscoped(session)
    connection = await session.connection()
    alike: dict[tuple[object, ...], list[int]] = {}
    for visit in sorted(visits, key=lambda each: each.source_id):
        outcome = (
            visit.status,
            visit.status_detail,
            visit.failures,
            visit.checked_at,
            visit.next_check_at,
        )
        alike.setdefault(outcome, []).append(visit.source_id)
    for (status, detail, failures, at, later), ids in alike.items():
        given = {"new_status": status, "detail": detail, "failed": failures, "at": at, "later": later}
        await connection.execute(_outcome(), {**given, "ids": ids})
    learnt = [
        {
            "of": visit.source_id,
            "new_title": visit.learnt.title[:200],
            "new_language": visit.learnt.language and visit.learnt.language[:8],
            "new_etag": visit.learnt.etag,
            "new_modified": visit.learnt.modified,
            "new_fingerprint": visit.learnt.fingerprint,
            "new_ttl": visit.learnt.ttl_minutes,
            "new_changed": visit.learnt.changed_at,
        }
        for visit in visits
        if visit.learnt is not None
    ]
    if learnt:
        await connection.execute(_learnt(), learnt)


@cache
def _outcome() -> Update:
    table = Source.__table__
    return (
        update(Source)
        .where(table.c.id.in_(bindparam("ids", expanding=True)))
        .values(
            status=bindparam("new_status"),
            status_detail=bindparam("detail"),
            failures=bindparam("failed"),
            checked_at=bindparam("at"),
            next_check_at=bindparam("later"),
            claimed_until=None,
        )
    )


@cache
def _learnt() -> Update:
    table = Source.__table__
    return (
        update(Source)
        .where(table.c.id == bindparam("of"))
        .values(
            title=bindparam("new_title"),
            language=bindparam("new_language"),
            etag=bindparam("new_etag"),
            modified=bindparam("new_modified"),
            fingerprint=bindparam("new_fingerprint"),
            ttl_minutes=bindparam("new_ttl"),
            changed_at=bindparam("new_changed"),
        )
    )


async def move(session: AsyncSession, source_id: int, url: str) -> bool:
    """Follow a source to its new address; `find` knows it by the old one too. False when the workspace reads that
    address already. Across workspaces."""
    must_be_unscoped(session)
    taken = select(Source.workspace_id).where(Source.url == url).scalar_subquery()
    changed = await session.execute(
        update(Source)
        .where(Source.id == source_id, Source.workspace_id.not_in(taken))
        .values(url=url, given_url=func.coalesce(Source.given_url, Source.url))
        .returning(Source.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


async def release_all(session: AsyncSession) -> None:
    """Let go of every claim: for a process that is alone, when it starts. Across workspaces."""
    must_be_unscoped(session)
    await session.execute(
        update(Source)
        .where(Source.claimed_until.is_not(None))
        .values(claimed_until=None)
        .execution_options(synchronize_session=False)
    )


async def get(session: AsyncSession, source_id: int) -> Source | None:
    """One that is read; None once removed."""
    return (
        await session.scalars(select(Source).where(Source.id == source_id, Source.removed_at.is_(None)))
    ).one_or_none()


async def find(session: AsyncSession, url: str) -> Source | None:
    """The one at that address, or that was added by it and has moved since."""
    return (
        await session.scalars(
            select(Source)
            .where(or_(Source.url == url, Source.given_url == url), Source.removed_at.is_(None))
            .order_by(Source.url == url, Source.id)
        )
    ).first()


async def several(session: AsyncSession, source_ids: Collection[int]) -> Sequence[Source]:
    """Those that are read, in the order of the list."""
    return (
        await session.scalars(select(Source).where(read(), Source.id.in_(source_ids)).order_by(Source.id))
    ).all()


async def listed(session: AsyncSession) -> Sequence[Source]:
    """Those that are read, in the order they were added."""
    return (await session.scalars(select(Source).where(read()).order_by(Source.id))).all()


async def named(session: AsyncSession) -> Sequence[tuple[int, str, str, str]]:
    """(id, title, url, kind) of all there ever were, those that are read no more too."""
    rows = await session.execute(select(Source.id, Source.title, Source.url, Source.kind))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def count(session: AsyncSession) -> int:
    return (await session.scalar(select(func.count(Source.id)).where(read()))) or 0


async def count_unread(session: AsyncSession) -> int:
    """How many were never visited yet."""
    unread = select(func.count(Source.id)).where(read(), Source.checked_at.is_(None))
    return (await session.scalar(unread)) or 0


async def article_counts(session: AsyncSession) -> dict[int, int]:
    """How many articles each source gave, by its id."""
    rows = await session.execute(select(Article.source_id, func.count()).group_by(Article.source_id))
    return {row[0]: row[1] for row in rows}


async def add(
    session: AsyncSession,
    url: str,
    now: datetime,
    *,
    kind: str = "market",
    title: str = "",
    language: str | None = None,
    added_by: str | None = None,
) -> tuple[Source, bool]:
    """Read a feed from now on: (the source, whether it was read already). One that was removed comes back."""
    if (known := await find(session, url)) is not None:
        return known, True
    back = {"kind": kind, "added_by": added_by, "removed_at": None, "status": "new", "failures": 0} | {
        "next_check_at": now,
        "etag": None,
        "modified": None,
        "fingerprint": None,
        "claimed_until": None,
    }
    statement = insert(session, Source).values(
        workspace_id=workspace_of(session),
        url=url,
        title=title[:200],
        language=language,
        created_at=now,
        **back,
    )
    made = await session.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "url"], set_=back, where=Source.removed_at.is_not(None)
        ).returning(Source.id)
    )
    fresh = made.first() is not None
    source = (
        await session.scalars(
            select(Source).where(Source.url == url).execution_options(populate_existing=True)
        )
    ).one()
    return source, not fresh


async def set_kind(session: AsyncSession, source_id: int, kind: str) -> bool:
    """Whether there was one whose kind it was not."""
    changed = await session.execute(
        update(Source)
        .where(Source.id == source_id, Source.kind != kind)
        .values(kind=kind)
        .returning(Source.id)
    )
    return changed.first() is not None


async def site(
    session: AsyncSession, host: str, now: datetime, *, kind: str, title: str, added_by: str
) -> Source:
    """The source of what editors add by hand from this site; its first title stays."""
    url = f"{BY_HAND}{kind}:{host}"
    await session.execute(
        insert(session, Source)
        .values(
            workspace_id=workspace_of(session),
            url=url,
            title=title[:200],
            kind=kind,
            status="ok",
            failures=0,
            checked_at=now,
            added_by=added_by,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["workspace_id", "url"])
    )
    return (await session.scalars(select(Source).where(Source.url == url))).one()


async def remove(session: AsyncSession, source_id: int, now: datetime) -> bool:
    """Its articles are chosen no more; what was posted stays. False when it was removed already."""
    changed = await session.execute(
        update(Source)
        .where(Source.id == source_id, Source.removed_at.is_(None))
        .values(removed_at=now, next_check_at=None)
        .returning(Source.id)
    )
    return changed.first() is not None


async def ask_now(session: AsyncSession, now: datetime, source_ids: Collection[int]) -> int:
    """Make these due at once; how many. One that said it is gone is asked again too."""
    changed = await session.execute(
        update(Source).where(read(), Source.id.in_(source_ids)).values(next_check_at=now).returning(Source.id)
    )
    return len(changed.all())


async def unread(session: AsyncSession, overdue: datetime, now: datetime) -> int:
    """How many sources are still to be read: due and never read, or due since before `overdue`."""
    return (
        await session.scalar(
            select(func.count(Source.id)).where(
                read(),
                or_(
                    and_(Source.checked_at.is_(None), Source.next_check_at <= now),
                    Source.next_check_at <= overdue,
                ),
            )
        )
    ) or 0
