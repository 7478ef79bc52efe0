"""A furnished stage on SQLite, copied from one that was migrated once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from tests.bot.slack.listeners.stage import Stage, migrated_and_furnished, open_stage


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """Short lines in place of tracebacks drawn with every local variable, which take seconds."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer(key_order=["event"])])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("furnished") / "furnished.db"
    asyncio.run(migrated_and_furnished(f"sqlite:///{path}"))
    return path


@pytest.fixture
def furnished_sqlite(furnished_file: Path, tmp_path: Path) -> str:
    """The URL of a furnished database of one's own."""
    return f"sqlite:///{shutil.copy(furnished_file, tmp_path / 'stage.db')}"


@pytest.fixture
async def stage(furnished_sqlite: str) -> AsyncIterator[Stage]:
    async with open_stage(furnished_sqlite) as opened:
        yield opened
