"""A log made by the clock itself, in a world whose rule is known: everybody picks what is the company's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import select

from programme.clock import FixedClock
from scheduler.digests import make_due_digests
from scheduler.selection import SelectionRules
from store import digests
from store.database import Database
from store.models import DigestItem
from tests.scheduler import programmes
from tests.scheduler.test_selection import pick

FIRST = datetime(2026, 9, 7, 7, 5, tzinfo=UTC)  # a Monday, five past nine in Paris
DAYS = 18  # fourteen of them working days
SYLLABLES = ("ba", "co", "di", "fu", "ge", "lo", "mi", "nu", "pa", "ro", "si", "tu", "va", "zo")


@dataclass
class World:
    """A company whose articles everybody picks, and three others that nobody does; two channels."""

    db: Database
    clock: FixedClock
    random: Random = field(default_factory=lambda: Random(3))
    sources: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    channels: list[int] = field(default_factory=list)

    async def begin(self) -> None:
        long_ago = FIRST - timedelta(days=30)
        await programmes.workspace(self.db, "T1", long_ago, company_share=0.4)
        self.channels = [
            await programmes.channel(self.db, "T1", long_ago, name, article_count=5) for name in ("C1", "C2")
        ]
        for number, kind in enumerate(("company", "market", "market", "market"), start=1):
            self.sources.append(
                await programmes.source(self.db, "T1", long_ago, number, kind=kind, checked_at=long_ago)
            )
        self.people = [await programmes.person(self.db, "T1", long_ago, f"U{number}") for number in range(3)]

    async def live(self) -> None:
        for day in range(DAYS):
            morning = FIRST + timedelta(days=day)
            self.clock.set(morning)
            for source in self.sources:
                for number in range(4):
                    await self.publish(source, f"{day}-{number}", morning - timedelta(hours=number + 1))
            made = await make_due_digests(self.db, self.clock, SelectionRules())
            async with self.db.across() as session:
                await digests.mark_posted(session, [(each.digest_id, f"{each.digest_id}.0") for each in made])
            self.clock.set(morning + timedelta(hours=2))
            await self.act([each.digest_id for each in made])
        self.clock.set(FIRST + timedelta(days=DAYS + 1))

    async def publish(self, source: int, key: str, at: datetime) -> None:
        words = ["".join(self.random.choices(SYLLABLES, k=4)) for _ in range(7)]
        await programmes.articles(
            self.db,
            "T1",
            source,
            at,
            1,
            key=key,
            url=f"https://source{source}.example/{key}",
            title=" ".join(words).capitalize(),
            summary="",
            published_at=at,
        )

    async def act(self, made: Sequence[int]) -> None:
        """Everybody picks what is the company's, in the first channel alone."""
        async with self.db.read("T1") as session:
            rows = await session.execute(
                select(DigestItem.digest_id, DigestItem.article_id)
                .where(DigestItem.kind == "company", DigestItem.channel_id == self.channels[0])
                .where(DigestItem.digest_id.in_(made))
            )
            liked = [tuple(row) for row in rows]
        for digest, article in liked:
            for person in self.people:
                await pick(self.db, person, article, digest, self.clock)
