"""Variety, what is tried for once, and what editors want."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from curation.dedupe import Candidate
from curation.editorial import Campaign, Editorial, Embargo, Pin
from curation.mix import History, Rules, Selection, choose
from curation.rank import Taste
from curation.trust import Trust
from tests.curation.test_mix import NOW, article, ids, missing, pool

DAY = timedelta(days=1)


def codes(selection: Selection, article_id: int) -> list[str]:
    (found,) = (each for each in selection.choices if each.candidate.article_id == article_id)
    return [each.code.value for each in found.reasons]


def fresh(number: int, **changes: Any) -> Candidate:
    return article(number, published=NOW - timedelta(hours=1), **changes)


def test_offers_do_not_fill_the_day_where_there_is_other_reading() -> None:
    offers = [fresh(n, type="job_offer") for n in range(10)]
    news = [article(100 + n, published=NOW - timedelta(hours=20)) for n in range(10)]
    chosen = choose([*offers, *news], Rules(), History(), NOW).choices
    assert Counter(choice.candidate.type for choice in chosen)["job_offer"] <= 4


def test_one_topic_does_not_fill_the_day() -> None:
    same = [fresh(n, topics=("finance",)) for n in range(10)]
    others = [article(100 + n, published=NOW - timedelta(hours=16), topics=(f"t{n}",)) for n in range(10)]
    chosen = choose([*same, *others], Rules(), History(), NOW).choices
    assert sum("finance" in choice.candidate.topics for choice in chosen) <= 6


def test_a_wanted_topic_rises_and_is_told() -> None:
    wanted, other = fresh(1, topics=("rh",)), fresh(2, topics=("it",))
    selection = choose([other, wanted], Rules(), History(), NOW, taste=Taste(topics={"rh": 1.5}))
    assert [choice.candidate.article_id for choice in selection.choices] == [1, 2]
    assert "topic" in codes(selection, 1)
    assert "topic" not in codes(selection, 2)


KNOWN = Taste(trust={1000 + n: Trust(1.0, False, 100) for n in range(20)})


def test_one_place_tries_a_source_that_was_little_shown() -> None:
    candidates = pool(4, 30)
    selection = choose(candidates, Rules(), History(), NOW, taste=KNOWN, seed="C1 2026-03-02")
    tried = [each for each in selection.choices if any(r.code == "explored" for r in each.reasons)]
    (one,) = tried
    assert one.candidate.source_id >= 1020
    assert 1 <= dict(one.reasons[-1].values)["among"] <= 10
    drawn = {
        choice.candidate.article_id
        for day in range(40)
        for choice in choose(candidates, Rules(), History(), NOW, taste=KNOWN, seed=f"C1 {day}").choices
        if any(r.code == "explored" for r in choice.reasons)
    }
    assert len(drawn) > 3


@pytest.mark.parametrize(("taste", "seed", "count"), [(Taste(), "C1", 10), (KNOWN, "", 10), (KNOWN, "C1", 4)])
def test_nothing_is_tried_without_need(taste: Taste, seed: str, count: int) -> None:
    selection = choose(pool(4, 30), Rules(count=count), History(), NOW, taste=taste, seed=seed)
    assert not [r for choice in selection.choices for r in choice.reasons if r.code == "explored"]


def test_pins_stand_in_their_places() -> None:
    editorial = Editorial(pins=(Pin(1029, 3), Pin(1028)))
    selection = choose(pool(4, 30), Rules(), History(), NOW, editorial=editorial)
    order = [choice.candidate.article_id for choice in selection.choices]
    assert (len(order), order[0], order[2]) == (10, 1028, 1029)
    assert "pinned" in codes(selection, 1029)


EMBARGOES = [
    (Embargo(1, opens=NOW + DAY), False),
    (Embargo(1, opens=NOW), True),
    (Embargo(1, closes=NOW), False),
    (Embargo(1, closes=NOW + DAY), True),
    (Embargo(1, opens=NOW - DAY, closes=NOW + DAY), True),
]


@pytest.mark.parametrize(("embargo", "posted"), EMBARGOES)
def test_an_embargo_holds_the_story_whoever_tells_it(embargo: Embargo, posted: bool) -> None:
    ours, theirs = fresh(1, kind="company"), fresh(2, title=article(1).title)
    editorial = Editorial(embargoes=(embargo,), pins=(Pin(1),))
    selection = choose([ours, theirs, fresh(3)], Rules(), History(), NOW, editorial=editorial)
    assert (1 in ids(selection), 2 in ids(selection)) == (posted, False)
    assert missing(selection).get("embargoed") == (None if posted else {"count": 1})


def test_a_campaign_gets_its_quota_and_no_more_than_its_most() -> None:
    candidates = pool(4, 30)
    worst = frozenset(range(1025, 1030))
    best = frozenset(range(1000, 1010))
    running = Campaign("salon", worst, NOW - DAY, NOW + DAY, least=2)
    capped = Campaign("été", best, NOW - DAY, NOW + DAY, least=0, most=1)
    over = Campaign("fini", frozenset({1020}), NOW - DAY, NOW, least=1)
    selection = choose(
        candidates, Rules(), History(), NOW, editorial=Editorial(campaigns=(running, capped, over))
    )
    assert len(selection.choices) == 10
    assert len(ids(selection) & worst) == 2
    assert len(ids(selection) & best) == 1
    for each in ids(selection) & worst:
        assert "campaign" in codes(selection, each)
