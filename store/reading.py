"""Articles as people meet them: with their source, and their place in a digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import Article, Digest, DigestItem, Outgoing, Source


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, its source, and the digest's item where it stands in one."""

    article: Article
    source: Source
    item: DigestItem | None


async def in_digest(session: AsyncSession, digest_id: int) -> Sequence[Reading]:
    """A digest's articles in their order."""
    rows = await session.execute(
        select(Article, Source, DigestItem)
        .join(Source, Source.id == Article.source_id)
        .join(DigestItem, DigestItem.article_id == Article.id)
        .where(DigestItem.digest_id == digest_id)
        .order_by(DigestItem.position)
    )
    return [Reading(article, source, item) for article, source, item in rows]


async def at_position(session: AsyncSession, digest_id: int, position: int) -> Reading | None:
    rows = await in_digest(session, digest_id)
    return next((row for row in rows if row.item is not None and row.item.position == position), None)


async def one(session: AsyncSession, article_id: int, digest_id: int | None) -> Reading | None:
    """An article, with its place in that digest if it stands there."""
    row = (
        await session.execute(
            select(Article, Source, DigestItem)
            .join(Source, Source.id == Article.source_id)
            .outerjoin(
                DigestItem,
                and_(DigestItem.article_id == Article.id, DigestItem.digest_id == digest_id),
            )
            .where(Article.id == article_id)
        )
    ).first()
    return Reading(row[0], row[1], row[2]) if row else None


async def several(session: AsyncSession, article_ids: Iterable[int]) -> dict[int, Reading]:
    """Articles by id, outside any digest."""
    rows = await session.execute(
        select(Article, Source)
        .join(Source, Source.id == Article.source_id)
        .where(Article.id.in_(list(article_ids)))
    )
    return {article.id: Reading(article, source, None) for article, source in rows}


async def digest_of_message(session: AsyncSession, conversation_id: str, message_id: str) -> Digest | None:
    return (
        await session.scalars(
            select(Digest).where(Digest.conversation_id == conversation_id, Digest.message_id == message_id)
        )
    ).one_or_none()


async def conversation_of(session: AsyncSession, digest_id: int) -> str | None:
    """The conversation that a digest is for."""
    return await session.scalar(select(Digest.conversation_id).where(Digest.id == digest_id))


async def delivery_under_way(session: AsyncSession, conversation_id: str) -> bool:
    """Whether a digest is on its way there: its message may be seen before we know its id."""
    return bool(
        await session.scalar(
            select(func.count(Outgoing.id)).where(
                Outgoing.destination == conversation_id,
                Outgoing.kind == "digest",
                Outgoing.state == "sending",
            )
        )
    )
