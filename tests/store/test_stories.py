"""What editors said of two articles: the newest word stands, and no other workspace hears it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from store import stories
from store.database import Database
from store.models import SameStory
from tests.store.test_topics import NOW, article, db

__all__ = ["db"]
WEEK = NOW - timedelta(days=7)


async def said(db: Database, workspace_id: str = "T1") -> dict[tuple[int, int], bool]:
    async with db.read(workspace_id) as session:
        return await stories.said(session, WEEK)


async def test_a_word_is_kept_once_whichever_comes_first_and_taken_back(db: Database) -> None:
    one, other = await article(db, "T1", "one"), await article(db, "T1", "other")
    for first, second in ((one, other), (other, one), (one, other)):
        async with db.write("T1") as session:
            assert await stories.say(session, first, second, True, NOW, by="U1")
    assert await said(db) == {(one, other): True}
    async with db.read("T1") as session:
        (row,) = await session.scalars(select(SameStory))
    assert (row.said_by, row.said_at, row.workspace_id) == ("U1", NOW, "T1")
    async with db.write("T1") as session:
        assert await stories.say(session, other, one, None, NOW)
        assert await stories.say(session, other, one, None, NOW)
    assert await said(db) == {}


async def test_the_newest_word_stands_in_whatever_order_they_come(db: Database) -> None:
    one, other = await article(db, "T1", "one"), await article(db, "T1", "other")
    before, later = NOW - timedelta(seconds=5), NOW + timedelta(seconds=5)
    async with db.write("T1") as session:
        for same, at, by in (
            (True, NOW, "U1"),
            (False, later, "U2"),
            (True, NOW, "U1"),
            (None, before, "U3"),
        ):
            assert await stories.say(session, one, other, same, at, by=by)
    assert await said(db) == {(one, other): False}
    async with db.write("T1") as session:
        await stories.say(session, one, other, None, later)
    assert await said(db) == {}


async def test_only_of_two_articles_of_this_workspace(db: Database) -> None:
    one, theirs = await article(db, "T1", "one"), await article(db, "T2", "theirs")
    others = await article(db, "T2", "other")
    for first, second in ((one, theirs), (theirs, others), (one, one), (one, 999), (999, 998)):
        for same in (True, False, None):
            async with db.write("T1") as session:
                assert not await stories.say(session, first, second, same, NOW), (first, second)
    async with db.write("T2") as session:
        assert await stories.say(session, theirs, others, False, NOW)
    async with db.write("T1") as session:
        assert not await stories.say(session, theirs, others, None, NOW)
    assert await said(db) == {}
    assert await said(db, "T2") == {(theirs, others): False}


@pytest.mark.parametrize("age", [0, 8])
async def test_only_what_the_pool_may_still_hold_is_read(db: Database, age: int) -> None:
    one, other = (
        await article(db, "T1", "one"),
        await article(db, "T1", "other", NOW - timedelta(days=age)),
    )
    async with db.write("T1") as session:
        await stories.say(session, one, other, True, NOW)
    assert await said(db) == ({} if age else {(one, other): True})
