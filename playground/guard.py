"""Only this machine: requests whose Host or Origin is not loopback are refused (DNS rebinding)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


def is_loopback_host(netloc: str) -> bool:
    """Whether `host[:port]` names this machine: localhost, 127.0.0.0/8 or ::1."""
    try:
        host = urlsplit(f"//{netloc}").hostname
    except ValueError:
        return False
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_loopback_origin(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and is_loopback_host(parts.netloc)


class LoopbackOnly:
    """ASGI middleware that answers 403 to whatever was not addressed to, or sent by, this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if not is_loopback_host(headers.get("host", "")) or (origin and not is_loopback_origin(origin)):
                if scope["type"] == "websocket":
                    await send({"type": "websocket.close", "code": 1008})
                    return
                await PlainTextResponse("The playground is for this machine only.", 403)(scope, receive, send)
                return
        await self.app(scope, receive, send)
