"""How much a story is worth showing now: freshness, who else tells it, its source, its substance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from curation.dates import far_ahead
from curation.dedupe import Candidate, Story
from curation.reasons import Reason, ReasonCode, reason
from curation.trust import Trust

HALF_LIFE = timedelta(hours=36)
SLOW_HALF_LIFE = timedelta(days=4)
SLOW_TYPES = frozenset(
    {"study", "white_paper", "resource", "training", "featured_occupation", "event", "trade_fair"}
)
"""What stays worth reading for longer than news."""
ECHO, ECHO_MOST = 0.1, 0.3
SUMMARY, PICTURE, DATED = 0.06, 0.04, 0.05
FRESH = timedelta(hours=48)
ANNOUNCED = frozenset({"event", "trade_fair", "job_dating"})
"""Whose feeds give the day it takes place as its date: one to come says nothing against it."""
UNDATED = 0.5
"""What is left of the freshness of what says no date: it may have been there long before it was first seen."""
NEUTRAL = Trust()


@dataclass(frozen=True, slots=True)
class Scored:
    """A story with its worth (about 0 to 2, comparable within one choice) and what speaks for it."""

    story: Story
    score: float
    reasons: tuple[Reason, ...]


def score(story: Story, now: datetime, trust: Mapping[int, Trust] | None = None) -> Scored:
    """The worth of `story` at `now` (aware). `trust`: by source id, see `trust.learnt`; none is neutral."""
    lead = story.lead
    age = max(now - lead.told_at, timedelta(0))
    elsewhere = {other.source_id for other in story.others if other.url != lead.url}
    outlets = len(elsewhere - {lead.source_id})
    echo = min(ECHO * log2(1 + outlets), ECHO_MOST)
    dated = _dated(lead)
    substance = SUMMARY * bool(lead.summary) + PICTURE * bool(lead.image_url) + DATED * dated
    of_source = (trust or {}).get(lead.source_id, NEUTRAL)
    worth = (_freshness(lead, age) + echo + substance) * of_source.weight
    reasons = [reason(ReasonCode.BY_HAND)] if story.by_hand else []
    if dated:
        reasons.append(_told(age))
    elif not story.by_hand:
        reasons.append(reason(ReasonCode.UNDATED))
    if outlets:
        reasons.append(reason(ReasonCode.ALSO_IN, count=outlets))
    if of_source.often:
        reasons.append(reason(ReasonCode.OFTEN_PICKED, source=lead.source_title))
    return Scored(story, worth, tuple(reasons))


def _dated(article: Candidate) -> bool:
    """Whether its date says when it was told."""
    return article.published is not None and not far_ahead(article.published, article.first_seen)


def _freshness(article: Candidate, age: timedelta) -> float:
    """From 1 to 0. A date to come earns none: it is a wrong clock, a text that was not ready, or a bid to
    stay on top."""
    left: float = 0.5 ** (age / (SLOW_HALF_LIFE if article.type in SLOW_TYPES else HALF_LIFE))
    if _dated(article) or article.type in ANNOUNCED:
        return left
    return UNDATED * left if article.published is None else 0.0


def _told(age: timedelta) -> Reason:
    if age < FRESH:
        return reason(ReasonCode.FRESH, hours=int(age.total_seconds() // 3600))
    return reason(ReasonCode.RECENT, days=age.days)
