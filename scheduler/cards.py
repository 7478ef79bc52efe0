"""Digests and selections made into what a face draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from curation.dates import shown_date
from curation.dedupe import Candidate
from curation.mix import Choice, Selection
from curation.reasons import Reason, Shortfall
from scheduler.messages import AlsoIn, ArticleCard, DigestPost
from store.digests import Content, Line, NewItem


def digest_post(content: Content, now: datetime) -> DigestPost:
    """A digest as it is posted at `now`, from which ages are told."""
    return DigestPost(
        digest_id=content.digest_id,
        local_date=content.local_date,
        time_zone=content.time_zone,
        sent_at=now,
        wanted=content.wanted,
        cards=tuple(card(line) for line in content.lines),
    )


def preview(selection: Selection, day: date, time_zone: str, now: datetime) -> DigestPost:
    """What `digest_post` would give, were the selection posted now."""
    return DigestPost(
        digest_id=None,
        local_date=day,
        time_zone=time_zone,
        sent_at=now,
        wanted=selection.wanted,
        cards=tuple(
            _card_of_choice(choice, number) for number, choice in enumerate(selection.choices, start=1)
        ),
    )


def items(selection: Selection) -> list[NewItem]:
    """The selection as it is remembered."""
    return [
        NewItem(
            article_id=choice.candidate.article_id,
            position=position,
            kind=choice.candidate.kind,
            reasons=codes(choice.reasons),
            also_in=[[other.source_title, other.url] for other in choice.also_in],
        )
        for position, choice in enumerate(selection.choices, start=1)
    ]


def codes(reasons: Iterable[Reason | Shortfall]) -> list[Any]:
    """As JSON: [[code, params], ...]."""
    return [[each.code.value, each.params] for each in reasons]


def _card_of_choice(choice: Choice, number: int) -> ArticleCard:
    return replace(
        candidate_card(choice.candidate, number),
        also_in=tuple(AlsoIn(other.source_title, other.url) for other in choice.also_in),
        reasons=tuple((each.code.value, each.params) for each in choice.reasons),
    )


def candidate_card(article: Candidate, number: int) -> ArticleCard:
    """An article that may be chosen; `number`: its place in a choice, 0 where it has none."""
    return ArticleCard(
        digest_id=None,
        article_id=article.article_id,
        number=number,
        title=article.title,
        url=article.url,
        source=article.source_title,
        kind=article.kind,
        type=article.type,
        summary=article.summary,
        image_url=article.image_url,
        published=shown_date(article.published, article.first_seen),
        minutes=article.minutes,
    )


def card(line: Line) -> ArticleCard:
    """An article as the store has it."""
    return ArticleCard(
        digest_id=line.digest_id,
        article_id=line.article_id,
        number=line.position,
        title=line.title,
        url=line.url,
        source=line.source_title or line.source_url,
        kind=line.kind,
        type=line.type,
        summary=line.summary,
        image_url=line.image_url,
        published=shown_date(line.published_at, line.seen_at),
        minutes=line.minutes,
        also_in=tuple(AlsoIn(*each) for each in line.also_in),
        reasons=tuple((code, params) for code, params in line.reasons),
    )
