"""Topics changed, by signed clicks and submissions."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack import ids
from store import models
from tests.blocks import check_calls
from tests.bot.slack.listeners.stage import (
    ADMIN,
    CHANNEL,
    TOM,
    Reply,
    Stage,
    chosen,
    interaction,
    setup_state,
    several,
    topic_state,
)

NEW = ids.topic_place_value(None, CHANNEL)


def errors(reply: Reply) -> dict[str, str]:
    assert reply.status == 200
    assert reply.data["response_action"] == "errors"
    said: dict[str, str] = reply.data["errors"]
    assert not [sentence for sentence in said.values() if "journal" in sentence]
    return said


def block(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in view["blocks"] if each["block_id"] == block_id)
    return found


async def choose(stage: Stage, user: str, view: dict[str, Any], topic: str) -> None:
    """Choose a topic in the menu of the modal on the screen."""
    action = {
        "type": "static_select",
        "action_id": ids.CHOSEN_TOPIC,
        "block_id": ids.CHOSEN_TOPIC,
        "action_ts": "1772524801.000001",
        **chosen(topic),
    }
    fields = {"view": view, "container": {"type": "view", "view_id": view["id"]}, "actions": [action]}
    body = interaction("block_actions", user, {"trigger_id": stage.trigger(user), **fields})
    assert (await stage.post(body, "application/x-www-form-urlencoded")).status == 200
    await stage.quiet()


async def test_a_topic_is_chosen_changed_and_told(stage: Stage) -> None:
    await stage.click(ADMIN, ids.TOPIC_CHANGE, ids.topic_value("tech"))
    await stage.quiet()
    (view,) = stage.modals(ADMIN)
    assert view["callback_id"] == ids.TOPIC_CHOICE
    held = stage.playground.workspace.stack(ADMIN)[-1]
    await choose(stage, ADMIN, {**view, "id": held.id, "hash": held.hash}, "tech.ai")
    (view,) = stage.modals(ADMIN)
    assert view["callback_id"] == ids.TOPIC
    assert view["private_metadata"] == ids.topic_place_value("tech.ai", CHANNEL)
    assert block(view, "label_fr")["element"]["initial_value"] == "Intelligence artificielle"
    assert "ChatGPT" in block(view, "words_fr")["element"]["initial_value"]
    assert check_calls(stage.playground.api.calls) >= 2
    state = topic_state("L’IA & nous", "AI", ("robot bavard", "chatbot"))
    reply = await stage.submit(ADMIN, ids.TOPIC, view["private_metadata"], state)
    assert reply.text == ""
    await stage.quiet()
    (row,) = await stage.every(models.TopicRow)
    assert (row.topic, row.labels) == ("tech.ai", {"fr": "L’IA & nous", "en": "AI"})
    assert row.words == {"fr": ["robot bavard"], "en": ["chatbot"]}
    assert "L’IA &amp; nous" in stage.news(ADMIN)[-1]
    reply = await stage.submit(ADMIN, ids.TOPIC, view["private_metadata"], topic_state(original=True))
    assert reply.text == ""
    assert await stage.every(models.TopicRow) == []


async def test_a_topic_is_added_from_its_list(stage: Stage) -> None:
    await stage.click(ADMIN, ids.TOPIC_ADD, ids.VERSION)
    await stage.quiet()
    (view,) = stage.modals(ADMIN)
    assert view["private_metadata"] == NEW
    values = [option["value"] for option in block(view, ids.PROFESSION)["element"]["options"]]
    assert values == ["hr", "marketing", "sales", "tech", "finance", ids.NO_PROFESSION]
    state = topic_state("Nuit", None, ("3x8", None), profession="hr")
    for _ in range(2):
        assert (await stage.submit(ADMIN, ids.TOPIC, NEW, state)).text == ""
    await stage.submit(ADMIN, ids.TOPIC, NEW, topic_state("Mer", None, profession=ids.NO_PROFESSION))
    await stage.quiet()
    assert [row.topic for row in await stage.every(models.TopicRow)] == ["hr.nuit", "mer"]
    stage.playground.workspace.close_all(ADMIN)
    # A profession alone needs no choice.
    await stage.click(ADMIN, ids.TOPIC_CHANGE, ids.topic_value("mer"))
    await stage.quiet()
    assert [each["callback_id"] for each in stage.modals(ADMIN)] == [ids.TOPIC]


async def test_all_the_words_that_were_taken_are_shown_again(stage: Stage) -> None:
    """As many as the field takes, with commas alone between them."""
    words = [f"{place:02d}{'mot' * 9}" for place in range(100)]
    assert len(",".join(words)) == 2999
    state = topic_state("Nuit", None, (",".join(words), None), profession="hr")
    assert (await stage.submit(ADMIN, ids.TOPIC, NEW, state)).text == ""
    await stage.quiet()
    await stage.click(ADMIN, ids.TOPIC_CHANGE, ids.topic_value("hr"))
    await stage.quiet()
    (view,) = stage.modals(ADMIN)
    held = stage.playground.workspace.stack(ADMIN)[-1]
    await choose(stage, ADMIN, {**view, "id": held.id, "hash": held.hash}, "hr.nuit")
    (view,) = stage.modals(ADMIN)
    assert block(view, "words_fr")["element"]["initial_value"].split("\n") == words


async def test_what_cannot_be_is_said_beside_its_field(stage: Stage) -> None:
    state = topic_state(None, None, ("les", "x" * 61), profession="hr")
    said = errors(await stage.submit(ADMIN, ids.TOPIC, NEW, state))
    assert set(said) == {"label_fr", "words_fr", "words_en"}
    assert "«\u00a0les\u00a0»" in said["words_fr"]
    for junk in ("", "1", "2:C1:hr", "1:C1:HR", "1:<b>:hr", "1:C1:" + "x" * 65, "1:C1:hr:more"):
        assert set(errors(await stage.submit(ADMIN, ids.TOPIC, junk, state))) == {"label_fr"}
    gone = ids.topic_place_value("gone", None)
    assert "n’existe plus" in errors(await stage.submit(ADMIN, ids.TOPIC, gone, state))["label_fr"]
    assert await stage.every(models.TopicRow) == []


@pytest.mark.parametrize("value", [None, "", "1:", "1:a", "1:1,", "2:1", "1:" + "9" * 40, "junk"])
async def test_junk_in_buttons_is_answered(stage: Stage, value: str | None) -> None:
    for action in (ids.TOPIC_CHANGE, f"{ids.FILING_OPEN}_0", ids.FILING_UNDO):
        await stage.click(ADMIN, action, value)
    await stage.quiet()
    told = stage.news(ADMIN)
    assert len(told) == 3
    assert not [each for each in told if "journal" in each]
    assert stage.modals(ADMIN) == []


async def test_a_channel_gets_its_topics_from_the_set_up(stage: Stage) -> None:
    await stage.command(ADMIN, "configurer")
    await stage.quiet()
    (view,) = stage.modals(ADMIN)
    element = block(view, ids.TOPICS)["element"]
    assert [group["label"]["text"] for group in element["option_groups"]][:2] == [
        "Ressources humaines",
        "Marketing",
    ]
    assert "initial_options" not in element
    conversation = {"type": "conversations_select", "selected_conversation": CHANNEL}
    wanted = setup_state(**{ids.CONVERSATION: conversation, ids.TOPICS: several(["tech", "hr.pay", "gone"])})
    assert (await stage.submit(ADMIN, ids.SETUP, ids.VERSION, wanted)).text == ""
    await stage.quiet()
    (channel,) = await stage.every(models.Channel)
    assert channel.topics == ["tech", "hr.pay"]
    stage.playground.workspace.close_all(ADMIN)
    await stage.command(ADMIN, "configurer")
    await stage.quiet()
    (view,) = stage.modals(ADMIN)
    assert [each["value"] for each in block(view, ids.TOPICS)["element"]["initial_options"]] == [
        "tech",
        "hr.pay",
    ]
    stage.news(ADMIN)
    await stage.command(ADMIN, "état")
    await stage.quiet()
    assert "Thèmes souhaités\u00a0: Rémunération et paie · Tech" in stage.news(ADMIN)[-1]


async def test_an_english_editor_reads_english(stage: Stage) -> None:
    await stage.command(ADMIN, f"admin add <@{TOM}>")
    await stage.quiet()
    await stage.click(TOM, f"{ids.FILING_OPEN}_0", ids.articles_value(stage.ours.article_ids))
    await stage.quiet()
    (view,) = stage.modals(TOM)
    assert view["title"]["text"] == "Topics"
    groups = block(view, ids.filed_block(stage.ours.article_ids[0]))["element"]["option_groups"]
    assert groups[0]["options"][0]["text"]["text"] == "Human resources in general"
