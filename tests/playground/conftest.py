"""A playground served on a free port, with clocks the test holds, and clients to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from playground.app import (
    Playground,
    Workspace,
    create_app,
    default_workspace,
    playground_of,
    serve,
)
from playground.delivery import Answer, Kind
from playground.errors import Refused

BOT, APP, SECRET = "xoxb-playground", "xapp-playground", "playground-signing-secret"
FRENCH = "C0AMBFR"


@dataclass
class Ticking:
    """A monotonic clock that moves when told."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Running:
    """A playground under test: its parts, its address, an HTTP session for the page's endpoints."""

    playground: Playground
    url: str
    http: aiohttp.ClientSession
    monotonic: Ticking

    @property
    def workspace(self) -> Workspace:
        return self.playground.workspace

    def client(self, token: str | None = BOT) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=f"{self.url}/api/", retry_handlers=[])

    async def play(self, act: str, /, **body: Any) -> dict[str, Any]:
        sent = {"as" if key == "as_" else key: value for key, value in body.items()}
        async with self.http.post(f"{self.url}/_play/{act}", json=sent) as response:
            return dict(await response.json())

    async def look(self, name: str, user: str, **query: str) -> dict[str, Any]:
        async with self.http.get(f"{self.url}/_play/{name}", params={"as": user, **query}) as response:
            return dict(await response.json())

    async def messages(self, user: str, channel: str = FRENCH) -> list[dict[str, Any]]:
        return list((await self.look("messages", user, channel=channel))["messages"])


@pytest.fixture
def monotonic() -> Ticking:
    return Ticking()


@pytest.fixture
def app(monotonic: Ticking) -> Starlette:
    workspace = default_workspace()
    workspace.monotonic = monotonic
    return create_app(workspace, bot_token=BOT, app_token=APP, signing_secret=SECRET)


@pytest.fixture
def workspace(app: Starlette) -> Workspace:
    return playground_of(app).workspace


@pytest.fixture
async def running(app: Starlette, monotonic: Ticking) -> AsyncIterator[Running]:
    async with serve(app) as url, aiohttp.ClientSession() as http:
        yield Running(playground_of(app), url, http, monotonic)


@pytest.fixture
async def call(app: Starlette) -> AsyncIterator[Callable[..., dict[str, Any]]]:
    """One Web API call without HTTP: its answer, refusals included."""
    playground = playground_of(app)

    def made(method: str, token: str | None = BOT, **args: Any) -> dict[str, Any]:
        try:
            return {"ok": True, **playground.api.run(method, args, token, base_url="http://127.0.0.1:1")}
        except Refused as refused:
            return refused.answer()

    yield made
    await playground.delivery.drop()


@pytest.fixture
def answers(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the app will answer; what it was asked is kept after each answer's place is taken."""
    waiting: list[Any] = []

    async def request(kind: Kind, payload: dict[str, Any], retry: object = None) -> Answer:
        found = waiting.pop(0) if waiting else Answer("acknowledged")
        asked.append(payload)
        return found if isinstance(found, Answer) else Answer("acknowledged", found)

    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(playground_of(app).delivery, "request", request)
    app.state.asked = asked
    return waiting
