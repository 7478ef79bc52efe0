"""An HTTP/1.1 server that costs next to nothing: what stands in for Slack or the web must not be measured."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable

# What to answer to (path, head, body): a whole response, made by `answer`.
Handler = Callable[[str, bytes, bytes], bytes]

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


def answer(body: bytes, *, kind: str = "application/json", status: str = "200 OK", more: str = "") -> bytes:
    """A response. `more`: further header lines, each ending in CRLF."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


class Connection(asyncio.Protocol):
    """One kept-alive connection. Bodies come with a Content-Length, as every client here sends them."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end])
            found = _LENGTH.search(head)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            body = bytes(self._buffer[end + 4 : whole])
            del self._buffer[:whole]
            path = head.split(b" ", 2)[1].decode()
            self._transport.write(self._handle(path, head, body))


async def serve(handle: Handler) -> None:
    """Serve on a free port of loopback, print it, and go on until the process is ended."""
    server = await asyncio.get_running_loop().create_server(lambda: Connection(handle), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main(handle: Handler) -> None:
    try:
        asyncio.run(serve(handle))
    except KeyboardInterrupt:
        sys.exit(0)
