"""What an audience picked before, as trust in sources."""

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.trust import LEAST, MOST, Shown, Tally, Trust

# What is counted; the sources from the most trusted to the least (ties share a set); those said to be often picked.
CASES: list[tuple[str, list[Shown], list[set[int]], set[int]]] = [
    ("nothing was ever shown", [], [], set()),
    ("shown, and nothing picked", [Shown(1, 1, 30, 0), Shown(2, 2, 30, 0)], [], set()),
    ("one source is picked", [Shown(1, 1, 30, 20), Shown(2, 1, 30, 2)], [{1}, {2}], {1}),
    ("a rate, not a count", [Shown(1, 1, 200, 20), Shown(2, 1, 20, 18)], [{2}, {1}], {2}),
    (
        "one lucky day is not yet a habit",
        [Shown(1, 1, 1, 1), Shown(2, 1, 60, 30), Shown(3, 1, 60, 5)],
        [{2}, {1}, {3}],
        {2},
    ),
    ("two picks are not often", [Shown(1, 1, 2, 2), Shown(2, 1, 40, 0)], [{1}, {2}], set()),
    (
        "the first place is picked more, whatever stands there",
        [Shown(1, 1, 40, 40), Shown(2, 2, 40, 20), Shown(3, 1, 40, 40), Shown(4, 2, 40, 5)],
        [{2}, {1, 3}, {4}],
        set(),
    ),
    (
        "a busy channel trusts nobody more for that",
        [Shown(n, 1, 30, 90) for n in (1, 2, 3)],
        [{1, 2, 3}],
        set(),
    ),
    ("a place that was never filled", [Shown(1, 1, 0, 0)], [], set()),
]


def learnt(counts: Iterable[Shown]) -> Mapping[int, Trust]:
    tally = Tally()
    for each in counts:
        tally.add(each)
    return tally.trust()


@pytest.mark.parametrize(("what", "counts", "order", "often"), CASES, ids=[case[0] for case in CASES])
def test_what_is_learnt(what: str, counts: list[Shown], order: list[set[int]], often: set[int]) -> None:
    found = learnt(counts)
    by_weight: dict[float, set[int]] = {}
    for source, trust in found.items():
        by_weight.setdefault(round(trust.weight, 9), set()).add(source)
    assert [by_weight[weight] for weight in sorted(by_weight, reverse=True)] == order
    assert {source for source, trust in found.items() if trust.often} == often


@pytest.mark.parametrize(("shown", "picks"), [(1, 1), (10, 30), (40, 8), (1000, 3)])
def test_a_source_as_good_as_all_is_neutral(shown: int, picks: int) -> None:
    found = learnt([Shown(1, 1, shown, picks), Shown(2, 1, shown, picks)])
    assert [trust.weight for trust in found.values()] == pytest.approx([1.0, 1.0])


counts = st.builds(Shown, st.integers(1, 5), st.integers(1, 20), st.integers(0, 500), st.integers(0, 10_000))


@given(st.lists(counts, max_size=30))
def test_no_source_is_silenced_or_unreachable(shown: list[Shown]) -> None:
    found = learnt(shown)
    assert all(LEAST <= trust.weight <= MOST for trust in found.values())
    assert found == learnt(shown)


@given(st.integers(1, 200), st.integers(0, 200))
def test_a_pick_more_never_costs(shown: int, picks: int) -> None:
    others = [Shown(2, 1, 50, 20)]
    less, more = (learnt([Shown(1, 1, shown, n), *others])[1] for n in (picks, picks + 1))
    assert more.weight >= less.weight
    assert isinstance(less, Trust)
