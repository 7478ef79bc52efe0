from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from curation.dedupe import Candidate, Story
from curation.rank import score

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
]


@pytest.mark.parametrize(("better", "worse"), BETTER)
def test_what_is_worth_more(better: Story, worse: Story) -> None:
    assert score(better, NOW).score > score(worse, NOW).score


def test_a_date_in_the_future_gains_nothing() -> None:
    assert (
        score(story(published=NOW + timedelta(days=30)), NOW).score <= score(story(published=NOW), NOW).score
    )


def test_trust_counts_and_is_told() -> None:
    usual, trusted, distrusted = (score(story(), NOW, trust) for trust in (None, {1: 1.5}, {1: 0.5}))
    assert trusted.score > usual.score > distrusted.score
    assert [reason.code for reason in trusted.reasons] == ["fresh", "trusted"]
    assert [reason.code for reason in usual.reasons] == ["fresh"]


def test_reasons_bear_their_figures() -> None:
    told = score(story(2, published=NOW - timedelta(days=3)), NOW).reasons
    assert [(reason.code, reason.params) for reason in told] == [
        ("recent", {"days": 3}),
        ("also_in", {"count": 2}),
    ]
