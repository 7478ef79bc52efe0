"""What is folded by itself, and what is only suggested."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.dedupe import COMPARED_ALL, FOLD, SUGGEST, Candidate, gather

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OPENING = {
    "title": "Bordelune ouvre un centre de formation aux métiers du froid à Saint-Nazaire",
    "summary": "Le groupe Bordelune a inauguré mardi à Saint-Nazaire un centre qui formera chaque année 240 "
    "frigoristes en alternance.",
}
RETOLD = {
    "title": "À Saint-Nazaire, Bordelune forme ses propres frigoristes",
    "summary": "Faute de candidats, l'industriel Bordelune lance son école : 240 alternants par an apprendront le "
    "métier de frigoriste à Saint-Nazaire.",
}
RESULTS = {
    "title": "Bordelune : un chiffre d'affaires en hausse à Saint-Nazaire",
    "summary": "Porté par les pompes à chaleur, le groupe Bordelune publie à Saint-Nazaire un chiffre d'affaires de "
    "812 millions d'euros.",
}
ENGLISH = {
    "title": "Northwick to train 500 welders at new Tyneside academy",
    "summary": "Shipbuilder Northwick will open an academy on the Tyne in September and train 500 welders over "
    "four years.",
}
ENGLISH_RETOLD = {
    "title": "Shipyard Northwick opens Tyneside welding academy",
    "summary": "The Tyneside academy, paid for by shipbuilder Northwick, will take 500 apprentice welders in "
    "September.",
}


def article(number: int, **changes: Any) -> Candidate:
    values: dict[str, Any] = {
        "article_id": number,
        "source_id": number,
        "source_title": f"Journal {number}",
        "kind": "market",
        "key": f"key-{number}",
        "url": f"https://journal{number}.example/a{number}",
        "title": "",
        "summary": "",
        "published": NOW + timedelta(minutes=number),
        "first_seen": NOW,
    }
    return Candidate(**(values | changes))


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        (OPENING, RETOLD, "folded"),
        (ENGLISH, ENGLISH_RETOLD, "folded"),
        (OPENING, RESULTS, "suggested"),
        (OPENING, ENGLISH, "two"),
        (OPENING, {**RETOLD, "published": NOW - timedelta(hours=73)}, "two"),
        (OPENING, {**RETOLD, "published": NOW - timedelta(hours=71)}, "folded"),
        (OPENING, {**RETOLD, "source_id": 1}, "two"),
        # Other figures in the titles: an editor may know better.
        (
            {**OPENING, "title": OPENING["title"] + " pour 240 jeunes"},
            {**RETOLD, "title": RETOLD["title"] + " : 38 postes"},
            "suggested",
        ),
        ({"title": "Weekly review"}, {"title": "Weekly review"}, "two"),
        ({}, {}, "two"),
    ],
)
def test_two_articles(one: dict[str, Any], other: dict[str, Any], outcome: str) -> None:
    found = gather([article(1, **one), article(2, **other)])
    assert len(found.stories) == (1 if outcome == "folded" else 2)
    assert len(found.suggestions) == (outcome == "suggested")


def test_a_suggestion_says_which_stories_how_like_and_why() -> None:
    one = {**OPENING, "title": OPENING["title"] + " pour 240 jeunes"}
    other = {**RETOLD, "title": RETOLD["title"] + " : 38 postes"}
    (suggestion,) = gather([article(2, **other), article(1, **one)]).suggestions
    assert (suggestion.one.article_id, suggestion.other.article_id) == (1, 2)
    assert suggestion.likeness >= SUGGEST
    assert {"bordelun", "nazair", "frigorist"} <= set(suggestion.shared)


def test_between_the_thresholds_it_is_suggested() -> None:
    """Words are taken from the retelling, one by one: folded, then suggested, then neither; never back."""
    words = RETOLD["summary"].split()
    outcomes = []
    for kept in range(len(words), 0, -1):
        other = {"title": "Un industriel forme ses propres frigoristes", "summary": " ".join(words[:kept])}
        found = gather([article(1, **OPENING), article(2, **other)])
        assert all(SUGGEST <= each.likeness < FOLD for each in found.suggestions)
        outcomes.append("folded" if len(found.stories) == 1 else "suggested" if found.suggestions else "two")
    assert "suggested" in outcomes
    assert outcomes[-1] == "two"


def test_two_outlets_job_offers_of_one_trade_stay_apart() -> None:
    text = "CDI, horaires de jour, prise de poste immédiate sur notre site de {}."
    offers = [
        article(
            number, title=f"Technicien de maintenance H/F à {town}", summary=text.format(town), source_id=7
        )
        for number, town in enumerate(("Brest", "Quimper", "Lannion", "Vannes"))
    ]
    found = gather(offers)
    assert len(found.stories) == 4
    assert found.suggestions == ()


def many_alike() -> list[Candidate]:
    """More than are compared each with each, no two under one title, among many of which each stands alone: in a pool
    where all are alike, no word is rare."""
    letters = "abcdefghij"
    alike = [
        article(
            number, **RETOLD | {"title": f"{OPENING['title']} {letters[number // 10]}{letters[number % 10]}x"}
        )
        for number in range(COMPARED_ALL + 5)
    ]
    others = [
        article(number, title=f"rien{number} divers{number} autre{number} loin{number}")
        for number in range(1000, 2000)
    ]
    return alike + others


def test_what_is_known_of_many_is_cheap_even_when_all_are_alike() -> None:
    articles = many_alike()
    found = gather(articles)
    assert sum(len(story.members) for story in found.stories) == len(articles)
    assert len(found.stories) < 1000 + 20
    # So many are gathered around the first of them, which suggests nothing.
    assert found.suggestions == ()


NAMES = [
    "Kervalis",
    "Brest",
    "soudeurs",
    "Luminave",
    "Annecy",
    "vélo",
    "Pépitor",
    "Nantes",
    "240",
    "812",
    "école",
]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 5),
            st.lists(st.sampled_from(NAMES), min_size=2, max_size=6),
            st.lists(st.sampled_from(NAMES), max_size=14),
            st.integers(0, 150),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_input_changes_nothing(
    rows: list[tuple[int, list[str], list[str], int]], random: Random
) -> None:
    articles = [
        article(
            n, source_id=source, title=" ".join(t), summary=" ".join(s), published=NOW + timedelta(hours=h)
        )
        for n, (source, t, s, h) in enumerate(rows)
    ]
    found = gather(articles)
    told = sorted(member.article_id for story in found.stories for member in story.members)
    assert told == list(range(len(rows)))
    leads = {story.lead.article_id for story in found.stories}
    assert all({each.one.article_id, each.other.article_id} <= leads for each in found.suggestions)
    shuffled = list(articles)
    random.shuffle(shuffled)
    assert gather(shuffled) == found
