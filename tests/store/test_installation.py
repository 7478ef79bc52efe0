"""What those who run the installation are shown: over every workspace, and never anyone's words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from store import installation, outbox, sources, workspaces
from store.base import Base
from store.database import Database
from store.outbox import NewOutgoing

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield database
    await database.close()


async def test_nothing_yet(db: Database) -> None:
    assert await installation.totals(db) == installation.Totals({}, {}, 0, 0)
    assert await installation.feeds(db) == []
    assert await installation.last_written(db) is None


async def test_every_workspace_counts(db: Database) -> None:
    for number, workspace_id in enumerate(("T1", "T2")):
        async with db.write(workspace_id) as session:
            await workspaces.ensure(session, workspace_id, NOW)
            source, _ = await sources.add(session, f"https://{workspace_id.lower()}.example/feed", NOW)
            if workspace_id == "T2":
                gone, _ = await sources.add(session, "https://gone.example/feed", NOW)
                await sources.remove(session, gone.id, NOW)
                await workspaces.disconnect(session, workspace_id, "token_revoked")
            row = NewOutgoing(workspace_id, "key", "notice", "U1", "fr", {"code": "x", "params": {}}, NOW)
            await outbox.enqueue(session, row, NOW + timedelta(hours=number))
            assert await sources.count_unread(session) == 1
            assert source.checked_at is None
    assert await installation.totals(db) == installation.Totals({"pending": 2}, {"new": 2}, 0, 1)
    assert sorted(await installation.feeds(db)) == [
        ("https://t1.example/feed", "https://t1.example/feed"),
        ("https://t2.example/feed", "https://t2.example/feed"),
    ]
    assert await installation.last_written(db) == NOW + timedelta(hours=1)
