"""Who we are in Slack, asked once at the start; and the Socket Mode connection, watched lest it go deaf."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.afterwards import Afterwards
from bot.slack.errors import code_of, translate
from scheduler.chat import Disconnected, RateLimited, Refused, ScopeMissing

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
# Seconds between attempts when Slack is away at the start: five minutes in all, then it is for the platform.
PATIENCE: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0, 60.0, 60.0)
CALL_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 10.0
IDLE_SECONDS: Final = 2.0
CONNECTIONS: Final = 200  # the deliveries’ 128, and people who wait for an answer never behind them
PING_SECONDS: Final = 10.0
WATCH_SECONDS: Final = 5.0
DEAF_SECONDS: Final = 60.0  # then connect anew
HOPELESS_SECONDS: Final = 300.0  # then end: a fresh process hears again (bolt#470, #952, #1246, #1529)

log = structlog.get_logger(__name__)
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Identity:
    """What auth.test says of the token. `scopes` are those Slack granted; empty when it did not say."""

    team_id: str
    team_name: str
    bot_user_id: str
    bot_id: str | None
    url: str
    enterprise_id: str | None
    scopes: frozenset[str]
    server_date: str | None  # the answer's Date header


class TokenRefusedError(Exception):
    """Slack does not want the token of `setting`: starting again will not help. `reason` is Slack's code."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting}: {reason}")
        self.setting = setting
        self.reason = reason


class SlackAwayError(Exception):
    """Slack did not answer, for as long as we wait."""


class DeafError(Exception):
    """Socket Mode heard nothing for too long, whatever was tried."""


def slack_session() -> aiohttp.ClientSession:
    """The session of all calls to Slack. To be made in a running loop, and closed."""
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
    # An idle connection that Slack closes as we write on it is a lost reply: let go of it first.
    connector = aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS, limit=CONNECTIONS)
    return aiohttp.ClientSession(timeout=timeout, connector=connector)


def web_client(
    api_url: str, token: str | None, session: aiohttp.ClientSession | None = None
) -> AsyncWebClient:
    """A Web API client that never retries by itself. Time-outs are the session's, where one is given."""
    client = AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[])
    if urlsplit(api_url).hostname in LOOPBACK:
        client.proxy = None  # the SDK reads HTTP_PROXY, and no proxy reaches this machine's own loopback
    return client


async def identify(
    client: AsyncWebClient, *, patience: tuple[float, ...] = PATIENCE, pause: Pause = asyncio.sleep
) -> Identity:
    """auth.test, patient while Slack is away. Raises TokenRefusedError or SlackAwayError."""
    answer = await _ask(client.auth_test, "SLACK_BOT_TOKEN", patience, pause)
    return identity(answer)


def identity(answer: AsyncSlackResponse) -> Identity:
    headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
    granted = headers.get("x-oauth-scopes", "")
    return Identity(
        team_id=str(answer.get("team_id") or ""),
        team_name=str(answer.get("team") or ""),
        bot_user_id=str(answer.get("user_id") or ""),
        bot_id=answer.get("bot_id"),
        url=str(answer.get("url") or ""),
        enterprise_id=answer.get("enterprise_id"),
        scopes=frozenset(scope.strip() for scope in granted.split(",") if scope.strip()),
        server_date=headers.get("date"),
    )


async def socket_opens(
    client: AsyncWebClient,
    app_token: str,
    *,
    patience: tuple[float, ...] = PATIENCE,
    pause: Pause = asyncio.sleep,
) -> str:
    """apps.connections.open: where Socket Mode is to connect. Raises TokenRefusedError or SlackAwayError."""
    answer = await _ask(
        lambda: client.apps_connections_open(app_token=app_token), "SLACK_APP_TOKEN", patience, pause
    )
    return str(answer["url"])


