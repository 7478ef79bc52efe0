"""The leaderboard: ranks, privacy, progress."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.boards import ArticleShares, Board, Naming, Participant, build, private_rank


def person(
    number: int,
    points: int,
    *,
    team: str | None = None,
    naming: Naming = "name",
    shares: int | None = None,
    active: bool = True,
) -> Participant:
    counted = points // 10 if shares is None else shares
    return Participant(number, team, naming, f"P{number}", points, counted, active)


def board(*people: Participant, previous: int = 0, top: int = 10) -> Board:
    return build(people, [], previous, top=top)


def test_ties_share_a_rank() -> None:
    found = board(person(1, 30), person(2, 50), person(3, 30), person(4, 50), person(5, 10))
    assert [(row.rank, row.label) for row in found.people] == [
        (1, "P2"), (1, "P4"), (3, "P1"), (3, "P3"), (5, "P5"),
    ]  # fmt: skip


def test_only_named_active_people_with_points_are_listed() -> None:
    found = board(
        person(1, 30),
        person(2, 50, naming="hidden"),
        person(3, 20, naming="alias"),
        person(4, 40, active=False),
        person(5, 0),
    )
    assert [(row.rank, row.label) for row in found.people] == [(1, "P1"), (2, "P3")]
    assert found.total_active == 4
    assert found.total_shares == 3 + 5 + 2


def test_top_bounds_every_list() -> None:
    people = [person(n, 10 * n, team=f"T{n}") for n in range(1, 30)]
    articles = [ArticleShares(f"A{n}", f"https://exemple.fr/{n}", n) for n in range(30)]
    found = build(people, articles, 0, top=10)
    assert len(found.people) == len(found.teams) == len(found.articles) == 10
    assert found.people[0].label == "P29"
    assert found.articles[0].title == "A29"


def test_teams_rank_by_average_per_active_member() -> None:
    found = board(
        person(1, 60, team="Ventes"),
        person(2, 0, team="Ventes"),
        person(3, 40, team="RH"),
        person(4, 90, team="RH", active=False),
        person(5, 30, team="R&D"),
        person(6, 30, team="R&D"),
        person(7, 0, team="Achats"),
        person(8, 10),
    )
    assert [(row.rank, row.team, row.average, row.active_members, row.shares) for row in found.teams] == [
        (1, "RH", 40.0, 1, 4),
        (2, "R&D", 30.0, 2, 6),
        (2, "Ventes", 30.0, 2, 6),
    ]


def test_averages_that_look_the_same_rank_the_same() -> None:
    found = board(
        *(person(n, points, team="A") for n, points in enumerate((10, 10, 11))),
        *(person(n + 9, points, team="B") for n, points in enumerate((10, 10, 10, 10, 10, 10, 12))),
    )
    assert [(row.rank, row.average) for row in found.teams] == [(1, 10.3), (1, 10.3)]


@pytest.mark.parametrize(
    ("namings", "counted"),
    [
        (["hidden"], 0),
        (["hidden", "hidden"], 0),  # two people: each would know the other's
        (["name", "hidden"], 1),
        (["name", "name", "hidden"], 2),  # one alone is the average less the named
        (["name", "hidden", "hidden"], 3),
        (["hidden", "hidden", "hidden"], 3),
        (["alias", "name", "hidden", "hidden"], 4),
        (["name"], 1),
    ],
)
def test_hidden_people_count_in_a_team_only_where_they_cannot_be_told(
    namings: list[Naming], counted: int
) -> None:
    found = board(*(person(n, 10 * (n + 1), team="T", naming=naming) for n, naming in enumerate(namings)))
    assert sum(row.active_members for row in found.teams) == counted
    assert found.total_active == len(namings)


@pytest.mark.parametrize(
    ("shares", "previous", "progress"),
    [(5, 4, 0.25), (4, 5, -0.2), (4, 4, 0.0), (4, 0, None), (0, 4, -1.0), (0, 0, None)],
)
def test_progress(shares: int, previous: int, progress: float | None) -> None:
    found = board(person(1, 10, shares=shares), previous=previous)
    assert found.previous_shares == previous
    assert found.progress == (None if progress is None else pytest.approx(progress))
    assert found.empty is (shares == 0)


def test_an_empty_week() -> None:
    found = build([], [ArticleShares("A", "https://exemple.fr/a", 0)], 3)
    assert found.empty
    assert (found.people, found.teams, found.articles) == ((), (), ())


def test_articles_rank_by_shares() -> None:
    articles = [
        ArticleShares("b", "https://exemple.fr/b", 2),
        ArticleShares("a", "https://exemple.fr/a", 2),
        ArticleShares("c", "https://exemple.fr/c", 5),
        ArticleShares("d", "https://exemple.fr/d", 0),
    ]
    found = build([], articles, 0)
    assert [(row.rank, row.title) for row in found.articles] == [(1, "c"), (2, "a"), (2, "b")]


def test_private_rank_is_among_all_active_people() -> None:
    people = [
        person(1, 50, naming="hidden"),
        person(2, 30),
        person(3, 30, naming="alias"),
        person(4, 90, active=False),
        person(5, 0),
    ]
    ranks = {each.person_id: private_rank(people, each.person_id) for each in people}
    assert {number: (found.rank, found.of) for number, found in ranks.items() if found} == {
        1: (1, 4), 2: (2, 4), 3: (2, 4), 5: (4, 4),
    }  # fmt: skip
    assert ranks[4] is None
    assert private_rank(people, 99) is None


PEOPLE = st.lists(
    st.builds(
        Participant,
        st.integers(1, 10_000),
        st.sampled_from([None, "Ventes", "RH", "R&D"]),
        st.sampled_from(["name", "alias", "hidden"]),
        st.text("abcdé", min_size=1, max_size=4),
        st.integers(0, 60),
        st.integers(0, 6),
        st.booleans(),
    ),
    max_size=25,
    unique_by=lambda each: each.person_id,
)


@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_board_does_not_depend_on_the_order_of_the_input(
    people: list[Participant], shuffler: random.Random
) -> None:
    shuffled = people[:]
    shuffler.shuffle(shuffled)
    assert build(people, [], 7) == build(shuffled, [], 7)


@given(PEOPLE)
def test_ranks_are_competition_ranks(people: list[Participant]) -> None:
    found = build(people, [], 0, top=100)
    for row in found.people:
        assert row.rank == 1 + sum(other.points > row.points for other in found.people)
    for team in found.teams:
        assert team.rank == 1 + sum(other.average > team.average for other in found.teams)


@given(PEOPLE, st.data())
def test_one_hidden_person_among_named_ones_changes_no_row(
    people: list[Participant], data: st.DataObject
) -> None:
    """What a lone hidden person did cannot be read off the board."""
    team = data.draw(st.sampled_from(["Ventes", "RH", "R&D"]))
    others = [each for each in people if each.team != team or each.naming != "hidden"]
    lone = Participant(20_000, team, "hidden", "x", 50, 5, True)
    with_points = build([*others, lone], [], 0)
    without = build([*others, replace(lone, points=0, shares=0)], [], 0)
    assert (with_points.people, with_points.teams) == (without.people, without.teams)
