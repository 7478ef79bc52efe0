"""What the clock sends to a chat: plain data that a face turns into its own blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from programme.boards import Board

Params = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """The same story elsewhere."""

    source: str
    url: str


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article as a reader meets it. `number` is its place in the digest, from 1."""

    digest_id: int | None
    article_id: int
    number: int
    title: str
    url: str
    source: str
    kind: str  # company | market
    type: str | None  # of product.md's D2
    summary: str
    image_url: str | None
    published: datetime | None
    minutes: int  # to read, or to listen
    also_in: tuple[AlsoIn, ...] = ()
    reasons: tuple[tuple[str, Params], ...] = ()  # curation's reason codes


@dataclass(frozen=True, slots=True)
class DigestPost:
    """The day's selection. `sent_at` is the instant that ages are told from."""

    digest_id: int | None  # None in a preview
    local_date: date
    time_zone: str
    sent_at: datetime
    wanted: int
    cards: tuple[ArticleCard, ...]


@dataclass(frozen=True, slots=True)
class BoardPost:
    """The week's leaderboard; dates are local to the channel, both inclusive."""

    year: int
    week: int
    first_day: date
    last_day: date
    board: Board


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence or two for the admins. Codes: few_articles, no_articles, source_failing, source_gone, source_given_up,
    channel_stopped, delivery_parked, delivery_failed."""

    code: str
    params: Params


Message = DigestPost | BoardPost | Notice
