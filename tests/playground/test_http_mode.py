"""HTTP mode: the same payloads, posted and signed as Slack posts and signs them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.app.async_app import AsyncApp
from starlette.applications import Starlette

from playground.app import create_app, default_workspace, playground_of
from playground.delivery import Answer, Delivery, signature
from playground.errors import Refused

from .conftest import BOT, FRENCH, SECRET, Running


class Listening:
    """An app's request URL that keeps what it was sent and answers what it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[web.Response] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.read()))
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def listening(app: Starlette) -> AsyncIterator[Listening]:
    found = Listening()
    server = web.Application()
    server.router.add_post("/slack/events", found.answer)
    async with TestServer(server) as running:
        playground_of(app).delivery.set_request_url(str(running.make_url("/slack/events")))
        yield found


def signed(headers: dict[str, str], body: bytes) -> bool:
    base = b"v0:" + headers["X-Slack-Request-Timestamp"].encode() + b":" + body
    made = "v0=" + hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made, headers["X-Slack-Signature"])


async def test_events_are_signed_json(app: Starlette, listening: Listening) -> None:
    delivery = playground_of(app).delivery
    delivery.send_event({"type": "app_home_opened", "user": "U0PAUL"})
    await delivery.settled()
    headers, body = listening.requests[0]
    assert signed(headers, body)
    sent = json.loads(body)
    assert (sent["type"], sent["event"]["user"], sent["team_id"]) == ("event_callback", "U0PAUL", "T0PLAY")
    assert sent["event_id"].startswith("Ev")


async def test_commands_and_interactions_are_signed_forms(app: Starlette, listening: Listening) -> None:
    delivery = playground_of(app).delivery
    listening.answers = [web.json_response({"text": "Bonjour"}), web.Response(text="Salut"), web.Response()]
    assert await delivery.request("slash_commands", {"command": "/dizaine", "text": "é"}) == Answer(
        "acknowledged", {"text": "Bonjour"}
    )
    assert (await delivery.request("slash_commands", {"command": "/dizaine"})).payload == {"text": "Salut"}
    assert await delivery.request("interactive", {"type": "block_actions"}) == Answer("acknowledged")
    for headers, body in listening.requests:
        assert signed(headers, body)
        assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(listening.requests[0][1].decode())["text"] == ["é"]
    assert json.loads(parse_qs(listening.requests[2][1].decode())["payload"][0])["type"] == "block_actions"


async def test_uninstalling_says_so_and_kills_the_token(app: Starlette, listening: Listening) -> None:
    playground = playground_of(app)
    playground.uninstall()
    await playground.delivery.settled()
    assert {json.loads(body)["event"]["type"] for _, body in listening.requests} == {
        "tokens_revoked",
        "app_uninstalled",
    }
    with pytest.raises(Refused, match="token_revoked"):
        playground.api.run("auth.test", {}, BOT)


async def test_only_events_subscribed_to(app: Starlette, listening: Listening) -> None:
    playground_of(app).workspace.events = frozenset({"reaction_added"})
    delivery = playground_of(app).delivery
    for kind in ("reaction_removed", "reaction_added"):
        delivery.send_event({"type": kind})
    await delivery.settled()
    assert [json.loads(body)["event"]["type"] for _, body in listening.requests] == ["reaction_added"]


async def test_an_event_refused_is_sent_three_times_more(app: Starlette, listening: Listening) -> None:
    delivery = playground_of(app).delivery
    delivery.retries = (0, 0, 0)
    listening.answers = [web.Response(status=500) for _ in range(9)]
    delivery.send_event({"type": "reaction_added"})
    await delivery.settled()
    tries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h, _ in listening.requests]
    assert tries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({json.loads(body)["event_id"] for _, body in listening.requests}) == 1


async def test_an_app_that_is_slow_or_away(app: Starlette, listening: Listening) -> None:
    delivery = playground_of(app).delivery
    assert delivery.connected
    delivery.set_request_url("http://127.0.0.1:1/slack/events")
    assert (await delivery.request("interactive", {})).outcome == "unreachable"
    delivery.set_request_url(None)
    assert (await delivery.request("interactive", {})).outcome == "unreachable"
    assert not delivery.connected

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(slow, "127.0.0.1", 0)
    async with server:
        delivery.ack_seconds = 0.1
        delivery.set_request_url(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        assert (await delivery.request("interactive", {})).outcome == "timeout"


async def test_a_bolt_app_takes_the_signature(running: Running) -> None:
    bolt = AsyncApp(client=running.client(), signing_secret=SECRET, process_before_response=True)
    seen: list[Any] = []

    @bolt.command("/dizaine")
    async def command(ack: Any, command: dict[str, Any]) -> None:
        seen.append(command)
        await ack(text="Reçu")

    @bolt.event("reaction_added")
    async def picked(event: dict[str, Any]) -> None:
        seen.append(event)

    async with TestServer(bolt.web_app("/slack/events")) as server:
        delivery = running.playground.delivery
        delivery.set_request_url(str(server.make_url("/slack/events")))
        await running.play("message", as_="U0PAUL", channel=FRENCH, text="/dizaine aide")
        assert (await running.messages("U0PAUL"))[-1]["text"] == "Reçu"
        posted = await running.client().chat_postMessage(channel=FRENCH, text="1.")
        await running.play("react", as_="U0PAUL", channel=FRENCH, ts=posted["ts"], name="one", on=True)
        await delivery.settled()
        assert [s.get("reaction", s.get("text")) for s in seen] == ["aide", "one"]
        delivery.signing_secret = "another"
        answer = await delivery.request("slash_commands", {"command": "/dizaine"})
        assert (answer.outcome, answer.payload) == ("refused", 401)


@pytest.mark.parametrize("url", ["http://exemple.fr/", "http://127.0.0.1.example/", "http://10.0.0.1/", "x"])
def test_only_this_machine_is_called(url: str) -> None:
    with pytest.raises(ValueError, match="this machine"):
        create_app(default_workspace(), bot_token="b", app_token="a", signing_secret=SECRET, request_url=url)
    with pytest.raises(ValueError, match="this machine"):
        Delivery(default_workspace(), SECRET, url)


def test_signature_is_slack_s_own_example() -> None:
    """The worked example of docs.slack.dev, "Verifying requests from Slack"."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
        b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    made = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert made == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
