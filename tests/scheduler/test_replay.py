"""A log made by the clock itself, in a world whose rule is known, replayed under other settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from curation.rank import USUAL
from curation.replay import Placed, Replayed, Verdict, verdict
from programme.clock import FixedClock
from scheduler.replay import WorkspaceReplay, replay, replayed
from scheduler.selection import SelectionRules
from store import articles, logged, sources, stories, topics
from store.database import Database
from store.logged import PostedArticle
from store.models import Digest, DigestItem, Outgoing, Pick
from tests.scheduler import programmes
from tests.scheduler.conftest import with_tables
from tests.scheduler.logged_days import FIRST, World
from tests.scheduler.test_selection import pick

RULES = SelectionRules()


async def replayed_in(world: World, rules: SelectionRules, days: int = 60) -> WorkspaceReplay:
    return await replay(world.db, "T1", rules, world.clock.now(), days=days)


@pytest.fixture
async def world(db: Database) -> World:
    made = World(db, FixedClock(FIRST))
    await made.begin()
    await made.live()
    return made


@pytest.fixture
async def empty(sqlite_url: str) -> AsyncIterator[World]:
    database = await with_tables(sqlite_url)
    made = World(database, FixedClock(FIRST))
    await made.begin()
    yield made
    await database.close()


async def test_what_helps_what_hurts_and_what_changes_nothing(world: World) -> None:
    same = await replayed_in(world, RULES)
    first, second = same.channels
    assert [each.conversation_id for each in same.channels] == ["C1", "C2"]
    # Two of the company's a day, three people for each; every choice is made again as it was, its lots too.
    assert first.estimate.days == second.estimate.days == 14
    assert first.estimate.logged == pytest.approx(6.0)
    assert first.estimate.expected == pytest.approx(first.estimate.logged)
    assert first.estimate.low == pytest.approx(first.estimate.high)
    assert first.estimate.covered == second.estimate.covered == same.whole.covered == 1.0
    assert (second.estimate.logged, second.estimate.expected) == (0.0, 0.0)
    assert same.whole.logged == pytest.approx(3.0)
    assert verdict(first.estimate) is Verdict.ALIKE

    more = (
        (await replayed_in(world, replace(RULES, company_share=0.8, source_share=0.8))).channels[0].estimate
    )
    less = (await replayed_in(world, replace(RULES, company_share=0.0))).channels[0].estimate
    assert less.high < less.logged < more.low
    assert 0.5 <= more.covered < 1.0
    assert verdict(more) is Verdict.MORE


async def test_a_shorter_window_and_other_weights_are_felt(empty: World) -> None:
    await empty.live()
    short = (await replayed_in(empty, replace(RULES, window=timedelta(hours=3)))).channels[0].estimate
    assert short.covered < 1.0
    stale = await replayed_in(empty, replace(RULES, weights=USUAL._replace(timely=0.0)))
    assert stale.whole.covered < 1.0


async def test_nothing_of_later_days_is_known(empty: World) -> None:
    await empty.live()
    before = await replayed_in(empty, RULES, days=20)
    db, now = empty.db, empty.clock.now()
    # An article seen since, dated as of then; a source removed since; picks of old articles, made since.
    for number in range(5):
        await programmes.articles(
            db,
            "T1",
            empty.sources[1],
            now,
            1,
            key=f"late-{number}",
            title=f"Later word on matter number {number} of interest",
            published_at=FIRST + timedelta(days=3),
        )
    async with db.write("T1") as session:
        await sources.remove(session, empty.sources[2], now)
        # Nor what editors said of stories since, nor what they filed.
        posted = (await session.scalars(select(DigestItem.article_id).limit(2))).all()
        assert await stories.say(session, *posted, False, now, by="U0ED")
        await topics.file(session, posted[0], ["hr.pay"], now, by="U0ED")
        assert (
            await stories.said(session, FIRST - timedelta(days=60), known_at=now - timedelta(seconds=1)) == {}
        )
        assert len(await stories.said(session, FIRST - timedelta(days=60), known_at=now)) == 1
        assert (
            await topics.filed(session, FIRST - timedelta(days=60), known_at=now - timedelta(seconds=1)) == {}
        )
        assert await topics.examples(session, known_at=now - timedelta(seconds=1)) == []
        assert len(await topics.examples(session)) == 1
    after = await replayed_in(empty, RULES, days=20)
    assert after == before
    async with db.write("T1") as session:
        rows = await session.execute(
            select(DigestItem.digest_id, DigestItem.article_id).where(
                DigestItem.kind == "market", DigestItem.channel_id == empty.channels[1]
            )
        )
        others = [tuple(row) for row in rows]
    for digest, article in others[:20]:
        await pick(db, empty.people[0], article, digest, empty.clock)
    picked = await replayed_in(empty, RULES, days=20)
    assert picked.whole.covered == 1.0
    assert picked.whole.logged > before.whole.logged


async def test_what_was_done_later_is_not_known_to_the_choice(empty: World) -> None:
    await empty.live()
    async with empty.db.write("T1") as session:
        await session.execute(update(Pick).values(created_at=empty.clock.now()))
    # The choice of each day learnt from picks; now none of them was known in time.
    assert (await replayed_in(empty, RULES)).whole.covered < 1.0


async def test_it_writes_nothing(empty: World) -> None:
    await empty.live()

    async def rows() -> list[int]:
        async with empty.db.read("T1") as session:
            return [len((await session.scalars(select(each))).all()) for each in (DigestItem, Outgoing, Pick)]

    before = await rows()
    await replayed_in(empty, RULES)
    assert await rows() == before


async def test_only_posted_days_of_the_asked_time_and_of_the_workspace(empty: World) -> None:
    nothing = await replayed_in(empty, RULES)
    assert (nothing.channels, nothing.whole.days) == ((), 0)
    await empty.live()
    now = empty.clock.now()
    assert (await replayed_in(empty, RULES, days=7)).whole.days == 4
    # What was posted this morning is still being picked.
    early = await replay(empty.db, "T1", RULES, FIRST + timedelta(days=3, hours=5), days=60)
    assert early.whole.days == 3
    await programmes.workspace(empty.db, "T2", now)
    assert (await replay(empty.db, "T2", RULES, now, days=60)).whole.days == 0
    async with empty.db.read("T2") as session:
        assert await logged.posted(session, FIRST - timedelta(days=1), now) == []
    async with empty.db.across() as session:
        await session.execute(update(Digest).values(message_id=None))
    assert (await replayed_in(empty, RULES)).whole.days == 0


async def test_it_tells_how_far_it_is(empty: World) -> None:
    await empty.live()
    said: list[tuple[int, int]] = []
    await replay(
        empty.db,
        "T1",
        RULES,
        empty.clock.now(),
        days=4,
        told=lambda done, of: said.append((done, of)),
    )
    assert said == [(done, 6) for done in range(7)]


async def test_the_pool_of_a_moment(db: Database) -> None:
    await programmes.workspace(db, "T1", FIRST)
    kept = await programmes.source(db, "T1", FIRST, 1)
    gone = await programmes.source(db, "T1", FIRST, 2, removed_at=FIRST + timedelta(days=2))
    then = await programmes.articles(db, "T1", kept, FIRST, 1)
    there = await programmes.articles(db, "T1", gone, FIRST, 1)
    await programmes.articles(db, "T1", kept, FIRST + timedelta(days=1), 1, key="later")

    async def pool(moment: datetime | None) -> set[int]:
        async with db.read("T1") as session:
            found = await articles.pool(session, FIRST - timedelta(days=7), known_at=moment)
        return {each.article_id for each in found}

    assert await pool(FIRST) == {*then, *there}
    assert await pool(FIRST + timedelta(days=3)) == await pool(None)
    assert not await pool(None) & set(there)


def test_an_explored_article_says_among_how_many() -> None:
    at = datetime(2026, 9, 7, tzinfo=UTC)
    lines = [
        PostedArticle(1, 1, at.date(), at, 2, 1, 10, [["fresh", {"hours": 2}]], 3),
        PostedArticle(1, 1, at.date(), at, 2, 2, 11, [["fresh", {}], ["explored", {"among": 4}]], 0),
    ]
    assert replayed(lines, ()) == Replayed(1, at.date(), (Placed(10, 3), Placed(11, 0, 4)), ())
