"""What editors say of stories: what they are shown, what it changes, and that it can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from handlers import posting, stories
from handlers.errors import Refused
from handlers.stories import DoubleList
from store.models import Article, AuditEntry, Channel, Person, SameStory
from tests.curation.test_dedupe_stories import OPENING
from tests.handlers.conftest import CONVERSATION, NOW, TEAM, World
from tests.told_stories import tell

Brief = list[tuple[int, int, bool, bool | None]]


@pytest.fixture
async def told(world: World) -> list[int]:
    """Four articles of four more sources: two that may be one story, two that are folded. Their ids, in that order."""
    async with world.db.write(TEAM) as session:
        return await tell(session, NOW)


def brief(answer: DoubleList) -> Brief:
    return [(each.one.article_id, each.other.article_id, each.folded, each.same) for each in answer.lines]


async def listed(
    world: World, shown: list[tuple[int, int]] | None = None, where: str | None = CONVERSATION
) -> DoubleList:
    return await stories.listed(world.services, world.admin, where, shown or [])


async def chosen(world: World) -> set[int]:
    preview = await posting.preview(world.services, world.admin, CONVERSATION)
    return {card.article_id for card in preview.post.cards}


async def test_what_may_be_one_story_and_what_was_folded(world: World, told: list[int]) -> None:
    opening, results, english, retold = told
    answer = await listed(world)
    assert brief(answer) == [(opening, results, False, None), (english, retold, True, None)]
    doubt, folded = answer.lines
    assert {"Bordelune", "Saint-Nazaire"} <= set(doubt.words)
    assert (doubt.one.source, doubt.one.title) == ("Paper 0", OPENING["title"])
    assert {doubt.one.number, doubt.other.number, folded.one.number} == {1, 2, 3}
    assert (answer.more, answer.now) == (0, NOW)
    preview = await posting.preview(world.services, world.admin, CONVERSATION)
    assert (preview.doubts, preview.folded) == (1, 1)


async def test_same_story_two_stories_and_neither_again(world: World, told: list[int]) -> None:
    opening, results, english, retold = told
    shown = [(opening, results), (english, retold)]
    assert {opening, results, english} <= await chosen(world)
    await stories.judge(world.services, world.admin, (results, opening), True)
    assert len({opening, results} & await chosen(world)) == 1
    assert brief(await listed(world, shown)) == [
        (opening, results, True, True),
        (english, retold, True, None),
    ]
    await stories.judge(world.services, world.admin, (opening, results), False)
    assert {opening, results} <= await chosen(world)
    assert brief(await listed(world, shown))[0] == (opening, results, False, False)
    assert brief(await listed(world)) == [(english, retold, True, None)]
    await stories.judge(world.services, world.admin, (opening, results), None)
    assert brief(await listed(world))[0] == (opening, results, False, None)
    async with world.db.read(TEAM) as session:
        assert (await session.scalars(select(SameStory))).all() == []
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
    said = [(each.subject, each.allowed) for each in entries if each.act == "story.judge"]
    assert said == [
        (f"{results} {opening} same", True),
        (f"{opening} {results} two", True),
        (f"{opening} {results} open", True),
    ]


async def test_what_was_folded_is_taken_apart(world: World, told: list[int]) -> None:
    *_, english, retold = told
    assert retold not in await chosen(world)
    await stories.judge(world.services, world.admin, (english, retold), False)
    assert {english, retold} <= await chosen(world)
    assert brief(await listed(world, [(english, retold)])) == [(english, retold, False, False)]


async def test_an_editor_may_and_is_remembered(world: World, told: list[int]) -> None:
    async with world.db.write(TEAM) as session:
        session.add(Person(user_id="UEDIT", role="editor", created_at=NOW))
    await stories.judge(world.services, world.actor("UEDIT"), (told[0], told[1]), True)
    async with world.db.read(TEAM) as session:
        (row,) = (await session.scalars(select(SameStory))).all()
    assert (row.said_by, row.said_at, row.same) == ("UEDIT", NOW, True)


async def test_nothing_is_said_of_articles_that_are_not_there(world: World, told: list[int]) -> None:
    for pair in ((told[0], 10**6), (told[0], told[0]), (10**6, 10**6 + 1)):
        with pytest.raises(Refused, match="article_gone"):
            await stories.judge(world.services, world.admin, pair, True)
    async with world.db.read(TEAM) as session:
        assert (await session.scalars(select(SameStory))).all() == []


async def test_without_a_channel_of_its_own_only_the_pool_is_told(world: World, told: list[int]) -> None:
    # The only channel there is counts wherever it is asked from.
    assert len(brief(await listed(world, where="C_OTHER"))) == 2
    async with world.db.write(TEAM) as session:
        (channel,) = (await session.scalars(select(Channel))).all()
        kept = {
            name: getattr(channel, name)
            for name in ("language", "time_zone", "post_at", "working_days", "country", "article_count")
        }
        session.add(Channel(conversation_id="C_SECOND", created_at=NOW, **kept))
    elsewhere = await listed(world, where="C_OTHER")
    assert brief(elsewhere) == [(told[0], told[1], False, None)]
    assert {elsewhere.lines[0].one.number, elsewhere.lines[0].other.number} == {0}
    assert len(brief(await listed(world, where="C_SECOND"))) == 2


async def test_nothing_to_ask(world: World, told: list[int]) -> None:
    async with world.db.write(TEAM) as session:
        await session.execute(update(Article).values(seen_at=NOW - timedelta(days=30)))
    answer = await listed(world)
    assert (answer.lines, answer.more) == ((), 0)
    preview = await posting.preview(world.services, world.admin, CONVERSATION)
    assert (preview.doubts, preview.folded) == (0, 0)
