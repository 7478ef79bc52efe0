"""What holds of every selection, whatever the pool, the audience's taste, the editors' wishes and the seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from curation.dedupe import Candidate, fold
from curation.editorial import Campaign, Editorial, Embargo, Pin
from curation.engagement import Profile
from curation.learning import Learner
from curation.mix import History, Rules, choose, choose_from
from curation.rank import Taste
from curation.stories import Stories
from curation.trust import Trust
from tests.curation.test_mix import NOW, article

TYPES = (None, "press", "study", "job_offer", "event")
CANDIDATES = st.lists(
    st.tuples(
        st.integers(0, 6),  # source: the first two are the company's
        st.integers(0, 150),  # hours
        st.sampled_from(TYPES),
        st.sets(st.sampled_from("abc"), max_size=2),
        st.integers(0, 12),  # the story, most often its own
        st.integers(0, 19),
    ),
    max_size=30,
).map(
    lambda rows: [
        article(
            number,
            source_id=source,
            kind="company" if source < 2 else "market",
            published=NOW - timedelta(hours=hours),
            type=kind,
            topics=tuple(sorted(topics)),
            by_hand=hand == 0,
            **({"title": article(900 + story).title} if story < 4 else {}),
        )
        for number, (source, hours, kind, topics, story, hand) in enumerate(rows)
    ]
)
TASTES = st.builds(
    Taste,
    trust=st.dictionaries(
        st.integers(0, 6), st.builds(Trust, st.floats(0.5, 2), st.booleans(), st.integers(0, 60)), max_size=5
    ),
    topics=st.dictionaries(st.sampled_from("abc"), st.floats(0, 3), max_size=3),
    profile=st.sampled_from([Profile(), Profile({"usine": 0.6, "type:study": 0.8}, 1.0)]),
)
NUMBERS = st.integers(0, 30)
EDITORIALS = st.builds(
    Editorial,
    pins=st.lists(st.builds(Pin, NUMBERS, st.none() | st.integers(1, 12)), max_size=2).map(tuple),
    embargoes=st.lists(
        st.builds(
            Embargo,
            NUMBERS,
            opens=st.sampled_from([None, NOW - timedelta(1), NOW, NOW + timedelta(1)]),
            closes=st.sampled_from([None, NOW, NOW + timedelta(1)]),
        ),
        max_size=3,
    ).map(tuple),
    campaigns=st.lists(
        st.builds(
            Campaign,
            name=st.sampled_from(["été", "salon"]),
            articles=st.frozensets(NUMBERS, max_size=10),
            starts=st.just(NOW - timedelta(1)),
            ends=st.sampled_from([NOW, NOW + timedelta(1)]),
            least=st.integers(0, 3),
            most=st.none() | st.integers(0, 3),
        ),
        max_size=2,
        unique_by=lambda each: each.name,
    ).map(tuple),
)
RULES = st.builds(
    Rules,
    count=st.integers(1, 12),
    source_share=st.sampled_from([0.1, 0.3, 0.5]),
    company_share=st.sampled_from([0.0, 0.2, 0.5]),
)
SEEDS = st.sampled_from(["", "C1 2026-03-02", "C2 2026-03-02"])


@given(CANDIDATES, RULES, TASTES, EDITORIALS, SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_nothing_twice_no_share_exceeded_no_order_felt(
    candidates: list[Candidate], rules: Rules, taste: Taste, editorial: Editorial, seed: str, random: Random
) -> None:
    selection = choose(candidates, rules, History(), NOW, taste=taste, editorial=editorial, seed=seed)
    chosen = [choice.candidate for choice in selection.choices]
    assert len(chosen) <= rules.count
    story_of = {m.article_id: n for n, story in enumerate(fold(candidates)) for m in story.members}
    assert len({story_of[each.article_id] for each in chosen}) == len(chosen)
    barred = {story_of.get(each.article_id) for each in editorial.embargoes if each.bars(NOW)}
    assert not barred & {story_of[each.article_id] for each in chosen}
    asked = {story_of.get(pin.article_id) for pin in editorial.pins}
    asked |= {story_of[each.article_id] for each in candidates if each.by_hand}
    loose = [each for each in chosen if story_of[each.article_id] not in asked]
    assert max(Counter(each.source_id for each in loose).values(), default=0) <= rules.source_limit
    for campaign in editorial.campaigns:
        if campaign.runs(NOW) and campaign.most is not None:
            told = {story_of[n] for n in campaign.articles if n in story_of}
            owed = [each for each in loose if story_of[each.article_id] in told]
            assert len(owed) <= campaign.most
    assert selection.missing or len(chosen) == rules.count
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert choose(shuffled, rules, History(), NOW, taste=taste, editorial=editorial, seed=seed) == selection


@given(
    st.integers(0, 20),
    st.integers(0, 60),
    st.sampled_from([0.1, 0.2, 0.4]),
    TASTES,
    SEEDS,
    st.sets(st.integers(0, 35), max_size=6),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_the_mix_stays_within_its_tolerance_when_the_pool_allows_it(
    company: int, market: int, share: float, taste: Taste, seed: str, barred: set[int], random: Random
) -> None:
    rules = Rules(company_share=share)
    history = History(company=company, market=market)

    def told(number: int, kind: str) -> Candidate:
        return article(
            number,
            kind=kind,
            source_id=number // 3,
            published=NOW - timedelta(hours=random.randrange(150)),
            type=random.choice(TYPES),
            topics=tuple(random.sample("abc", random.randrange(3))),
            language=random.choice(["fr", "fr", "fr", "en", None]),
        )

    pool = [told(n, "company") for n in range(36)] + [told(100 + n, "market") for n in range(36)]
    rules = replace(rules, languages=frozenset({"fr"}))
    editorial = Editorial(embargoes=tuple(Embargo(n, opens=NOW + timedelta(1)) for n in barred))
    chosen = choose(pool, rules, history, NOW, taste=taste, editorial=editorial, seed=seed).choices
    assert all(choice.candidate.language != "en" for choice in chosen)
    own = sum(choice.candidate.kind == "company" for choice in chosen)
    total = company + market + 10
    assert len(chosen) == 10
    reachable = [k for k in range(11) if abs((company + k) / total - share) <= rules.tolerance]
    assert not reachable or abs((company + own) / total - share) <= rules.tolerance + 1e-9


@given(CANDIDATES, TASTES)
@settings(max_examples=60, deadline=None)
def test_looking_no_further_than_needed_finds_the_same_order(
    candidates: list[Candidate], taste: Taste
) -> None:
    stories = Stories(
        [replace(each, by_hand=False) for each in candidates],
        NOW,
        timedelta(days=7),
        engagement=Learner().engagement,
    )
    view = stories.view(frozenset())
    lazily = [item.entry for item in stories.ranked(view, view.market, taste)]
    all_of_them = [stories.to(entry, taste) for _, entries in view.market for entry in entries]
    all_of_them.sort(key=lambda item: (-item.worth, item.entry.order))
    assert lazily == [item.entry for item in all_of_them]


@given(CANDIDATES, st.lists(TASTES, min_size=2, max_size=3))
@settings(max_examples=30, deadline=None)
def test_one_pool_serves_all_audiences_as_each_its_own(
    candidates: list[Candidate], tastes: list[Taste]
) -> None:
    rules = Rules()
    shared = Stories(candidates, NOW, rules.window)
    for taste in tastes:
        alone = choose(candidates, rules, History(), NOW, taste=taste)
        assert choose_from(shared, rules, History(), taste=taste) == alone
