"""A database with its tables, a clock that stands still, and a small programme to act on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs
from structlog.types import EventDict

from programme.clock import FixedClock
from store.base import Base
from store.database import Database
from tests.fakes import FakeChat

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # nine o'clock in Paris


async def with_tables(url: str) -> Database:
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    return database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = await with_tables(database_url)
    yield database
    await database.close()


@pytest.fixture
async def postgresql(new_postgres: Callable[..., str]) -> AsyncIterator[Database]:
    """For tests of several processes, which SQLite is not for."""
    database = await with_tables(new_postgres())
    yield database
    await database.close()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Database]:
    """For tests of decisions that no database changes."""
    database = await with_tables(sqlite_url)
    yield database
    await database.close()


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[EventDict]]:
    """What was logged, which is not printed."""
    with capture_logs() as captured:
        yield captured


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


@pytest.fixture
def chat(clock: FixedClock) -> FakeChat:
    return FakeChat(clock)
