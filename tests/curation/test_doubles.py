"""Which doubles an editor is asked about, in which order, and what becomes of them."""

from datetime import timedelta

from curation.dedupe import NOTHING_SAID, Candidate
from curation.doubles import DOUBTS, FOLDED, Asked, Double, paired
from curation.said import Said
from curation.stories import Stories
from tests.curation.test_dedupe_stories import (
    ENGLISH,
    ENGLISH_RETOLD,
    NOW,
    OPENING,
    RESULTS,
    article,
)

LETTERS = "bcdfghjklmn"
LATER = NOW + timedelta(hours=6)
# 1 and 3 may be one story, 4 and 5 are folded, 6 stands alone.
POOL = [
    article(1, **OPENING),
    article(3, **RESULTS),
    article(4, **ENGLISH),
    article(5, **ENGLISH_RETOLD),
    article(6, title="Une grève des postiers à Lille, sans rapport"),
]


def stories(pool: list[Candidate], said: Said = NOTHING_SAID) -> Stories:
    return Stories(pool, LATER, timedelta(days=7), said=said)


def asked(chosen: list[int], said: Said | None = None, pool: list[Candidate] = POOL) -> Asked:
    return Asked(stories(pool, said or {}), chosen, said or {})


def brief(doubles: tuple[Double, ...]) -> list[tuple[int, int, bool, bool | None]]:
    return [(each.one.article_id, each.other.article_id, each.folded, each.same) for each in doubles]


def test_what_may_be_one_and_what_was_folded_in_the_choice() -> None:
    found = asked([6, 1, 4]).first()
    assert brief(found.shown) == [(1, 3, False, None), (4, 5, True, None)]
    doubt, folded = found.shown
    assert (doubt.places, doubt.chosen, folded.places) == ((2, None), True, (3, 3))
    assert {"Bordelune", "Saint-Nazaire"} <= set(doubt.words)
    assert found.suggested == 0
    # Nothing chosen: nothing folded that matters, the doubt stays.
    (doubt,) = asked([]).first().shown
    assert (doubt.pair, doubt.chosen) == ((1, 3), False)
    # The outlet that was chosen stands in front, whoever leads the story.
    assert brief(tuple(asked([5]).folded)) == [(5, 4, True, None)]


def test_what_would_change_the_choice_comes_first() -> None:
    """Eleven pairs with other figures in their titles; the later, the more words they have of their own."""
    pool = []
    for place, letter in enumerate(LETTERS):
        common = " ".join(f"{name}{letter * 3}" for name in ("kervalis", "brestois", "lumenade", "pepitorn"))
        rest = " ".join(f"{name}{letter * 2}{mark * 3}" for name in ("r", "s") for mark in LETTERS[place:])
        for number in (1, 2):
            title = f"{common} {number}4"
            pool.append(article(100 * number + place, title=title, summary=rest if number == 1 else ""))
    found = asked([], pool=pool)
    assert len(found.doubts) == 11
    assert (len(found.first().shown), found.first().suggested) == (DOUBTS, 3)
    likest = [each.pair for each in found.doubts]
    likeness = {paired(e.one.article_id, e.other.article_id): e.likeness for e in stories(pool).suggestions}
    assert likest == sorted(likest, key=lambda pair: -likeness[pair])
    assert len(set(likeness.values())) > 3
    first, second = likest[-1], likest[-2]
    chosen = asked([second[0], *first], pool=pool)
    assert [each.pair for each in chosen.doubts] == [first, second, *likest[:-2]]
    assert [sum(map(bool, each.places)) for each in chosen.doubts[:3]] == [2, 1, 0]


def test_no_more_is_shown_of_what_was_folded_than_fits() -> None:
    pool = [article(number, **OPENING) for number in range(1, FOLDED + 4)]
    found = asked([1], pool=pool)
    assert len(found.folded) == FOLDED + 2
    assert len(found.first().shown) == FOLDED


def test_what_an_editor_put_together_comes_behind_what_was_folded_by_itself() -> None:
    assert brief(asked([1, 4], {(1, 3): True}).first().shown) == [(4, 5, True, None), (1, 3, True, True)]


def test_the_same_address_is_not_asked_about() -> None:
    pool = [article(1, **OPENING), article(2, url="https://journal1.example/a1")]
    assert asked([1], pool=pool).first().shown == ()


def test_what_became_of_those_that_were_shown() -> None:
    shown = [each.pair for each in asked([6, 1, 4]).first().shown]
    assert shown == [(1, 3), (4, 5)]
    untouched = [(1, 3, False, None), (4, 5, True, None)]
    assert brief(asked([6, 1, 4]).again(shown).shown) == untouched
    # Told in their places: joined, where the choice holds it and where it does not; two; taken apart.
    for chosen, said, one, other in (
        ([6, 1, 4], {(1, 3): True}, (1, 3, True, True), untouched[1]),
        ([6, 4], {(1, 3): True}, (1, 3, False, True), untouched[1]),
        ([6, 1, 4], {(1, 3): False}, (1, 3, False, False), untouched[1]),
        ([6, 1, 4], {(4, 5): False}, untouched[0], (4, 5, False, False)),
    ):
        assert brief(asked(chosen, said).again(shown).shown) == [one, other], said
    # Gone from the pool, or unknown: left out.
    assert asked([6, 1]).again([(1, 99), (98, 99)]).shown == ()


def test_a_doubt_is_shown_once_whoever_stands_for_its_stories() -> None:
    said = {(1, 6): True}
    assert brief(asked([], said).again([(3, 6), (1, 3)]).shown) == [(1, 3, False, None)]


def test_what_is_not_shown_is_counted() -> None:
    assert asked([]).again([(4, 6)]).suggested == 1
    assert asked([]).again([(1, 3)]).suggested == 0
