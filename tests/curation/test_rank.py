from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from curation.dedupe import Candidate, Story
from curation.rank import ANYONE, Taste, score
from curation.trust import Trust

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def story(outlets: int = 0, **changes: Any) -> Story:
    def article(source: int) -> Candidate:
        values: dict[str, Any] = {
            "article_id": source,
            "source_id": source,
            "source_title": f"Journal {source}",
            "kind": "market",
            "key": str(source),
            "url": f"https://j{source}.example/",
            "title": "Un titre",
            "summary": "",
            "published": NOW - timedelta(hours=3),
            "first_seen": NOW,
        }
        return Candidate(**(values | (changes if source == 1 else {})))

    return Story(article(1), tuple(article(source) for source in range(2, 2 + outlets)))


BETTER: list[tuple[Story, Story]] = [
    (story(), story(published=NOW - timedelta(days=2))),
    (story(2), story(1)),
    (story(1), story()),
    (story(summary="Un résumé"), story()),
    (story(image_url="https://i.example/1.png"), story()),
    (
        story(type="study", published=NOW - timedelta(days=3)),
        story(type="press", published=NOW - timedelta(days=3)),
    ),
    (story(), story(published=None, first_seen=NOW - timedelta(days=1))),
    # When it was told is not known: perhaps long ago.
    (story(published=NOW - timedelta(hours=30)), story(published=None)),
    (story(published=None, first_seen=NOW - timedelta(days=2)), story(published=NOW + timedelta(days=30))),
    (story(published=NOW - timedelta(days=6)), story(published=NOW + timedelta(days=30))),
    # A local time given as UTC is a mistake of hours, and no bid.
    (story(published=NOW + timedelta(hours=13)), story(published=NOW - timedelta(days=1))),
    # The day of the event is in its date.
    (story(published=NOW + timedelta(days=30), type="event"), story(published=NOW - timedelta(days=2))),
]


@pytest.mark.parametrize(("better", "worse"), BETTER)
def test_what_is_worth_more(better: Story, worse: Story) -> None:
    assert score(better, NOW).score > score(worse, NOW).score


def test_a_date_in_the_future_gains_nothing() -> None:
    assert (
        score(story(published=NOW + timedelta(days=30)), NOW).score <= score(story(published=NOW), NOW).score
    )


def test_trust_counts_and_is_told() -> None:
    liked, unliked = Trust(1.5, often=True), Trust(0.5)
    usual, trusted, distrusted = (
        score(story(), NOW, taste) for taste in (ANYONE, Taste(trust={1: liked}), Taste(trust={1: unliked}))
    )
    assert trusted.score > usual.score > distrusted.score
    assert [(reason.code, reason.params) for reason in trusted.reasons] == [
        ("fresh", {"hours": 3}),
        ("often_picked", {"source": "Journal 1"}),
    ]
    assert [reason.code for reason in usual.reasons] == ["fresh"]


@pytest.mark.parametrize("published", [None, NOW + timedelta(days=30)])
def test_an_age_that_is_not_known_is_not_told(published: datetime | None) -> None:
    assert [reason.code for reason in score(story(published=published), NOW).reasons] == ["undated"]


def test_reasons_bear_their_figures() -> None:
    told = score(story(2, published=NOW - timedelta(days=3)), NOW).reasons
    assert [(reason.code, reason.params) for reason in told] == [
        ("recent", {"days": 3}),
        ("also_in", {"count": 2}),
    ]
