from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.dedupe import Candidate, Story, fold
from curation.wording import Told

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TITLE = "La région finance trois nouvelles écoles d'ingénieurs"
SUMMARY = (
    "Le conseil régional a voté lundi une enveloppe pour ouvrir trois écoles d'ingénieurs dans les vallées, "
    "avec des formations en alternance dès la rentrée prochaine."
)


def article(number: int, **changes: Any) -> Candidate:
    values: dict[str, Any] = {
        "article_id": number,
        "source_id": number,
        "source_title": f"Journal {number}",
        "kind": "market",
        "key": f"key-{number}",
        "url": f"https://journal{number}.example/a{number}",
        "title": f"Un titre sans rapport numéro {number * 7919}",
        "summary": "",
        "published": NOW - timedelta(hours=number),
        "first_seen": NOW,
    }
    return Candidate(**(values | changes))


def groups(stories: list[Story]) -> set[frozenset[int]]:
    return {frozenset(member.article_id for member in story.members) for story in stories}


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ({"url": "https://a.example/x"}, {"url": "http://www.a.example/x/"}, "address"),
        ({"title": TITLE}, {"title": TITLE.upper() + " !"}, "title"),
        ({"title": TITLE}, {"title": "La région finance trois nouvelles écoles d’ingénieurs en 2 ans"}, None),
        ({"title": TITLE}, {"title": "Trois nouvelles écoles d'ingénieurs : la région finance"}, "near"),
        (
            {"title": TITLE, "summary": SUMMARY},
            {"title": "Écoles d'ingénieurs : la région paie", "summary": SUMMARY},
            "near",
        ),
        ({"title": "Revue de presse"}, {"title": "Revue de presse"}, None),
        ({"title": "L'hebdo des métiers"}, {"title": "L'hebdo des métiers"}, None),
        ({"title": TITLE}, {"title": TITLE, "published": NOW - timedelta(days=9)}, None),
        (
            {"title": TITLE, "published": None},
            {"title": TITLE, "published": NOW + timedelta(days=90)},
            "title",
        ),
        (
            {"title": "Résultats du premier trimestre 2026 en hausse"},
            {"title": "Résultats du premier trimestre 2025 en hausse"},
            None,
        ),
        ({"title": TITLE, "source_id": 5}, {"title": TITLE + " bis", "source_id": 5}, None),
        (
            {
                "title": "Technicien de maintenance industrielle H/F",
                "source_id": 5,
                "summary": "Poste basé à Lyon",
            },
            {
                "title": "Technicien de maintenance industrielle H/F",
                "source_id": 5,
                "summary": "Nous cherchons, Brest",
            },
            None,
        ),
        ({"title": TITLE, "source_id": 5}, {"title": TITLE, "source_id": 5}, "title"),
        ({"url": "https://a.example/", "source_id": 5}, {"url": "https://a.example/", "source_id": 5}, None),
        ({"title": ""}, {"title": ""}, None),
    ],
)
def test_what_is_one_story(one: dict[str, Any], other: dict[str, Any], how: str | None) -> None:
    stories = fold([article(1, **one), article(2, **other)])
    assert [story.how for story in stories] == ([how] if how else ["single", "single"])


def test_the_lead_is_the_companys_own_then_the_earliest_then_the_fullest() -> None:
    late = article(1, title=TITLE, published=NOW)
    early = article(2, title=TITLE, published=NOW - timedelta(hours=5))
    full = article(3, title=TITLE, published=NOW - timedelta(hours=5), summary=SUMMARY)
    own = article(4, title=TITLE, published=NOW, kind="company")
    (story,) = fold([late, early, full, own])
    assert [member.article_id for member in story.members] == [4, 3, 2, 1]


def test_a_home_page_that_a_feed_gives_to_all_identifies_nothing() -> None:
    home = "https://journal.example/"
    feed = [article(number, url=home, source_id=1) for number in range(1, 6)]
    assert len(fold([*feed, article(9, url=home)])) == 6


WORDS = [
    "région",
    "école",
    "usine",
    "emploi",
    "métier",
    "salaire",
    "prime",
    "2026",
    "climat",
    "accord",
    "grève",
]
ARTICLES = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join),
        st.integers(0, 12),
        st.integers(0, 200),
        st.booleans(),
    ),
    max_size=14,
).map(
    lambda rows: [
        article(
            number,
            source_id=source,
            title=title,
            url=f"https://j.example/{place}",
            published=NOW - timedelta(hours=hours),
            kind="company" if own else "market",
        )
        for number, (source, title, place, hours, own) in enumerate(rows)
    ]
)


@given(ARTICLES, st.randoms(use_true_random=False))
def test_every_article_is_in_one_story_whatever_the_order(articles: list[Candidate], random: Random) -> None:
    stories = fold(articles)
    assert sorted(m.article_id for story in stories for m in story.members) == [
        a.article_id for a in articles
    ]
    shuffled = list(articles)
    random.shuffle(shuffled)
    assert fold(shuffled) == stories


def test_copies_are_found_among_thousands() -> None:
    random = Random(7)
    vocabulary = [f"mot{n}" for n in range(4000)]
    articles = [
        article(n, source_id=n % 900, title=" ".join(random.choices(vocabulary, k=9)), published=NOW)
        for n in range(5_000)
    ]
    copies = [article(n + 100_000, title=articles[n].title, published=NOW) for n in range(0, 5_000, 100)]
    stories = fold(articles + copies)
    assert sum(len(story.others) for story in stories) == len(copies)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        (TITLE, True),
        (TITLE.lower(), True),
        ("Trois nouvelles écoles d'ingénieurs : la région finance", True),
        ("La région ferme trois piscines", False),
        ("", False),
    ],
)
def test_told_before(title: str, told: bool) -> None:
    assert Told([TITLE, "Revue de presse", ""]).tells(title) is told


def test_a_short_title_is_no_proof_of_having_been_told() -> None:
    assert not Told(["Revue de presse"]).tells("Revue de presse")
