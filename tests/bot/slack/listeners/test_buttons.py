"""Every button, by signed clicks: what it opens or says; and values that no button of ours bears."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.slack import ids
from store import models
from tests.bot.slack.listeners.stage import (
    ADMIN,
    FORM,
    GUEST,
    INES,
    PAUL,
    SOFIA,
    Stage,
    chosen,
    draft_state,
    interaction,
    modal,
)

APOLOGY = ("dans le journal", "in the log")


async def seen_after(stage: Stage, user: str, action_id: str, value: str | None, **more: Any) -> str:
    """What this person sees of a click: a message for them alone, or [the modal's name]."""
    reply = await stage.click(user, action_id, value, **more)
    assert (reply.status, reply.text) == (200, "")
    await stage.quiet()
    told, opened = stage.news(user), stage.modals(user)
    stage.playground.workspace.close_all(user)
    assert len(told) + len(opened) == 1, (action_id, value, told, opened)
    return told[0] if told else f"[{opened[0]['callback_id']}]"


async def seen_by_command(stage: Stage, user: str, text: str) -> str:
    await stage.command(user, text)
    await stage.quiet()
    (told,) = stage.news(user)
    return told


async def test_every_button(stage: Stage) -> None:
    ours = stage.ours
    assert await seen_after(stage, INES, ids.DRAFT_OPEN, ours.article()) == "[draft]"
    assert await seen_after(stage, INES, ids.DRAFT_CONTINUE, ours.draft()) == "[draft]"
    assert await seen_after(stage, INES, ids.READY_OPEN, ours.draft()) == "[draft]"
    await stage.submit(INES, ids.DRAFT, ours.article(), draft_state("Des mots à moi, enfin.", ready=True))
    await stage.quiet()
    stage.news(INES)
    for action in (ids.DRAFT_CONTINUE, ids.READY_OPEN):
        assert await seen_after(stage, INES, action, ours.draft()) == "[ready]"
    mine = await seen_by_command(stage, INES, "moi")
    of_mine = ids.article_value(None, ours.article_ids[0])
    assert (ids.UNPICK in mine, of_mine in mine) == (True, True)
    assert "retiré" in await seen_after(stage, INES, ids.UNPICK, of_mine)
    assert ids.UNPICK not in await seen_by_command(stage, INES, "moi")
    for action in (ids.JOIN_OPEN, ids.JOIN_EDIT):
        assert await seen_after(stage, GUEST, action, "1") == "[join]"
    assert await seen_after(stage, ADMIN, ids.SETUP_OPEN, "1") == "[setup]"
    assert "semaine" in await seen_after(stage, PAUL, ids.BOARD_SHOW, "1")
    assert "week" in await seen_after(stage, SOFIA, ids.BOARD_SHOW, "1")
    again = ids.delivery_value(ours.parked_id)
    assert "État du programme" in await seen_after(stage, ADMIN, ids.SEND_AGAIN, again)
    assert (await stage.every(models.Outgoing))[0].state == "pending"
    assert "réglé" in await seen_after(stage, ADMIN, ids.FORGET, again)


async def test_letting_a_parked_delivery_be(stage: Stage) -> None:
    await seen_after(stage, ADMIN, ids.FORGET, ids.delivery_value(stage.ours.parked_id))
    (row,) = await stage.every(models.Outgoing)
    assert (row.state, row.reason) == ("failed", "let_be")


async def test_a_link_is_acknowledged_and_says_nothing(stage: Stage) -> None:
    before = await stage.counts()
    for action in ("link", "link_1", "link_linkedin"):
        assert (await stage.click(INES, action)).status == 200
    await stage.quiet()
    assert (stage.news(INES), stage.modals(INES), await stage.counts()) == ([], [], before)


async def test_who_has_not_joined_is_told_how(stage: Stage) -> None:
    assert "Rejoindre" in await seen_after(stage, PAUL, ids.DRAFT_OPEN, stage.ours.article())
    assert "Join" in await seen_after(stage, SOFIA, ids.DRAFT_OPEN, stage.ours.article())


@pytest.mark.parametrize(
    "action", [ids.DRAFT_OPEN, ids.DRAFT_CONTINUE, ids.READY_OPEN, ids.SEND_AGAIN, ids.FORGET]
)
async def test_values_that_are_not_ours_get_a_sentence(stage: Stage, action: str) -> None:
    theirs = stage.theirs
    foreign = {
        ids.SEND_AGAIN: ids.delivery_value(theirs.parked_id),
        ids.FORGET: ids.delivery_value(theirs.parked_id),
        ids.DRAFT_OPEN: theirs.article(),
    }.get(action, theirs.draft())
    junk = (
        foreign, None, "", "junk", "1", "0:1:1", "2:1:1:linkedin", "1:1:1:myspace", "1:x:y:z", "1:-1:-1",
        "1:1:" + "9" * 18, "1:" + "9" * 18, "1:" + "9" * 18 + ":1:linkedin", "1:1:1:linkedin:more",
        "1:٣:٣", "x" * 2000, "<!channel>", "1:1:1;DROP TABLE drafts", "\x00",
    )  # fmt: skip
    before = await stage.counts(None), await stage.contents("T0OTHER")
    for value in junk:
        told = await seen_after(stage, ADMIN, action, value)
        assert not told.startswith("[{"), (value, told)
        assert "Traceback" not in told
        assert "ValueError" not in told
        assert not any(words in told for words in APOLOGY), (value, told)
    after = await stage.counts(None), await stage.contents("T0OTHER")
    assert {**after[0], "audit": 0} == {**before[0], "audit": 0}
    assert after[1] == before[1]


async def test_a_trigger_that_is_too_old_says_to_click_again(stage: Stage) -> None:
    for user, words in ((INES, "cliquer à nouveau"), (SOFIA, "click again")):
        told = await seen_after(stage, user, ids.JOIN_OPEN, "1", trigger_id="1.2.dead")
        assert words in told
        assert not any(each in told for each in APOLOGY)


async def test_a_click_that_comes_twice_opens_one_modal_and_says_nothing(stage: Stage) -> None:
    body = stage.click_body(INES, ids.DRAFT_OPEN, stage.ours.article())
    for _ in range(3):
        assert (await stage.post(body, FORM)).status == 200
    await stage.quiet()
    assert len(stage.modals(INES)) == 1
    assert stage.news(INES) == []


async def test_a_response_address_that_is_gone_falls_back(stage: Stage) -> None:
    for url in (f"{stage.url}/response/unknown", "http://127.0.0.1:1/x", "", "junk"):
        assert "semaine" in await seen_after(stage, INES, ids.BOARD_SHOW, "1", response_url=url)


async def test_changing_the_network_keeps_what_was_typed(stage: Stage) -> None:
    """The click stands in a modal: there is no channel and no response address."""
    await stage.click(INES, ids.DRAFT_OPEN, stage.ours.article())
    await stage.quiet()
    (view,) = stage.playground.workspace.stack(INES)
    sent = modal(ids.DRAFT, stage.ours.article(), draft_state("Mes mots", network="x"))
    body = interaction(
        "block_actions",
        INES,
        {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": stage.trigger(INES),
            "view": sent | {"id": view.id, "hash": view.hash},
            "actions": [{"type": "static_select", "action_id": ids.NETWORK, "block_id": ids.NETWORK}],
        },
    )
    assert (await stage.post(body, FORM)).status == 200
    await stage.quiet()
    assert "Mes mots" in json.dumps(stage.modals(INES)[0], ensure_ascii=False)
    assert "280" in json.dumps(stage.modals(INES)[0], ensure_ascii=False)
    assert stage.news(INES) == []
    # A second choice that overtook the first bears an old hash: the view stands as it is.
    assert (await stage.post(body, FORM)).status == 200
    await stage.quiet()
    assert len(stage.modals(INES)) == 1


async def test_a_view_without_its_parts_gets_a_sentence(stage: Stage) -> None:
    whole = modal(ids.DRAFT, stage.ours.article(), draft_state("Mes mots"))
    for sentences, broken in (
        (1, whole | {"private_metadata": "junk"}),
        (1, whole | {"private_metadata": stage.theirs.article()}),
        (1, whole | {"state": {"values": {"b": {ids.NETWORK: chosen("myspace")}}}}),
        (1, {}),
        # A view that was closed in the meantime: nobody looks at it any more.
        (0, whole),
        (0, whole | {"state": {}}),
        (0, whole | {"state": {"values": []}}),
        (0, whole | {"state": None}),
    ):
        body = interaction(
            "block_actions",
            INES,
            {"view": broken, "actions": [{"type": "static_select", "action_id": ids.NETWORK}]},
        )
        assert (await stage.post(body, FORM)).status == 200
        await stage.quiet()
        assert len(stage.news(INES)) == sentences, broken


UNKNOWN: list[tuple[str, dict[str, Any]]] = [
    ("block_actions", {"actions": [{"type": "button", "action_id": "of_a_version_to_come", "value": "9"}]}),
    ("block_actions", {"actions": [{"type": "holodeck", "action_id": "x"}]}),
    ("block_actions", {"actions": []}),
    ("block_actions", {"actions": [{}]}),
    ("block_actions", {}),
    ("view_submission", {"view": modal("of_a_version_to_come", "", {})}),
    ("view_submission", {"view": {}}),
    ("view_submission", {}),
    ("view_closed", {"view": modal("draft", "", {}), "is_cleared": False}),
    ("message_action", {"callback_id": "x", "message": {"ts": "1.1"}}),
    ("shortcut", {"callback_id": "x"}),
    ("block_suggestion", {"action_id": "x", "value": "y"}),
    ("dialog_submission", {"callback_id": "x"}),
    ("interactive_message", {"callback_id": "x", "actions": [{"name": "a"}]}),
    ("workflow_step_edit", {"callback_id": "x"}),
    ("holodeck", {}),
]


async def test_kinds_that_are_not_known_do_no_harm(stage: Stage) -> None:
    before = await stage.counts()
    for name, fields in UNKNOWN:
        reply = await stage.post(interaction(name, INES, fields), FORM)
        assert reply.status in (200, 401, 404), (name, fields, reply)
    await stage.quiet()
    assert await stage.counts() == before
    assert (await stage.command(INES, "moi")).status == 200
