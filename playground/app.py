"""The playground put together: a Slack workspace as one Starlette application, served on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from playground import api_files
from playground.cast import default_workspace
from playground.delivery import Delivery
from playground.guard import LoopbackOnly, is_loopback_host
from playground.interactions import Interactions
from playground.responses import ResponseUrls
from playground.ui import Control, Ui
from playground.webapi import Fault, LostReply, WebApi
from playground.workspace import Workspace

__all__ = [
    "Control",
    "LostReply",
    "Playground",
    "Workspace",
    "create_app",
    "default_workspace",
    "playground_of",
    "serve",
]

STATIC = Path(__file__).parent / "static"
# What feeds and people wrote is drawn on this page: it runs no script but its own.
_GUARDED = {
    "Content-Security-Policy": "default-src 'self'; img-src * data:; style-src 'self' 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass
class Playground:
    """The parts of a running playground, for those who started it and for tests."""

    workspace: Workspace
    delivery: Delivery
    api: WebApi
    interactions: Interactions
    urls: ResponseUrls

    def uninstall(self) -> None:
        """The app is taken out of the workspace: its token dies, and two events say so, in no promised order."""
        self.api.revoked.add(self.api.bot_token)
        self.delivery.send_event({"type": "tokens_revoked", "tokens": {"bot": [self.workspace.bot_user]}})
        self.delivery.send_event({"type": "app_uninstalled"})


def create_app(
    workspace: Workspace,
    *,
    bot_token: str,
    app_token: str,
    signing_secret: str,
    controls: Sequence[Control] = (),
    now: Callable[[], datetime] | None = None,
    request_url: str | None = None,
    fault: Fault | None = None,
    ack_seconds: float = 3.0,
) -> Starlette:
    """A workspace that speaks Slack's Web API, Socket Mode and interactivity, and serves the page.

    `now` dates messages and shows as the clock; `request_url` (loopback) sends signed HTTP in place of
    Socket Mode; `fault(method, args)` may answer a call in its place; `ack_seconds` is Slack's patience.
    Raises ValueError for a request URL that is not on this machine.
    """
    workspace.now = now if now is not None else workspace.now
    delivery = Delivery(workspace, signing_secret, request_url, ack_seconds)
    api = WebApi(workspace, delivery, bot_token, app_token, fault)
    urls = ResponseUrls(workspace)
    interactions = Interactions(workspace, delivery, urls, lambda: api.base_url)
    ui = Ui(workspace, interactions, controls)

    def remember(request: Request) -> None:
        api.base_url = api.base_url or str(request.base_url).rstrip("/")

    async def call(request: Request) -> Response:
        remember(request)
        return await api.handle(request)

    async def upload(request: Request) -> Response:
        return await api_files.receive(workspace, request)

    async def download(request: Request) -> Response:
        return api_files.download(workspace, request)

    async def socket_mode(connection: WebSocket) -> None:
        await delivery.serve(connection, connection.path_params["ticket"])

    async def page(request: Request) -> Response:
        remember(request)
        return FileResponse(STATIC / "index.html", headers=_GUARDED)

    async def permalink(request: Request) -> Response:
        return RedirectResponse(f"/#{request.path_params['channel']}/{request.path_params['ts']}")

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await delivery.drop()

    app = Starlette(
        routes=[
            Route("/", page),
            Route("/api/{method:str}", call, methods=["GET", "POST"]),
            Route("/upload/{file_id:str}", upload, methods=["POST", "PUT"]),
            Route("/files/{file_id:str}/{name:str}", download),
            Route("/response/{token:str}", urls.handle, methods=["POST"]),
            Route("/archives/{channel:str}/{ts:str}", permalink),
            WebSocketRoute("/socket/{ticket:str}", socket_mode),
            *ui.routes(),
            Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
        ],
        middleware=[Middleware(LoopbackOnly)],
        lifespan=lifespan,
    )
    app.state.playground = Playground(workspace, delivery, api, interactions, urls)
    return app


def playground_of(app: Starlette) -> Playground:
    found = app.state.playground
    assert isinstance(found, Playground)
    return found


class _QuietServer(uvicorn.Server):
    """Leaves signals to whoever started it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serve(app: Starlette, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve on loopback (port 0: a free one), giving the base URL, without a slash at the end.

    Raises ValueError for a host that is not this machine, OSError when the port is taken.
    """
    if not is_loopback_host(f"[{host}]" if ":" in host else host):
        raise ValueError("The playground is for this machine only: it serves on 127.0.0.1.")
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    base_url = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
    playground_of(app).api.base_url = base_url
    config = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=2)
    server = _QuietServer(config)
    running = asyncio.get_running_loop().create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if running.done():
                await running
                raise OSError("The playground could not start.")
            await asyncio.sleep(0.01)
        yield base_url
    finally:
        await playground_of(app).delivery.drop()
        server.should_exit = True
        await running
        listener.close()
