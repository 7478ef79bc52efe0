"""How fast the outbox empties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.outbox import deal
from scheduler.pacing import GIVE_UP, Pace, allowance, pick, retry_after, too_late, too_soon
from store.queue import Head, Sent

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def ago(seconds: float, count: int = 1) -> Sent:
    return Sent(count, NOW - timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "sent", "waiting"),
    [
        (1.0, {}, set()),
        (1.0, {"C1": ago(0.5), "C2": ago(1.0), "C3": ago(30)}, {"C1"}),
        (5.0, {"C1": ago(4.9), "C2": ago(5.1)}, {"C1"}),
        (0.0, {"C1": ago(0)}, set()),
        (1.0, {"C1": ago(-300)}, {"C1"}),  # another worker's clock is ahead of ours
    ],
)
def test_too_soon(seconds: float, sent: dict[str, Sent], waiting: set[str]) -> None:
    assert too_soon(Pace(seconds_between=seconds), sent, NOW) == waiting


@pytest.mark.parametrize(
    ("per_minute", "counts", "room", "allowed"),
    [
        (300, [], 32, 32),
        (300, [290], 32, 10),
        (300, [200, 100], 32, 0),
        (300, [500], 32, 0),
        (0, [999], 32, 32),
    ],
)
def test_the_budget_of_a_workspace(per_minute: int, counts: list[int], room: int, allowed: int) -> None:
    sent = {f"C{number}": ago(10, count) for number, count in enumerate(counts)}
    assert allowance(Pace(per_minute=per_minute), sent, room) == allowed


@pytest.mark.parametrize(
    ("at_once", "flying", "allowed"), [(32, 0, 32), (32, 20, 12), (32, 40, 0), (0, 999, 128)]
)
def test_what_may_be_on_its_way_for_one_workspace(at_once: int, flying: int, allowed: int) -> None:
    assert allowance(Pace(0, 0, at_once), {}, 128, flying) == allowed


HEADS = [Head(1, "C1"), Head(2, "C1"), Head(3, "C2"), Head(4, "C3")]


@pytest.mark.parametrize(
    ("pace", "waiting", "allowed", "taken"),
    [
        (Pace(), set(), 10, [1, 3, 4]),
        (Pace(), {"C1"}, 10, [3, 4]),
        (Pace(), set(), 2, [1, 3]),
        (Pace(0, 0), set(), 10, [1, 2, 3, 4]),
        (Pace(0, 0), set(), 0, []),
    ],
)
def test_what_is_taken(pace: Pace, waiting: set[str], allowed: int, taken: list[int]) -> None:
    assert pick(HEADS, pace, waiting, allowed) == taken


@given(st.lists(st.integers(0, 40), max_size=40), st.integers(0, 64))
def test_the_room_is_shared_fairly(sizes: list[int], room: int) -> None:
    queues = [[queue * 100 + place for place in range(size)] for queue, size in enumerate(sizes)]
    dealt = deal(queues, room)
    assert len(dealt) == min(room, sum(sizes)) == len(set(dealt))
    got = [sum(each // 100 == queue for each in dealt) for queue in range(len(sizes))]
    for queue, count in enumerate(got):
        if count < sizes[queue]:
            assert count >= max(got) - 1  # it could have had more: then nobody had two more than it


@given(st.floats(0, 1, exclude_max=True))
def test_a_failed_message_is_tried_for_six_hours(chance: float) -> None:
    waits = []
    attempts = 1
    while (wait := retry_after(attempts, chance)) is not None:
        waits.append(wait)
        attempts += 1
    assert timedelta(seconds=2.5) <= waits[0] <= timedelta(seconds=5)
    assert max(waits) <= timedelta(minutes=5)
    assert GIVE_UP / 2 * 0.95 <= sum(waits, timedelta(0)) <= GIVE_UP


@pytest.mark.parametrize(
    ("made", "now", "late"),
    [
        ((23, 8, 0), (23, 22, 59), False),  # the same day in Paris: however late
        ((23, 8, 0), (23, 23, 1), True),  # past midnight there
        ((23, 22, 30), (23, 23, 30), False),  # caught up before midnight, an hour ago
        ((23, 22, 30), (24, 4, 31), True),
    ],
)
def test_too_late(made: tuple[int, int, int], now: tuple[int, int, int], late: bool) -> None:
    made_at, at = (datetime(2026, 11, *each, tzinfo=UTC) for each in (made, now))
    assert too_late(date(2026, 11, 23), "Europe/Paris", made_at, at, timedelta(hours=6)) is late
