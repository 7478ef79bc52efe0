"""A small programme to measure on: a workspace, a channel, sources, and digests of ten articles that were posted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from benchmarks.slack_standin import TEAM
from store.articles import upsert
from store.database import Database
from store.digests import NewItem, claim, fill, mark_posted
from store.models import Article, Channel, Person, Source, Workspace

CHANNEL = "C0BENCH"
ARTICLES = 10
SUMMARY = "Ce que l'on apprend de ce site, et ce que cela change pour celles et ceux qui y travaillent. " * 2


async def workspace(db: Database, now: datetime) -> int:
    """A workspace and its channel, whose hour has just passed: nothing falls due by itself. The channel's id."""
    async with db.across() as session:
        session.add(Workspace(id=TEAM, name="Bench", language="fr", contact_user="U0ADMIN", created_at=now))
    async with db.write(TEAM) as session:
        channel = Channel(
            conversation_id=CHANNEL,
            language="fr",
            time_zone="UTC",
            post_at=time(12),
            # Not today, nor tomorrow: the clock must not add a digest of its own.
            working_days=[(now.isoweekday() + 2) % 7 + 1],
            country=None,
            article_count=ARTICLES,
            paused_at=None,
            created_at=now,
        )
        session.add(channel)
        await session.flush()
        return channel.id


async def people(db: Database, user_ids: Sequence[str], now: datetime) -> None:
    """Ambassadors who joined."""
    async with db.write(TEAM) as session:
        session.add_all(
            Person(user_id=user_id, team="Usine", naming="hidden", joined_at=now, created_at=now)
            for user_id in user_ids
        )


async def source(db: Database, now: datetime) -> int:
    """A source that is not asked again."""
    async with db.write(TEAM) as session:
        row = Source(
            url="https://sample.example/feed", title="Un journal", kind="market", status="ok", created_at=now
        )
        session.add(row)
        await session.flush()
        return row.id


async def digest(
    db: Database, channel_id: int, source_id: int, now: datetime, *, place: int, message_id: str | None
) -> tuple[int, list[int]]:
    """The `place`-th digest of ten articles of its own, posted as `message_id`: its id, and its articles' ids."""
    keys = [f"{place:032d}{number:032d}" for number in range(ARTICLES)]
    rows = [
        {
            "workspace_id": TEAM,
            "source_id": source_id,
            "key": key,
            "url": f"https://sample.example/{place}/{number}",
            "guid": None,
            "title": f"Le numéro {place}-{number} : une usine ouvre ses portes à Dunkerque",
            "summary": SUMMARY,
            "author": None,
            "image_url": f"https://sample.example/{place}/{number}.jpg",
            "language": "fr",
            "type": None,
            "minutes": 4,
            "published_at": now - timedelta(hours=number + 1),
            "seen_at": now,
        }
        for number, key in enumerate(keys)
    ]
    async with db.across() as session:
        await upsert(session, rows)
    async with db.write(TEAM) as session:
        from sqlalchemy import select

        ids = list(
            await session.scalars(
                select(Article.id)
                .where(Article.source_id == source_id, Article.key.in_(keys))
                .order_by(Article.key)
            )
        )
        digest_id = await claim(
            session,
            workspace_id=TEAM,
            channel_id=channel_id,
            local_date=now.date(),
            slot=f"bench-{place}",
            wanted=ARTICLES,
            missing=[],
            conversation_id=CHANNEL,
            now=now,
        )
        assert digest_id is not None
        items = [
            NewItem(article_id=article_id, position=position, kind="market", reasons=[], also_in=[])
            for position, article_id in enumerate(ids, start=1)
        ]
        await fill(session, TEAM, channel_id, digest_id, items)
    if message_id is not None:
        async with db.across() as session:
            await mark_posted(session, [(digest_id, message_id)])
    return digest_id, ids
