"""Socket Mode seen from the wire: tickets, hello, envelopes shared among connections, acknowledgements."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from playground.delivery import Answer

from .conftest import APP, Running


async def address(running: Running) -> str:
    answer: Any = await running.client(None).apps_connections_open(app_token=APP)
    return str(answer["url"])


async def test_a_ticket_opens_one_connection(running: Running) -> None:
    url = await address(running)
    async with running.http.ws_connect(url) as socket:
        hello = await socket.receive_json(timeout=2)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": "A0PLAY"}
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await running.http.ws_connect(url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await running.http.ws_connect(f"{running.url.replace('http', 'ws')}/socket/forged")


async def test_ten_connections_at_most_and_they_share(running: Running) -> None:
    delivery = running.playground.delivery
    async with AsyncExitStack() as stack:
        sockets = []
        for _ in range(10):
            socket = await stack.enter_async_context(running.http.ws_connect(await address(running)))
            await socket.receive_json(timeout=2)
            sockets.append(socket)
        with pytest.raises(SlackApiError, match="too_many_websockets"):
            await address(running)

        async def acknowledge(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
            envelope: dict[str, Any] = await socket.receive_json(timeout=2)
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "oui"}})
            return envelope

        asked = [delivery.request("slash_commands", {"command": "/dizaine", "n": n}) for n in range(10)]
        answers, envelopes = await asyncio.gather(
            asyncio.gather(*asked), asyncio.gather(*(acknowledge(socket) for socket in sockets))
        )
    assert set(map(repr, answers)) == {repr(Answer("acknowledged", {"text": "oui"}))}
    assert sorted(envelope["payload"]["n"] for envelope in envelopes) == list(range(10))
    assert {(e["type"], e["accepts_response_payload"]) for e in envelopes} == {("slash_commands", True)}


async def test_an_event_without_acknowledgement_comes_again(running: Running) -> None:
    delivery = running.playground.delivery
    delivery.ack_seconds, delivery.retries = 0.1, (0, 0)
    async with running.http.ws_connect(await address(running)) as socket:
        await socket.receive_json(timeout=2)
        delivery.send_event({"type": "reaction_added"})
        await socket.send_str("not json")
        await socket.send_str("[]")
        await socket.send_json({"envelope_id": "unknown"})
        first, second = await socket.receive_json(timeout=2), await socket.receive_json(timeout=2)
        await socket.send_json({"envelope_id": second["envelope_id"]})
        await delivery.settled()
    assert (first["retry_attempt"], first["accepts_response_payload"]) == (0, False)
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "http_timeout")
    assert first["payload"]["event_id"] == second["payload"]["event_id"]


async def test_a_connection_lost_before_its_answer(running: Running) -> None:
    delivery = running.playground.delivery
    async with running.http.ws_connect(await address(running)) as socket:
        await socket.receive_json(timeout=2)
        asked = asyncio.create_task(delivery.request("interactive", {"type": "block_actions"}))
        await socket.receive_json(timeout=2)
    assert await asked == Answer("unreachable")
    assert delivery.connections == []
