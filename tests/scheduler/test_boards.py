"""The weekly leaderboard: made once a channel and ISO week, from that week's acts alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from programme.boards import private_rank
from programme.clock import FixedClock
from scheduler.boards import board_for, make_due_boards, week_so_far
from scheduler.delivery import Delivery, DeliverySettings
from scheduler.pacing import Pace
from store.database import Database
from tests.fakes import FakeChat
from tests.scheduler import programmes

PARIS = "Europe/Paris"
UNPACED = DeliverySettings(pace=Pace(0, 0), poll_seconds=0.01)
LAST_WEEK = datetime(2026, 11, 18, 12, tzinfo=UTC)


async def a_week(db: Database, clock: FixedClock) -> int:
    """Ana (by name), Bo (by an alias) and Cy (hidden) shared last week; Ana the week before too."""
    long_ago = clock.now() - timedelta(days=60)
    await programmes.workspace(db, "T1", long_ago)
    channel_id = await programmes.channel(db, "T1", long_ago)
    source_id = await programmes.source(db, "T1", long_ago)
    first, second, third = await programmes.articles(db, "T1", source_id, clock.now(), 3)
    ana = await programmes.person(db, "T1", long_ago, "UANA", name="Ana", team="Sales")
    bo = await programmes.person(db, "T1", long_ago, "UBO", naming="alias", alias="The Fox", team="Sales")
    cy = await programmes.person(db, "T1", long_ago, "UCY", naming="hidden", name=None)
    await programmes.share(db, "T1", ana, first, LAST_WEEK)
    await programmes.share(db, "T1", bo, first, LAST_WEEK, 5)
    await programmes.share(db, "T1", cy, second, LAST_WEEK, 30)
    await programmes.share(db, "T1", ana, third, LAST_WEEK - timedelta(days=7))
    await programmes.share(db, "T1", bo, third, clock.now())  # this week's
    return channel_id


async def test_the_week_that_ended_is_posted_once(db: Database, clock: FixedClock, chat: FakeChat) -> None:
    await a_week(db, clock)
    made = await asyncio.gather(*(make_due_boards(db, clock) for _ in range(4)))
    assert sum(len(each) for each in made) == 1
    await Delivery(db, clock, chat, UNPACED).deliver_due()
    (post,) = chat.boards()
    assert (post.year, post.week, str(post.first_day), str(post.last_day)) == (
        2026,
        47,
        "2026-11-16",
        "2026-11-22",
    )
    assert [(row.rank, row.label, row.points, row.shares) for row in post.board.people] == [
        (1, "Ana", 10, 1),
        (2, "The Fox", 5, 1),
    ]
    assert [row.shares for row in post.board.articles] == [2, 1]
    assert (post.board.total_shares, post.board.previous_shares, post.board.progress) == (3, 1, 2.0)
    assert await make_due_boards(db, clock) == []


async def test_a_share_of_the_last_minute_counts_for_its_own_week(
    sqlite: Database, clock: FixedClock
) -> None:
    channel_id = await a_week(sqlite, clock)
    assert channel_id
    person = await programmes.person(sqlite, "T1", LAST_WEEK, "UDEE", name="Dee")
    source_id = await programmes.source(sqlite, "T1", LAST_WEEK, 2)
    early, late = await programmes.articles(sqlite, "T1", source_id, clock.now(), 2)
    sunday_night = datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)  # one second to midnight in Paris
    await programmes.share(sqlite, "T1", person, early, sunday_night)
    await programmes.share(sqlite, "T1", person, late, sunday_night + timedelta(seconds=1))
    last, _ = await board_for(sqlite, "T1", week_so_far(PARIS, sunday_night), PARIS)
    so_far, participants = await board_for(sqlite, "T1", week_so_far(PARIS, clock.now()), PARIS)
    assert [row.shares for row in last.board.people if row.label == "Dee"] == [1]
    assert [row.shares for row in so_far.board.people if row.label == "Dee"] == [1]
    rank = private_rank(participants, person)
    assert rank is not None
    assert (rank.rank, rank.of) == (1, 4)


async def test_a_week_without_shares_is_posted_as_such(
    sqlite: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await programmes.workspace(sqlite, "T1", clock.now())
    await programmes.channel(sqlite, "T1", clock.now() - timedelta(days=3))
    assert [each.empty for each in await make_due_boards(sqlite, clock)] == [True]
    await Delivery(sqlite, clock, chat, UNPACED).deliver_due()
    assert chat.boards()[0].board.empty


async def test_other_workspaces_do_not_show(sqlite: Database, clock: FixedClock) -> None:
    await a_week(sqlite, clock)
    await programmes.workspace(sqlite, "T2", clock.now())
    board, participants = await board_for(sqlite, "T2", week_so_far(PARIS, LAST_WEEK), PARIS)
    assert board.board.empty
    assert participants == []


async def test_a_board_that_waited_two_days_is_not_posted(
    sqlite: Database, clock: FixedClock, chat: FakeChat
) -> None:
    await a_week(sqlite, clock)
    await make_due_boards(sqlite, clock)
    clock.move_by(timedelta(days=2, minutes=1))
    await Delivery(sqlite, clock, chat, UNPACED).deliver_due()
    assert chat.told == []


async def test_too_old_a_week_is_not_made(sqlite: Database, clock: FixedClock) -> None:
    await a_week(sqlite, clock)
    clock.move_by(timedelta(days=3))
    assert await make_due_boards(sqlite, clock) == []
