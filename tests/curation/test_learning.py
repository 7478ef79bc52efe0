"""What a log teaches: articles, words, likes, places, and how much each signal weighs."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from curation.dedupe import Candidate
from curation.engagement import LIKED_WORDS, Engagement, Showing, affinity, terms
from curation.learning import LEAST, MOST, Learner
from curation.rank import USUAL, worth
from tests.curation.test_mix import NOW, article


def shown(*acts: int, first: int = 1) -> list[Showing]:
    return [Showing(article(first + n), each) for n, each in enumerate(acts)]


def test_what_is_picked_rises_and_what_is_passed_over_falls() -> None:
    engagement = Engagement()
    assert engagement.rate(1) == 0.0
    for _ in range(5):
        engagement.add("a", shown(1, 0, 0))
    assert engagement.rate(1) > 0.0 > engagement.rate(2)
    assert (engagement.acts(1), engagement.acts(2), engagement.acts(99)) == (5, 0, 0)


def test_a_pick_against_many_says_more_than_one_against_few() -> None:
    engagement = Engagement()
    engagement.add("a", shown(1, *[0] * 19))
    engagement.add("a", shown(1, 0, first=100))
    assert engagement.rate(1) > engagement.rate(100)


def test_a_list_where_nothing_was_done_teaches_nothing() -> None:
    engagement = Engagement()
    engagement.add("a", shown(0, 0))
    assert (engagement.rate(1), engagement.profile("a").length) == (0.0, 0.0)


def test_the_first_place_is_known_to_draw() -> None:
    engagement, random = Engagement(), Random(1)
    for _ in range(300):
        numbers = random.sample(range(40), 4)
        engagement.add("a", [Showing(article(n), int(place == 0)) for place, n in enumerate(numbers)])
    first, second, *_ = engagement.places(4)
    assert first > 2 * second
    assert len(engagement.places(30)) == 30


def test_words_lend_a_new_article_what_others_earned() -> None:
    engagement = Engagement()
    liked = [Candidate(**_like(n, "usine hydrogène")) for n in range(40)]
    passed = [Candidate(**_like(100 + n, "bourse cotation")) for n in range(40)]
    for one, other in zip(liked, passed, strict=True):
        engagement.add("a", [Showing(other), Showing(one, 1)])
    new, dull = Candidate(**_like(500, "usine hydrogène")), Candidate(**_like(501, "bourse cotation"))
    assert engagement.content(new) > 0 > engagement.content(dull)
    profile = engagement.profile("a")
    assert affinity(profile, engagement.vector(new)) > affinity(profile, engagement.vector(dull))
    assert engagement.profile("b").length == 0.0


def _like(number: int, words: str) -> dict[str, object]:
    known = article(number)
    return {name: getattr(known, name) for name in known.__slots__} | {"title": f"{words} {number:04}"}


def test_likes_stay_bounded() -> None:
    engagement = Engagement()
    for number in range(1500):
        engagement.add("a", [Showing(article(number), 1), Showing(article(5000))])
    profile = engagement.profile("a")
    assert len(profile.words) <= LIKED_WORDS
    assert sum(value * value for value in profile.words.values()) == pytest.approx(profile.length**2)


def test_what_an_article_is_about() -> None:
    assert terms(article(1, title="La Région, l'École", type="study", topics=("rh",))) == (
        "région",
        "topic:rh",
        "type:study",
        "école",
    )


def test_what_tells_nothing_loses_its_weight_and_what_tells_gains() -> None:
    """Old and new are picked alike; two of ten sources are picked much more."""
    learner, random = Learner(), Random(2)
    for number in range(600):
        listed = [
            article(
                10 * number + place,
                source_id=random.randrange(10),
                published=NOW - timedelta(hours=random.randrange(150)),
            )
            for place in range(6)
        ]
        pulls = [4.0 if each.source_id < 2 else 1.0 for each in listed]
        (picked,) = random.choices(range(6), pulls)
        learner.learn("a", [Showing(each, int(n == picked)) for n, each in enumerate(listed)], NOW)
    weights = learner.weights
    assert weights.timely < 0.3 * USUAL.timely
    assert weights.source > weights.timely
    assert all(LEAST <= each <= MOST for each in weights)
    liked, other = learner.signals("a", [article(9001, source_id=0), article(9002, source_id=5)], NOW)
    assert worth(liked, weights) > worth(other, weights)


def test_a_few_digests_hardly_move_the_weights() -> None:
    learner = Learner()
    for number in range(10):
        learner.learn("a", shown(0, 0, 1, 0, 2, first=10 * number), NOW)
    assert all(abs(now - usual) < 0.4 for now, usual in zip(learner.weights, USUAL, strict=True))


def test_a_log_teaches_the_same_twice() -> None:
    def weights() -> object:
        learner = Learner()
        for number in range(20):
            learner.learn(f"a{number % 2}", shown(0, 1, 0, first=number), NOW)
        return learner.weights, learner.taste("a0")

    assert weights() == weights()
