"""What editors said of stories, before anything that likeness says."""

from datetime import timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.dedupe import Candidate, Gathered, gather
from curation.said import Bonds, Said
from tests.curation.test_dedupe_stories import (
    ENGLISH,
    ENGLISH_RETOLD,
    NAMES,
    NOW,
    OPENING,
    RESULTS,
    RETOLD,
    article,
    many_alike,
)


def groups(bonds: Bonds, count: int) -> set[frozenset[int]]:
    firsts: dict[int, set[int]] = {}
    for place in range(count):
        firsts.setdefault(bonds.first(place), set()).add(place)
    assert all(first == min(group) for first, group in firsts.items())
    return {frozenset(group) for group in firsts.values() if len(group) > 1}


@pytest.mark.parametrize(
    ("said", "together", "parted"),
    [
        ({}, [], []),
        ({(10, 11): True, (11, 12): True}, [{0, 1, 2}], []),
        ({(10, 11): False}, [], [(0, 1)]),
        # Through a third: what is one with the one is two with the other.
        ({(10, 11): True, (11, 12): False}, [{0, 1}], [(0, 2), (1, 2)]),
        ({(10, 11): True, (12, 13): True, (10, 13): False}, [{0, 1}, {2, 3}], [(0, 2), (1, 2), (1, 3)]),
        # A = B, B = C, A ≠ C: "two" holds, and of the others the one between the first articles.
        ({(10, 11): True, (11, 12): True, (10, 12): False}, [{0, 1}], [(0, 2), (1, 2)]),
        ({(10, 11): False, (11, 12): True, (10, 12): True}, [{0, 2}], [(0, 1), (1, 2)]),
        ({(10, 11): True, (11, 10): False}, [], [(0, 1)]),
        # Of articles that are not there, or of one article, nothing is known.
        ({(10, 99): True, (99, 11): True, (12, 12): False, (98, 99): False}, [], []),
    ],
)
def test_bonds(said: Said, together: list[set[int]], parted: list[tuple[int, int]]) -> None:
    bonds = Bonds([10, 11, 12, 13], said)
    assert groups(bonds, 4) == set(map(frozenset, together))
    found = {pair for pair in combinations(range(4), 2) if bonds.parted(*pair)}
    assert found >= set(parted)
    assert all(bonds.parted(other, one) for one, other in parted)
    if not parted:
        assert found == set()


def test_what_is_parted_is_not_joined_however_it_comes() -> None:
    bonds = Bonds([1, 2, 3, 4], {(1, 4): False})
    joined = [bonds.join(*pair) for pair in ((2, 0), (3, 1), (2, 3), (1, 0), (0, 2))]
    assert joined == [True, True, False, False, True]
    assert groups(bonds, 4) == {frozenset({0, 2}), frozenset({1, 3})}


FIGURES = {**RETOLD, "title": RETOLD["title"] + " : 38 postes"}
WITH_FIGURES = {**OPENING, "title": OPENING["title"] + " pour 240 jeunes"}


@pytest.mark.parametrize(
    ("texts", "said", "stories", "how"),  # how: of the first article's story
    [
        # Nothing alike, and one source: an editor knows better.
        ([OPENING, ENGLISH], {(1, 2): True}, [{1, 2}], "said"),
        ([OPENING, {**RESULTS, "source_id": 1}], {(1, 2): True}, [{1, 2}], "said"),
        ([OPENING, {**RETOLD, "published": NOW - timedelta(days=6)}], {(1, 2): True}, [{1, 2}], "said"),
        ([WITH_FIGURES, FIGURES], {(1, 2): True}, [{1, 2}], "said"),
        # What was folded comes apart: by likeness, by title, by address.
        ([OPENING, RETOLD], {(1, 2): False}, [{1}, {2}], "single"),
        ([OPENING, OPENING], {(1, 2): False}, [{1}, {2}], "single"),
        ([OPENING, {"url": "https://journal1.example/a1"}], {(1, 2): False}, [{1}, {2}], "single"),
        # A third that repeats one of two goes with that one, and never brings them together.
        ([OPENING, RETOLD, OPENING], {(1, 2): False}, [{1, 3}, {2}], "title"),
        ([OPENING, RETOLD, RETOLD], {(1, 2): False}, [{1}, {2, 3}], "single"),
        # Two stories joined bring all that each had folded.
        (
            [OPENING, RETOLD, ENGLISH, ENGLISH_RETOLD],
            {(2, 4): True},
            [{1, 2, 3, 4}],
            "near",
        ),
        ([OPENING, OPENING, ENGLISH, ENGLISH], {(2, 4): True}, [{1, 2, 3, 4}], "title"),
        # What is like one of those put together stays with it: it is not averaged away.
        ([OPENING, RETOLD, ENGLISH], {(1, 3): True}, [{1, 2, 3}], "near"),
        ([OPENING, RETOLD, ENGLISH], {(1, 3): True, (2, 3): False}, [{1, 3}, {2}], "said"),
        ([OPENING, RETOLD, ENGLISH], {(1, 2): False, (1, 3): True, (2, 3): True}, [{1, 3}, {2}], "said"),
        ([OPENING, ENGLISH], {(1, 9): True, (9, 2): True}, [{1}, {2}], "single"),
    ],
)
def test_what_was_said_decides(
    texts: list[dict[str, Any]], said: Said, stories: list[set[int]], how: str
) -> None:
    found = gather([article(number, **text) for number, text in enumerate(texts, start=1)], said=said)
    assert told(found) == set(map(frozenset, stories))
    (first,) = [story for story in found.stories if 1 in {each.article_id for each in story.members}]
    assert first.how == how


