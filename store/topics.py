"""Topics: a workspace's changes to the tree, and the articles that its editors filed under them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from store.database import workspace_of
from store.models import Article, Filing, TopicRow
from store.upsert import insert

EXAMPLES = 50  # a topic: more teach little, and all are read for each choice
NONE = "-"  # no topic's id: an editor said that the article is about none of them


@dataclass(frozen=True, slots=True)
class OwnTopic:
    """One topic as the workspace wants it. `words` and `hints`: by language, or "any"."""

    topic: str
    labels: Mapping[str, str]
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hints: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FiledArticle:
    """An article that an editor filed under a topic."""

    article_id: int
    topic: str
    title: str
    summary: str


async def own(session: AsyncSession) -> list[OwnTopic]:
    """What the workspace changed, in the order in which it began to."""
    rows = await session.scalars(select(TopicRow).order_by(TopicRow.id))
    return [OwnTopic(row.topic, row.labels, row.words, row.hints, row.hidden) for row in rows]


async def put(session: AsyncSession, topic: OwnTopic) -> None:
    """Write one topic, in place of what the workspace had under its id."""
    values = {
        "labels": dict(topic.labels),
        "words": {name: list(words) for name, words in topic.words.items()},
        "hints": {name: list(words) for name, words in topic.hints.items()},
        "hidden": topic.hidden,
    }
    await session.execute(
        insert(session, TopicRow)
        .values(workspace_id=workspace_of(session), topic=topic.topic, **values)
        .on_conflict_do_update(index_elements=["workspace_id", "topic"], set_=values)
    )


async def restore(session: AsyncSession, topic: str) -> None:
    """Forget what the workspace changed of a topic: the tree's own is back, where it has one."""
    await session.execute(delete(TopicRow).where(TopicRow.topic == topic))


async def file(
    session: AsyncSession, article_id: int, wanted: Iterable[str], now: datetime, *, by: str | None = None
) -> bool:
    """File an article under these topics and no others (under none, when there are none); whether the workspace has
    that article."""
    if await session.scalar(select(Article.id).where(Article.id == article_id)) is None:
        return False
    wanted = list(dict.fromkeys(wanted)) or [NONE]
    await session.execute(delete(Filing).where(Filing.article_id == article_id, Filing.topic.not_in(wanted)))
    for topic in wanted:
        await session.execute(
            insert(session, Filing)
            .values(
                workspace_id=workspace_of(session),
                article_id=article_id,
                topic=topic,
                filed_by=by,
                filed_at=now,
            )
            .on_conflict_do_nothing(index_elements=["article_id", "topic"])
        )
    return True


async def unfile(session: AsyncSession, article_ids: Sequence[int]) -> None:
    """Forget what editors said of these articles: they bear again what is found for them."""
    await session.execute(delete(Filing).where(Filing.article_id.in_(article_ids)))


async def examples(session: AsyncSession, *, known_at: datetime | None = None) -> list[FiledArticle]:
    """What editors filed (by `known_at`, or ever), the newest fifty of each topic, the newest first."""
    place = func.row_number().over(partition_by=Filing.topic, order_by=Filing.id.desc()).label("place")
    ranked = (
        select(Filing.article_id, Filing.topic, Filing.id, place)
        .where(Filing.workspace_id == workspace_of(session), Filing.topic != NONE, _filed_by(known_at))
        .subquery()
    )
    rows = await session.execute(
        select(Article.id, ranked.c.topic, Article.title, Article.summary)
        .join(ranked, ranked.c.article_id == Article.id)
        .where(ranked.c.place <= EXAMPLES)
        .order_by(ranked.c.id.desc())
    )
    return [FiledArticle(*tuple(row)) for row in rows]


async def filed(
    session: AsyncSession, since: datetime, *, known_at: datetime | None = None
) -> dict[int, tuple[str, ...]]:
    """The topics of the articles that editors filed (by `known_at`, or ever), by article, in their order; of those
    first seen since then. No topics: they were filed under none."""
    rows = await session.execute(
        select(Filing.article_id, Filing.topic)
        .join(Article, Article.id == Filing.article_id)
        .where(Article.seen_at >= since, _filed_by(known_at))
        .order_by(Filing.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for article_id, topic in rows:
        found[article_id] = (*found.get(article_id, ()), *([topic] if topic != NONE else ()))
    return found


def _filed_by(moment: datetime | None) -> ColumnElement[bool]:
    return true() if moment is None else Filing.filed_at <= moment
