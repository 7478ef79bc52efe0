"""An article as the database has it, made into what faces draw."""

from __future__ import annotations

from scheduler.messages import AlsoIn, ArticleCard
from store.reading import Reading


def card(reading: Reading) -> ArticleCard:
    """`number` is 0 for an article that is shown outside a digest."""
    article, source, item = reading.article, reading.source, reading.item
    return ArticleCard(
        digest_id=item.digest_id if item else None,
        article_id=article.id,
        number=item.position if item else 0,
        title=article.title,
        url=article.url,
        source=source.title or source.url,
        kind=item.kind if item else source.kind,
        type=article.type,
        summary=article.summary,
        image_url=article.image_url,
        published=article.published_at,
        minutes=article.minutes,
        also_in=tuple(AlsoIn(*each) for each in item.also_in) if item else (),
        reasons=tuple((code, params) for code, params in item.reasons) if item else (),
    )
