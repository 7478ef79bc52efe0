"""The playground's sample feeds as a channel reads them on three working days running, and what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import urljoin

from curation.canonical import canonical, entry_key
from curation.dedupe import Candidate
from curation.mix import History, Rules, Selection, choose
from playground.sample_articles import outlets, told, visible

STARTED = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
DAYS = tuple(datetime(2026, 11, day, 8, 0, tzinfo=UTC) for day in (23, 24, 25))
ADDRESS = "http://samples.example/"
TYPES = {"podcast": "resource", "ebook": "resource", "occupation": "featured_occupation"}


def offered(now: datetime) -> Iterator[Candidate]:
    """What all the outlets show at `now`, of the types that they say themselves."""
    for source, outlet in enumerate(outlets().values()):
        for article, moment in visible(outlet, now, STARTED):
            url = canonical(urljoin(ADDRESS, article.link or f"articles/{article.slug}")) or ADDRESS
            yield Candidate(
                article_id=0,
                source_id=source,
                source_title=outlet.title,
                kind=outlet.kind,
                key=entry_key(url, article.slug),
                url=url,
                title=article.title,
                summary=told(article, outlet.language, moment),
                published=None if article.undated else moment,
                first_seen=now,
                language=outlet.language,
                type=TYPES.get(article.type, article.type.replace("-", "_")),
                image_url=f"{ADDRESS}{article.picture}" if article.picture else None,
            )


@cache
def pools() -> tuple[tuple[Candidate, ...], ...]:
    """Each day's pool: what was read on that day and before, first seen when it was."""
    known: dict[tuple[int, str], Candidate] = {}
    found = []
    for now in DAYS:
        for each in offered(now):
            key = each.source_id, each.key
            number = known[key].article_id if key in known else len(known) + 1
            seen = known[key].first_seen if key in known else now
            known[key] = replace(each, article_id=number, first_seen=seen)
        found.append(tuple(known.values()))
    return tuple(found)


def days(language: str) -> list[Selection]:
    """The three selections of a channel in that language, each knowing those before."""
    given: list[tuple[datetime, Selection]] = []
    for now, pool in zip(DAYS, pools(), strict=True):
        chosen = [(day, choice.candidate) for day, made in given for choice in made.choices]
        week = [each.kind for day, each in chosen if day > now - timedelta(days=7)]
        history = History(
            keys=frozenset(each.key for _, each in chosen),
            urls=frozenset(each.url for _, each in chosen),
            titles=tuple(each.title for _, each in chosen),
            company=week.count("company"),
            market=week.count("market"),
        )
        given.append((now, choose(pool, Rules(languages=frozenset({language})), history, now)))
    return [made for _, made in given]
