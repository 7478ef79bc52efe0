"""Digests: the claim on a channel's slot, what stands in each, and what a channel was given before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.acts import acts, picked_there
from store.database import must_be_unscoped
from store.models import Article, Channel, Digest, DigestItem, Pick, Source
from store.upsert import insert


@dataclass(frozen=True, slots=True)
class NewItem:
    """An article to stand in a digest. `reasons`, `also_in`: [[code, params]] and [[source, url]]."""

    article_id: int
    position: int
    kind: str
    reasons: list[Any]
    also_in: list[Any]


@dataclass(frozen=True, slots=True)
class Line:
    """An article with what a reader is shown of it, as it stands in a digest; outside one (None), in place 0."""

    digest_id: int | None
    article_id: int
    position: int
    kind: str
    reasons: list[Any]
    also_in: list[Any]
    title: str
    url: str
    type: str | None
    summary: str
    image_url: str | None
    published_at: datetime | None
    seen_at: datetime
    minutes: int
    source_title: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Content:
    """A digest as it is to be posted."""

    digest_id: int
    channel_id: int
    local_date: date
    time_zone: str
    wanted: int
    created_at: datetime
    message_id: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class GivenArticle:
    """An article that a channel was given. `key`: the feed entry's, which outlets of one address share."""

    article_id: int
    key: str
    url: str
    title: str
    kind: str
    local_date: date


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article as it stood in a posted digest, and how many acts (picks, drafts, shares) there were on it."""

    channel_id: int
    digest_id: int
    made_at: datetime
    position: int
    kind: str
    article_id: int
    source_id: int
    title: str
    type: str | None
    has_summary: bool
    image_url: str | None
    published_at: datetime | None
    seen_at: datetime
    acts: int


async def claim(
    session: AsyncSession,
    *,
    workspace_id: str,
    channel_id: int,
    local_date: date,
    slot: str,
    wanted: int,
    missing: list[Any],
    conversation_id: str,
    now: datetime,
) -> int | None:
    """The new digest's id, or None when the slot was claimed before."""
    made = await session.execute(
        insert(session, Digest)
        .values(
            workspace_id=workspace_id,
            channel_id=channel_id,
            local_date=local_date,
            slot=slot,
            wanted=wanted,
            missing=missing,
            conversation_id=conversation_id,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["channel_id", "local_date", "slot"])
        .returning(Digest.id)
    )
    row = made.first()
    return None if row is None else int(row[0])


async def claim_empty(
    session: AsyncSession,
    digest_id: int,
    *,
    wanted: int,
    missing: list[Any],
    conversation_id: str,
    now: datetime,
) -> bool:
    """Make a claimed digest anew, as of now; False when it holds articles. Whoever comes second waits, and sees
    what the first one put in."""
    await session.execute(select(Digest.id).where(Digest.id == digest_id).with_for_update())
    if await count_items(session, digest_id):
        return False
    await session.execute(
        update(Digest)
        .where(Digest.id == digest_id)
        .values(wanted=wanted, missing=missing, conversation_id=conversation_id, created_at=now)
        .execution_options(synchronize_session=False)
    )
    return True


async def fill(
    session: AsyncSession, workspace_id: str, channel_id: int, digest_id: int, items: Iterable[NewItem]
) -> None:
    """Raises sqlalchemy.exc.IntegrityError when the channel was given one of them before."""
    rows = [
        {
            "workspace_id": workspace_id,
            "channel_id": channel_id,
            "digest_id": digest_id,
            "article_id": item.article_id,
            "position": item.position,
            "kind": item.kind,
            "reasons": item.reasons,
            "also_in": item.also_in,
        }
        for item in items
    ]
    if rows:
        connection = await session.connection()
        await connection.execute(insert(session, DigestItem), rows)


async def find(session: AsyncSession, channel_id: int, local_date: date, slot: str) -> Digest | None:
    return (
        await session.scalars(
            select(Digest).where(
                Digest.channel_id == channel_id, Digest.local_date == local_date, Digest.slot == slot
            )
        )
    ).one_or_none()


async def made_slots(session: AsyncSession, since: date) -> set[tuple[int, date, str]]:
    """(channel, local date, slot) of the digests from that date on. Across workspaces."""
    rows = await session.execute(
        select(Digest.channel_id, Digest.local_date, Digest.slot).where(Digest.local_date >= since)
    )
    return {(channel_id, local_date, slot) for channel_id, local_date, slot in rows}


async def latest(session: AsyncSession, channel_id: int, *, posted: bool = False) -> Digest | None:
    """The channel's newest digest; with `posted`, the newest one whose message stands in the channel."""
    statement = select(Digest).where(Digest.channel_id == channel_id)
    if posted:
        statement = statement.where(Digest.message_id.is_not(None))
    return (
        await session.scalars(statement.order_by(Digest.created_at.desc(), Digest.id.desc()).limit(1))
    ).one_or_none()


