"""A change estimated from the log, against what it truly brings in a world whose rule is known."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.replay import Chosen, Estimate, Placed, Replayed, Verdict, estimate, places, verdict

DAY = date(2026, 3, 2)
PULL = [2.0, 1.5, 1.0, 0.5, 0.5]


def daily(log: list[Replayed]) -> list[Replayed]:
    """The same, a day each."""
    return [replace(each, day=DAY + timedelta(place)) for place, each in enumerate(log)]


def as_chosen(*ids: int) -> tuple[Chosen, ...]:
    return tuple(Chosen(each) for each in ids)


def world(days: int, order: list[int] | None = None) -> list[Replayed]:
    """Days of five articles in a random order: the appeal of `n` is n % 5 acts, times its place's pull; then in
    `order`, or in the same."""
    random = Random(1)
    log = []
    for _ in range(days):
        ids = random.sample(range(5), 5)
        shown = tuple(
            Placed(each, sum(random.random() < each * pull / 20 for _ in range(10)))
            for each, pull in zip(ids, PULL, strict=True)
        )
        log.append(Replayed("a", DAY + timedelta(len(log)), shown, as_chosen(*(order or ids))))
    return log


def brings(order: list[int]) -> float:
    return sum(each * pull / 2 for each, pull in zip(order, PULL, strict=True))


@pytest.mark.parametrize("order", [[4, 3, 2, 1, 0], [0, 1, 2, 3, 4], [2, 4, 1, 3, 0]])
def test_another_order_brings_what_it_truly_would(order: list[int]) -> None:
    found = estimate(world(2000, order))
    assert found.expected == pytest.approx(brings(order), rel=0.05)
    assert found.low <= found.expected <= found.high
    assert (found.covered, found.days) == (1.0, 2000)


def test_the_logged_choice_is_worth_what_it_brought() -> None:
    found = estimate(world(50))
    assert found.logged == pytest.approx(found.expected) == pytest.approx(found.low)
    assert verdict(found) is Verdict.ALIKE


def test_what_was_never_shown_is_taken_for_the_usual_and_told() -> None:
    log = daily([Replayed("a", DAY, (Placed(1, 2), Placed(2, 0)), as_chosen(1, 3, 4))] * 12)
    found = estimate(log)
    # The first as it was; the second one act, less what the second place gets less; a third place never stood.
    assert found.expected == pytest.approx(2 + 1 * places(log)[1])
    assert found.covered == pytest.approx(1 / 3)
    assert verdict(found) is Verdict.UNKNOWN


def test_the_usual_is_the_audiences_own() -> None:
    busy = Replayed("busy", DAY, (Placed(1, 10),), as_chosen(9))
    quiet = Replayed("quiet", DAY, (Placed(1, 0),), as_chosen(9))
    assert estimate([busy, quiet]).expected == pytest.approx(5)
    assert estimate([busy, quiet], pull=[2.0]).expected == pytest.approx(10)


def test_better_articles_bring_more_and_worse_ones_less() -> None:
    shown = (Placed(1, 4), Placed(2, 4), Placed(3, 0), Placed(4, 0))
    log = daily([Replayed("a", DAY, shown, as_chosen(1, 2, 8, 9))] * 12)
    better, worse = estimate(log), estimate([replace(day, chosen=as_chosen(3, 4, 8, 9)) for day in log])
    assert worse.expected < worse.logged == better.logged < better.expected
    assert [verdict(better), verdict(worse)] == [Verdict.MORE, Verdict.FEWER]


def lots(new: list[int], days: int = 6000) -> list[Replayed]:
    """Days on which one of 7, 8, 9 was drawn by a day's numbers, 8 the only one that is ever picked (3 in 10), and
    one is drawn from `new` by the same numbers."""
    random = Random(5)
    log = []
    for _ in range(days):
        numbers = {each: random.random() for each in (6, 7, 8, 9)}
        tried, would = (min(lot, key=numbers.__getitem__) for lot in ([7, 8, 9], new))
        acts = int(tried == 8 and random.random() < 0.3)
        log.append(
            Replayed("a", DAY, (Placed(1, 1), Placed(tried, acts, 3)), (Chosen(1), Chosen(would, len(new))))
        )
    return log


@pytest.mark.parametrize(
    ("new", "truth"),
    [([8], 0.3), ([7], 0.0), ([8, 9], 0.15), ([7, 8, 9], 0.1)],
    ids=["outright", "the wrong one", "a narrower lot", "the same lot"],
)
def test_what_was_tried_by_lot_stands_for_its_lot(new: list[int], truth: float) -> None:
    assert estimate(lots(new), pull=[1.0, 1.0]).expected == pytest.approx(1 + truth, abs=0.03)


def test_a_lot_drawn_again_counts_once() -> None:
    found = estimate(lots([7, 8, 9]))
    assert found.expected == pytest.approx(found.logged)
    assert (found.low, found.covered) == (pytest.approx(found.logged), 1.0)


def test_nothing_logged_nothing_told() -> None:
    nothing = Estimate(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    assert estimate([]) == nothing
    assert verdict(nothing) is Verdict.UNKNOWN
    assert places([]) == []


CASES = [
    (Estimate(4.0, 5.0, 4.1, 5.5, 0.5, 10), Verdict.MORE),
    (Estimate(4.0, 5.0, 3.9, 5.5, 0.9, 10), Verdict.ALIKE),
    (Estimate(4.0, 3.0, 2.0, 3.9, 0.9, 10), Verdict.FEWER),
    (Estimate(4.0, 5.0, 4.1, 5.5, 0.49, 10), Verdict.UNKNOWN),
    (Estimate(4.0, 5.0, 4.1, 5.5, 0.9, 9), Verdict.UNKNOWN),
]


@pytest.mark.parametrize(("found", "told"), CASES)
def test_what_may_be_made_of_it(found: Estimate, told: Verdict) -> None:
    assert verdict(found) is told


@st.composite
def logs(draw: st.DrawFn) -> list[Replayed]:
    ids = st.integers(0, 9)
    placed = st.lists(
        st.builds(Placed, ids, st.integers(0, 5), st.integers(1, 10)), unique_by=lambda each: each.article_id
    )
    day = st.builds(
        Replayed,
        st.sampled_from("ab"),
        st.integers(0, 3).map(lambda later: DAY + timedelta(later)),
        placed.map(tuple),
        st.lists(st.builds(Chosen, ids, st.integers(1, 10))).map(tuple),
    )
    return draw(st.lists(day, max_size=8))


@given(logs())
def test_whatever_the_log_the_figures_are_sound(log: list[Replayed]) -> None:
    found = estimate(log)
    assert 0.0 <= found.covered <= 1.0
    assert 0.0 <= found.low <= found.high
    assert found.expected >= 0.0
    same = [replace(day, chosen=tuple(Chosen(e.article_id, e.among) for e in day.shown)) for day in log]
    assert estimate(same).expected == pytest.approx(found.logged)


def test_what_several_channels_did_on_one_day_is_one_day() -> None:
    log = [
        Replayed(f"channel {number}", DAY, (Placed(1, 10), Placed(2, number % 2)), as_chosen(2))
        for number in range(10)
    ]
    found = estimate(log)
    assert (found.days, found.low, found.high) == (1, found.expected, found.expected)
    assert verdict(found) is Verdict.UNKNOWN
