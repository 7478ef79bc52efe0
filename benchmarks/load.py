"""An open loop: requests leave at a constant rate whatever becomes of those before, as Slack's do.

A latency is counted from the instant at which its request was meant to leave, so that a stall is not forgotten.
"""

from __future__ import annotations

import asyncio
import gc
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.requests import Call, signed

TIMEOUT = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sample:
    """One request: when it was meant to leave (monotonic seconds), how long its answer took, its status."""

    kind: str
    meant: float
    seconds: float
    late: float  # of `seconds`, what this process itself was late by
    status: int


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, request: bytes) -> asyncio.Future[int]:
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        found = _LENGTH.search(self._buffer, 0, end)
        if len(self._buffer) < end + 4 + (int(found[1]) if found else 0):
            return
        status = int(self._buffer[9:12])
        self._buffer.clear()
        if not self._answer.done():
            self._answer.set_result(status)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError())


class Load:
    """Requests to one address, over as many kept-alive connections as are needed."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._idle: list[_Connection] = []

    async def __call__(self, calls: Sequence[Call], rate: float) -> list[Sample]:
        """Send them all, `rate` a second. A request that is not answered in time counts as status 0."""
        samples: list[Sample] = []
        tasks = []
        gc.collect()
        gc.disable()
        try:
            start = time.perf_counter() + 0.05
            for number, call in enumerate(calls):
                meant = start + number / rate
                if (left := meant - time.perf_counter()) > 0:
                    await asyncio.sleep(left)
                tasks.append(asyncio.create_task(self._send(call, meant, samples)))
            await asyncio.gather(*tasks)
        finally:
            gc.enable()
        return samples

    async def one(self, call: Call) -> int:
        samples: list[Sample] = []
        await self._send(call, time.perf_counter(), samples)
        return samples[0].status

    def close(self) -> None:
        for connection in self._idle:
            connection.transport.close()

    async def _send(self, call: Call, meant: float, samples: list[Sample]) -> None:
        late = time.perf_counter() - meant
        status = 0
        connection: _Connection | None = None
        try:
            async with asyncio.timeout(TIMEOUT):
                connection = await self._connection()
                status = await connection.ask(signed(call, f"{self._host}:{self._port}"))
                self._idle.append(connection)
        except (TimeoutError, OSError):
            if connection is not None:
                connection.transport.close()
        samples.append(Sample(call.kind, meant, time.perf_counter() - meant, late, status))

    async def _connection(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.transport.is_closing():
                return connection
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(_Connection, self._host, self._port)
        return made
