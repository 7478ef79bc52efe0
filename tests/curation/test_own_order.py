"""The order that one person asked for, as a table; and what holds whatever they ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.own_order import FEWEST, Traits, Why, Wish, ordered


def of(source: int, *topics: str) -> Traits:
    return Traits(source, frozenset(topics))


DAY = {
    1: of(1, "finance.banking"),
    2: of(2, "tech.ai"),
    3: of(3),
    4: of(4, "hr.pay", "finance.banking"),
    5: of(2, "hr"),
}
AI = [of(9, "tech.ai")] * 2 + [of(3)]


@pytest.mark.parametrize(
    ("wish", "picked", "found"),
    [
        pytest.param(Wish(), AI, [1, 2, 3, 4, 5], id="nothing asked"),
        pytest.param(Wish(("tech.ai",)), [], [2, 1, 3, 4, 5], id="a topic"),
        pytest.param(Wish(("hr",)), [], [4, 5, 1, 2, 3], id="a profession holds its topics"),
        pytest.param(Wish(("hr.pay",)), [], [4, 1, 2, 3, 5], id="but not the other way round"),
        pytest.param(Wish(("hr.payroll", "h")), [], [1, 2, 3, 4, 5], id="whole names"),
        pytest.param(Wish((), picks=True), AI, [2, 3, 1, 4, 5], id="the likest to what was picked first"),
        pytest.param(Wish((), picks=True), AI[1:], [1, 2, 3, 4, 5], id="too few picks to tell"),
        pytest.param(Wish(("finance",)), AI, [1, 4, 2, 3, 5], id="picks count on one's word alone"),
        pytest.param(Wish(("finance",), picks=True), AI, [1, 4, 2, 3, 5], id="topics, then picks"),
        pytest.param(Wish(("hr", "tech"), picks=True), AI, [2, 4, 5, 3, 1], id="picks among one's topics"),
    ],
)
def test_order(wish: Wish, picked: list[Traits], found: list[int]) -> None:
    assert [*ordered(DAY, wish, picked)] == found


def test_each_says_why() -> None:
    assert ordered(DAY, Wish(("hr",), picks=True), AI) == {
        4: Why("hr"),
        5: Why("hr"),
        2: Why(None, 2),
        3: Why(None, 1),
        1: Why(),
    }


traits = st.builds(
    Traits, st.integers(1, 4), st.frozensets(st.sampled_from(["hr", "hr.pay", "tech", "tech.ai"]), max_size=3)
)


@given(
    st.dictionaries(st.integers(1, 30), traits, max_size=12),
    st.builds(Wish, st.lists(st.sampled_from(["hr", "tech.ai"]), unique=True).map(tuple), st.booleans()),
    st.lists(traits, max_size=2 * FEWEST),
)
def test_nothing_is_hidden_and_the_rest_keeps_its_order(
    articles: dict[int, Traits], wish: Wish, picked: list[Traits]
) -> None:
    found = ordered(articles, wish, picked)
    assert found.keys() == articles.keys()
    rest = [article for article, why in found.items() if why == Why()]
    assert rest == [article for article in articles if article in rest]
    assert [*found][len(found) - len(rest) :] == rest
