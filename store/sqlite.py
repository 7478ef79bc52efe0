"""aiosqlite, one hop to its thread a statement: by itself it makes four (cursor, execute, fetch, close), and each
costs the event loop as much as a small statement costs SQLite (docs/benchmarks.md).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

Row = tuple[Any, ...]

BUSY_SECONDS = 30.0  # a writer may hold the file for a while (a backup, an ingest)
WAL_AGAIN_SECONDS = 0.02
PRIMARY = 0xFF  # of an extended result code: SQLITE_BUSY_RECOVERY is a kind of SQLITE_BUSY


class Cursor:
    """What SQLAlchemy asks of an asynchronous cursor. The rows of a statement come with its execution."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Row] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Cursor:
        return await self._run(sqlite3.Cursor.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> Cursor:
        return await self._run(sqlite3.Cursor.executemany, statement, parameters)

    async def fetchall(self) -> Sequence[Row]:
        return self._rows

    async def close(self) -> None:
        self._rows = []

    async def _run(self, run: Callable[..., object], *given: object) -> Cursor:
        found = await self._connection.in_thread(run, *given)
        self._rows, self.description, self.rowcount, self.lastrowid = found
        return self


class Connection(aiosqlite.Connection):
    """The driver's own, but for its cursors."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def in_thread(self, run: Callable[..., object], *given: object) -> tuple[list[Row], Any, int, Any]:
        """Rows, description, row count and last row id of one statement."""
        return await self._execute(self._all_of, run, *given)  # type: ignore[no-any-return, no-untyped-call]

    def _all_of(self, run: Callable[..., object], *given: object) -> tuple[list[Row], Any, int, Any]:
        cursor = self._conn.cursor()
        try:
            run(cursor, *given)
            rows = cursor.fetchall() if cursor.description else []
            return rows, cursor.description, cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


def connect(database: str, **given: Any) -> Connection:
    """As aiosqlite.connect, set up for this product; for SQLAlchemy's `async_creator_fn`."""
    connection = Connection(partial(_open, database, **given), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does: a process that ends does not wait for it
    return connection


def _open(database: str, **given: Any) -> sqlite3.Connection:
    """In the connection's own thread, where waiting is allowed."""
    # Without an isolation level the driver begins no transaction by itself: store.database says which kind.
    connection: sqlite3.Connection = sqlite3.connect(
        database, **{**given, "timeout": BUSY_SECONDS, "isolation_level": None}
    )
    _take_up_wal(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def _take_up_wal(connection: sqlite3.Connection) -> None:
    # On a new file SQLite refuses at once, without its time-out, while another connection does the same.
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & PRIMARY == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                connection.close()
                raise
            time.sleep(WAL_AGAIN_SECONDS)
