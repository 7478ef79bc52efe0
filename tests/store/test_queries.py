"""Workspaces, channels, sources and the outbox as handlers and the clock use them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta

import pytest

from store import channels, digests, outbox, queue, sources, workspaces
from store.base import Base
from store.database import Database, ForeignRow
from store.outbox import NewOutgoing
from store.sources import Learnt, Visit

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RHYTHM = channels.Rhythm("fr", "Europe/Paris", time(9), (1, 2, 3, 4, 5), "FR", 10)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    for workspace_id in ("T1", "T2"):
        async with database.write(workspace_id) as session:
            await workspaces.ensure(session, workspace_id, NOW, name=f"The {workspace_id}")
    yield database
    await database.close()


async def test_a_workspace_is_made_known_once(db: Database) -> None:
    async with db.write("T1") as session:
        again = await workspaces.ensure(session, "T1", NOW, name="Another", language="en")
        assert (again.name, again.language) == ("The T1", "fr")
        assert await workspaces.get(session, "T2") is None


async def test_pausing_and_blocking_twice_changes_nothing(db: Database) -> None:
    async with db.write("T1") as session:
        assert [await workspaces.pause(session, "T1", NOW) for _ in range(2)] == [True, False]
        assert [await workspaces.resume(session, "T1") for _ in range(2)] == [True, False]
        assert [await workspaces.disconnect(session, "T1", "x" * 300) for _ in range(2)] == [True, False]
        assert [await workspaces.reconnect(session, "T1") for _ in range(2)] == [True, False]
        for minutes in (5, 1):
            await workspaces.block_until(session, "T1", NOW + timedelta(minutes=minutes))
    async with db.read("T1") as session:
        workspace = await workspaces.get(session, "T1")
    assert workspace is not None
    assert workspace.blocked_until == NOW + timedelta(minutes=5)


async def test_a_channel_is_set_up_changed_and_mended(db: Database) -> None:
    async with db.write("T1") as session:
        channel = await channels.save(session, "C1", RHYTHM, NOW)
        assert await channels.stop(session, channel.id, "is_archived")
        assert not await channels.still_active(session, channel.id)
        changed = await channels.save(
            session, "C1", channels.Rhythm("en", "UTC", time(8), (1,), None, 5), NOW
        )
        assert (changed.id, changed.language, changed.working_days) == (channel.id, "en", [1])
        assert await channels.still_active(session, channel.id)
    async with db.write("T2") as session:
        assert await channels.find(session, "C1") is None
        assert not await channels.pause(session, channel.id, NOW)
    async with db.across() as session:
        (active,) = await channels.active(session)
        assert (active.channel.id, active.workspace.id) == (channel.id, "T1")


async def test_a_source_is_added_removed_and_comes_back(db: Database) -> None:
    url = "https://a.example/feed"
    async with db.write("T1") as session:
        source, already = await sources.add(session, url, NOW, kind="company")
        assert not already
        assert (await sources.add(session, url, NOW))[1]
        assert await sources.count(session) == 1
        assert await sources.remove(session, source.id, NOW)
        assert not await sources.remove(session, source.id, NOW)
        assert await sources.ask_now(session, NOW, [source.id]) == 0
        assert await sources.listed(session) == []
        back, already = await sources.add(session, url, NOW, kind="market")
        assert (back.id, back.kind, already) == (source.id, "market", False)
    async with db.write("T2") as session:
        assert await sources.get(session, source.id) is None
        other, already = await sources.add(session, url, NOW)
        assert not already
        assert other.id != source.id
    async with db.across() as session:
        claimed = await sources.claim_due(session, NOW, NOW + timedelta(minutes=10), 10)
        assert {each.source_id for each in claimed} == {source.id, other.id}
        assert await sources.claim_due(session, NOW, NOW + timedelta(minutes=10), 10) == []
        await sources.release_all(session)
        # Both follow the same feed: who claims one claims the other with it.
        assert len(await sources.claim_due(session, NOW, NOW + timedelta(minutes=10), 1)) == 2


async def test_visits_are_written_back_together_each_with_its_own_outcome(db: Database) -> None:
    async with db.write("T1") as session:
        ids = [(await sources.add(session, f"https://{each}.example/f", NOW))[0].id for each in range(4)]
        with pytest.raises(ForeignRow):  # these statements do not see the scope
            await sources.record(session, [])
        with pytest.raises(ForeignRow):
            await sources.claim_due(session, NOW, NOW, 1)
        with pytest.raises(ForeignRow):
            await digests.mark_posted(session, [(1, "1.2")])
    later = NOW + timedelta(hours=1)

    def went(source_id: int, status: str, failures: int, learnt: Learnt | None = None) -> Visit:
        return Visit(source_id, status, "HTTP 500" if failures else None, failures, NOW, later, learnt)

    async with db.across() as session:
        await sources.claim_due(session, NOW, later, 10)
        await sources.record(session, [])
        await sources.record(
            session,
            [
                went(ids[3], "ok", 0, Learnt("t" * 300, "fr-FR-variant", '"1"', None)),
                went(ids[0], "not_modified", 0),
                went(ids[1], "http_error", 2),
                went(ids[2], "not_modified", 0),
            ],
        )
    async with db.read("T1") as session:
        found = await sources.listed(session)
    assert [(each.status, each.status_detail, each.failures) for each in found] == [
        ("not_modified", None, 0),
        ("http_error", "HTTP 500", 2),
        ("not_modified", None, 0),
        ("ok", None, 0),
    ]
    assert {(each.checked_at, each.next_check_at, each.claimed_until) for each in found} == {
        (NOW, later, None)
    }
    learnt = [(each.title, each.language, each.etag) for each in found]
    assert learnt == [("", None, None)] * 3 + [("t" * 200, "fr-FR-va", '"1"')]


async def test_one_message_a_key_for_ever(db: Database) -> None:
    def row(workspace_id: str) -> NewOutgoing:
        return NewOutgoing(workspace_id, "key", "notice", "U1", "fr", {"code": "x", "params": {}}, NOW)

    async with db.write("T1") as session:
        assert [await outbox.enqueue(session, row("T1"), NOW) for _ in range(2)] == [True, False]
    async with db.across() as session:
        await outbox.enqueue_all(session, [row("T1"), row("T2")], NOW)
    async with db.read("T1") as session:
        counts = await outbox.counts(session)
        known = await outbox.find(session, "key")
    assert (counts.waiting, counts.of("sent")) == (1, 0)
    assert known is not None
    async with db.across() as session:
        (taken,) = await queue.take(session, [known.id], NOW)
        assert await queue.take(session, [known.id], NOW) == []
        await queue.record(session, [queue.Outcome(taken.outgoing_id, "failed", reason="refused")], NOW)
    async with db.read("T1") as session:
        assert [each.reason for each in await outbox.troubles(session, since=NOW)] == ["refused"]
    async with db.read("T2") as session:
        assert await outbox.get(session, known.id) is None
        assert await outbox.troubles(session, since=NOW) == []
