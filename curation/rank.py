"""How much a story is worth showing now, and to whom: its signals, what weighs how much, and what it is told by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, log, log2
from typing import NamedTuple

from curation.dates import far_ahead
from curation.dedupe import Candidate, Story
from curation.engagement import NOBODY, Engagement, Profile, affinity
from curation.reasons import Reason, ReasonCode, reason
from curation.trust import Trust

HALF_LIFE = timedelta(hours=36)
HALF_LIVES: Mapping[str, timedelta] = {
    "company_news": timedelta(days=2),
    "award": timedelta(days=3),
    "analysis": timedelta(days=3),
    "study": timedelta(days=4),
    "white_paper": timedelta(days=4),
    "resource": timedelta(days=4),
    "training": timedelta(days=4),
    "featured_occupation": timedelta(days=4),
    "event": timedelta(days=4),
    "trade_fair": timedelta(days=4),
    "job_dating": timedelta(days=4),
    "job_offer": timedelta(days=4),
    "internship": timedelta(days=4),
}
"""What stays worth reading for longer than news."""
ECHO, ECHO_MOST = 0.1, 0.3
SUMMARY, PICTURE, DATED = 0.06, 0.04, 0.05
LEAST_TIMELY = 0.02
NO_HEADLINE = 0.3
"""What is left of what bears an address, a formula or a mark-up as its title: nobody would share it."""
FRESH = timedelta(hours=48)
ANNOUNCED = frozenset({"event", "trade_fair", "job_dating"})
"""Whose feeds give the day it takes place as its date: one to come says nothing against it."""
UNDATED = 0.5
"""What is left of the freshness of what says no date: it may have been there long before it was first seen."""
TOPIC_LEAST, TOPIC_MOST = 0.25, 2.0
WANTED = 1.75
"""What a topic weighs that an audience asked for: a day and a half of a news story's age. On the sample feeds, more
brought no more."""
NEUTRAL = Trust()
_ODD = re.compile(r"^\s*[=<{]|://|<\W?\w+[^>]*>")
WELL_PICKED, WELL_PICKED_ACTS = log(1.5), 3
"""From when an article is said to do well elsewhere, as a logarithm over what it was due."""
CLOSE = 0.35
"""From which affinity it is said."""


class Signals(NamedTuple):
    """What speaks for an article, each as a logarithm: 0.0 is neutral, but for `affinity` (0.0 to 1.0)."""

    timely: float
    source: float = 0.0
    rate: float = 0.0
    content: float = 0.0
    affinity: float = 0.0
    topics: float = 0.0


class Weights(NamedTuple):
    """How much each signal counts. As it comes: each in full, but what words alone suggest."""

    timely: float = 1.0
    source: float = 1.0
    rate: float = 1.0
    content: float = 0.5
    affinity: float = 0.7
    topics: float = 1.0


USUAL = Weights()


@dataclass(frozen=True, slots=True)
class Taste:
    """What is known of an audience; nothing is neutral. `trust`: by source id. `topics`: how much each is
    wanted, 1.0 neutral (held between 0.25 and 2). `profile`: what it picked before."""

    trust: Mapping[int, Trust] = field(default_factory=dict)
    topics: Mapping[str, float] = field(default_factory=dict)
    profile: Profile = NOBODY


ANYONE = Taste()


@dataclass(frozen=True, slots=True)
class Scored:
    """A story with its worth (about 0 to 2, comparable within one choice) and what speaks for it."""

    story: Story
    score: float
    reasons: tuple[Reason, ...]


def score(
    story: Story,
    now: datetime,
    taste: Taste = ANYONE,
    *,
    engagement: Engagement | None = None,
    weights: Weights = USUAL,
) -> Scored:
    """The worth of `story` at `now` (aware) to the audience of that `taste`. `engagement`: how articles did
    with all who were shown them; none is neutral."""
    found = signals(story, now, taste, engagement)
    return Scored(story, worth(found, weights), told(story, now, taste, engagement, found))


def worth(found: Signals, weights: Weights = USUAL) -> float:
    """Signals weighed together."""
    return exp(sum(one * weight for one, weight in zip(found, weights, strict=True)))


def signals(
    story: Story, now: datetime, taste: Taste = ANYONE, engagement: Engagement | None = None
) -> Signals:
    """All that speaks for or against a story; see `score`."""
    lead = story.lead
    source, topics = of_source(lead, taste), of_topics(lead, taste)
    if engagement is None:
        return Signals(timely(story, now), source, topics=topics)
    return Signals(
        timely(story, now),
        source,
        engagement.rate(lead.article_id),
        engagement.content(lead),
        affinity(taste.profile, engagement.vector(lead)) if taste.profile.length else 0.0,
        topics,
    )


def of_source(article: Candidate, taste: Taste) -> float:
    """The signal of its source."""
    trusted = taste.trust.get(article.outlet)
    return log(trusted.weight) if trusted else 0.0


def of_topics(article: Candidate, taste: Taste) -> float:
    """The signal of its topics: of those that are wanted or not, the most wanted counts."""
    known = [taste.topics[topic] for topic in article.topics if topic in taste.topics]
    return log(min(max(max(known), TOPIC_LEAST), TOPIC_MOST)) if known else 0.0


def timely(story: Story, now: datetime) -> float:
    """The signal of what the story is by itself: fresh, told by others too, with something to read and see."""
    lead = story.lead
    dated = _dated(lead)
    echo = min(ECHO * log2(1 + _outlets(story)), ECHO_MOST)
    substance = SUMMARY * bool(lead.summary) + PICTURE * bool(lead.image_url) + DATED * dated
    worth = _freshness(lead, _age(lead, now), dated) + echo + substance
    return log(max(worth * (NO_HEADLINE if _ODD.search(lead.title) else 1.0), LEAST_TIMELY))


def told(
    story: Story, now: datetime, taste: Taste, engagement: Engagement | None, found: Signals
) -> tuple[Reason, ...]:
    """What speaks for it, in the order in which it is said."""
    lead = story.lead
    reasons = [reason(ReasonCode.BY_HAND)] if story.by_hand else []
    if _dated(lead):
        reasons.append(_when(_age(lead, now)))
    elif not story.by_hand:
        reasons.append(reason(ReasonCode.UNDATED))
    if outlets := _outlets(story):
        reasons.append(reason(ReasonCode.ALSO_IN, count=outlets))
    if taste.trust.get(lead.outlet, NEUTRAL).often:
        reasons.append(reason(ReasonCode.OFTEN_PICKED, source=lead.source_title))
    acts = engagement.acts(lead.article_id) if engagement else 0
    if found.rate >= WELL_PICKED and acts >= WELL_PICKED_ACTS:
        reasons.append(reason(ReasonCode.WELL_PICKED, count=acts))
    if found.topics > 0:
        topic = max(
            (each for each in lead.topics if each in taste.topics),
            key=lambda each: (taste.topics[each], each),
        )
        reasons.append(reason(ReasonCode.TOPIC, topic=topic))
    if found.affinity >= CLOSE:
        reasons.append(reason(ReasonCode.LIKE_PICKED))
    return tuple(reasons)


def _outlets(story: Story) -> int:
    """How many other sources tell it, at addresses of their own."""
    elsewhere = {other.outlet for other in story.others if other.url != story.lead.url}
    return len(elsewhere - {story.lead.outlet})


def _age(article: Candidate, now: datetime) -> timedelta:
    return max(now - article.told_at, timedelta(0))


def _dated(article: Candidate) -> bool:
    """Whether its date says when it was told."""
    return article.published is not None and not far_ahead(article.published, article.first_seen)


def _freshness(article: Candidate, age: timedelta, dated: bool) -> float:
    """From 1 to 0. A date to come earns none: it is a wrong clock, a text that was not ready, or a bid to
    stay on top."""
    left: float = 0.5 ** (age / HALF_LIVES.get(article.type or "", HALF_LIFE))
    if dated or article.type in ANNOUNCED:
        return left
    return UNDATED * left if article.published is None else 0.0


def _when(age: timedelta) -> Reason:
    if age < FRESH:
        return reason(ReasonCode.FRESH, hours=int(age.total_seconds() // 3600))
    return reason(ReasonCode.RECENT, days=age.days)
