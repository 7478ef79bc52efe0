from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.dedupe import Candidate
from curation.mix import AlsoIn, History, Rules, Selection, choose, company_target

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOUNS = [
    "usine",
    "école",
    "région",
    "salaire",
    "métier",
    "climat",
    "banque",
    "hôpital",
    "port",
    "forêt",
    "vélo",
]


def article(number: int, **changes: Any) -> Candidate:
    """An article unlike any other number's."""
    odd = Random(number).choices("bcdfgklmnprstvz", k=24)
    title = f"{NOUNS[number % 11]} {''.join(odd[:8])} {''.join(odd[8:16])} {''.join(odd[16:])}"
    values: dict[str, Any] = {
        "article_id": number,
        "source_id": number,
        "source_title": f"Journal {number}",
        "kind": "market",
        "key": f"key-{number}",
        "url": f"https://j.example/{number}",
        "title": title,
        "summary": "",
        "published": NOW - timedelta(hours=number % 100),
        "first_seen": NOW,
        "language": "fr",
    }
    return Candidate(**(values | changes))


def pool(company: int, market: int, *, per_source: int = 1) -> list[Candidate]:
    own = [article(n, kind="company", source_id=n // per_source) for n in range(company)]
    return own + [article(1000 + n, source_id=1000 + n // per_source) for n in range(market)]


def ids(selection: Selection) -> set[int]:
    return {choice.candidate.article_id for choice in selection.choices}


def kinds(selection: Selection) -> Counter[str]:
    return Counter(choice.candidate.kind for choice in selection.choices)


def missing(selection: Selection) -> dict[str, dict[str, str | int | float]]:
    return {shortfall.code: shortfall.params for shortfall in selection.missing}


MIXES: Sequence[tuple[str, int, int, int, int, int, int]] = [
    # what, company and market at hand, company and market of the week, company and market chosen
    ("a new channel", 20, 20, 0, 0, 2, 8),
    ("a week in balance", 20, 20, 10, 40, 2, 8),
    ("a week with too much of the company", 20, 20, 15, 35, 0, 10),
    ("a week with a little too little", 20, 20, 9, 41, 3, 7),
    ("a week without the company is caught up with calmly", 20, 20, 0, 50, 6, 4),
    ("no company sources", 0, 20, 0, 50, 0, 10),
    ("company sources dry up", 1, 20, 10, 40, 1, 9),
    ("no market sources", 20, 0, 0, 0, 2, 0),
    ("market sources dry up", 20, 3, 10, 40, 7, 3),
    ("market sources dry up in a new channel", 20, 3, 0, 0, 2, 3),
    ("nothing", 0, 0, 0, 0, 0, 0),
]


@pytest.mark.parametrize(("what", "company", "market", "had", "others", "own", "rest"), MIXES)
def test_the_mix(what: str, company: int, market: int, had: int, others: int, own: int, rest: int) -> None:
    chosen = kinds(choose(pool(company, market), Rules(), History(company=had, market=others), NOW))
    assert (chosen["company"], chosen["market"]) == (own, rest), what


def test_the_mix_holds_over_a_year_of_days() -> None:
    days: list[Counter[str]] = []
    for day in range(60):
        week = sum(days[-6:], Counter[str]())
        today = choose(pool(12, 30), Rules(), History(company=week["company"], market=week["market"]), NOW)
        days.append(kinds(today))
        week = sum(days[-7:], Counter[str]())
        assert week["company"] / week.total() == pytest.approx(0.2, abs=0.1), day


@pytest.mark.parametrize(
    ("count", "share", "limit"),
    [
        (10, 0.3, 3),
        (10, 0.1, 2),
        (20, 0.3, 6),
        (5, 0.3, 2),
        (3, 0.3, 2),
        (2, 0.3, 1),
        (1, 0.3, 1),
        (10, 1.0, 9),
    ],
)
def test_what_one_source_may_have(count: int, share: float, limit: int) -> None:
    assert Rules(count=count, source_share=share).source_limit == limit


def test_one_source_does_not_fill_the_day_and_the_shortage_is_told() -> None:
    selection = choose(pool(0, 12, per_source=12), Rules(), History(), NOW)
    assert len(selection.choices) == 3
    assert missing(selection) == {"source_share": {"count": 9, "limit": 3, "sources": 1}}


def test_posted_before_by_key_address_or_title() -> None:
    title = "La région finance trois nouvelles écoles"
    candidates = [
        article(1),
        article(2),
        article(3, title=title),
        article(4, url="https://www.j.example/2b"),
        article(5),
    ]
    history = History(
        keys=frozenset({"key-1"}),
        urls=frozenset({"https://j.example/2", "http://j.example/2b"}),
        titles=("La Région finance trois nouvelles écoles !",),
    )
    selection = choose(candidates, Rules(), history, NOW)
    assert ids(selection) == {5}
    assert missing(selection) == {"few": {"count": 1}, "already_posted": {"count": 4}}


def test_a_posted_story_does_not_return_from_another_outlet() -> None:
    title = "La région finance trois nouvelles écoles"
    told = [article(1, title=title), article(2, title=title)]
    assert ids(choose(told, Rules(), History(keys=frozenset({"key-1"})), NOW)) == set()


def test_a_posted_home_page_does_not_silence_a_feed() -> None:
    for home in ("https://j.example/", "https://j.example/news"):
        feed = [article(n, url=home, source_id=n % 2) for n in range(4)]
        history = History(keys=frozenset({"key-0"}), urls=frozenset({home}))
        assert ids(choose(feed, Rules(), history, NOW)) == {1, 2, 3}


def test_age_counts_from_the_first_sighting_where_there_is_no_date() -> None:
    old = NOW - timedelta(days=8)
    candidates = [
        article(1, published=old),
        article(2, published=None, first_seen=old),
        article(3, published=None),
        article(4, published=NOW + timedelta(days=400), first_seen=old),
    ]
    selection = choose(candidates, Rules(), History(), NOW)
    assert ids(selection) == {3}
    assert missing(selection) == {"few": {"count": 1}, "too_old": {"count": 3, "days": 7}}


def test_languages() -> None:
    candidates = [article(1), article(2, language="en"), article(3, language=None), article(4, language="de")]
    assert ids(choose(candidates, Rules(), History(), NOW)) == {1, 2, 3, 4}
    selection = choose(candidates, Rules(languages=frozenset({"fr", "en"})), History(), NOW)
    assert ids(selection) == {1, 2, 3}
    assert missing(selection)["other_language"] == {"count": 1, "languages": "en,fr"}


@pytest.mark.parametrize("title", ["", "🎉🎉", "…", "\u200b"])
def test_no_usable_title(title: str) -> None:
    selection = choose([article(1, title=title)], Rules(), History(), NOW)
    assert (selection.choices, missing(selection)["no_title"]) == ((), {"count": 1})


def test_duplicates_become_also_in() -> None:
    title = "La région finance trois nouvelles écoles"
    told = [
        article(1, title=title, published=NOW - timedelta(hours=9)),
        article(2, title=title),
        article(3, title=title),
        article(4, title=title, source_id=3, source_title="Journal 3", summary=""),
    ]
    (choice,) = choose(told, Rules(), History(), NOW).choices
    assert choice.candidate.article_id == 1
    assert set(choice.also_in) == {
        AlsoIn("Journal 2", "https://j.example/2"),
        AlsoIn("Journal 3", "https://j.example/4"),
    }
    assert [reason.code for reason in choice.reasons] == ["fresh", "also_in"]


def test_the_lead_in_the_channels_language_stands_for_the_story() -> None:
    title = "Airbus annonce un site de production à Nantes"
    told = [article(1, title=title, language="en"), article(2, title=title)]
    (choice,) = choose(told, Rules(languages=frozenset({"fr"})), History(), NOW).choices
    assert (choice.candidate.article_id, choice.also_in) == (2, (AlsoIn("Journal 1", "https://j.example/1"),))


def test_no_candidates_at_all() -> None:
    selection = choose([], Rules(), History(), NOW)
    assert (selection.choices, selection.wanted, missing(selection)) == ((), 10, {"no_candidates": {}})


def test_a_full_day_misses_nothing() -> None:
    selection = choose(pool(10, 30), Rules(), History(), NOW)
    assert (len(selection.choices), selection.missing) == (10, ())
    (own, _) = (choice for choice in selection.choices if choice.candidate.kind == "company")
    assert own.reasons[-1].params == {"percent": 20, "target": 20}


CANDIDATES = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.booleans(),
        st.integers(-50, 250),
        st.sampled_from(["fr", "en", "de", None]),
        st.integers(0, 25),
        st.sampled_from(["", "🎉", "ok"]),
    ),
    max_size=20,
).map(
    lambda rows: [
        article(
            number,
            source_id=source,
            # A source belongs to the company or to the market.
            kind="company" if source < 2 else "market",
            published=NOW - timedelta(hours=hours) if dated else None,
            language=language,
            url=f"https://j.example/{place}",
            **({"title": title} if title != "ok" else {}),
        )
        for number, (source, dated, hours, language, place, title) in enumerate(rows)
    ]
)
RULES = st.builds(
    Rules,
    count=st.integers(1, 20),
    source_share=st.sampled_from([0.1, 0.3, 0.5, 1.0]),
    company_share=st.sampled_from([0.0, 0.2, 0.5, 1.0]),
    languages=st.sampled_from([frozenset(), frozenset({"fr"}), frozenset({"fr", "en"})]),
)
HISTORIES = st.builds(
    History,
    keys=st.frozensets(st.integers(0, 30).map("key-{}".format), max_size=8),
    urls=st.frozensets(st.integers(0, 25).map("https://j.example/{}".format), max_size=5),
    titles=st.lists(st.integers(0, 30).map(lambda n: article(n).title), max_size=5).map(tuple),
    company=st.integers(0, 20),
    market=st.integers(0, 60),
)


@given(CANDIDATES, RULES, HISTORIES, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_no_selection_breaks_a_rule(
    candidates: list[Candidate], rules: Rules, history: History, random: Random
) -> None:
    selection = choose(candidates, rules, history, NOW)
    chosen = [choice.candidate for choice in selection.choices]
    assert len(chosen) <= rules.count == selection.wanted
    assert len({c.key for c in chosen}) == len(chosen)
    assert not {c.key for c in chosen} & history.keys
    assert not {c.title for c in chosen} & set(history.titles)
    assert max(Counter(c.source_id for c in chosen).values(), default=0) <= rules.source_limit
    for candidate in chosen:
        assert candidate.told_at >= NOW - rules.window
        assert candidate.title not in ("", "🎉")
        assert not rules.languages or candidate.language in {None, *rules.languages}
    company = sum(c.kind == "company" for c in chosen)
    assert rules.company_share > 0 or company == 0
    if any(c.kind == "market" for c in chosen) and company:
        total = history.company + history.market + len(chosen)
        assert history.company + company <= ceil((rules.company_share + rules.tolerance) * total)
    assert selection.missing or len(chosen) == rules.count
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert choose(shuffled, rules, history, NOW) == selection


@given(st.integers(1, 20), st.sampled_from([0.1, 0.2, 0.5, 0.8]), st.integers(0, 100), st.integers(0, 100))
def test_the_week_comes_within_tolerance_when_the_day_can_bring_it_there(
    count: int, share: float, company: int, market: int
) -> None:
    rules = Rules(count=count, company_share=share)
    total = company + market + count
    own = company_target(rules, History(company=company, market=market))
    assert 0 <= own <= count
    reachable = [k for k in range(count + 1) if abs((company + k) / total - share) <= rules.tolerance]
    assert not reachable or abs((company + own) / total - share) <= rules.tolerance + 1e-9


def test_what_editors_added_comes_first_whatever_its_age_its_source_and_the_mix() -> None:
    added = [
        article(5000, by_hand=True, published=NOW - timedelta(days=400)),
        article(5001, by_hand=True, kind="company"),
        article(5002, by_hand=True, source_id=5000),
        article(5003, by_hand=True, source_id=5000),
        article(5004, by_hand=True, source_id=5000),
    ]
    history = History(company=30, market=20)  # nothing more is owed to the company
    chosen = choose([*pool(20, 20), *added], Rules(), history, NOW)
    assert {choice.candidate.article_id for choice in chosen.choices[:5]} == {
        each.article_id for each in added
    }
    assert kinds(chosen) == {"company": 1, "market": 9}
    codes = [[each.code for each in choice.reasons] for choice in chosen.choices]
    assert all(reasons[0] == "by_hand" for reasons in codes[:5])
    assert not any("by_hand" in reasons for reasons in codes[5:])
    assert not any("company_share" in reasons for reasons in codes)


def test_what_editors_added_counts_in_the_mix() -> None:
    added = [article(5000 + n, by_hand=True, kind="company", source_id=5000 + n) for n in range(2)]
    chosen = choose([*pool(20, 20), *added], Rules(), History(), NOW)
    assert {5000, 5001} <= ids(chosen)
    assert kinds(chosen) == {"company": 2, "market": 8}


def test_more_by_hand_than_a_day_holds_leaves_the_rest_for_another() -> None:
    added = [article(5000 + n, by_hand=True) for n in range(13)]
    first = choose([*pool(5, 5), *added], Rules(), History(), NOW)
    assert len(ids(first)) == 10
    assert ids(first) <= {each.article_id for each in added}
    rest = [each for each in added if each.article_id not in ids(first)]
    keys = frozenset(choice.candidate.key for choice in first.choices)
    assert {each.article_id for each in rest} <= ids(
        choose([*pool(5, 5), *added], Rules(), History(keys=keys), NOW)
    )


@pytest.mark.parametrize(
    "posted",
    [{"keys": frozenset({"key-5000"})}, {"urls": frozenset({"https://j.example/5000"})}, {"titles": True}],
)
def test_by_hand_or_not_nothing_is_posted_twice(posted: dict[str, Any]) -> None:
    added = article(5000, by_hand=True)
    if "titles" in posted:
        posted = {"titles": (added.title,)}
    assert 5000 not in ids(choose([*pool(5, 5), added], Rules(), History(**posted), NOW))


def test_an_article_by_hand_stands_for_the_story_that_feeds_tell() -> None:
    told = article(1, published=NOW - timedelta(hours=5))
    same = article(5000, by_hand=True, url=told.url, title=told.title, published=told.published)
    other = article(2, title=told.title)
    chosen = choose([told, other, same], Rules(), History(), NOW)
    assert [choice.candidate.article_id for choice in chosen.choices] == [5000]
    assert chosen.choices[0].also_in == (AlsoIn("Journal 2", other.url),)
