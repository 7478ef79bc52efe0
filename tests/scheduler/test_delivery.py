"""The delivery: what becomes of a message after each of a chat's answers, and how fast messages go."""

from __future__ import annotations

from programme.clock import FixedClock
from scheduler.delivery import Delivery, DeliverySettings
from scheduler.pacing import Pace
from store.database import Database
from tests.fakes import FakeChat
from tests.scheduler import programmes

NO_LIMITS = DeliverySettings(pace=Pace(0, 0))


async def test_what_waits_is_posted_once(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    now = clock.now()
    await programmes.workspace(db, "T1", now)
    await programmes.queue(db, [programmes.notice("T1", f"k{n}", now) for n in range(100)], now)
    delivery = Delivery(db, clock, chat, NO_LIMITS)
    assert await delivery.deliver_due() == 100
    assert await delivery.deliver_due() == 0
    assert set(chat.keys.values()) == {1}
    assert {row.state for row in await programmes.outbox(db)} == {"sent"}
