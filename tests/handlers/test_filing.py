"""Articles filed under topics by editors: what stands, what is left as it was found, and what is taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from curation.topic_tree import default_tree
from handlers import filing, topics
from handlers.errors import Refused
from handlers.filing import Refiling
from store import topics as rows
from store.models import Filing
from tests.handlers.conftest import OTHER_TEAM, TEAM, World
from tests.handlers.test_topics import NIGHT, saved


async def test_filing_stands_and_counts(world: World) -> None:
    first, second, third = world.article_ids[:3]
    form = await filing.open_form(world.services, world.admin, [first, second, 10**9])
    assert [(line.article_id, line.found) for line in form.articles] == [(first, ()), (second, ())]
    assert {topic.id for topic in form.tree} == {topic.id for topic in default_tree()}
    wishes = [
        Refiling(first, ("hr.pay", "nowhere"), ()),
        Refiling(second, (), ()),
        Refiling(third, (), ("hr",)),
    ]
    for _ in range(2):
        answer = await filing.file(world.services, world.admin, wishes)
        assert [
            (title.split(" of ")[0], [topic.id for topic in under]) for title, under in answer.articles
        ] == [
            ("Article 1", ["hr.pay"]),
            ("Article 3", []),
        ]
    form = await filing.open_form(world.services, world.admin, [third, second, first])
    assert [[(each.topic, each.how) for each in line.found] for line in form.articles] == [
        [],
        [],
        [("hr.pay", "filed")],
    ]
    listed = await topics.listed(world.services, world.admin)
    counts = {line.topic.id: line.articles for line in listed.lines if line.articles}
    assert counts == {"hr": 1, "hr.pay": 1}
    assert listed.articles == 6


async def test_what_the_tree_lost_meanwhile_is_no_change_of_the_editors(world: World) -> None:
    made = (await saved(world, NIGHT)).topic.id
    await saved(world, replace(NIGHT, topic=made, hidden=True))
    first, second, third, fourth = world.article_ids[:4]
    wishes = [
        Refiling(first, (made,), (made,)),
        Refiling(second, (made,), ()),
        Refiling(third, ("hr", made), ("hr",)),
        Refiling(fourth, ("hr.pay", made), ("hr", made)),
    ]
    assert len((await filing.file(world.services, world.admin, wishes)).articles) == 1
    async with world.db.read(TEAM) as session:
        filings = (await session.scalars(select(Filing))).all()
    assert [(filing.article_id, filing.topic) for filing in filings] == [(fourth, "hr.pay")]


async def test_a_filing_is_undone_and_twice_is_once(world: World) -> None:
    first, second = world.article_ids[:2]
    found = (await filing.open_form(world.services, world.admin, [first, second])).articles
    wishes = [
        Refiling(first, ("hr.pay",), ()),
        Refiling(second, (), ("hr",)),
        Refiling(world.article_ids[2], (), ()),
    ]
    filed = await filing.file(world.services, world.admin, wishes)
    assert filed.article_ids == (first, second)
    for _ in range(2):
        assert await filing.unfile(world.services, world.admin, filed.article_ids) == 2
        assert (await filing.open_form(world.services, world.admin, [first, second])).articles == found
    theirs = [max(world.article_ids) + place for place in (1, 2)]
    with pytest.raises(Refused, match="article_gone"):
        await filing.unfile(world.services, world.admin, theirs)


async def test_more_than_three_topics_are_refused(world: World) -> None:
    many = Refiling(world.article_ids[0], ("hr", "tech", "sales", "finance"), ())
    with pytest.raises(Refused, match="too_many_filed"):
        await filing.file(world.services, world.admin, [many])
    async with world.db.read(TEAM) as session:
        assert await rows.examples(session) == []


async def test_articles_of_another_workspace_are_not_there(world: World) -> None:
    theirs = [max(world.article_ids) + place for place in (1, 2)]
    with pytest.raises(Refused, match="article_gone"):
        await filing.open_form(world.services, world.admin, theirs)
    with pytest.raises(Refused, match="article_gone"):
        await filing.file(world.services, world.admin, [Refiling(theirs[0], ("hr",), ())])
    async with world.db.read(OTHER_TEAM) as session:
        assert await rows.examples(session) == []
