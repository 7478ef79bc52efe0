"""The driver's one hop a statement: rows, counts and errors as any driver gives them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from store import sqlite
from store.database import Database


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    database = Database(f"sqlite:///{tmp_path}/a.db")
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT UNIQUE)"))
    yield database.engine
    await database.close()


async def test_rows_counts_and_ids(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        many = [{"word": word} for word in ("un", "deux", "trois")]
        written = await connection.execute(text("INSERT INTO words (word) VALUES (:word)"), many)
        assert written.rowcount == 3
        one = await connection.execute(text("INSERT INTO words (word) VALUES ('quatre')"))
        assert (one.rowcount, one.lastrowid) == (1, 4)
        given = await connection.execute(text("INSERT INTO words (word) VALUES ('cinq') RETURNING id"))
        assert given.scalars().all() == [5]
        found = await connection.execute(text("SELECT id, word FROM words WHERE id > 3 ORDER BY id"))
        assert [tuple(row) for row in found] == [(4, "quatre"), (5, "cinq")]
        nothing = await connection.execute(text("SELECT id FROM words WHERE id = 99"))
        assert nothing.first() is None


async def test_errors_come_through_and_what_was_written_before_them_does_not_stay(
    engine: AsyncEngine,
) -> None:
    async def twice() -> None:
        async with engine.begin() as connection:
            for _ in range(2):
                await connection.execute(text("INSERT INTO words (word) VALUES ('un')"))

    with pytest.raises(IntegrityError):
        await twice()
    async with engine.connect() as connection:
        with pytest.raises(OperationalError):
            await connection.execute(text("SELECT * FROM nothing_of_that_name"))
        assert await connection.scalar(text("SELECT count(*) FROM words")) == 0


async def test_a_statement_is_one_hop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hops = 0
    hop = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, *given: object, **named: object) -> object:
        nonlocal hops
        hops += 1
        return await hop(self, *given, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    connection = await sqlite.connect(str(tmp_path / "b.db"))
    cursor = connection.cursor()
    await cursor.execute("SELECT 1 UNION SELECT 2")
    assert (await cursor.fetchall(), hops) == ([(1,), (2,)], 1)
    await cursor.close()
    assert hops == 1
    await connection.close()
    with pytest.raises((ValueError, sqlite3.ProgrammingError)):
        await cursor.execute("SELECT 1")


async def test_the_database_uses_it_and_a_cancelled_write_leaves_nothing(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/c.db")
    async with db.engine.begin() as connection:
        raw = await connection.get_raw_connection()
        assert isinstance(raw.driver_connection, sqlite.Connection)
        await connection.execute(text("CREATE TABLE words (word TEXT)"))

    async def slow() -> None:
        async with db.write("T1") as session:
            await session.execute(text("INSERT INTO words VALUES ('un')"))
            await asyncio.sleep(30)

    for _ in range(4):
        writing = asyncio.create_task(slow())
        await asyncio.sleep(0.05)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
    async with db.write("T1") as session:
        assert await session.scalar(text("SELECT count(*) FROM words")) == 0
        await session.execute(text("INSERT INTO words VALUES ('deux')"))
    async with db.read("T1") as session:
        assert await session.scalar(text("SELECT word FROM words")) == "deux"
    await db.close()


async def test_cancelled_in_the_middle_of_a_statement_the_write_leaves_nothing(tmp_path: Path) -> None:
    """The driver cannot stop a statement: its transaction is undone when it ends, and the lock is free."""
    db = Database(f"sqlite:///{tmp_path}/d.db")
    async with db.across() as session:
        await session.execute(text("CREATE TABLE words (word TEXT)"))
    long = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 400000) SELECT count(*) FROM n"
    started = asyncio.Event()

    async def slow() -> None:
        async with db.write("T1") as session:
            await session.execute(text("INSERT INTO words VALUES ('un')"))
            started.set()
            await session.execute(text(long))

    writing = asyncio.create_task(slow())
    await started.wait()
    await asyncio.sleep(0.01)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with db.write("T1") as session:
        assert await session.scalar(text("SELECT count(*) FROM words")) == 0
        written = await session.execute(text("INSERT INTO words VALUES ('deux')"))
        assert written.rowcount == 1
    await db.close()


async def test_a_new_file_is_opened_and_written_by_several_at_once(tmp_path: Path) -> None:
    """Each takes up WAL, and SQLite's time-out does not cover that: one file in twenty was refused."""

    async def write(url: str, value: int) -> None:
        database = Database(url)
        async with database.across() as session:
            await session.execute(text("CREATE TABLE IF NOT EXISTS numbers (value INTEGER)"))
            await session.execute(text("INSERT INTO numbers VALUES (:value)"), {"value": value})
        await database.close()

    for attempt in range(60):
        url = f"sqlite:///{tmp_path}/{attempt}.db"
        await asyncio.gather(*(write(url, value) for value in range(6)))


async def test_a_file_that_is_held_is_waited_for_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(tmp_path / "held.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await sqlite.connect(str(tmp_path / "held.db"))
    holder.close()


def test_a_file_under_recovery_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says so by an extended code: another process mends what one that was killed left."""
    answers = [sqlite3.SQLITE_BUSY_RECOVERY, None, None, None]

    class Recovering:
        def execute(self, _statement: str) -> None:
            if code := answers.pop(0):
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = code
                raise error

    monkeypatch.setattr(sqlite3, "connect", lambda *_given, **_how: Recovering())
    sqlite._open("any.db")
    assert answers == []