async def count_items(session: AsyncSession, digest_id: int) -> int:
    return (
        await session.scalar(select(func.count(DigestItem.id)).where(DigestItem.digest_id == digest_id))
    ) or 0


async def contents(session: AsyncSession, digest_ids: Collection[int]) -> dict[int, Content]:
    """Digests with their articles in order, by id."""
    if not digest_ids:
        return {}
    rows = await session.execute(
        select(
            DigestItem.digest_id,
            DigestItem.article_id,
            DigestItem.position,
            DigestItem.kind,
            DigestItem.reasons,
            DigestItem.also_in,
            Article.title,
            Article.url,
            Article.type,
            Article.summary,
            Article.image_url,
            Article.published_at,
            Article.seen_at,
            Article.minutes,
            Source.title,
            Source.url,
        )
        .join(Article, Article.id == DigestItem.article_id)
        .join(Source, Source.id == Article.source_id)
        .where(DigestItem.digest_id.in_(digest_ids))
        .order_by(DigestItem.digest_id, DigestItem.position)
    )
    lines: dict[int, list[Line]] = {}
    for row in rows:
        lines.setdefault(row[0], []).append(Line(*row))
    digests = await session.execute(
        select(
            Digest.id,
            Digest.channel_id,
            Digest.local_date,
            Channel.time_zone,
            Digest.wanted,
            Digest.created_at,
            Digest.message_id,
        )
        .join(Channel, Channel.id == Digest.channel_id)
        .where(Digest.id.in_(digest_ids))
    )
    return {row[0]: Content(*row, lines=tuple(lines.get(row[0], ()))) for row in digests}


async def mark_posted(session: AsyncSession, messages: Sequence[tuple[int, str]]) -> None:
    """(digest, message): where each digest stands in its conversation. Across workspaces."""
    must_be_unscoped(session)
    if messages:
        connection = await session.connection()
        await connection.execute(_mark_posted(), [{"of": of, "message": message} for of, message in messages])


@cache
def _mark_posted() -> Update:
    table = Digest.__table__
    return update(Digest).where(table.c.id == bindparam("of")).values(message_id=bindparam("message"))


async def given(session: AsyncSession, channel_id: int, *, before: date | None = None) -> list[GivenArticle]:
    """The articles that this channel was given, ever (or before that local date); newest first."""
    rows = await session.execute(
        select(Article.id, Article.key, Article.url, Article.title, DigestItem.kind, Digest.local_date)
        .join(Digest, Digest.id == DigestItem.digest_id)
        .join(Article, Article.id == DigestItem.article_id)
        .where(DigestItem.channel_id == channel_id, true() if before is None else Digest.local_date < before)
        .order_by(Digest.local_date.desc(), DigestItem.position)
    )
    return [GivenArticle(*row) for row in rows]


async def shown(
    session: AsyncSession, since: datetime, before: datetime, *, limit: int, known_at: datetime | None = None
) -> list[ShownArticle]:
    """The newest `limit` articles that the workspace's channels were posted from `since` until before `before`,
    and how many acts there were on each (by `known_at`, or ever); digests oldest first, each in its order.

    A person counts once an article and act, and only in the channel where they picked it.
    """
    rows = await session.execute(
        select(
            Digest.channel_id,
            Digest.id,
            Digest.created_at,
            DigestItem.position,
            DigestItem.kind,
            Article.id,
            Article.source_id,
            Article.title,
            Article.type,
            func.length(Article.summary) > 0,
            Article.image_url,
            Article.published_at,
            Article.seen_at,
            acts(known_at),
        )
        .select_from(Digest)
        .join(DigestItem, DigestItem.digest_id == Digest.id)
        .join(Article, Article.id == DigestItem.article_id)
        .outerjoin(Pick, picked_there(known_at))
        .where(
            Digest.created_at >= since,
            Digest.created_at < before,
            Digest.message_id.is_not(None),
        )
        .group_by(Digest.id, DigestItem.id, Article.id)
        .order_by(Digest.created_at.desc(), Digest.id.desc(), DigestItem.position.desc())
        .limit(limit)
    )
    return [ShownArticle(*tuple(row)) for row in rows][::-1]


async def kinds_since(session: AsyncSession, since: datetime) -> dict[str, int]:
    """How many articles of each kind (company, market) the workspace was given since then."""
    rows = await session.execute(
        select(DigestItem.kind, func.count())
        .join(Digest, Digest.id == DigestItem.digest_id)
        .where(Digest.created_at >= since)
        .group_by(DigestItem.kind)
    )
    return {row[0]: row[1] for row in rows}
