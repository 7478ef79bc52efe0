"""Articles: what sources gave, written in bulk, and the pool that a selection is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import workspace_of
from store.models import Article, Source
from store.sources import by_hand
from store.upsert import insert_for

# What a source may change of an article it gave before. When we first saw it never changes.
CHANGING = (
    "url",
    "guid",
    "title",
    "summary",
    "author",
    "image_url",
    "language",
    "type",
    "minutes",
    "published_at",
    "topics",
)


@dataclass(frozen=True, slots=True)
class PoolArticle:
    """An article that might be chosen, with its source."""

    article_id: int
    source_id: int
    source_title: str
    source_url: str
    kind: str
    key: str
    url: str
    title: str
    summary: str
    image_url: str | None
    language: str | None
    type: str | None
    minutes: int
    published_at: datetime | None
    seen_at: datetime
    by_hand: bool
    topics: str | None


async def upsert(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write articles, one row a dictionary of all of the table's columns but `id`. Across workspaces.

    An article known by (source_id, key) is rewritten only where something changed; none is made twice.
    """
    if not rows:
        return
    statement = _upsert(session.get_bind().dialect.name)
    # Past the ORM: thirty thousand rows at once must not hold up an acknowledgement.
    connection = await session.connection()
    await connection.execute(statement, rows)


@cache
def _upsert(dialect: str) -> Any:
    # Building it costs more than running it on thirty rows: once a dialect is enough.
    statement = insert_for(dialect, Article)
    new = statement.excluded
    table = Article.__table__
    return statement.on_conflict_do_update(
        index_elements=["source_id", "key"],
        set_={name: new[name] for name in CHANGING},
        where=or_(*(table.c[name].is_distinct_from(new[name]) for name in CHANGING)),
    )


async def pool(
    session: AsyncSession, since: datetime, *, limit: int = 5000, known_at: datetime | None = None
) -> list[PoolArticle]:
    """What was told since then by sources that are read, or added by hand since then: these first, then the newest.

    What a channel was given is there too: a story that was posted must not return from another outlet.
    `known_at`: what had been seen by then, of the sources that were read then.
    """
    told = _told()
    statement = (
        _pool_articles()
        .where(_in_pool(since, known_at))
        .order_by(by_hand().desc(), told.desc(), Article.id.desc())
        .limit(limit)
    )
    return [PoolArticle(*tuple(row)) for row in await session.execute(statement)]


async def these(session: AsyncSession, article_ids: Sequence[int]) -> list[PoolArticle]:
    """Those of these articles that the workspace has, in that order, whatever their age."""
    rows = await session.execute(_pool_articles().where(Article.id.in_(article_ids)))
    found = {each.article_id: each for each in (PoolArticle(*tuple(row)) for row in rows)}
    return [found[article_id] for article_id in dict.fromkeys(article_ids) if article_id in found]


def _pool_articles() -> Select[*tuple[Any, ...]]:
    """The columns of PoolArticle, in its order."""
    return select(
        Article.id,
        Source.id,
        Source.title,
        Source.url,
        Source.kind,
        Article.key,
        Article.url,
        Article.title,
        Article.summary,
        Article.image_url,
        Article.language,
        Article.type,
        Article.minutes,
        Article.published_at,
        Article.seen_at,
        by_hand(),
        Article.topics,
    ).join(Source, Source.id == Article.source_id)


async def add_by_hand(
    session: AsyncSession, source: Source, key: str, now: datetime, values: dict[str, Any]
) -> tuple[int, bool]:
    """An article that an editor added: (its id, whether one had added it before).

    `values`: all columns but these. Added again it is written anew, and counts as added now.
    """
    known = await session.scalar(
        select(Article.id)
        .join(Source, Source.id == Article.source_id)
        .where(Article.key == key, by_hand())
        .order_by(Article.id)
        .limit(1)
    )
    row = values | {"source_id": source.id, "key": key, "seen_at": now}
    if known is not None:
        await session.execute(update(Article).where(Article.id == known).values(**row))
        return known, True
    await upsert(session, [row | {"workspace_id": workspace_of(session)}])
    made = select(Article.id).where(Article.source_id == source.id, Article.key == key)
    return (await session.scalars(made)).one(), False


@dataclass(frozen=True, slots=True)
class FromFeed:
    """What a followed source says of an article."""

    kind: str
    type: str | None


async def from_a_feed(session: AsyncSession, url: str) -> FromFeed | None:
    """Of the article at this canonical address, as the first followed source that gave it tells."""
    found = await session.execute(
        select(Source.kind, Article.type)
        .join(Source, Source.id == Article.source_id)
        .where(Article.url == url, Source.removed_at.is_(None), ~by_hand())
        .order_by(Article.id)
        .limit(1)
    )
    row = found.first()
    return FromFeed(*row) if row else None


async def count_pool(session: AsyncSession, since: datetime) -> int:
    """How many articles `pool` would look at."""
    statement = select(func.count(Article.id)).join(Source, Source.id == Article.source_id)
    return (await session.scalar(statement.where(_in_pool(since)))) or 0


async def newest_of(session: AsyncSession, source_id: int) -> datetime | None:
    """When the newest article of a source was told."""
    return await session.scalar(select(func.max(_told())).where(Article.source_id == source_id))


def _told() -> ColumnElement[datetime]:
    # Nothing is told after it was first seen (curation.dates.told_at): a date to come is no way to the front.
    return case((Article.published_at <= Article.seen_at, Article.published_at), else_=Article.seen_at)


def _in_pool(since: datetime, known_at: datetime | None = None) -> ColumnElement[bool]:
    """The condition on an article joined with its source."""
    followed: ColumnElement[bool] = Source.removed_at.is_(None)
    if known_at is not None:
        followed = and_(or_(followed, Source.removed_at > known_at), Article.seen_at <= known_at)
    # As _told says, in words that the index knows.
    return and_(followed, Article.seen_at >= since, or_(_told() >= since, by_hand()))