def test_what_was_said_is_suggested_no_more() -> None:
    pair = [article(1, **OPENING), article(2, **RESULTS)]
    assert len(gather(pair).suggestions) == 1
    for same in (True, False):
        assert gather(pair, said={(1, 2): same}).suggestions == ()
    # Nor is the story that another article of it stands for.
    three = [*pair, article(3, **OPENING)]
    assert len(gather(three).suggestions) == 1
    assert gather(three, said={(3, 2): False}).suggestions == ()
    assert len(gather(three).stories) == len(gather(three, said={(3, 2): False}).stories) == 2


def test_what_is_like_one_of_two_that_were_joined_is_still_suggested() -> None:
    articles = [article(1, **ENGLISH), article(2, **OPENING), article(3, **RESULTS)]
    (suggestion,) = gather(articles, said={(1, 2): True}).suggestions
    assert (suggestion.one.article_id, suggestion.other.article_id) == (1, 3)
    assert {"bordelun", "nazair"} <= set(suggestion.shared)


def test_what_was_parted_stands_in_the_way_of_no_other_suggestion() -> None:
    words = " ".join(RETOLD["summary"].split()[:12])
    third = {"title": "Un industriel forme ses propres frigoristes", "summary": words}
    articles = [article(1, **OPENING), article(2, **RESULTS), article(3, **third)]
    assert suggested(gather(articles)) == [(1, 2)]
    assert suggested(gather(articles, said={(1, 2): False})) == [(1, 3)]


def test_stories_of_which_any_two_articles_were_parted_are_not_suggested() -> None:
    """1 goes with 3, which likeness puts with 4, which an editor parted from 2: "same" for 1 and 2 would do nothing."""
    articles = [
        article(number, **text)
        for number, text in enumerate((OPENING, RESULTS, ENGLISH, ENGLISH_RETOLD), start=1)
    ]
    assert suggested(gather(articles, said={(1, 3): True})) == [(1, 2)]
    found = gather(articles, said={(1, 3): True, (2, 4): False})
    assert told(found) == {frozenset({1, 3, 4}), frozenset({2})}
    assert suggested(found) == []


def suggested(found: Gathered) -> list[tuple[int, int]]:
    return [(each.one.article_id, each.other.article_id) for each in found.suggestions]


def test_among_many_that_are_alike_too() -> None:
    articles = many_alike()
    folded = max(gather(articles).stories, key=lambda story: len(story.members))
    assert folded.how == "near"
    one, other, third = (each.article_id for each in folded.members[:3])
    said = {(one, other): False, (other, third): True}
    assert_kept(gather(articles, said=said), said)


def told(found: Gathered) -> set[frozenset[int]]:
    return {frozenset(member.article_id for member in story.members) for story in found.stories}


def assert_kept(found: Gathered, said: Said) -> None:
    """Two that are two are never together nor suggested; two that are one are, unless words contradict that."""
    story_of = {each: place for place, ids in enumerate(told_in_order(found)) for each in ids}
    apart = [pair for pair, same in said.items() if not same and pair[0] != pair[1]]
    assert not [pair for pair in apart if story_of[pair[0]] == story_of[pair[1]]]
    suggested = {
        frozenset((story_of[each.one.article_id], story_of[each.other.article_id]))
        for each in found.suggestions
    }
    assert all(frozenset((story_of[one], story_of[other])) not in suggested for one, other in apart)
    alone = Bonds(sorted(story_of), {pair: same for pair, same in said.items() if same})
    places = {article_id: place for place, article_id in enumerate(sorted(story_of))}
    contradicted = any(alone.first(places[one]) == alone.first(places[other]) for one, other in apart)
    if not contradicted:
        assert all(story_of[one] == story_of[other] for (one, other), same in said.items() if same)


def told_in_order(found: Gathered) -> list[list[int]]:
    return [[member.article_id for member in story.members] for story in found.stories]


ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.lists(st.sampled_from(NAMES), min_size=2, max_size=6),
        st.lists(st.sampled_from(NAMES), max_size=14),
        st.integers(0, 100),
        st.integers(0, 5),
    ),
    min_size=2,
    max_size=10,
)
WORDS = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: (min(pair), max(pair))),
    st.booleans(),
    max_size=8,
)


def articles_of(rows: list[tuple[int, list[str], list[str], int, int]]) -> list[Candidate]:
    return [
        article(
            n,
            source_id=source,
            title=" ".join(title),
            summary=" ".join(summary),
            published=NOW + timedelta(hours=hours),
            url=f"https://journal.example/{address}",
        )
        for n, (source, title, summary, hours, address) in enumerate(rows)
    ]


@given(ROWS, WORDS, st.randoms(use_true_random=False))
def test_words_are_kept_whatever_the_articles_and_their_order(
    rows: list[tuple[int, list[str], list[str], int, int]], words: Said, random: Random
) -> None:
    articles = articles_of(rows)
    found = gather(articles, said=words)
    ids = {each.article_id for each in articles}
    assert sorted(each for story in told_in_order(found) for each in story) == sorted(ids)
    leads = {story.lead.article_id for story in found.stories}
    assert all({each.one.article_id, each.other.article_id} <= leads for each in found.suggestions)
    assert_kept(found, {pair: same for pair, same in words.items() if set(pair) <= ids})
    shuffled, said = list(articles), list(words.items())
    random.shuffle(shuffled)
    random.shuffle(said)
    assert gather(shuffled, said=dict(said)) == found


@given(ROWS)
def test_words_about_others_change_nothing(rows: list[tuple[int, list[str], list[str], int, int]]) -> None:
    articles = articles_of(rows)
    assert gather(articles, said={(50, 51): True, (0, 50): False, (1, 51): True}) == gather(articles)
