"""The Home tab, the app uninstalled or its token revoked, and events that are none of ours."""

from __future__ import annotations

import json
from typing import Any

from bot.slack import ids
from store import models
from tests.bot.slack.listeners.stage import INES, JSON, SOFIA, Stage, event_body, order_state


async def test_home_in_each_language(stage: Stage) -> None:
    for user, words in ((INES, "lundi 2 mars"), (SOFIA, "picks")):
        assert (await stage.event({"type": "app_home_opened", "user": user, "tab": "home"})).status == 200
        await stage.quiet()
        assert words in str(stage.playground.workspace.homes[user].payload)
    calls = len(stage.calls("views.publish"))
    await stage.event({"type": "app_home_opened", "user": INES, "tab": "messages"})
    await stage.event({"type": "app_home_opened", "user": INES, "tab": "about"})
    await stage.quiet()
    assert len(stage.calls("views.publish")) == calls


async def test_ones_own_order(stage: Stage) -> None:
    await stage.click(INES, ids.ORDER_OPEN, ids.VERSION)
    await stage.quiet()
    (shown,) = stage.modals(INES)
    assert shown["callback_id"] == ids.ORDER
    answer = await stage.submit(INES, ids.ORDER, "", order_state(["hr", "tech"], picks=True))
    assert (answer.status, answer.text) == (200, "")
    await stage.quiet()
    drawn = str(stage.playground.workspace.homes[INES].payload)
    assert "Ressources humaines · Tech. Puis ce qui ressemble à vos choix." in drawn
    await stage.click(INES, ids.ORDER_OPEN, ids.VERSION)
    await stage.quiet()
    assert "initial_options" in json.dumps(stage.modals(INES)[-1])
    await stage.submit(INES, ids.ORDER, "", order_state([], picks=False))
    await stage.quiet()
    assert "Dans l’ordre du canal." in str(stage.playground.workspace.homes[INES].payload)


async def reason(stage: Stage) -> str | None:
    (workspace,) = await stage.every(models.Workspace)
    found: str | None = workspace.disconnected_reason
    return found


async def test_uninstalled(stage: Stage) -> None:
    assert (await stage.event({"type": "app_uninstalled"})).status == 200
    await stage.quiet()
    assert await reason(stage) == "app_uninstalled"


async def test_the_bot_s_token_revoked(stage: Stage) -> None:
    await stage.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    await stage.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})
    await stage.event({"type": "tokens_revoked"})
    await stage.event({"type": "tokens_revoked", "tokens": "junk"})
    await stage.quiet()
    assert await reason(stage) is None
    await stage.event({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}})
    await stage.quiet()
    assert await reason(stage) == "token_revoked"


NOT_OURS: list[dict[str, Any]] = [
    {"type": "message", "text": "bonjour", "user": INES, "channel": "C0AMBFR"},
    {"type": "app_mention", "text": "<@U0BOT> bonjour", "user": INES},
    {"type": "of_a_version_to_come"},
    {"type": "app_home_opened"},
    {"type": "app_home_opened", "user": None},
    {"type": "app_home_opened", "user": {"id": "U1"}},
    {"type": "app_home_opened", "user": INES, "tab": 7},
    {},
    {"type": None},
    {"type": 7},
]


async def test_events_that_are_not_ours_do_no_harm(stage: Stage) -> None:
    before = await stage.counts()
    for event in NOT_OURS:
        reply = await stage.event(event)
        assert reply.status in (200, 401, 404), (event, reply)
    await stage.quiet()
    assert await stage.counts() == before
    for body in (event_body({"type": "message"}, type="of_a_version_to_come"), b'{"type": "event_callback"}'):
        assert (await stage.post(body, JSON)).status in (200, 401, 404)
