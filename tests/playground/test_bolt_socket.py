"""An unmodified Bolt AsyncApp in Socket Mode does the whole loop against the playground."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from .conftest import APP, FRENCH, Running

PAUL = "U0PAUL"
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "draft",
    "title": {"type": "plain_text", "text": "Brouillon"},
    "submit": {"type": "plain_text", "text": "Prêt"},
    "private_metadata": "v1:12",
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "caption",
            "label": {"type": "plain_text", "text": "Légende"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
    ],
}
BUTTON = {
    "type": "actions",
    "block_id": "offer",
    "elements": [
        {
            "type": "button",
            "action_id": "draft",
            "text": {"type": "plain_text", "text": "Rédiger"},
            "value": "12",
        }
    ],
}


async def until(true: Callable[[], Any] | Callable[[], Awaitable[Any]], seconds: float = 3.0) -> Any:
    """Wait for something another task does."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        found = true()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert asyncio.get_running_loop().time() < end, "it did not happen"
        await asyncio.sleep(0.01)


class Bot:
    """A small app in the shape of the real one."""

    def __init__(self, running: Running) -> None:
        self.app = AsyncApp(client=running.client(), request_verification_enabled=False)
        self.seen: list[dict[str, Any]] = []
        app = self.app

        @app.event("reaction_added")
        async def picked(event: dict[str, Any], client: Any) -> None:
            self.seen.append(event)
            await client.chat_postEphemeral(
                channel=event["item"]["channel"], user=event["user"], text="Rédiger ?", blocks=[BUTTON]
            )

        @app.event("reaction_removed")
        async def unpicked(event: dict[str, Any]) -> None:
            self.seen.append(event)

        @app.event("app_home_opened")
        async def home(event: dict[str, Any], client: Any) -> None:
            blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Accueil"}}, BUTTON]
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

        @app.action("draft")
        async def draft(ack: Any, body: dict[str, Any], client: Any) -> None:
            await ack()
            self.seen.append(body)
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

        @app.view("draft")
        async def ready(ack: Any, body: dict[str, Any], client: Any) -> None:
            value = body["view"]["state"]["values"]["caption"]["text"]["value"]
            if value == "court":
                await ack(response_action="errors", errors={"caption": "Trop court."})
                return
            await ack()
            user = body["user"]["id"]
            await client.chat_postEphemeral(channel=FRENCH, user=user, text=f"Prêt : {value}")

        @app.view_closed("draft")
        async def closed(ack: Any, body: dict[str, Any]) -> None:
            await ack()
            self.seen.append(body)

        @app.command("/dizaine")
        async def command(ack: Any, command: dict[str, Any], respond: Any) -> None:
            self.seen.append(command)
            if command["text"] == "lent":
                return
            if command["text"] == "plus tard":
                await ack()
                await respond(text="Voilà.", response_type="in_channel")
                return
            await ack(text=f"Vous avez écrit : {command['text']}")

        @app.error
        async def wrong(error: Exception) -> None:
            self.seen.append({"error": error})


@pytest.fixture
async def bot(running: Running) -> AsyncIterator[Bot]:
    made = Bot(running)
    handler = AsyncSocketModeHandler(made.app, APP, web_client=running.client())
    await handler.connect_async()
    await until(lambda: running.playground.delivery.connections)
    yield made
    await handler.close_async()
    await handler.client.aiohttp_client_session.close()


async def test_reaction_to_shared_caption(running: Running, bot: Bot) -> None:
    posted = await running.client().chat_postMessage(channel=FRENCH, text="1. Un article")
    assert (await running.play("react", as_=PAUL, channel=FRENCH, ts=posted["ts"], name="one", on=True))["ok"]

    async def offered() -> Any:
        return [m for m in await running.messages(PAUL) if m["ephemeral"]]

    offer = (await until(offered))[0]
    assert bot.seen[0]["item_user"] == "U0BOT"
    assert "event_ts" in bot.seen[0]
    others = await running.messages("U0INES")
    assert not any(m["ephemeral"] for m in others)

    container = {"type": "message", "channel": FRENCH, "ts": offer["ts"]}
    clicked = await running.play("action", as_=PAUL, container=container, block_id="offer", action_id="draft")
    assert clicked == {"ok": True}
    body = bot.seen[1]
    assert body["actions"][0]["value"] == "12"
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body

    async def opened() -> Any:
        return (await running.look("views", PAUL))["stack"]

    view = (await until(opened))[0]
    assert view["callback_id"] == "draft"

    def typed(value: str | None) -> dict[str, Any]:
        entry = {"text": {"type": "plain_text_input", "value": value}}
        return {"as_": PAUL, "view_id": view["id"], "state": {"caption": entry}}

    empty = await running.play("submit", **typed(""))
    assert empty["result"] == "errors"
    assert empty["errors"] == {"caption": "Ce champ est obligatoire."}
    short = await running.play("submit", **typed("court"))
    assert short == {"ok": True, "result": "errors", "errors": {"caption": "Trop court."}}
    assert (await running.look("views", PAUL))["stack"][0]["state_errors"] == {"caption": "Trop court."}
    done = await running.play("submit", **typed("Une vraie légende"))
    assert done["result"] == "closed"
    assert (await running.look("views", PAUL))["stack"] == []

    async def confirmed() -> Any:
        return [m for m in await running.messages(PAUL) if m["text"] == "Prêt : Une vraie légende"]

    await until(confirmed)


