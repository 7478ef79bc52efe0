"""A change estimated from the log, against what it truly brings in a world whose rule is known."""

from random import Random

import pytest

from curation.replay import Estimate, Logged, Placed, estimate, places

PULL = [2.0, 1.5, 1.0, 0.5, 0.5]


def world(days: int, seed: int = 1) -> list[Logged]:
    """Days of five articles in a random order: the appeal of `n` is n % 5 acts, times its place's pull."""
    random = Random(seed)
    log = []
    for _ in range(days):
        ids = random.sample(range(5), 5)
        shown = tuple(
            Placed(each, sum(random.random() < each * pull / 20 for _ in range(10)))
            for each, pull in zip(ids, PULL, strict=True)
        )
        log.append(Logged("a", shown, tuple(ids)))
    return log


def brings(order: list[int]) -> float:
    return sum(each * pull / 2 for each, pull in zip(order, PULL, strict=True))


@pytest.mark.parametrize("order", [[4, 3, 2, 1, 0], [0, 1, 2, 3, 4], [2, 4, 1, 3, 0]])
def test_another_order_brings_what_it_truly_would(order: list[int]) -> None:
    found = estimate(world(2000), lambda day: order)
    assert found.expected == pytest.approx(brings(order), rel=0.05)
    assert found.low <= found.expected <= found.high
    assert (found.covered, found.days) == (1.0, 2000)


def test_the_logged_choice_is_worth_what_it_brought() -> None:
    log = world(50)
    found = estimate(log, lambda day: [each.article_id for each in day.shown])
    assert found.expected == pytest.approx(found.logged)


def test_what_was_never_shown_is_left_out_and_told() -> None:
    log = [Logged("a", (Placed(1, 2), Placed(2, 0)), (1, 2, 3, 4))] * 4
    found = estimate(log, lambda day: [1, 3, 4])
    assert found.covered == pytest.approx(1 / 3)
    assert found.expected == pytest.approx(2.0)


def test_what_was_tried_by_lot_stands_for_its_lot() -> None:
    random = Random(5)
    log = []
    for _ in range(3000):
        tried = random.choice([7, 8, 9])
        log.append(
            Logged("a", (Placed(1, 1), Placed(tried, int(random.random() < 0.3), among=3)), (1, 7, 8, 9))
        )
    found = estimate(log, lambda day: [1, 8])
    assert found.expected == pytest.approx(1.3, rel=0.1)


def test_nothing_logged_nothing_told() -> None:
    assert estimate([], lambda day: []) == Estimate(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    assert places([]) == []
