"""The day's digest: made once for each slot whoever asks, with its articles, its outbox row and its notice."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select, update

from programme.clock import FixedClock
from scheduler.ahead import next_moments
from scheduler.chat import ChannelGone, Refused
from scheduler.delivery import Delivery, DeliverySettings
from scheduler.digests import make_due_digests, post_now
from scheduler.notices import MISSING
from scheduler.pacing import Pace
from scheduler.selection import SelectionRules, select_for
from store import channels, digests, outbox, workspaces
from store.database import Database
from store.models import Channel, Digest, DigestItem
from tests.fakes import FakeChat
from tests.scheduler import programmes

RULES = SelectionRules()
UNPACED = DeliverySettings(pace=Pace(0, 0), poll_seconds=0.01)


async def a_programme(
    db: Database, clock: FixedClock, sources: int = 4, workspace_id: str = "T1", **channel: object
) -> int:
    """A channel at nine in Paris, a company source and market ones, twelve articles each."""
    now = clock.now()
    await programmes.workspace(db, workspace_id, now - timedelta(days=30))
    channel_id = await programmes.channel(db, workspace_id, now - timedelta(days=30), **channel)
    for number in range(sources):
        kind = "company" if number == 0 else "market"
        source_id = await programmes.source(
            db, workspace_id, now, number, kind=kind, checked_at=now, next_check_at=now + timedelta(days=30)
        )
        await programmes.articles(db, workspace_id, source_id, now)
    return channel_id


async def the_channel(db: Database, channel_id: int, workspace_id: str = "T1") -> Channel:
    async with db.read(workspace_id) as session:
        return (await session.scalars(select(Channel).where(Channel.id == channel_id))).one()


async def count_digests(db: Database) -> int:
    async with db.across() as session:
        return await session.scalar(select(func.count(Digest.id))) or 0


async def test_a_due_slot_is_posted_and_seeded_once(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await a_programme(db, clock)
    made = await asyncio.gather(*(make_due_digests(db, clock, RULES) for _ in range(4)))
    assert sum(len(each) for each in made) == 1
    delivery = Delivery(db, clock, chat)
    await delivery.deliver_due()
    assert chat.reactions == {}  # a second between two messages to a channel
    clock.move_by(timedelta(seconds=1))
    await delivery.deliver_due()
    (digest,) = chat.digests()
    assert [card.number for card in digest.cards] == list(range(1, 11))
    assert {card.kind for card in digest.cards} == {"company", "market"}
    assert all(card.reasons and card.digest_id == digest.digest_id for card in digest.cards)
    assert chat.reactions == {chat.told[0].message_id: 10}
    assert await make_due_digests(db, clock, RULES) == []
    async with db.read("T1") as session:
        known = await digests.latest(session, 1, posted=True)
    assert known is not None
    assert known.message_id == chat.told[0].message_id


async def test_three_clocks_five_minutes_apart(db: Database, clock: FixedClock) -> None:
    await a_programme(db, clock)
    made = []
    start = clock.now() - timedelta(minutes=10)
    for minute in range(0, 20, 2):
        skewed = [FixedClock(start + timedelta(minutes=minute + skew)) for skew in (-5, 0, 5)]
        for each in await asyncio.gather(*(make_due_digests(db, own, RULES) for own in skewed)):
            made += each
    assert [each.local_date for each in made] == [date(2026, 11, 23)]


async def test_a_week_gives_five_digests_without_repeats(db: Database, clock: FixedClock) -> None:
    await a_programme(db, clock, sources=8)
    days = []
    for _ in range(7 * 6):
        days += [each.local_date.isoweekday() for each in await make_due_digests(db, clock, RULES)]
        clock.move_by(timedelta(hours=4))
    assert days == [1, 2, 3, 4, 5]
    async with db.across() as session:
        given = list(await session.scalars(select(DigestItem.article_id)))
    assert len(given) == len(set(given)) >= 40


@pytest.mark.parametrize(("hours_late", "count"), [(-0.1, 0), (0, 1), (2, 1), (6, 1), (6.1, 0), (20, 0)])
async def test_a_restart_catches_up_within_six_hours(
    sqlite: Database, clock: FixedClock, hours_late: float, count: int
) -> None:
    await a_programme(sqlite, clock)
    clock.move_by(timedelta(hours=hours_late))
    assert len(await make_due_digests(sqlite, clock, RULES)) == count


async def test_a_channel_set_up_after_its_hour_begins_tomorrow(sqlite: Database, clock: FixedClock) -> None:
    await a_programme(sqlite, clock, created_at=clock.now() + timedelta(hours=1))
    clock.move_by(timedelta(hours=2))
    assert await make_due_digests(sqlite, clock, RULES) == []
    clock.move_by(timedelta(hours=22))
    assert len(await make_due_digests(sqlite, clock, RULES)) == 1


@pytest.mark.parametrize("scope", ["channel", "workspace"])
async def test_paused_posts_nothing_and_resumed_does_not_dump(
    db: Database, clock: FixedClock, chat: FakeChat, scope: str
) -> None:
    channel_id = await a_programme(db, clock)
    delivery = Delivery(db, clock, chat, UNPACED)
    assert len(await make_due_digests(db, clock, RULES)) == 1  # waits in the outbox when the pause comes
    async with db.write("T1") as session:
        if scope == "channel":
            assert await channels.pause(session, channel_id, clock.now())
        else:
            assert await workspaces.pause(session, "T1", clock.now())
    for _ in range(3):
        await delivery.deliver_due()
        clock.move_by(timedelta(days=1))
        assert await make_due_digests(db, clock, RULES) == []
    clock.move_by(timedelta(hours=8))  # Thursday, five in the afternoon
    async with db.write("T1") as session:
        if scope == "channel":
            assert await channels.resume(session, channel_id)
        else:
            assert await workspaces.resume(session, "T1")
    assert await make_due_digests(db, clock, RULES) == []
    await delivery.deliver_due()
    assert chat.told == []
    (row,) = [row for row in await programmes.outbox(db) if row.kind == "digest"]
    assert (row.state, row.reason) == ("failed", "too_late")
    clock.move_by(timedelta(hours=16))
    assert len(await make_due_digests(db, clock, RULES)) == 1
    await delivery.deliver_due()
    assert [post.local_date for post in chat.digests()] == [date(2026, 11, 27)]


@pytest.mark.parametrize(
    ("zone", "at", "days"),
    [
        ("Europe/Paris", time(2, 30), ["2026-03-27", "2026-03-30"]),
        ("America/Santiago", time(0, 0), ["2026-09-04", "2026-09-07"]),
        ("America/New_York", time(1, 30), ["2026-10-30", "2026-11-02"]),
    ],
)
async def test_one_digest_a_local_day_over_a_change_of_hour(
    sqlite: Database, clock: FixedClock, zone: str, at: time, days: list[str]
) -> None:
    first, last = (date.fromisoformat(day) for day in days)
    clock.set(datetime.combine(first, time(0), UTC) - timedelta(hours=6))
    await a_programme(
        sqlite, clock, 6, time_zone=zone, post_at=at, country=None, working_days=list(range(1, 8))
    )
    made = []
    while clock.now() < datetime.combine(last, time(0), UTC) + timedelta(hours=30):
        made += [each.local_date for each in await make_due_digests(sqlite, clock, RULES)]
        clock.move_by(timedelta(minutes=30))
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert [day for day in made if first <= day <= last] == span


async def test_fewer_articles_than_wanted_are_posted_and_told(
    db: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await a_programme(db, clock, sources=2)
    (made,) = await make_due_digests(db, clock, RULES)
    assert 0 < made.count < 10
    assert made.missing
    await Delivery(db, clock, chat, UNPACED).deliver_due()
    (notice,) = chat.notices()
    assert notice.code == "few_articles"
    told = dict(notice.params)
    assert {name: told[name] for name in ("channel", "count", "wanted")} == {
        "channel": "C1",
        "count": made.count,
        "wanted": 10,
    }
    assert {name for name in told if name.startswith(MISSING)} == {
        f"{MISSING}{code}" for code, _ in made.missing
    }


async def test_no_article_makes_no_message(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await a_programme(db, clock, sources=0)
    (made,) = await make_due_digests(db, clock, RULES)
    assert made.count == 0
    assert await make_due_digests(db, clock, RULES) == []
    await Delivery(db, clock, chat, UNPACED).deliver_due()
    assert chat.digests() == []
    assert [notice.code for notice in chat.notices()] == ["no_articles"]


async def test_a_fresh_set_up_waits_for_its_sources(sqlite: Database, clock: FixedClock) -> None:
    await a_programme(sqlite, clock, sources=0)
    await programmes.source(sqlite, "T1", clock.now(), status="new")
    assert await make_due_digests(sqlite, clock, RULES) == []
    clock.move_by(timedelta(minutes=10))
    assert len(await make_due_digests(sqlite, clock, RULES)) == 1


async def test_post_now_is_today_s_digest(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    channel_id = await a_programme(db, clock)
    clock.move_by(timedelta(hours=-2))
    channel = await the_channel(db, channel_id)
    made = await asyncio.gather(*(post_now(db, clock, channel, RULES) for _ in range(4)))
    assert sorted(each.already for each in made if each) == [False, True, True, True]
    assert {each.count for each in made if each} == {10}
    clock.move_by(timedelta(hours=2))
    assert await make_due_digests(db, clock, RULES) == []
    await Delivery(db, clock, chat, UNPACED).deliver_due()
    assert len(chat.digests()) == 1


async def test_an_empty_digest_is_filled_on_demand_once(
    db: Database, clock: FixedClock, chat: FakeChat
) -> None:
    channel_id = await a_programme(db, clock, sources=0)
    (made,) = await make_due_digests(db, clock, RULES)
    assert made.count == 0
    clock.move_by(timedelta(minutes=30))
    channel = await the_channel(db, channel_id)
    assert await post_now(db, clock, channel, RULES) is None  # still nothing
    for number in range(5):
        source_id = await programmes.source(db, "T1", clock.now(), number)
        await programmes.articles(db, "T1", source_id, clock.now())
    filled = await asyncio.gather(*(post_now(db, clock, channel, RULES) for _ in range(4)))
    assert sorted(each.already for each in filled if each) == [False, True, True, True]
    assert {each.digest_id for each in filled if each} == {made.digest_id}
    assert all(each and each.count for each in filled)
    await Delivery(db, clock, chat, UNPACED).deliver_due()
    assert len(chat.digests()) == 1
    assert await count_digests(db) == 1
    again = await post_now(db, clock, channel, RULES)
    assert again is not None
    assert again.already


async def test_a_refused_digest_goes_again_on_demand_once(
    db: Database, clock: FixedClock, chat: FakeChat
) -> None:
    channel_id = await a_programme(db, clock)
    (made,) = await make_due_digests(db, clock, RULES)
    chat.before = lambda _to, key: ChannelGone("not_in_channel") if key.startswith("digest:") else None
    delivery = Delivery(db, clock, chat, UNPACED)
    await delivery.deliver_due()
    channel = await the_channel(db, channel_id)
    assert await post_now(db, clock, channel, RULES) is None  # stopped: it must be set up again first
    async with db.across() as session:
        await session.execute(update(Channel).values(broken_reason=None))
    chat.before = lambda _to, _key: None
    clock.move_by(timedelta(hours=8))
    posted = await asyncio.gather(*(post_now(db, clock, channel, RULES) for _ in range(3)))
    assert sorted(each.already for each in posted if each) == [False, True, True]
    assert {each.digest_id for each in posted if each} == {made.digest_id}
    await delivery.deliver_due()
    assert len(chat.digests()) == 1
    clock.move_by(timedelta(hours=1))
    again = await post_now(db, clock, channel, RULES)
    assert again is not None
    assert again.already


async def test_a_refused_digest_that_was_let_be_stays_so(
    sqlite: Database, clock: FixedClock, chat: FakeChat
) -> None:
    channel_id = await a_programme(sqlite, clock)
    await make_due_digests(sqlite, clock, RULES)
    chat.before = lambda _to, _key: Refused("msg_too_long")
    await Delivery(sqlite, clock, chat, UNPACED).deliver_due()
    (row,) = [row for row in await programmes.outbox(sqlite) if row.kind == "digest"]
    async with sqlite.write("T1") as session:
        assert await outbox.settle(session, row.id, clock.now(), again=False)
    again = await post_now(sqlite, clock, await the_channel(sqlite, channel_id), RULES)
    assert again is not None
    assert again.already


async def test_post_now_works_on_a_sunday_and_claims_nothing_when_empty(
    sqlite: Database, clock: FixedClock
) -> None:
    channel_id = await a_programme(sqlite, clock, sources=0)
    clock.move_by(timedelta(days=-1))
    channel = await the_channel(sqlite, channel_id)
    assert await post_now(sqlite, clock, channel, RULES) is None
    assert await count_digests(sqlite) == 0
    source_id = await programmes.source(sqlite, "T1", clock.now())
    await programmes.articles(sqlite, "T1", source_id, clock.now())
    made = await post_now(sqlite, clock, channel, RULES)
    assert made is not None
    assert made.local_date == date(2026, 11, 22)


async def test_the_preview_is_what_will_be_posted(sqlite: Database, clock: FixedClock) -> None:
    channel_id = await a_programme(sqlite, clock)
    _, preview = await select_for(sqlite, await the_channel(sqlite, channel_id), clock.now(), RULES)
    assert await count_digests(sqlite) == 0
    (made,) = await make_due_digests(sqlite, clock, RULES)
    async with sqlite.read("T1") as session:
        (content,) = (await digests.contents(session, [made.digest_id])).values()
    assert [card.article_id for card in preview.cards] == [line.article_id for line in content.lines]


async def test_languages_known_to_be_others_are_left_out(sqlite: Database, clock: FixedClock) -> None:
    channel_id = await a_programme(sqlite, clock, sources=0)
    for number, language in enumerate(("fr", "en", None)):
        source_id = await programmes.source(sqlite, "T1", clock.now(), number)
        await programmes.articles(sqlite, "T1", source_id, clock.now(), 2, language=language)
    channel = await the_channel(sqlite, channel_id)
    selection, _ = await select_for(sqlite, channel, clock.now(), RULES)
    assert {choice.candidate.language for choice in selection.choices} == {"fr", None}
    assert "other_language" in {each.code.value for each in selection.missing}
    selection, _ = await select_for(sqlite, channel, clock.now(), SelectionRules(any_language=True))
    assert {choice.candidate.language for choice in selection.choices} == {"fr", "en", None}


async def test_one_broken_channel_harms_no_other(
    sqlite: Database, clock: FixedClock, logs: list[dict[str, object]]
) -> None:
    await a_programme(sqlite, clock, time_zone="Nowhere/Land")
    await a_programme(sqlite, clock, workspace_id="T2")
    assert [each.workspace_id for each in await make_due_digests(sqlite, clock, RULES)] == ["T2"]
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["digest.bad_schedule"]


async def test_what_comes_next(sqlite: Database, clock: FixedClock) -> None:
    channel_id = await a_programme(sqlite, clock)
    clock.move_by(timedelta(hours=-1))
    ahead = await next_moments(sqlite, clock.now())
    assert ahead.digest == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert ahead.board == datetime(2026, 11, 23, 8, tzinfo=UTC)
    await post_now(sqlite, clock, await the_channel(sqlite, channel_id), RULES)
    ahead = await next_moments(sqlite, clock.now())
    assert ahead.digest == datetime(2026, 11, 24, 8, tzinfo=UTC)  # today's is made
