"""Digests and pool articles made into what a face draws."""

from __future__ import annotations

from datetime import datetime

from scheduler.messages import AlsoIn, ArticleCard, DigestPost
from store.digests import Content, Line


def digest_post(content: Content, now: datetime) -> DigestPost:
    """A digest as it is posted at `now`, from which ages are told."""
    return DigestPost(
        digest_id=content.digest_id,
        local_date=content.local_date,
        time_zone=content.time_zone,
        sent_at=now,
        wanted=content.wanted,
        cards=tuple(_card(line) for line in content.lines),
    )


def _card(line: Line) -> ArticleCard:
    return ArticleCard(
        digest_id=line.digest_id,
        article_id=line.article_id,
        number=line.position,
        title=line.title,
        url=line.url,
        source=line.source_title or line.source_url,
        kind=line.kind,
        type=line.type,
        summary=line.summary,
        image_url=line.image_url,
        published=line.published_at,
        minutes=line.minutes,
        also_in=tuple(AlsoIn(*each) for each in line.also_in),
        reasons=tuple((code, params) for code, params in line.reasons),
    )
