"""Articles that may tell one story, by signed clicks: the list in Slack, and what its buttons put in its place."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.slack import ids
from playground.workspace import Message
from store import models
from tests.bot.slack.listeners.stage import ADMIN, CHANNEL, NOW, PAUL, TEAM, TOM, Stage
from tests.told_stories import tell


@pytest.fixture
async def told(stage: Stage) -> list[int]:
    """Two articles that may be one story, two that are folded."""
    async with stage.db.write(TEAM) as session:
        return await tell(session, NOW, "Le <Journal>")


def private(stage: Stage, user: str = ADMIN) -> list[Message]:
    return [m for m in stage.playground.workspace.channels[CHANNEL].messages if m.ephemeral_to == user]


def buttons(message: Message) -> list[tuple[str, str]]:
    """(action, value) of every button, from the top."""
    found: list[tuple[str, str]] = []
    for block in message.blocks or []:
        elements: list[dict[str, Any]] = [*block.get("elements", []), block.get("accessory") or {}]
        found += [(each["action_id"], each["value"]) for each in elements if each.get("type") == "button"]
    return found


async def click(stage: Stage, message: Message, action: str, value: str | None = None) -> Message:
    """Click the first such button of the message (or one that stood there before, by its value), with the message's
    own response address; what stands there then."""
    if value is None:
        value = next(value for known, value in buttons(message) if known == action)
    url = stage.playground.urls.issue(stage.url, ADMIN, CHANNEL, message.ts)
    reply = await stage.click(ADMIN, action, value, response_url=url, message=None)
    assert (reply.status, reply.text) == (200, "")
    await stage.quiet()
    (shown,) = private(stage)
    return shown


async def the_list(stage: Stage, words: str = "doublons") -> Message:
    assert (await stage.command(ADMIN, words)).text == ""
    await stage.quiet()
    (shown,) = private(stage)
    return shown


def names(message: Message) -> list[str]:
    return [action for action, _ in buttons(message)]


async def test_a_line_gives_way_to_what_was_decided_and_back(stage: Stage, told: list[int]) -> None:
    opening, results, english, retold = told
    shown = await the_list(stage)
    before = buttons(shown)
    assert names(shown) == [ids.STORY_SAME, ids.STORY_TWO, ids.STORY_TWO]
    for value in (value for _, value in buttons(shown)):
        assert ids.parse_story(value)[1] == ((opening, results), (english, retold))
    assert "Le &lt;Journal&gt; 0" in str(shown.blocks)
    joined = await click(stage, shown, ids.STORY_SAME)
    assert names(joined) == [ids.STORY_UNDO, ids.STORY_TWO]
    assert ":link: *Même histoire*" in str(joined.blocks)
    # In its own place, under the list's heading: not among what was folded by itself.
    said = [block["block_id"] for block in joined.blocks or [] if block["type"] == "section"]
    assert said == ["doubles", "double0", "folded", "double1"]
    (row,) = await stage.every(models.SameStory)
    assert (row.one_id, row.other_id, row.same, row.said_by) == (opening, results, True, ADMIN)
    parted = await click(stage, joined, ids.STORY_TWO)
    assert names(parted) == [ids.STORY_UNDO, ids.STORY_UNDO]
    assert ":scissors: *Deux histoires*" in str(parted.blocks)
    again = await click(stage, await click(stage, parted, ids.STORY_UNDO), ids.STORY_UNDO)
    assert buttons(again) == before
    assert await stage.every(models.SameStory) == []


async def test_clicks_that_overtake_each_other_both_stand(stage: Stage, told: list[int]) -> None:
    """Two buttons of the same drawing, at once: neither knows of the other but by the base; what is shown in the end
    knows of both."""
    shown = await the_list(stage)
    first, second = (value for action, value in buttons(shown) if action == ids.STORY_TWO)
    url = stage.playground.urls.issue(stage.url, ADMIN, CHANNEL, shown.ts)
    await asyncio.gather(
        *(
            stage.click(ADMIN, ids.STORY_TWO, value, response_url=url, message=None)
            for value in (first, second)
        )
    )
    await stage.quiet()
    (both,) = private(stage)
    assert names(both) == [ids.STORY_UNDO, ids.STORY_UNDO]
    assert [row.same for row in await stage.every(models.SameStory)] == [False, False]


async def test_the_preview_says_so_and_opens_the_list(stage: Stage, told: list[int]) -> None:
    await stage.command(ADMIN, "aperçu")
    await stage.quiet()
    (preview,) = stage.news(ADMIN)
    assert "1 doublon possible" in preview
    assert "1 article est cité avec un autre" in preview
    assert (ids.STORIES_SHOW, ids.VERSION) in buttons(private(stage)[0])
    assert (await stage.click(ADMIN, ids.STORIES_SHOW, ids.VERSION)).text == ""
    await stage.quiet()
    (opened,) = stage.news(ADMIN)
    assert "Doublons possibles" in opened
    assert len(private(stage)) == 2


async def test_in_english(stage: Stage, told: list[int]) -> None:
    await stage.command(ADMIN, f"admin add <@{TOM}>")
    await stage.quiet()
    await stage.command(TOM, "duplicates")
    await stage.quiet()
    told_tom = stage.news(TOM)[-1]
    assert "Possible duplicates" in told_tom
    assert "Bordelune" in told_tom


@pytest.mark.parametrize("action", [ids.STORY_SAME, ids.STORY_TWO, ids.STORY_UNDO])
async def test_values_that_are_not_ours_get_a_sentence(stage: Stage, told: list[int], action: str) -> None:
    theirs = stage.theirs.article_ids
    junk = (
        None, "", "junk", "1", "1:1:1", "1:1-2", "1:1-2:", "1:1-2:1-x", "2:1-2:1-2", "1:1-2:1-2:3", "1:-1-2:1-2",
        "1:1-2:" + ".".join(["1-2"] * 21), "1:" + "9" * 11 + "-1:1-2", "1:٣-٤:1-2", "x" * 2000, "<!channel>", "\x00",
        ids.story_value((theirs[0], theirs[1]), [(theirs[0], theirs[1])]),
        ids.story_value((told[0], theirs[1]), [(1, 2)]),
        ids.story_value((told[0], told[0]), [(1, 2)]),
    )  # fmt: skip
    for value in junk:
        assert (await stage.click(ADMIN, action, value)).status == 200
        await stage.quiet()
        (sentence,) = stage.news(ADMIN)
        assert "dans le journal" not in sentence, value
        assert "[]" in sentence or "Aucun doublon" in sentence, (value, sentence)
    assert await stage.every(models.SameStory) == []
    assert await stage.every(models.SameStory, "T0OTHER") == []


async def test_pairs_of_elsewhere_that_are_shown_tell_nothing(stage: Stage, told: list[int]) -> None:
    theirs = stage.theirs.article_ids
    value = ids.story_value((told[0], told[1]), [(theirs[0], theirs[1]), (told[0], told[1])])
    await stage.click(ADMIN, ids.STORY_SAME, value)
    await stage.quiet()
    (shown,) = stage.news(ADMIN)
    assert "T0OTHER" not in shown
    assert "Même histoire" in shown


async def test_others_are_told_whose_it_is(stage: Stage, told: list[int]) -> None:
    await stage.click(PAUL, ids.STORY_SAME, ids.story_value((told[0], told[1]), [(told[0], told[1])]))
    await stage.quiet()
    (refused,) = stage.news(PAUL)
    assert "édit" in refused
    assert await stage.every(models.SameStory) == []
