"""The same acts by Socket Mode envelopes: acknowledged with the same answers, with the same effects."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from bot.slack import ids
from playground.delivery import Answer, Kind
from store import models
from tests.bot.slack.listeners.stage import (
    ADMIN,
    INES,
    OTHER_TEAM,
    Stage,
    draft_state,
    event_body,
    interaction,
    open_stage,
    reaction,
    typed,
)

OWN_WORDS = "Nos clients nous en parlent chaque semaine, et voici pourquoi."


@pytest.fixture
async def socketed(furnished_sqlite: str) -> AsyncIterator[Stage]:
    async with open_stage(furnished_sqlite, socket_mode=True) as opened:
        yield opened


async def enveloped(stage: Stage, kind: Kind, body: bytes) -> Answer:
    """A request's content in an envelope; the answer that came back over the socket."""
    if kind == "events_api":
        payload = json.loads(body)
    else:
        form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        payload = form if kind == "slash_commands" else json.loads(form["payload"])
    answer = await stage.playground.delivery.request(kind, payload)
    await stage.quiet()
    return answer


async def test_from_a_reaction_to_a_share(socketed: Stage) -> None:
    assert socketed.application.socket is not None
    assert await socketed.application.socket.hears()
    assert (await enveloped(socketed, "events_api", event_body(reaction(INES)))).ok
    (offer,) = socketed.news(INES)
    assert "draft_open" in offer
    click = socketed.click_body(INES, ids.DRAFT_OPEN, socketed.ours.article())
    assert (await enveloped(socketed, "interactive", click)).ok
    assert [view["callback_id"] for view in socketed.modals(INES)] == ["draft"]
    for ready, action in ((False, None), (True, "update")):
        state = draft_state(OWN_WORDS, ready=ready)
        body = socketed.submit_body(INES, ids.DRAFT, socketed.ours.article(), state)
        answer = await enveloped(socketed, "interactive", body)
        assert (answer.payload or {}).get("response_action") == action
    wrong = socketed.submit_body(
        INES, ids.READY, socketed.ours.draft(), {ids.ADDRESS: typed("https://e.example/")}
    )
    answer = await enveloped(socketed, "interactive", wrong)
    assert list(answer.payload["errors"]) == [ids.ADDRESS]
    right = socketed.submit_body(INES, ids.READY, socketed.ours.draft(), {ids.ADDRESS: typed(None)})
    assert (await enveloped(socketed, "interactive", right)).ok
    assert len(await socketed.every(models.Share)) == 1


async def test_commands(socketed: Stage) -> None:
    for words, seen in (("moi", "1 choix"), ("publier", "édit"), ("clasement", "classement")):
        await enveloped(socketed, "events_api", event_body(reaction(INES)))
        socketed.news(INES)
        assert (await enveloped(socketed, "slash_commands", socketed.command_body(INES, words))).ok
        (told,) = socketed.news(INES)
        assert seen in told.lower()


async def test_the_home_and_the_end(socketed: Stage) -> None:
    await enveloped(
        socketed, "events_api", event_body({"type": "app_home_opened", "user": INES, "tab": "home"})
    )
    assert INES in socketed.playground.workspace.homes
    await enveloped(socketed, "events_api", event_body({"type": "app_uninstalled"}, team_id=OTHER_TEAM))
    assert (await socketed.every(models.Workspace))[0].disconnected_reason is None
    await enveloped(socketed, "events_api", event_body({"type": "app_uninstalled"}))
    assert (await socketed.every(models.Workspace))[0].disconnected_reason == "app_uninstalled"


JUNK: list[tuple[Kind, dict[str, Any]]] = [
    ("interactive", {}),
    ("interactive", {"type": "block_actions"}),
    (
        "interactive",
        {"type": "block_actions", "actions": [{}], "user": {"id": INES}, "team": {"id": "T0PLAY"}},
    ),
    ("interactive", {"type": "view_submission", "view": {}, "user": {"id": INES}}),
    ("slash_commands", {}),
    ("slash_commands", {"command": "/dizaine"}),
    ("events_api", {}),
    ("events_api", {"type": "event_callback", "event": "junk"}),
    ("events_api", {"type": "event_callback", "event": {"type": "reaction_added", "item": "junk"}}),
]


async def test_junk_leaves_the_connection_open(socketed: Stage) -> None:
    socketed.playground.delivery.ack_seconds = 0.3
    before = await socketed.counts()
    for kind, payload in JUNK:
        await socketed.playground.delivery.request(kind, payload)
    await socketed.quiet()
    assert await socketed.counts() == before
    socketed.playground.delivery.ack_seconds = 3.0
    body = interaction("block_actions", ADMIN, json.loads(parse_qs(
        socketed.click_body(ADMIN, ids.SETUP_OPEN, "1").decode())["payload"][0]))  # fmt: skip
    assert (await enveloped(socketed, "interactive", body)).ok
    assert len(socketed.modals(ADMIN)) == 1
