"""A workspace's own topics and what its editors filed, apart from every other workspace's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from store import articles, sources, topics, workspaces
from store.base import Base
from store.database import Database
from store.topics import OwnTopic

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SEA = OwnTopic("sea", {"fr": "Mer"}, {"fr": ["chalutier"]})


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    for workspace_id in ("T1", "T2"):
        async with database.write(workspace_id) as session:
            await workspaces.ensure(session, workspace_id, NOW)
    yield database
    await database.close()


async def article(db: Database, workspace_id: str, name: str, seen_at: datetime = NOW) -> int:
    async with db.write(workspace_id) as session:
        source = await sources.site(session, "a.example", NOW, kind="market", title="A", added_by=None)
        values = {
            "url": f"https://a.example/{name}", "guid": None, "title": name, "summary": f"About {name}",
            "author": None, "image_url": None, "language": "fr", "type": None, "minutes": 0,
            "published_at": None, "topics": "",
        }  # fmt: skip
        article_id, _ = await articles.add_by_hand(session, source, name, seen_at, values)
    return article_id


async def test_own_topics_are_written_changed_and_forgotten(db: Database) -> None:
    async with db.write("T1") as session:
        await topics.put(session, SEA)
        await topics.put(session, OwnTopic("hr.pay", {"fr": "Paie"}, hidden=True))
        await topics.put(session, OwnTopic("sea", {"fr": "La mer"}, {"fr": ["port"]}, {"any": ["AIS"]}))
    async with db.read("T1") as session:
        assert await topics.own(session) == [
            OwnTopic("sea", {"fr": "La mer"}, {"fr": ["port"]}, {"any": ["AIS"]}),
            OwnTopic("hr.pay", {"fr": "Paie"}, {}, {}, hidden=True),
        ]
    async with db.write("T1") as session:
        await topics.restore(session, "hr.pay")
    async with db.read("T1") as session:
        assert [each.topic for each in await topics.own(session)] == ["sea"]
    async with db.read("T2") as session:
        assert await topics.own(session) == []


async def test_filing_replaces_what_was_filed(db: Database) -> None:
    one, old = await article(db, "T1", "one"), await article(db, "T1", "old", NOW - timedelta(days=30))
    async with db.write("T1") as session:
        assert await topics.file(session, one, ["sea", "hr.pay"], NOW, by="U1")
        assert await topics.file(session, old, ["sea"], NOW)
        assert await topics.file(session, one, ["tech", "sea", "sea"], NOW)
    async with db.read("T1") as session:
        assert await topics.filed(session, NOW - timedelta(days=7)) == {one: ("sea", "tech")}
        found = await topics.examples(session)
    assert sorted((each.article_id, each.topic, each.title) for each in found) == sorted(
        [(one, "sea", "one"), (one, "tech", "one"), (old, "sea", "old")]
    )


async def test_filing_under_none_is_an_editors_word_and_no_example(db: Database) -> None:
    one = await article(db, "T1", "one")
    async with db.write("T1") as session:
        await topics.file(session, one, ["sea"], NOW)
        for _ in range(2):
            assert await topics.file(session, one, [], NOW)
    async with db.read("T1") as session:
        assert await topics.filed(session, NOW - timedelta(days=7)) == {one: ()}
        assert await topics.examples(session) == []
    async with db.write("T1") as session:
        await topics.file(session, one, ["tech"], NOW)
    async with db.read("T1") as session:
        assert await topics.filed(session, NOW - timedelta(days=7)) == {one: ("tech",)}


async def test_what_was_filed_is_taken_back(db: Database) -> None:
    one, two = await article(db, "T1", "one"), await article(db, "T1", "two")
    async with db.write("T1") as session:
        await topics.file(session, one, ["sea", "tech"], NOW)
        await topics.file(session, two, ["sea"], NOW)
    async with db.write("T2") as session:
        await topics.unfile(session, [one, two])
    for _ in range(2):
        async with db.write("T1") as session:
            await topics.unfile(session, [one])
        async with db.read("T1") as session:
            assert await topics.filed(session, NOW - timedelta(days=7)) == {two: ("sea",)}


async def test_another_workspaces_article_is_not_filed(db: Database) -> None:
    theirs = await article(db, "T2", "theirs")
    async with db.write("T1") as session:
        assert not await topics.file(session, theirs, ["sea"], NOW)
    async with db.write("T2") as session:
        assert await topics.file(session, theirs, ["sea"], NOW)
    async with db.read("T1") as session:
        assert await topics.examples(session) == []
        assert await topics.filed(session, NOW - timedelta(days=7)) == {}


async def test_the_newest_examples_of_each_topic(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "EXAMPLES", 2)
    ids = [await article(db, "T1", f"n{place}") for place in range(3)]
    async with db.write("T1") as session:
        for article_id in ids:
            await topics.file(session, article_id, ["sea"], NOW)
    async with db.read("T1") as session:
        assert [each.article_id for each in await topics.examples(session)] == ids[:0:-1]
