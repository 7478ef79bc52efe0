"""A workspace's pool made ready once for all its audiences: folded into stories, each with what it is worth to anyone.

What differs from one audience to the next comes after, in `ranked`: only as many stories are looked at as may
still be among the best.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush, heapreplace, nlargest
from math import exp, log, sqrt

from curation.dedupe import NOTHING_SAID, Candidate, Story, Suggestion, common_addresses, gather
from curation.engagement import Engagement, Vector, affinity
from curation.rank import (
    TOPIC_MOST,
    USUAL,
    Scored,
    Signals,
    Taste,
    Weights,
    of_source,
    of_topics,
    timely,
    told,
)
from curation.said import Said
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


BySource = tuple[tuple[int, tuple[Entry, ...]], ...]


@dataclass(frozen=True, slots=True)
class View:
    """The stories that can be shown in some languages: what editors added, then the company's and the others by
    source, best first; and those that cannot, for want of a title (True) or for their language.

    `longest`: words of the longest vector.
    """

    asked: tuple[Entry, ...]
    company: BySource
    market: BySource
    longest: int
    hidden: tuple[tuple[Story, bool], ...]

    def entries(self) -> Iterator[Entry]:
        """All that can be shown."""
        yield from self.asked
        for _, entries in (*self.company, *self.market):
            yield from entries


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """An entry with its worth to one audience, as a logarithm."""

    entry: Entry
    worth: float
    signals: Signals


class Stories:
    """The stories that `candidates` tell at `now` (aware), none older than `window` unless by hand.

    `engagement`, `weights`: what the workspace's log taught (see `learning`). `said`: what editors said of stories.
    `suggestions`: the stories that may be one, the likest first. The order of `candidates` does
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
        said: Said = NOTHING_SAID,
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
        gathered = gather(fresh, said=said)
        self.stories: Sequence[Story] = gathered.stories
        self.suggestions: Sequence[Suggestion] = gathered.suggestions
        self.common = common_addresses(fresh)
        self.engagement = engagement
        self.weights = weights
        self._views: dict[frozenset[str], View] = {}
        self._entries: dict[tuple[str, int], Entry] = {}

    def view(self, languages: frozenset[str]) -> View:
        """Where the lead cannot be shown, the next outlet stands for its story. No languages: any will do."""
        if languages not in self._views:
            self._views[languages] = self._seen(languages)
        return self._views[languages]

    def ranked(self, view: View, by_source: BySource, taste: Taste) -> Iterator[Ranked]:
        """The stories of `by_source`, one of the view's, in the order of their worth to this audience; they are
        looked at no further than needed."""
        wanted, liked = self._most(view, taste)
        trusted = {source: self.weights.source * log(trust.weight) for source, trust in taste.trust.items()}
        heads = [
            (-entries[0].worth - trusted.get(source, 0.0) - wanted - liked, source, 0, entries)
            for source, entries in by_source
        ]
        heapify(heads)
        # In turn: the most that a source may still bring, the most that a story may be worth, what it is worth.
        waiting: list[tuple[float, tuple[float, str, int], Entry, Ranked | None]] = []
        while heads or waiting:
            if waiting and (not heads or waiting[0][0] < heads[0][0]):
                _, order, entry, item = heappop(waiting)
                if item is None:
                    item = self.to(entry, taste)
                    heappush(waiting, (-item.worth, order, entry, item))
                else:
                    yield item
                continue
            _, source, place, entries = heads[0]
            entry, weighed = entries[place], trusted.get(source, 0.0)
            topics = self.weights.topics * of_topics(entry.story.lead, taste) if wanted else 0.0
            heappush(waiting, (-entry.worth - weighed - topics - liked, entry.order, entry, None))
            if place + 1 < len(entries):
                after = -entries[place + 1].worth - weighed - wanted - liked
                heapreplace(heads, (after, source, place + 1, entries))
            else:
                heappop(heads)

    def to(self, entry: Entry, taste: Taste) -> Ranked:
        """What it is worth to this audience."""
        source, topics = of_source(entry.story.lead, taste), of_topics(entry.story.lead, taste)
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

    def _most(self, view: View, taste: Taste) -> tuple[float, float]:
        """The most that topics and likes may add to a worth; a hair more, for what adding loses."""
        wanted = min(max(taste.topics.values(), default=1.0), TOPIC_MOST)
        liked = 0.0
        if taste.profile.length:
            # No article of so many words is closer than one of the audience's dearest words (Cauchy-Schwarz).
            dearest = nlargest(view.longest, taste.profile.words.values())
            liked = sqrt(sum(value * value for value in dearest)) / taste.profile.length
        topics = self.weights.topics * log(max(wanted, 1.0)) if taste.topics else 0.0
        return topics, self.weights.affinity * liked + 1e-9

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
        rest = [entry for entry in shown if not entry.story.by_hand]
        return View(
            tuple(entry for entry in shown if entry.story.by_hand),
            _by_source(entry for entry in rest if entry.story.lead.kind == "company"),
            _by_source(entry for entry in rest if entry.story.lead.kind != "company"),
            max((len(entry.vector) for entry in shown), default=0),
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


def _by_source(entries: Iterable[Entry]) -> BySource:
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.story.lead.outlet, []).append(entry)
    return tuple((source, tuple(of_source)) for source, of_source in found.items())
