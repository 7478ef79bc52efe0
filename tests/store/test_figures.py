"""One person's figures: the database's count agrees with the ranking rule, and sees one workspace only."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from programme import boards
from scheduler.boards import SCORING, participant
from store import boards as weeks
from store import figures
from store.base import Base
from store.database import Database
from store.models import Article, Draft, Person, Pick, Points, Share, Source, Workspace

START = datetime(2026, 11, 16, tzinfo=UTC)
END = START + timedelta(days=7)
PEOPLE, ARTICLES = 12, 6
SEED = 20261122


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    for workspace_id in ("T1", "T2"):
        async with database.across() as session:
            session.add(Workspace(id=workspace_id, name="", language="fr", created_at=START))
        await fill(database, workspace_id, random.Random(SEED))
    yield database
    await database.close()


async def fill(db: Database, workspace_id: str, chance: random.Random) -> None:
    """The same people and acts in each workspace: what leaks would double the figures."""
    async with db.write(workspace_id) as session:
        source = Source(url="https://a.example/feed", kind="market", created_at=START, next_check_at=START)
        session.add(source)
        await session.flush()
        articles = [
            Article(
                source_id=source.id, key=str(n), url=f"https://a.example/{n}", title=str(n), seen_at=START
            )
            for n in range(ARTICLES)
        ]
        people = [
            Person(
                user_id=f"U{n}",
                naming=("name", "hidden")[n % 2],
                name=f"P{n}",
                created_at=START,
                joined_at=START if n % 5 else None,
                left_at=END if n % 7 == 6 else None,
            )
            for n in range(PEOPLE)
        ]
        session.add_all([*articles, *people])
        await session.flush()
        for person in people:
            for article in articles:
                if chance.random() < 0.5:
                    continue
                at = START + timedelta(days=chance.choice([-3, 0, 2, 6, 7]))
                given = {"person_id": person.id, "article_id": article.id}
                session.add(Pick(**given, active=chance.random() < 0.7, decided_by="1", created_at=at))
                state = chance.choice(["draft", "ready", "shared"])
                session.add(Draft(**given, network="x", caption="", state=state, updated_at=at))
                session.add(Share(**given, network="x", grade="declared", shared_at=at))
                session.add(
                    Points(
                        person_id=person.id,
                        act="share",
                        subject=f"{article.id}:x",
                        points=chance.choice([5, 10]),
                        reason="share",
                        earned_at=at,
                    )
                )


async def test_a_standing_is_what_the_ranking_rule_says(db: Database) -> None:
    async with db.read("T1") as session:
        everyone = [participant(each) for each in await weeks.people(session, START, END, SCORING)]
        ranked = 0
        for person in everyone:
            found = await figures.standing(session, person.person_id, START, END, SCORING)
            expected = boards.private_rank(everyone, person.person_id)
            if expected is None:
                continue
            ranked += 1
            assert (found.ahead + 1, found.of, found.points, found.shares) == (
                expected.rank,
                expected.of,
                expected.points,
                expected.shares,
            )
    assert ranked > 5


async def test_totals_are_of_one_person_in_one_workspace(db: Database) -> None:
    async with db.read("T1") as session:
        for person in await weeks.people(session, START, END, SCORING):
            found = await figures.totals(session, person.person_id, since=START)
            mine = list(await session.scalars(select(Pick).where(Pick.person_id == person.person_id)))
            assert found.picks == sum(pick.active for pick in mine)
            assert found.shares == len(mine) >= found.drafts
            assert found.points >= found.points_since
    async with db.read("T2") as session:
        stranger = await figures.totals(session, person.person_id, since=START)
    assert stranger == figures.Totals(0, 0, 0, 0, 0)
