"""Articles as people meet them, one by one: where a reaction or a click finds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.digests import Line
from store.models import Article, Digest, DigestItem, Outgoing, Source


@dataclass(frozen=True, slots=True)
class Numbered:
    """A digest that stands in a conversation, and the article that bears a number in it, if one does."""

    digest_id: int
    line: Line | None


async def at_number(
    session: AsyncSession, conversation_id: str, message_id: str, number: int
) -> Numbered | None:
    """None where that message is no digest of ours."""
    row = (
        await session.execute(
            select(Digest.id, Article, Source, DigestItem)
            .outerjoin(DigestItem, and_(DigestItem.digest_id == Digest.id, DigestItem.position == number))
            .outerjoin(Article, Article.id == DigestItem.article_id)
            .outerjoin(Source, Source.id == Article.source_id)
            .where(Digest.conversation_id == conversation_id, Digest.message_id == message_id)
        )
    ).one_or_none()
    if row is None:
        return None
    digest_id, article, source, item = row
    return Numbered(digest_id, _line(article, source, item) if article and source else None)


async def one(session: AsyncSession, article_id: int, digest_id: int | None) -> Line | None:
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
    return _line(*row) if row else None


async def several(session: AsyncSession, article_ids: Iterable[int]) -> dict[int, Line]:
    """Articles by id, outside any digest."""
    rows = await session.execute(
        select(Article, Source)
        .join(Source, Source.id == Article.source_id)
        .where(Article.id.in_(list(article_ids)))
    )
    return {article.id: _line(article, source, None) for article, source in rows}


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


def _line(article: Article, source: Source, item: DigestItem | None) -> Line:
    return Line(
        digest_id=item.digest_id if item else None,
        article_id=article.id,
        position=item.position if item else 0,
        kind=item.kind if item else source.kind,
        reasons=item.reasons if item else [],
        also_in=item.also_in if item else [],
        title=article.title,
        url=article.url,
        type=article.type,
        summary=article.summary,
        image_url=article.image_url,
        published_at=article.published_at,
        seen_at=article.seen_at,
        minutes=article.minutes,
        source_title=source.title,
        source_url=source.url,
    )
