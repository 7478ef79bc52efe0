"""A workspace on a real database: a channel, two sources, a digest of three articles that was posted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from curation.fetch import FetchFailed
from curation.status import SourceStatus
from handlers.services import Actor, Services
from programme.clock import FixedClock
from scheduler.selection import SelectionRules
from store.base import Base
from store.database import Database
from store.models import Article, Channel, Digest, DigestItem, Source, Workspace

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
TEAM, OTHER_TEAM = "T1", "T2"
CONVERSATION, MESSAGE = "C1", "1772524800.000100"


@dataclass
class World:
    """What the tests act on. `woken` counts the calls that wake the delivery or ask the sources."""

    services: Services
    db: Database
    clock: FixedClock
    article_ids: list[int] = field(default_factory=list)
    digest_id: int = 0
    channel_id: int = 0
    woken: list[str] = field(default_factory=list)

    def actor(self, user_id: str = "U1", **known: bool) -> Actor:
        return Actor(TEAM, user_id, **known)

    @property
    def admin(self) -> Actor:
        return replace(self.actor("UADMIN"), workspace_admin=True)


async def no_page(url: str) -> FetchFailed:
    """No network here: tests that read pages say what they hold."""
    return FetchFailed(SourceStatus.UNREACHABLE, url)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    db = Database(database_url)
    async with db.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    clock = FixedClock(NOW)
    woken: list[str] = []
    services = Services(
        db=db,
        clock=clock,
        selection=SelectionRules(),
        linkedin_prefill=False,
        wake=lambda: woken.append("delivery"),
        check_sources=lambda: woken.append("sources"),
        read_page=no_page,
        find_feeds=no_page,
        read_file=no_page,
    )
    made = World(services, db, clock, woken=woken)
    async with db.across() as session:
        session.add_all(Workspace(id=team, name=team, created_at=NOW) for team in (TEAM, OTHER_TEAM))
        await session.flush()
    for team in (TEAM, OTHER_TEAM):
        await _furnish(made, team)
    yield made
    await db.close()


async def _furnish(world: World, team: str) -> None:
    async with world.db.write(team) as session:
        channel = Channel(
            conversation_id=CONVERSATION,
            language="fr",
            time_zone="Europe/Paris",
            post_at=time(8, 30),
            working_days=[1, 2, 3, 4, 5],
            country="FR",
            article_count=10,
            created_at=NOW,
        )
        sources = [
            Source(url=f"https://{kind}.example/feed", title=kind.title(), kind=kind, created_at=NOW)
            for kind in ("company", "market")
        ]
        session.add_all([channel, *sources])
        await session.flush()
        articles = [
            Article(
                source_id=sources[number % 2].id,
                key=f"key{number}",
                url=f"https://news.example/{team}/{number}",
                title=f"Article {number} of {team}",
                summary="A line of summary.",
                published_at=NOW - timedelta(hours=number),
                seen_at=NOW,
            )
            for number in range(1, 7)
        ]
        digest = Digest(
            channel_id=channel.id,
            local_date=date(2026, 3, 2),
            slot="daily",
            wanted=10,
            missing=[],
            conversation_id=CONVERSATION,
            message_id=MESSAGE,
            created_at=NOW - timedelta(days=1),
        )
        session.add_all([*articles, digest])
        await session.flush()
        session.add_all(
            DigestItem(
                digest_id=digest.id,
                channel_id=channel.id,
                article_id=article.id,
                position=position,
                kind=sources[position % 2].kind,
                reasons=[],
                also_in=[["Elsewhere", "https://elsewhere.example/1"]] if position == 1 else [],
            )
            for position, article in enumerate(articles[:3], 1)
        )
        if team == TEAM:
            world.article_ids = [article.id for article in articles]
            world.digest_id, world.channel_id = digest.id, channel.id
