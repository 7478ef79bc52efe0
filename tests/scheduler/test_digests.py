"""The day's digest: made once for each slot whoever asks, with its articles, its outbox row and its notice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from programme.clock import FixedClock
from scheduler.delivery import Delivery
from scheduler.digests import make_due_digests
from scheduler.selection import SelectionRules
from store.database import Database
from tests.fakes import FakeChat
from tests.scheduler import programmes

RULES = SelectionRules()


async def a_programme(db: Database, clock: FixedClock, sources: int = 4, workspace_id: str = "T1") -> int:
    now = clock.now()
    await programmes.workspace(db, workspace_id, now - timedelta(days=1))
    channel_id = await programmes.channel(db, workspace_id, now - timedelta(days=1))
    for number in range(sources):
        kind = "company" if number == 0 else "market"
        source_id = await programmes.source(
            db,
            workspace_id,
            now,
            number,
            kind=kind,
            checked_at=now,
            next_check_at=now + timedelta(minutes=30),
        )
        await programmes.articles(db, workspace_id, source_id, now)
    return channel_id


async def test_a_due_slot_is_posted_and_seeded_once(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await a_programme(db, clock)
    for made in await asyncio.gather(*(make_due_digests(db, clock, RULES) for _ in range(4))):
        assert len(made) <= 1
    delivery = Delivery(db, clock, chat)
    await delivery.deliver_due()
    clock.move_by(timedelta(seconds=2))
    await delivery.deliver_due()
    (digest,) = chat.digests()
    assert [card.number for card in digest.cards] == list(range(1, 11))
    assert chat.reactions == {chat.told[0].message_id: 10}
    assert await make_due_digests(db, clock, RULES) == []