async def _ask(
    call: Callable[[], Awaitable[AsyncSlackResponse]], setting: str, patience: tuple[float, ...], pause: Pause
) -> AsyncSlackResponse:
    for wait in (*patience, None):
        try:
            return await call()
        except Exception as error:
            failure = translate(error)
            if isinstance(failure, Disconnected | ScopeMissing | Refused):
                raise TokenRefusedError(setting, failure.reason) from error
            if wait is None:
                raise SlackAwayError(failure.reason) from error
            seconds = max(wait, failure.retry_after) if isinstance(failure, RateLimited) else wait
            log.warning("slack_away", reason=failure.reason, again_in_seconds=seconds)
            await pause(seconds)
    raise AssertionError("unreachable")


def authorize_for(me: Identity, token: str) -> Callable[..., Awaitable[Any]]:
    """Bolt's authorize, with no auth.test a request: this workspace, or its organisation without a team.

    Answers an AuthorizeResult, or None for others, which Bolt's own annotation forgets.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        ours = team_id == me.team_id
        organisation = team_id is None and enterprise_id is not None and enterprise_id == me.enterprise_id
        if not ours and not organisation:
            log.warning("foreign_workspace", team=team_id, enterprise=enterprise_id)
            return None
        return AuthorizeResult(
            enterprise_id=me.enterprise_id,
            team_id=me.team_id,
            team=me.team_name,
            url=me.url,
            bot_user_id=me.bot_user_id,
            bot_id=me.bot_id,
            bot_token=token,
            bot_scopes=sorted(me.scopes),
        )

    return authorize


class _Handler(AsyncSocketModeHandler):
    """An envelope that is being answered is waited for at the end, as what follows it is."""

    afterwards: Afterwards

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        with self.afterwards.counted():
            await super().handle(client, req)  # type: ignore[arg-type]  # Bolt narrows it in each handler


class Socket:
    """A Socket Mode connection: opened, watched, closed."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient, afterwards: Afterwards) -> None:
        self._client = client
        self._app_token = app_token
        self._handler = _Handler(app, app_token=app_token, web_client=client, ping_interval=PING_SECONDS)
        self._handler.afterwards = afterwards
        self._socket = self._handler.client
        if client.proxy is None:
            self._socket.proxy = None

    async def connect(self, *, patience: tuple[float, ...] = PATIENCE, pause: Pause = asyncio.sleep) -> None:
        """Raises TokenRefusedError or SlackAwayError: alone, the SDK would knock for ever."""
        self._socket.wss_uri = await socket_opens(
            self._client, self._app_token, patience=patience, pause=pause
        )
        connect: Callable[[], Awaitable[None]] = self._socket.connect
        await asyncio.wait_for(connect(), HOPELESS_SECONDS)

    async def hears(self) -> bool:
        """Whether the connection is open, answers pings, and somebody is listening to it."""
        receiver, processor = self._socket.message_receiver, self._socket.message_processor
        listening = receiver is not None and not receiver.done() and not processor.done()
        return listening and bool(await self._socket.is_connected())

    async def watch(
        self, *, pause: Pause = asyncio.sleep, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Runs until it is cancelled. Raises DeafError when connecting anew did not help for too long."""
        heard = tried = monotonic()
        while True:
            await pause(WATCH_SECONDS)
            now = monotonic()
            if await self.hears():
                heard = tried = now
                continue
            if now - heard > HOPELESS_SECONDS:
                raise DeafError(f"nothing heard for {now - heard:.0f} s")
            if now - tried > DEAF_SECONDS:
                tried = now
                log.warning("socket_deaf", seconds=round(now - heard))
                try:
                    await asyncio.wait_for(self._socket.connect_to_new_endpoint(force=True), DEAF_SECONDS)
                except Exception as error:
                    log.warning("socket_reconnect_failed", reason=code_of(error) or type(error).__name__)

    async def stop_listening(self) -> None:
        """Take nothing more; what was taken can still be acknowledged."""
        self._socket.auto_reconnect_enabled = self._socket.default_auto_reconnect_enabled = False
        for task in (self._socket.current_session_monitor, self._socket.message_receiver):
            if task is not None:
                task.cancel()

    async def close(self) -> None:
        close: Callable[[], Awaitable[None]] = self._socket.close
        await close()
