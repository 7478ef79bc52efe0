"""The log of what was posted: every article with its place, why it stood there, and what came of it. Counts alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.acts import acts, picked_there
from store.models import Digest, DigestItem, Pick


@dataclass(frozen=True, slots=True)
class PostedArticle:
    """An article as it stood in a posted digest. `wanted`: articles asked for that day. `reasons`: [[code, params]].
    `acts`: as in `store.digests.ShownArticle`."""

    channel_id: int
    digest_id: int
    local_date: date
    made_at: datetime
    wanted: int
    position: int
    article_id: int
    reasons: list[Any]
    acts: int


async def posted(session: AsyncSession, since: datetime, before: datetime) -> list[PostedArticle]:
    """What the workspace's channels were posted, of the digests made from `since` until before `before`; the oldest
    first, each in its order."""
    found = (
        select(DigestItem.id, acts().label("acts"))
        .select_from(Digest)
        .join(DigestItem, DigestItem.digest_id == Digest.id)
        .outerjoin(Pick, picked_there())
        .where(Digest.created_at >= since, Digest.created_at < before, Digest.message_id.is_not(None))
        .group_by(DigestItem.id)
        .subquery()
    )
    rows = await session.execute(
        select(
            Digest.channel_id,
            Digest.id,
            Digest.local_date,
            Digest.created_at,
            Digest.wanted,
            DigestItem.position,
            DigestItem.article_id,
            DigestItem.reasons,
            found.c.acts,
        )
        .join(DigestItem, DigestItem.digest_id == Digest.id)
        .join(found, found.c.id == DigestItem.id)
        .order_by(Digest.created_at, Digest.id, DigestItem.position)
    )
    return [PostedArticle(*tuple(row)) for row in rows]
