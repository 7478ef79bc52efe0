"""How much a story is worth showing now: freshness, who else tells it, its source, its substance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from curation.dedupe import Story
from curation.reasons import Reason, ReasonCode, reason

HALF_LIFE = timedelta(hours=36)
SLOW_HALF_LIFE = timedelta(days=4)
SLOW_TYPES = frozenset(
    {"study", "white_paper", "resource", "training", "featured_occupation", "event", "trade_fair"}
)
"""What stays worth reading for longer than news."""
ECHO, ECHO_MOST = 0.1, 0.3
SUMMARY, PICTURE, DATED = 0.06, 0.04, 0.05
FRESH = timedelta(hours=48)
TRUST_AT_MOST = 2.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A story with its worth (about 0 to 2, comparable within one choice) and what speaks for it."""

    story: Story
    score: float
    reasons: tuple[Reason, ...]


def score(story: Story, now: datetime, trust: Mapping[int, float] | None = None) -> Scored:
    """The worth of `story` at `now` (aware). `trust`: by source id, 1.0 being neutral, between 0 and 2."""
    lead = story.lead
    age = max(now - lead.told_at, timedelta(0))
    half_life = SLOW_HALF_LIFE if lead.type in SLOW_TYPES else HALF_LIFE
    outlets = len({other.source_id for other in story.others} - {lead.source_id})
    echo = min(ECHO * log2(1 + outlets), ECHO_MOST)
    substance = (
        SUMMARY * bool(lead.summary) + PICTURE * bool(lead.image_url) + DATED * (lead.published is not None)
    )
    weight = min(max((trust or {}).get(lead.source_id, 1.0), 0.0), TRUST_AT_MOST)
    worth = (0.5 ** (age / half_life) + echo + substance) * weight
    reasons = [reason(ReasonCode.BY_HAND)] if story.by_hand else []
    reasons.append(
        reason(ReasonCode.FRESH, hours=int(age.total_seconds() // 3600))
        if age < FRESH
        else reason(ReasonCode.RECENT, days=age.days)
    )
    if outlets:
        reasons.append(reason(ReasonCode.ALSO_IN, count=outlets))
    if weight > 1:
        reasons.append(reason(ReasonCode.TRUSTED, source=lead.source_title))
    return Scored(story, worth, tuple(reasons))
