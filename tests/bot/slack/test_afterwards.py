"""What follows an acknowledgement: never before it, always to its end, and its failures are logged."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from structlog.testing import capture_logs

from bot.slack.afterwards import Afterwards

EVENT = {"type": "reaction_added", "user": "U1", "reaction": "one", "item": {"type": "message"}}
BODY = {"type": "event_callback", "team_id": "T1", "event": EVENT}
CLICK = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "actions": [{"type": "button", "action_id": "go", "block_id": "b", "value": "v"}],
}


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UB", bot_token="xoxb-x")


@pytest.fixture
def app() -> AsyncApp:
    return AsyncApp(
        signing_secret="",
        request_verification_enabled=False,
        authorize=authorize,
        process_before_response=True,
    )


async def send(app: AsyncApp, body: dict[str, Any]) -> int:
    answer = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    return int(answer.status)


async def test_slack_is_answered_before_the_work_begins(app: AsyncApp) -> None:
    afterwards, done = Afterwards(), []

    @app.event("reaction_added")
    @afterwards.acknowledged
    async def added(event: dict[str, Any]) -> None:
        await asyncio.sleep(0.02)
        done.append(event["reaction"])

    @app.action("go")
    @afterwards.acknowledged
    async def click(body: dict[str, Any], action: dict[str, Any]) -> None:
        done.append(action["value"])

    assert [await send(app, BODY), await send(app, CLICK), len(done)] == [200, 200, 0]
    assert await afterwards.drain(2) == 0
    assert done == ["v", "one"]


async def test_a_failure_is_logged_with_its_reference_and_the_answer_stands(app: AsyncApp) -> None:
    afterwards = Afterwards()

    @app.event("reaction_added")
    @afterwards.acknowledged
    async def added() -> None:
        raise RuntimeError("a listener's own fault")

    with capture_logs() as logged:
        assert await send(app, BODY) == 200
        assert await afterwards.drain(2) == 0
        await asyncio.sleep(0)
    assert [entry["event"] for entry in logged] == ["failed_afterwards"]


async def test_what_takes_too_long_is_counted_and_left() -> None:
    afterwards = Afterwards()
    slow = afterwards.start(asyncio.sleep(30))
    quick = afterwards.start(asyncio.sleep(0, "done"))
    assert await afterwards.drain(0.05) == 1
    assert quick.result() == "done"
    slow.cancel()


async def test_what_starts_while_the_rest_is_waited_for_is_waited_for_too() -> None:
    afterwards, done = Afterwards(), []

    async def second() -> None:
        await asyncio.sleep(0.02)
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0.02)
        afterwards.start(second())
        done.append("first")

    afterwards.start(first())
    assert await afterwards.drain(5) == 0
    assert done == ["first", "second"]


async def test_nobody_waits_for_themselves() -> None:
    afterwards = Afterwards()

    async def last() -> int:
        with afterwards.counted():
            return await afterwards.drain(5)

    assert await afterwards.start(last()) == 0
    assert not afterwards.busy
