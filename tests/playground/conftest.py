"""A playground served on a free port, with clocks the test holds, and clients to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.app import Playground, create_app, default_workspace, playground_of, serve

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
    clients: list[AsyncWebClient] = field(default_factory=list)

    @property
    def workspace(self) -> Any:
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
async def running() -> AsyncIterator[Running]:
    monotonic = Ticking()
    workspace = default_workspace()
    workspace.monotonic = monotonic
    app = create_app(workspace, bot_token=BOT, app_token=APP, signing_secret=SECRET)
    async with serve(app) as url, aiohttp.ClientSession() as http:
        yield Running(playground_of(app), url, http, monotonic)


@pytest.fixture
def call(running: Running) -> Callable[..., dict[str, Any]]:
    """One Web API call without HTTP: its answer, refusals included."""
    from playground.errors import Refused

    def made(method: str, token: str | None = BOT, **args: Any) -> dict[str, Any]:
        try:
            return {"ok": True, **running.playground.api.run(method, args, token, base_url=running.url)}
        except Refused as refused:
            return refused.answer()

    return made
