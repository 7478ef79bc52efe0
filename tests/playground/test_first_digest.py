"""The playground's first ten, as an editor would let them go: the sample feeds, read and chosen from at the start."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from curation.dedupe import Candidate
from curation.mix import History, Rules, Selection, choose
from curation.parse import parse
from playground.sample_articles import outlets
from playground.sample_feeds import create_feed_app
from tests.playground.test_sample_feeds import Client

ODDITIES = "Le Cabinet de curiosités"
STARTS = [datetime(2026, 11, day, hour, 30, tzinfo=UTC) for day, hour in ((23, 7), (25, 15), (27, 22))]


def offered(started: datetime) -> Iterator[Candidate]:
    client, number = Client(create_feed_app(lambda: started, started=started)), 0
    for source, (name, outlet) in enumerate(outlets().items()):
        answer = client.get(f"/feeds/{name}")
        feed = parse(answer.content, url=f"http://127.0.0.1:8123/feeds/{name}")
        for entry in feed.entries:
            number += 1
            yield Candidate(
                article_id=number,
                source_id=source,
                source_title=outlet.title,
                kind=outlet.kind,
                key=entry.key,
                url=entry.url,
                title=entry.title,
                summary=entry.summary,
                published=entry.published,
                first_seen=started,
                language=entry.language or feed.language,
                type=entry.type,
                minutes=entry.minutes,
                image_url=entry.image_url,
            )


def first_ten(pool: list[Candidate], started: datetime, language: str) -> Selection:
    return choose(pool, Rules(languages=frozenset({language})), History(), started)


@pytest.mark.parametrize("started", STARTS, ids=lambda started: f"{started:%A}")
def test_the_first_ten_are_whole_fresh_and_sensible(started: datetime) -> None:
    pool = list(offered(started))
    odd = {each.title for each in pool if each.source_title == ODDITIES}
    assert "Daté du mois prochain, paru aujourd'hui" in odd
    assert len(odd) >= 10
    for language in ("fr", "en"):
        chosen = first_ten(pool, started, language).choices
        assert len(chosen) == 10
        assert not [choice.candidate.title for choice in chosen if choice.candidate.source_title == ODDITIES]
        assert all({"fresh", "recent"} & {reason.code for reason in choice.reasons} for choice in chosen)
        assert len({choice.candidate.source_id for choice in chosen}) >= 5
