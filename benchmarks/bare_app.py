"""A Bolt async app that does nothing, under uvicorn: `python -m benchmarks.bare_app`. What the bot is held against.

Its listeners acknowledge and end; authorization asks nobody, as the bot's does not. It prints its port.
"""

from __future__ import annotations

import asyncio
import re
import socket

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from benchmarks.requests import SECRET
from benchmarks.slack_standin import BOT_ID, BOT_USER, TEAM


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id=TEAM, bot_user_id=BOT_USER, bot_id=BOT_ID, bot_token="xoxb-bench"
    )


def bare() -> AsyncApp:
    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @app.event("reaction_added")
    async def event() -> None:
        return None

    @app.action(re.compile(".*"))
    async def action(ack: AsyncAck) -> None:
        await ack()

    @app.command("/dizaine")
    async def command(ack: AsyncAck) -> None:
        await ack()

    return app


async def main() -> None:
    handler = AsyncSlackRequestHandler(bare())

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def ready(_request: Request) -> Response:
        return PlainTextResponse("ok")

    web = Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/readyz", ready)])
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    config = uvicorn.Config(web, log_config=None, access_log=False, lifespan="off", server_header=False)
    print(listener.getsockname()[1], flush=True)
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main())
