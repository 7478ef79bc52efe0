"""A loopback server that answers Slack's calls as it is told to, and counts every request that arrives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Reply:
    """What to do with a call. `drop`: read it whole, then close; `hang`: read it whole, then say nothing."""

    body: str = '{"ok": true, "ts": "1700000000.000100"}'
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    hang: bool = False
    cut: int = 0  # promise so many bytes more than are sent


def ok(**values: object) -> Reply:
    return Reply(json.dumps({"ok": True, "ts": "1700000000.000100", **values}))


def refused(code: str, status: int = 200, **headers: str) -> Reply:
    return Reply(json.dumps({"ok": False, "error": code}), status, headers=headers)


Answers = Callable[[str, Mapping[str, Any]], Reply]


@dataclass
class Server:
    """`calls` are (path, arguments), in the order in which they were read whole."""

    answers: Answers
    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def count(self, method: str) -> int:
        return sum(path.endswith(method) for path, _ in self.calls)

    def said(self, method: str) -> list[dict[str, Any]]:
        return [arguments for path, arguments in self.calls if path.endswith(method)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path, _, query = head[0].split(" ")[1].partition("?")
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                arguments = {**dict(parse_qsl(query)), **_arguments(body, headers.get("content-type", ""))}
                self.calls.append((path, arguments))
                reply = self.answers(path.rpartition("/")[2], arguments)
                if reply.drop:
                    return
                if reply.hang:
                    await asyncio.sleep(3600)
                content = reply.body.encode()
                more = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
                writer.write(
                    f"HTTP/1.1 {reply.status} X\r\nContent-Type: {reply.content_type}\r\n{more}"
                    f"Content-Length: {len(content) + reply.cut}\r\n\r\n".encode()
                    + content
                )
                await writer.drain()
                if reply.cut:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


def _arguments(body: bytes, content_type: str) -> dict[str, Any]:
    if content_type.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    if "urlencoded" in content_type:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    return {"bytes": len(body)} if body else {}


@asynccontextmanager
async def slack_server(answers: Answers) -> AsyncIterator[Server]:
    """Serves on a free port; `url` is what SLACK_API_URL would be."""
    served = Server(answers)
    listener = await asyncio.start_server(served._serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    served.url = f"http://127.0.0.1:{port}/api/"
    try:
        yield served
    finally:
        listener.close()
