"""The delivery: what becomes of a message after each of a chat's answers, and how fast messages go."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from programme.clock import FixedClock
from scheduler import outbox
from scheduler.chat import (
    Address,
    ChannelGone,
    Disconnected,
    OutcomeUnknown,
    Posted,
    RateLimited,
    Refused,
    ScopeMissing,
    Unavailable,
)
from scheduler.delivery import Delivery, DeliverySettings
from scheduler.messages import Message
from scheduler.outcomes import Verdict
from scheduler.pacing import Pace
from store import channels, workspaces
from store import outbox as outbox_rows
from store.database import Database
from store.models import Outgoing
from tests.fakes import FakeChat
from tests.scheduler import programmes

UNPACED = DeliverySettings(pace=Pace(0, 0, 0), poll_seconds=0.01)


async def queued(db: Database, clock: FixedClock, count: int = 1, workspace_id: str = "T1") -> None:
    now = clock.now()
    await programmes.workspace(db, workspace_id, now)
    await programmes.queue(
        db, [programmes.notice(workspace_id, f"{workspace_id}:{n}", now) for n in range(count)], now
    )


async def eventually(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110  # it is told by nobody
            await asyncio.sleep(0.01)


async def states(db: Database) -> Counter[str]:
    return Counter(row.state for row in await programmes.outbox(db))


async def test_what_waits_is_posted_once(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await queued(db, clock, 100)
    delivery = Delivery(db, clock, chat, UNPACED)
    assert await delivery.deliver_due() == 100
    assert await delivery.deliver_due() == 0
    assert set(chat.keys.values()) == {1}
    assert await states(db) == {"sent": 100}
    assert chat.most_at_once <= DeliverySettings().max_in_flight


async def test_four_workers_at_once_post_each_message_once(
    postgresql: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await queued(postgresql, clock, 200)
    workers = [Delivery(postgresql, clock, chat, UNPACED) for _ in range(4)]
    while sum(await asyncio.gather(*(worker.deliver_due() for worker in workers))):
        pass
    assert len(chat.keys) == 200
    assert set(chat.keys.values()) == {1}


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (Refused("invalid_blocks"), "failed", "invalid_blocks"),
        (ScopeMissing("missing_scope"), "failed", "missing_scope"),
        (ChannelGone("is_archived"), "failed", "is_archived"),
        (OutcomeUnknown("timeout"), "parked", "timeout"),
        (Disconnected("token_revoked"), "pending", "token_revoked"),
        (RateLimited("ratelimited", 30), "pending", "ratelimited"),
        (Unavailable("503"), "pending", "503"),
        (RuntimeError("a bug"), "parked", "unexpected:RuntimeError"),
    ],
)
async def test_an_error_settles_its_message_and_no_other(
    sqlite: Database, clock: FixedClock, chat: FakeChat, error: Exception, state: str, reason: str
) -> None:
    await queued(sqlite, clock)
    await queued(sqlite, clock, 5, "T2")
    chat.before = lambda to, _key: error if to.workspace_id == "T1" else None
    await Delivery(sqlite, clock, chat, UNPACED).deliver_due()
    rows = {row.key: row for row in await programmes.outbox(sqlite)}
    assert (rows["T1:0"].state, rows["T1:0"].reason) == (state, reason)
    assert {rows[f"T2:{n}"].state for n in range(5)} == {"sent"}


async def test_retry_after_is_obeyed_and_delays_no_other_workspace(
    db: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await queued(db, clock, 40)
    await queued(db, clock, 40, "T2")
    chat.before = lambda to, _key: RateLimited("ratelimited", 60) if to.workspace_id == "T1" else None
    delivery = Delivery(db, clock, chat, DeliverySettings(pace=Pace(0, 0, at_once=8), poll_seconds=0.01))
    await delivery.deliver_due()
    asked = [call for call in chat.calls if call[0] == "T1"]
    assert 1 <= len(asked) <= 8
    assert chat.keys.total() == 40
    clock.move_by(timedelta(seconds=59))
    await delivery.deliver_due()
    assert [call for call in chat.calls if call[0] == "T1"] == asked
    clock.move_by(timedelta(seconds=2))
    chat.before = lambda _to, _key: None
    await delivery.deliver_due()
    assert set(chat.keys.values()) == {1}
    assert await states(db) == {"sent": 80}
    assert {row.attempts for row in await programmes.outbox(db)} == {1}  # a limit is no failure


async def test_a_storm_of_503_is_drained(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await queued(db, clock, 60)
    end = clock.now() + timedelta(minutes=10)
    chat.before = lambda _to, _key: Unavailable("503") if clock.now() < end else None
    delivery = Delivery(db, clock, chat, UNPACED)
    for _ in range(40):
        await delivery.deliver_due()
        clock.move_by(timedelta(seconds=30))
    assert await states(db) == {"sent": 60}
    assert set(chat.keys.values()) == {1}


async def test_a_lost_reply_is_parked_and_never_posted_again_by_itself(
    db: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await queued(db, clock, 10)
    chat.after = lambda _to, _key: OutcomeUnknown("reply_lost")
    delivery = Delivery(db, clock, chat, UNPACED)
    for _ in range(5):
        await delivery.deliver_due()
        clock.move_by(timedelta(hours=1))
    assert set(chat.keys.values()) == {1}
    assert await states(db) == {"parked": 10}


async def test_the_admin_settles_what_is_parked(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await queued(db, clock, 2)
    chat.before = lambda _to, _key: OutcomeUnknown("timeout")
    delivery = Delivery(db, clock, chat, UNPACED)
    await delivery.deliver_due()
    first, second = await programmes.outbox(db)
    async with db.write("T1") as session:
        assert await outbox_rows.settle(session, first.id, clock.now(), again=True)
        assert await outbox_rows.settle(session, second.id, clock.now(), again=False)
        assert not await outbox_rows.settle(session, second.id, clock.now(), again=True)
    async with db.write("T2") as session:
        assert not await outbox_rows.settle(session, first.id, clock.now(), again=True)
    chat.before = lambda _to, _key: None
    await delivery.deliver_due()
    first, second = await programmes.outbox(db)
    assert (first.state, second.state, second.reason) == ("sent", "failed", "let_be")


async def test_the_admin_settles_what_failed(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await queued(db, clock, 2)
    chat.before = lambda _to, _key: Refused("not_in_channel")
    delivery = Delivery(db, clock, chat, UNPACED)
    await delivery.deliver_due()
    first, second = await programmes.outbox(db)
    assert (first.state, second.state) == ("failed", "failed")
    async with db.write("T1") as session:
        assert await outbox_rows.settle(session, first.id, clock.now(), again=True)
        assert not await outbox_rows.settle(session, first.id, clock.now(), again=True)  # it waits already
        assert await outbox_rows.settle(session, second.id, clock.now(), again=False)
        assert not await outbox_rows.settle(session, second.id, clock.now(), again=False)
        assert await outbox_rows.troubles(session, since=clock.now()) == []
        assert (await outbox_rows.counts(session)).of("failed") == 0
    chat.before = lambda _to, _key: None
    await delivery.deliver_due()
    first, second = await programmes.outbox(db)
    assert (first.state, second.state, second.reason) == ("sent", "failed", "let_be")


async def test_one_message_a_second_a_destination(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    now = clock.now()
    await programmes.workspace(db, "T1", now)
    rows = [programmes.notice("T1", f"{place}:{n}", now, place) for place in ("C1", "C2") for n in range(3)]
    await programmes.queue(db, rows, now)
    chat.seconds_between = 1.0
    delivery = Delivery(db, clock, chat)
    for posted in (2, 4, 6):
        await delivery.deliver_due()
        assert len(chat.told) == posted
        clock.move_by(timedelta(seconds=0.5))
        await delivery.deliver_due()
        assert len(chat.told) == posted
        clock.move_by(timedelta(seconds=0.5))
    assert await states(db) == {"sent": 6}
    assert [told.key for told in chat.told if told.to.conversation_id == "C1"] == ["C1:0", "C1:1", "C1:2"]


async def test_the_budget_of_a_workspace(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    now = clock.now()
    for workspace_id in ("T1", "T2"):
        await programmes.workspace(db, workspace_id, now)
    rows = [programmes.notice("T1", f"n{n}", now, f"C{n}") for n in range(50)]
    await programmes.queue(db, [*rows, programmes.notice("T2", "other", now)], now)
    delivery = Delivery(db, clock, chat, DeliverySettings(pace=Pace(1.0, 20)))
    await delivery.deliver_due()
    assert Counter(told.to.workspace_id for told in chat.told) == {"T1": 20, "T2": 1}
    clock.move_by(timedelta(seconds=61))
    await delivery.deliver_due()
    assert Counter(told.to.workspace_id for told in chat.told)["T1"] == 40


async def test_the_large_do_not_hold_up_the_small(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    now = clock.now()
    await queued(db, clock, 2000, "T-large")
    for number in range(50):
        await queued(db, clock, 6, f"T{number}")
    await Delivery(db, clock, chat, UNPACED).deliver_due()
    assert now == clock.now()
    order = [told.to.workspace_id for told in chat.told]
    last_small = max(place for place, each in enumerate(order) if each != "T-large")
    assert order[:last_small].count("T-large") < 200


async def test_what_is_late_behind_one_channel_is_seen(
    sqlite: Database, clock: FixedClock, chat: FakeChat
) -> None:
    now = clock.now()
    await programmes.workspace(sqlite, "T1", now)
    rows = [programmes.notice("T1", f"n{n}", now, "C1") for n in range(700)]
    await programmes.queue(sqlite, [*rows, programmes.notice("T1", "behind", now, "C2")], now)
    await Delivery(sqlite, clock, chat).deliver_due()
    await Delivery(sqlite, clock, chat).deliver_due()
    assert "behind" in chat.keys


async def test_a_channel_that_is_gone_stops_and_the_admins_are_told(
    db: Database, clock: FixedClock, chat: FakeChat
) -> None:
    now = clock.now()
    await programmes.workspace(db, "T1", now)
    channel_id = await programmes.channel(db, "T1", now)
    async with db.across() as session:
        row = programmes.notice("T1", "k", now)
        session.add(
            Outgoing(
                workspace_id="T1", key="k", kind="reactions", destination="C1", channel_id=channel_id,
                payload={"message_id": "1", "count": 3}, not_before=now, created_at=now, state="pending",
                attempts=0, language=row.language,
            )
        )  # fmt: skip
    chat.conversations = {"UADMIN"}
    await Delivery(db, clock, chat, UNPACED).deliver_due()
    (notice,) = chat.notices()
    assert (notice.code, notice.params["reason"]) == ("channel_stopped", "channel_not_found")
    async with db.across() as session:
        assert await channels.active(session) == []


async def test_a_disconnected_workspace_is_left_alone_until_it_is_back(
    db: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await queued(db, clock, 3)
    chat.revoked = {"T1"}
    delivery = Delivery(db, clock, chat, UNPACED)
    await delivery.deliver_due()
    calls = len(chat.calls)
    clock.move_by(timedelta(days=1))
    await delivery.deliver_due()
    assert len(chat.calls) == calls
    chat.revoked = set()
    async with db.write("T1") as session:
        assert await workspaces.reconnect(session, "T1")
    await delivery.deliver_due()
    assert await states(db) == {"sent": 3}


async def test_refused_blocks_are_remembered(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await queued(db, clock)
    chat.old_blocks = {"T1"}
    delivery = Delivery(db, clock, chat, UNPACED)
    await delivery.deliver_due()
    await programmes.queue(db, [programmes.notice("T1", "next", clock.now())], clock.now())
    await delivery.deliver_due()
    assert [told.to.classic_blocks for told in chat.told] == [False, True]


async def test_what_a_dead_worker_left_is_parked(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await queued(db, clock, 2)
    async with db.across() as session:
        for row in await session.scalars(select(Outgoing)):
            row.state, row.sending_at, row.attempts = "sending", clock.now(), 1
            if row.key == "T1:1":
                row.kind, row.payload = "reactions", {"digest": 1, "message_id": "1.000100", "count": 3}
    clock.move_by(timedelta(minutes=6))
    await Delivery(db, clock, chat, UNPACED).deliver_due()
    rows = {row.key: row for row in await programmes.outbox(db)}
    assert (rows["T1:0"].state, rows["T1:0"].reason) == ("parked", "interrupted")
    assert rows["T1:1"].state == "pending"  # harmless to repeat
    assert "T1:0" not in chat.keys


async def test_another_worker_s_message_is_not_taken_for_dead(
    postgresql: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await queued(postgresql, clock)
    async with postgresql.across() as session:
        for row in await session.scalars(select(Outgoing)):
            row.state, row.sending_at, row.attempts = "sending", clock.now(), 1
    clock.move_by(timedelta(minutes=4))
    await Delivery(postgresql, clock, chat, UNPACED).deliver_due()
    assert await states(postgresql) == {"sending": 1}


async def test_its_own_flights_are_not_taken_for_dead(
    sqlite: Database, clock: FixedClock, chat: FakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.delivery.RECOVER_EVERY", 0.0)
    await queued(sqlite, clock, 64)
    chat.latency = 0.03
    await Delivery(sqlite, clock, chat, UNPACED).deliver_due()
    assert await states(sqlite) == {"sent": 64}


async def test_running_wakes_posts_and_drains(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await queued(db, clock, 5)
    chat.latency = 0.05
    delivery = Delivery(db, clock, chat, DeliverySettings(pace=Pace(0, 0), poll_seconds=60))
    running = asyncio.create_task(delivery.run())
    await eventually(lambda: len(chat.told) == 5)
    await programmes.queue(db, [programmes.notice("T1", "fresh", clock.now())], clock.now())
    delivery.wake()
    await eventually(lambda: len(chat.calls) == 6)
    assert delivery.in_flight == 1
    assert await delivery.drain(5)
    await asyncio.wait_for(running, 5)
    assert await states(db) == {"sent": 6}


async def test_what_does_not_end_in_time_is_left_as_found(
    sqlite: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await queued(sqlite, clock)
    chat.latency = 60
    delivery = Delivery(sqlite, clock, chat, UNPACED)
    running = asyncio.create_task(delivery.run())
    await eventually(lambda: bool(chat.calls))
    assert not await delivery.drain(0.01)
    await asyncio.wait_for(running, 5)
    assert await states(sqlite) == {"sending": 1}
    await Delivery(sqlite, clock, FakeChat(clock), UNPACED).deliver_due()
    assert [row.state for row in await programmes.outbox(sqlite) if row.key == "T1:0"] == ["parked"]


async def test_outcomes_survive_a_database_that_is_away(
    sqlite: Database, clock: FixedClock, chat: FakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.delivery.AFTER_ERROR", 0.01)
    await queued(sqlite, clock, 3)
    delivery = Delivery(sqlite, clock, chat, UNPACED)
    real = sqlite.across
    away = 0

    def across():  # type: ignore[no-untyped-def]
        nonlocal away
        if chat.told and away < 3:
            away += 1
            raise OSError("the database is away")
        return real()

    monkeypatch.setattr(sqlite, "across", across)
    running = asyncio.create_task(delivery.run())
    await eventually(lambda: away == 3 and delivery.in_flight == 0)
    await delivery.drain(5)
    await running
    assert set(chat.keys.values()) == {1}
    assert await states(sqlite) == {"sent": 3}


async def test_a_call_that_hangs_is_parked(sqlite: Database, clock: FixedClock, chat: FakeChat) -> None:
    await queued(sqlite, clock)
    chat.latency = 60
    settings = DeliverySettings(pace=Pace(0, 0), call_timeout=0.05, poll_seconds=0.01)
    await Delivery(sqlite, clock, chat, settings).deliver_due()
    (row,) = await programmes.outbox(sqlite)
    assert (row.state, row.reason) == ("parked", "timeout")


async def test_each_trouble_is_told_once_a_day(sqlite: Database, clock: FixedClock, chat: FakeChat) -> None:
    now = clock.now()
    await programmes.workspace(sqlite, "T1", now)
    channel_id = await programmes.channel(sqlite, "T1", now)
    async with sqlite.across() as session:
        for number in range(3):
            session.add(
                Outgoing(
                    workspace_id="T1", key=f"b{number}", kind="reactions", destination="C1",
                    channel_id=channel_id, payload={"message_id": "1", "count": 3}, not_before=now,
                    created_at=now, state="pending", attempts=0, language="fr",
                )
            )  # fmt: skip

    def refuse(to: Address, _key: str) -> Exception | None:
        return ScopeMissing("missing_scope") if to.conversation_id == "C1" else None

    chat.before = refuse
    delivery = Delivery(sqlite, clock, chat, UNPACED)
    await delivery.deliver_due()
    await delivery.deliver_due()
    assert [notice.code for notice in chat.notices()] == ["delivery_failed"]


async def test_no_more_stand_in_sending_than_may_be_in_flight(
    sqlite: Database, clock: FixedClock, chat: FakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queued(sqlite, clock, 60)
    settle, take = outbox.settle, outbox.take
    standing: list[int] = []

    async def slow_settle(session: AsyncSession, verdicts: Sequence[Verdict], now: datetime) -> None:
        await settle(session, verdicts, now)
        await asyncio.sleep(0.04)  # others end meanwhile

    async def counted_take(session: AsyncSession, *given: Any) -> outbox.Turn:
        turn = await take(session, *given)
        count = select(func.count()).where(Outgoing.state == "sending")
        standing.append(await session.scalar(count) or 0)
        return turn

    monkeypatch.setattr(outbox, "settle", slow_settle)
    monkeypatch.setattr(outbox, "take", counted_take)
    post = chat.post

    async def unevenly(to: Address, message: Message, key: str) -> Posted:
        await asyncio.sleep(0.03 if key.endswith(("1", "5", "8")) else 0)
        return await post(to, message, key)

    monkeypatch.setattr(chat, "post", unevenly)
    settings = DeliverySettings(pace=Pace(0, 0, 0), max_in_flight=6, poll_seconds=0.01)
    await Delivery(sqlite, clock, chat, settings).deliver_due()
    assert max(standing) == 6


async def test_a_workspace_at_its_limit_holds_up_no_other_and_nobody_spins(
    db: Database, clock: FixedClock, chat: FakeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One free place, and two workspaces: the first may have nothing more on its way."""
    await queued(db, clock, 20)
    await queued(db, clock, 5, "T2")
    held, post = asyncio.Event(), chat.post

    async def slowly(to: Address, message: Message, key: str) -> Posted:
        if to.workspace_id == "T1":
            await held.wait()
        return await post(to, message, key)

    monkeypatch.setattr(chat, "post", slowly)
    turns = 0
    take = outbox.take

    async def counted(*given: Any) -> outbox.Turn:
        nonlocal turns
        turns += 1
        return await take(*given)

    monkeypatch.setattr(outbox, "take", counted)
    settings = DeliverySettings(pace=Pace(0, 0, at_once=3), max_in_flight=4, poll_seconds=0.2)
    delivery = Delivery(db, clock, chat, settings)
    running = asyncio.create_task(delivery.run())
    await eventually(lambda: sum(key.startswith("T2") for key in chat.keys) == 5)
    before = turns
    await asyncio.sleep(1.0)
    assert turns - before < 15
    held.set()
    await eventually(lambda: len(chat.keys) == 25)
    assert await delivery.drain(5)
    await running
