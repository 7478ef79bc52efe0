"""Four articles of four sources that tests of stories begin with: two that may be one story, two that are folded."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from store.models import Article, Source
from tests.curation.test_dedupe_stories import ENGLISH, ENGLISH_RETOLD, OPENING, RESULTS


async def tell(session: AsyncSession, now: datetime, paper: str = "Paper") -> list[int]:
    """Write them; their ids, in that order. `paper`: their sources' title, a number behind."""
    added = [
        Source(url=f"https://paper{n}.example/feed", title=f"{paper} {n}", kind="market", created_at=now)
        for n in range(4)
    ]
    session.add_all(added)
    await session.flush()
    articles = [
        Article(
            source_id=source.id,
            key=f"told{n}",
            url=f"https://paper{n}.example/{n}",
            published_at=now - timedelta(minutes=10 - n),
            seen_at=now,
            **text,
        )
        for n, (source, text) in enumerate(
            zip(added, (OPENING, RESULTS, ENGLISH, ENGLISH_RETOLD), strict=True)
        )
    ]
    session.add_all(articles)
    await session.flush()
    return [each.id for each in articles]
