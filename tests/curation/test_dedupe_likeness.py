"""Likeness of texts, the index that finds them, and the groups they make."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.known import COMPARED, CROWD, Known
from curation.likeness import UNLIKE, Rarity, Text, likeness, spelt, text
from curation.linkage import NEVER, Link, around_first, average, components

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def between(one: Text, other: Text, rarity: Rarity) -> float:
    return likeness(rarity.worths(one), rarity.whole(one), other, rarity.whole(other))


@pytest.mark.parametrize(
    ("title", "summary", "words"),
    [
        ("L'École d'ingénieurs !", "", ("ecol", "ingenieur")),
        ("450MW wind farms", "", ("450", "farm", "mw", "wind")),
        ("Hausse de 2,5 % du 1er trimestre", "", ("1", "2,5", "er", "hauss", "trimestr")),
        ("", "", ()),
        ("the of and", "de la et", ()),
        ("東京 2026", "", ("2026", "東京")),
    ],
)
def test_the_telling_words(title: str, summary: str, words: tuple[str, ...]) -> None:
    assert text(title, summary).words == words


@pytest.mark.parametrize(
    ("words", "texts", "written"),
    [
        (
            ("nazair", "bordelun", "saint"),
            ("Bordelune ouvre à Saint-Nazaire",),
            ("Saint-Nazaire", "Bordelune"),
        ),
        (("ecol", "2,5", "mw", "450"), ("Les écoles, 2,5 %", "École : 450MW"), ("écoles", "2,5", "450MW")),
        (("absent",), ("Rien", ""), ()),
    ],
)
def test_words_as_they_are_written(
    words: tuple[str, ...], texts: tuple[str, ...], written: tuple[str, ...]
) -> None:
    assert spelt(words, *texts) == written


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_can_be_read_and_is_likest_to_itself(title: str, summary: str) -> None:
    one, other = text(title, summary), text("Kervalis ouvre à Brest", "")
    rarity = Rarity([one, other])
    assert between(one, other, rarity) == pytest.approx(between(other, one, rarity))
    assert UNLIKE - 1e-9 <= between(one, other, rarity) <= between(one, one, rarity) + 1e-9 or one == other


def test_a_rare_word_is_worth_more_than_a_frequent_one_and_an_ordinary_one_little() -> None:
    rarity = Rarity([text("Kervalis embauche", "")] + [text("banque", "")] * 50 + [text("entreprise", "")])
    assert rarity.worth("kervali") > 2 * rarity.worth("banqu")
    assert rarity.worth("entrepris") < 0.5 * rarity.worth("kervali")
    assert 0 <= rarity.worth("banqu") <= rarity.worth("jamais") <= 1


def test_what_is_taken_away_is_counted_no_more() -> None:
    one = text("Kervalis embauche à Brest", "")
    rarity = Rarity([one, one])
    rarity.take_away(one)
    assert [rarity.count(word) for word in one.words] == [1, 1, 1]
    rarity.take_away(one)
    assert [rarity.count(word) for word in one.words] == [0, 0, 0]


def known(titles: list[str], step: timedelta = timedelta(minutes=1)) -> tuple[Known[int], Rarity]:
    rarity = Rarity()
    found: Known[int] = Known(rarity)
    for place, title in enumerate(titles):
        rarity.add(text(title, ""))
        found.put(place, text(title, ""), NOW + place * step)
    return found, rarity


def test_the_likest_come_first() -> None:
    held, _ = known(["Kervalis ouvre à Brest", "Kervalis forme des soudeurs à Brest", "Grève à Lille"])
    found = held.like(text("Kervalis formera des soudeurs à Brest", ""))
    assert [name for name, _ in found] == [1, 0]
    assert held.like(text("Rien de commun", "")) == []


def test_the_work_is_bounded_whatever_is_known() -> None:
    held, _ = known([f"Kervalis Brest annonce {number}" for number in range(50 * CROWD)])
    assert len(held.like(text("Kervalis Brest", ""))) <= COMPARED


def test_what_is_too_old_is_forgotten_and_handed_back() -> None:
    held, rarity = known(["Kervalis ouvre à Brest", "Grève à Lille"], step=timedelta(days=4))
    for dropped in held.forget(NOW + timedelta(days=1)):
        rarity.take_away(dropped)
    assert len(held) == 1
    assert rarity.count("brest") == 0
    assert held.like(text("Kervalis ouvre à Brest", "")) == []
    assert held.forget(NOW) == []


def never(one: int, other: int) -> bool:
    return False


def table(values: dict[tuple[int, int], float]) -> Callable[[int, int], float]:
    return lambda one, other: values.get((one, other), 0.0)


def test_what_hangs_together() -> None:
    assert components([(4, 5), (1, 3), (3, 2)]) == [[1, 2, 3], [4, 5]]


@pytest.mark.parametrize(
    ("values", "certain", "likely"),
    [
        ({(0, 1): 2.0}, ((0, 1), (2,)), ()),
        ({(0, 1): 1.2}, ((0,), (1,), (2,)), (Link(0, 1, 1.2),)),
        # A chain: the ends have nothing in common, so the neighbour does not draw the third in.
        ({(0, 1): 2.0, (1, 2): 1.9}, ((0, 1), (2,)), ()),
        ({(0, 1): 2.0, (1, 2): 2.0, (0, 2): 1.0}, ((0, 1, 2),), ()),
        ({(0, 1): 2.0, (1, 2): 1.6, (0, 2): 0.8}, ((0, 1), (2,)), (Link(0, 2, 1.2),)),
    ],
)
def test_groups_by_average(
    values: dict[tuple[int, int], float], certain: tuple[tuple[int, ...], ...], likely: tuple[Link, ...]
) -> None:
    groups = average([0, 1, 2], table(values), never, 1.4, 1.15)
    assert groups.certain == certain
    assert [(link.one, link.other) for link in groups.likely] == [(link.one, link.other) for link in likely]


def test_what_is_to_stay_apart_is_only_suggested() -> None:
    groups = average([0, 1], table({(0, 1): 3.0}), lambda one, other: True, 1.4, 1.15)
    assert groups.certain == ((0,), (1,))
    assert groups.likely == (Link(0, 1, 3.0),)


def test_what_may_not_join_is_put_together_with_neither_nor_told() -> None:
    values = {(0, 1): 3.0, (0, 2): 2.0, (1, 2): 2.0, (2, 3): 1.2}
    asked: list[tuple[int, int]] = []

    def join(one: int, other: int) -> bool:
        asked.append((one, other))
        return (one, other) != (0, 1)

    groups = average([0, 1, 2, 3], table(values), never, 1.4, 1.15, join=join)
    assert groups.certain == ((0, 2), (1,), (3,))
    assert groups.likely == ()
    assert asked == [(0, 1), (0, 2)]
    first = around_first([0, 1, 2, 3], table(values), never, 1.4, join=join)
    assert first.certain == ((0, 2), (1,), (3,))


def test_what_is_never_alike_stays_so_with_whatever_is_put_to_it() -> None:
    values = {(0, 1): NEVER, (0, 2): 9.0, (1, 2): 9.0}
    groups = average([0, 1, 2], table(values), never, 1.4, 1.15)
    assert groups.certain == ((0, 2), (1,))
    assert groups.likely == ()


def test_many_are_gathered_around_the_first() -> None:
    values = {(0, 1): 2.0, (1, 2): 2.0, (2, 3): 2.0}
    assert around_first([0, 1, 2, 3], table(values), never, 1.4).certain == ((0, 1), (2, 3))
    apart = around_first([0, 1], table(values), lambda one, other: True, 1.4)
    assert apart.certain == ((0,), (1,))
