"""Who we are in Slack, patience while it is away, and a Socket Mode that is watched and closed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.slack.afterwards import Afterwards
from bot.slack.connection import (
    HOPELESS_SECONDS,
    DeafError,
    Identity,
    SlackAwayError,
    Socket,
    TokenRefusedError,
    authorize_for,
    identify,
    web_client,
)
from playground.app import Playground, create_app, default_workspace, playground_of, serve
from tests.bot.slack_server import Answers, Reply, refused, slack_server

BOT, APP, SECRET = "xoxb-test", "xapp-test", "signing"
ME = Identity("T1", "Lumen", "UB", "B1", "https://lumen.slack.test/", "E1", frozenset({"chat:write"}), None)
AUTH = Reply(
    json.dumps(
        {"ok": True, "team_id": "T1", "team": "Lumen", "user_id": "UB", "bot_id": "B1", "url": "https://x/"}
    ),
    headers={"X-OAuth-Scopes": "chat:write, commands", "Date": "Tue, 03 Mar 2026 08:00:00 GMT"},
)


class Pauses:
    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def in_turn(*replies: Reply) -> Answers:
    waiting = list(replies)
    return lambda _method, _arguments: waiting.pop(0) if len(waiting) > 1 else waiting[0]


async def test_the_identity_is_read_from_auth_test() -> None:
    async with slack_server(lambda _m, _a: AUTH) as server:
        me = await identify(web_client(server.url, BOT))
    assert (me.team_id, me.team_name, me.bot_user_id, me.bot_id) == ("T1", "Lumen", "UB", "B1")
    assert me.scopes == {"chat:write", "commands"}
    assert me.server_date == "Tue, 03 Mar 2026 08:00:00 GMT"


async def test_patience_while_slack_is_away() -> None:
    pause = Pauses()
    slow = refused("ratelimited", 429, **{"Retry-After": "9"})
    async with slack_server(in_turn(Reply(status=503), Reply(drop=True), slow, AUTH)) as server:
        me = await identify(web_client(server.url, BOT), patience=(1.0, 2.0, 4.0, 8.0), pause=pause)
    assert me.team_id == "T1"
    assert pause.seconds == [1.0, 2.0, 9.0]


async def test_patience_ends() -> None:
    pause = Pauses()
    async with slack_server(lambda _m, _a: Reply(status=503)) as server:
        with pytest.raises(SlackAwayError):
            await identify(web_client(server.url, BOT), patience=(1.0, 2.0), pause=pause)
    assert server.count("auth.test") == 3


@pytest.mark.parametrize(
    "code", ["invalid_auth", "account_inactive", "token_revoked", "not_allowed_token_type"]
)
async def test_a_refused_token_is_not_asked_again(code: str) -> None:
    async with slack_server(lambda _m, _a: refused(code)) as server:
        with pytest.raises(TokenRefusedError) as caught:
            await identify(web_client(server.url, BOT))
    assert (caught.value.setting, caught.value.reason) == ("SLACK_BOT_TOKEN", code)
    assert server.count("auth.test") == 1


@pytest.mark.parametrize(
    ("team", "enterprise", "ours"),
    [
        ("T1", None, True),
        ("T1", "E1", True),
        ("T1", "E2", True),
        (None, "E1", True),
        ("T2", None, False),
        ("T2", "E1", False),
        (None, "E2", False),
        (None, None, False),
    ],
)
async def test_only_our_workspace_is_let_in(team: str | None, enterprise: str | None, ours: bool) -> None:
    result = await authorize_for(ME, BOT)(enterprise_id=enterprise, team_id=team)
    assert (result is not None) is ours
    if result is not None:
        assert (result.bot_token, result.bot_user_id, result.team_id) == (BOT, "UB", "T1")


async def test_without_an_organisation_no_team_is_nobody() -> None:
    alone = Identity("T1", "Lumen", "UB", "B1", "", None, frozenset(), None)
    assert await authorize_for(alone, BOT)(enterprise_id=None, team_id=None) is None


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    assert web_client("http://127.0.0.1:9/api/", BOT).proxy is None
    assert web_client("https://slack.com/api/", BOT).proxy == "http://proxy.example:3128"


@asynccontextmanager
async def connected(app: AsyncApp | None = None) -> AsyncIterator[tuple[Socket, Playground]]:
    page = create_app(default_workspace(), bot_token=BOT, app_token=APP, signing_secret=SECRET)
    async with serve(page) as url:
        client = web_client(f"{url}/api/", BOT)
        me = await identify(client)
        bolt = app or AsyncApp(signing_secret=SECRET, authorize=authorize_for(me, BOT), client=client)
        socket = Socket(bolt, APP, client, Afterwards())
        try:
            await socket.connect()
            yield socket, playground_of(page)
        finally:
            await socket.close()


async def test_socket_mode_opens_hears_and_closes() -> None:
    async with connected() as (socket, playground):
        assert await socket.hears()
        assert playground.delivery.connected
        await socket.stop_listening()
        await asyncio.sleep(0)
        assert not await socket.hears()


async def test_a_wrong_app_token_is_told_at_once() -> None:
    page = create_app(default_workspace(), bot_token=BOT, app_token=APP, signing_secret=SECRET)
    async with serve(page) as url:
        client = web_client(f"{url}/api/", BOT)
        bolt = AsyncApp(signing_secret=SECRET, authorize=authorize_for(ME, BOT), client=client)
        socket = Socket(bolt, "xapp-wrong", client, Afterwards())
        with pytest.raises(TokenRefusedError) as caught:
            await socket.connect()
        assert caught.value.setting == "SLACK_APP_TOKEN"
        await socket.close()


class Time:
    """A monotonic clock that the watch's own pauses move."""

    def __init__(self) -> None:
        self.now = 0.0

    async def pause(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    def __call__(self) -> float:
        return self.now


async def test_the_watch_connects_anew_then_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[float] = []
    time = Time()
    async with connected() as (socket, _playground):

        async def deaf() -> bool:
            return False

        async def again(**_options: Any) -> None:
            tries.append(time.now)
            raise OSError("no route")

        monkeypatch.setattr(socket, "hears", deaf)
        monkeypatch.setattr(socket._socket, "connect_to_new_endpoint", again)
        with pytest.raises(DeafError):
            await socket.watch(pause=time.pause, monotonic=time)
    assert HOPELESS_SECONDS < time.now < HOPELESS_SECONDS + 10
    assert len(tries) == 4


async def test_the_watch_is_quiet_while_it_hears() -> None:
    time = Time()
    async with connected() as (socket, _playground):

        async def pause(seconds: float) -> None:
            await time.pause(seconds)
            if time.now > 2 * HOPELESS_SECONDS:
                raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await socket.watch(pause=pause, monotonic=time)