async def test_reaction_taken_back(running: Running, bot: Bot) -> None:
    posted = await running.client().chat_postMessage(channel=FRENCH, text="1. Un article")
    for on in (True, False):
        await running.play("react", as_=PAUL, channel=FRENCH, ts=posted["ts"], name="one", on=on)
    await until(lambda: {e.get("type") for e in bot.seen} == {"reaction_added", "reaction_removed"})


async def test_own_reaction_comes_back_and_bolt_ignores_it(running: Running, bot: Bot) -> None:
    posted = await running.client().chat_postMessage(channel=FRENCH, text="1. Un article")
    before = running.playground.delivery.sent
    await running.client().reactions_add(channel=FRENCH, timestamp=posted["ts"], name="one")
    await running.playground.delivery.settled()
    assert running.playground.delivery.sent == before + 1
    assert bot.seen == []


async def test_command_answers_and_escapes(running: Running, bot: Bot) -> None:
    text = "/dizaine bonjour @Paul Girard, voir #general et https://exemple.fr/?a=1&b=2"
    assert (await running.play("message", as_="U0INES", channel=FRENCH, text=text))["ok"]
    command = bot.seen[0]
    assert command["text"] == (
        "bonjour <@U0PAUL|paul.girard>, voir <#C0GENERAL|general> et <https://exemple.fr/?a=1&amp;b=2>"
    )
    assert (command["channel_name"], command["user_name"]) == ("ambassadeurs", "ines.bakri")
    answer = (await running.messages("U0INES"))[-1]
    assert answer["ephemeral"]
    assert answer["text"].startswith("Vous avez écrit")


async def test_command_answers_later_by_response_url(running: Running, bot: Bot) -> None:
    await running.play("message", as_="U0INES", channel=FRENCH, text="/dizaine plus tard")

    async def answered() -> Any:
        return [m for m in await running.messages("U0PAUL") if m["text"] == "Voilà."]

    await until(answered)


async def test_command_without_acknowledgement(running: Running, bot: Bot) -> None:
    running.playground.delivery.ack_seconds = 0.2
    await running.play("message", as_="U0INES", channel=FRENCH, text="/dizaine lent")
    said = (await running.messages("U0INES"))[-1]
    assert said["user"] == "USLACKBOT"
    assert "operation_timeout" in said["text"]


async def test_home_is_published_and_its_button_opens_a_modal(running: Running, bot: Bot) -> None:
    assert (await running.look("home", PAUL))["view"] is None
    await running.play("home_opened", as_=PAUL)

    async def published() -> Any:
        return (await running.look("home", PAUL))["view"]

    view = await until(published)
    container = {"type": "view", "view_id": view["id"]}
    await running.play("action", as_=PAUL, container=container, block_id="offer", action_id="draft")
    assert bot.seen[0]["view"]["type"] == "home"

    async def opened() -> Any:
        return (await running.look("views", PAUL))["stack"]

    modal = (await until(opened))[0]
    assert (await running.play("close", as_=PAUL, view_id=modal["id"]))["ok"]
    assert bot.seen[-1]["type"] == "view_closed"
    assert bot.seen[-1]["is_cleared"] is False


async def test_refreshed_connection_comes_back(running: Running, bot: Bot) -> None:
    delivery = running.playground.delivery
    first = delivery.connections[0]
    await delivery.refresh()
    await until(lambda: delivery.connections and delivery.connections[0] is not first)
    await running.play("message", as_="U0INES", channel=FRENCH, text="/dizaine bonjour")
    assert (await running.messages("U0INES"))[-1]["text"] == "Vous avez écrit : bonjour"


async def test_state_says_connected(running: Running, bot: Bot) -> None:
    assert (await running.look("state", PAUL))["connected"] is True
