"""The topics that a choice sees: those found when articles were read, or the workspace's own word on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from curation.topics import default_topics, written
from programme.clock import FixedClock
from scheduler.filing import filed_under, own_filing, tree_of
from scheduler.selection import candidate
from store import articles, topics
from store.database import Database
from store.models import Article
from store.topics import OwnTopic
from tests.scheduler import programmes

WEEK = timedelta(days=7)


@pytest.fixture
async def read_before(db: Database, clock: FixedClock) -> None:
    """Four articles about the sea, the first of them about pay too, as a worker gave them."""
    await programmes.workspace(db, "T1", clock.now())
    source = await programmes.source(db, "T1", clock.now())
    titles = (
        "Salaires : les marins pêcheurs de sardine à quai",
        "La sardine et les marins pêcheurs à quai",
        "Sardine, les pêcheurs restent à quai",
        "Les pêcheurs et la sardine, à quai",
    )
    rows = [
        {
            "workspace_id": "T1", "source_id": source, "key": str(place), "url": f"https://a.example/{place}",
            "guid": None, "title": title, "summary": "", "author": None, "image_url": None,
            "language": "fr", "type": None, "minutes": 0, "published_at": clock.now(),
            "seen_at": clock.now(), "topics": written(default_topics().of(title, "", "fr")),
        }
        for place, title in enumerate(titles)
    ]  # fmt: skip
    async with db.across() as session:
        await articles.upsert(session, rows)


async def seen(db: Database, clock: FixedClock) -> dict[str, list[tuple[str, str]]]:
    """Topic and how, by the article's key."""
    async with db.read("T1") as session:
        pool = await articles.pool(session, clock.now() - WEEK)
        own = await own_filing(session, clock.now() - WEEK)
    found = filed_under(pool, own)
    return {each.key: [(filed.topic, filed.how) for filed in found.get(each.article_id, ())] for each in pool}


@pytest.mark.usefixtures("read_before")
async def test_without_changes_what_was_stored_counts(db: Database, clock: FixedClock) -> None:
    assert await seen(db, clock) == {"0": [("hr.pay", "words")], "1": [], "2": [], "3": []}
    async with db.read("T1") as session:
        [first] = [e for e in await articles.pool(session, clock.now() - WEEK) if e.key == "0"]
        assert candidate(first, default_topics().of(first.title, "", "fr")).topics == ("hr.pay",)
        assert candidate(first).topics == ()


@pytest.mark.usefixtures("read_before")
async def test_the_workspaces_own_tree_counts_at_once(db: Database, clock: FixedClock) -> None:
    async with db.write("T1") as session:
        await topics.put(session, OwnTopic("sea", {"fr": "Mer"}, {"fr": ["sardine"]}))
        await topics.put(session, OwnTopic("hr.pay", {}, hidden=True))
    assert await seen(db, clock) == {key: [("sea", "words")] for key in "0123"}
    async with db.read("T1") as session:
        names = [topic.id for topic in await tree_of(session)]
    assert "sea" in names
    assert "hr.pay" not in names


@pytest.mark.usefixtures("read_before")
async def test_what_editors_filed_teaches(db: Database, clock: FixedClock) -> None:
    async with db.read("T1") as session:
        ids = {each.key: each.article_id for each in await articles.pool(session, clock.now() - WEEK)}
    other = await programmes.source(db, "T1", clock.now(), 2)
    await programmes.articles(db, "T1", other, clock.now())
    async with db.write("T1") as session:
        await topics.put(session, OwnTopic("sea", {"fr": "Mer"}))
        for key in "123":
            assert await topics.file(session, ids[key], ["sea"], clock.now())
    found = await seen(db, clock)
    assert found["1"] == found["2"] == found["3"] == [("sea", "filed")]
    assert found["0"] == [("hr.pay", "words"), ("sea", "like")]


@pytest.mark.usefixtures("read_before")
async def test_what_an_editor_said_stands_against_the_words(db: Database, clock: FixedClock) -> None:
    async with db.read("T1") as session:
        [about_pay] = [e for e in await articles.pool(session, clock.now() - WEEK) if e.key == "0"]
    async with db.write("T1") as session:
        await topics.file(session, about_pay.article_id, [], clock.now())
    assert (await seen(db, clock))["0"] == []
    async with db.write("T1") as session:
        await topics.file(session, about_pay.article_id, ["hr.law"], clock.now())
    assert (await seen(db, clock))["0"] == [("hr.law", "filed")]


@pytest.mark.usefixtures("read_before")
async def test_a_few_articles_are_read_against_those_at_large(db: Database, clock: FixedClock) -> None:
    async with db.read("T1") as session:
        pool = await articles.pool(session, clock.now() - WEEK)
    by_key = {each.key: each for each in pool}
    async with db.write("T1") as session:
        await topics.put(session, OwnTopic("sea", {"fr": "Mer"}))
        for key in "123":
            await topics.file(session, by_key[key].article_id, ["sea"], clock.now())
        own = await own_filing(session, clock.now() - WEEK)
        few = await articles.these(session, [by_key["0"].article_id, 10**6, by_key["1"].article_id])
    assert [each.key for each in few] == ["0", "1"]
    at_large = [replace(by_key["0"], article_id=-n, title=f"Sujet {n}", summary="") for n in range(50)]
    found = filed_under(few[:1], own, at_large)
    assert [(each.topic, each.how) for each in found[few[0].article_id]] == [
        ("hr.pay", "words"),
        ("sea", "like"),
    ]


@pytest.mark.usefixtures("read_before")
@pytest.mark.parametrize("changed", ["tech.ai", None])
async def test_what_a_feeds_categories_told_outlives_a_change(
    db: Database, clock: FixedClock, changed: str | None
) -> None:
    async with db.read("T1") as session:
        by_key = {each.key: each for each in await articles.pool(session, clock.now() - WEEK)}
    told = written(default_topics().of(by_key["1"].title, "", "fr", categories=["Fiscalité", "ChatGPT"]))
    async with db.write("T1") as session:
        await session.execute(update(Article).where(Article.key == "1").values(topics=told))
        await topics.file(session, by_key["3"].article_id, ["hr.law"], clock.now())
        if changed:
            await topics.put(session, OwnTopic(changed, {"fr": "IA"}, {"fr": ["robot"]}))
    known = [("finance.tax", "words"), ("tech.ai", "words")]
    assert sorted((await seen(db, clock))["1"]) == known[: 1 if changed else 2]
