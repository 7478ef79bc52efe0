"""A workspace's pool made ready once for all its audiences: folded into stories, each with what it is worth to anyone.

What differs from one audience to the next comes after, in `ranked`: only as many stories are looked at as may
still be among the best.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from math import exp, log

from curation.canonical import likeness
from curation.dedupe import Candidate, Story, fold
from curation.engagement import Engagement, Vector, affinity
from curation.rank import (
    TOPIC_MOST,
    USUAL,
    Scored,
    Signals,
    Taste,
    Weights,
    of_audience,
    timely,
    told,
)
from curation.text import usable_title


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A story as it may be shown. `worth`: to anyone, as a logarithm. `order`: what decides between equals."""

    story: Story
    worth: float
    timely: float
    rate: float
    content: float
    order: tuple[float, str, int]
    vector: Vector


@dataclass(frozen=True, slots=True)
class View:
    """The stories that can be shown in some languages, best first; and those that cannot, for want of a title
    (True) or for their language."""

    asked: tuple[Entry, ...]
    company: tuple[Entry, ...]
    market: tuple[Entry, ...]
    hidden: tuple[tuple[Story, bool], ...]

    def entries(self) -> Iterator[Entry]:
        """All that can be shown."""
        yield from self.asked
        yield from self.company
        yield from self.market


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """An entry with its worth to one audience, as a logarithm."""

    entry: Entry
    worth: float
    signals: Signals


class Stories:
    """The stories that `candidates` tell at `now` (aware), none older than `window` unless by hand.

    `engagement`, `weights`: what the workspace's log taught (see `learning`). The order of `candidates` does
    not matter. What it computes for one set of languages it keeps for the next audience that reads them.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate],
        now: datetime,
        window: timedelta,
        *,
        engagement: Engagement | None = None,
        weights: Weights = USUAL,
    ) -> None:
        pool = list(candidates)
        oldest = now - window
        fresh = [each for each in pool if each.by_hand or each.told_at >= oldest]
        self.now = now
        self.window = window
        self.empty = not pool
        self.too_old = len(pool) - len(fresh)
        # Folded before anything else is dropped: a story already posted from one outlet must not return from
        # another.
        self.stories: Sequence[Story] = fold(fresh)
        self.common = _common_addresses(fresh)
        self.engagement = engagement
        self.weights = weights
        self._views: dict[frozenset[str], View] = {}
        self._entries: dict[tuple[str, int], Entry] = {}

    def view(self, languages: frozenset[str]) -> View:
        """Where the lead cannot be shown, the next outlet stands for its story. No languages: any will do."""
        if languages not in self._views:
            self._views[languages] = self._seen(languages)
        return self._views[languages]

    def ranked(self, entries: Sequence[Entry], taste: Taste) -> Iterator[Ranked]:
        """`entries` (best first) in the order of their worth to this audience, looked at no further than needed."""
        most = self._most(taste)
        waiting: list[tuple[float, tuple[float, str, int], Ranked]] = []
        for entry in entries:
            while waiting and -waiting[0][0] > entry.worth + most:
                yield heappop(waiting)[2]
            item = self.to(entry, taste)
            heappush(waiting, (-item.worth, entry.order, item))
        while waiting:
            yield heappop(waiting)[2]

    def to(self, entry: Entry, taste: Taste) -> Ranked:
        """What it is worth to this audience."""
        source, topics = of_audience(entry.story.lead, taste)
        liked = affinity(taste.profile, entry.vector)
        worth = entry.worth
        if source or topics or liked:
            weights = self.weights
            worth += weights.source * source + weights.affinity * liked + weights.topics * topics
        return Ranked(entry, worth, Signals(entry.timely, source, entry.rate, entry.content, liked, topics))

    def scored(self, item: Ranked, taste: Taste) -> Scored:
        """With what is said of it."""
        story = item.entry.story
        return Scored(story, exp(item.worth), told(story, self.now, taste, self.engagement, item.signals))

    def _most(self, taste: Taste) -> float:
        """The most that this audience may add to a worth; a hair more, for what adding loses."""
        trusted = max((each.weight for each in taste.trust.values()), default=1.0)
        wanted = min(max(taste.topics.values(), default=1.0), TOPIC_MOST)
        liked = 1.0 if taste.profile.length and self.engagement else 0.0
        return (
            self.weights.source * log(max(trusted, 1.0))
            + self.weights.topics * log(max(wanted, 1.0))
            + self.weights.affinity * liked
            + 1e-9
        )

    def _seen(self, languages: frozenset[str]) -> View:
        shown: list[Entry] = []
        hidden: list[tuple[Story, bool]] = []
        for story in self.stories:
            titled = [member for member in story.members if usable_title(member.title)]
            fitting = [
                member
                for member in titled
                if not languages or member.language is None or member.language in languages
            ]
            if fitting:
                shown.append(self._entry(story, fitting[0]))
            else:
                hidden.append((story, not titled))
        shown.sort(key=lambda entry: (-entry.worth, entry.order))
        return View(
            tuple(entry for entry in shown if entry.story.by_hand),
            tuple(e for e in shown if e.story.lead.kind == "company" and not e.story.by_hand),
            tuple(e for e in shown if e.story.lead.kind != "company" and not e.story.by_hand),
            tuple(hidden),
        )

    def _entry(self, story: Story, lead: Candidate) -> Entry:
        key = (lead.key, lead.article_id)
        known = self._entries.get(key)
        if known is not None:
            return known
        if lead is not story.lead:
            others = tuple(member for member in story.members if member is not lead)
            story = Story(lead, others, story.how)
        weights, engagement = self.weights, self.engagement
        itself = timely(story, self.now)
        rate = content = 0.0
        vector: Vector = ()
        if engagement is not None:
            # The story's: another outlet of it may be what was shown elsewhere.
            rate = max((engagement.rate(each.article_id) for each in story.members), key=abs, default=0.0)
            content = engagement.content(lead)
            vector = engagement.vector(lead)
        worth = weights.timely * itself + weights.rate * rate + weights.content * content
        order = (-lead.told_at.timestamp(), lead.key, lead.article_id)
        entry = self._entries[key] = Entry(story, worth, itself, rate, content, order, vector)
        return entry


def _common_addresses(candidates: Iterable[Candidate]) -> frozenset[str]:
    """Addresses (see `canonical.likeness`) that one source gives to several titles, its home page for
    instance: they identify nothing."""
    titles: dict[tuple[str, int], str] = {}
    common = set()
    for candidate in candidates:
        address = likeness(candidate.url)
        title = " ".join(candidate.title.casefold().split())
        if titles.setdefault((address, candidate.source_id), title) != title:
            common.add(address)
    return frozenset(common)
