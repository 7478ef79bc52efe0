"""A day being filled: the best next story, each one more of a source, a topic or a kind counting for less."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from math import log

from curation.editorial import Campaign
from curation.rank import Taste
from curation.stories import Entry, Ranked
from curation.trust import PRIOR_SHOWN

AGAIN_SOURCE, AGAIN_TOPIC, AGAIN_TYPE = log(0.85), log(0.85), log(0.7)
"""What a story loses for each one of the same that stands there already."""
NEWS = frozenset({None, "article", "press", "analysis", "company_news"})
"""Types of which a day may be made whole: they count for variety by source and topic alone."""
AMONG = 10
LITTLE_SHOWN = PRIOR_SHOWN
"""Of whose sources less than this was shown, little is known."""
NO_WORSE = log(0.5)
"""What is tried is worth at least half of what it takes the place of."""


@dataclass(slots=True)
class Day:
    """What each source, topic and type has so far. `limit`: stories one source may have."""

    limit: int
    campaigns: Sequence[Campaign] = ()
    sources: Counter[int] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    of_campaign: Counter[str] = field(default_factory=Counter)

    def take(self, entry: Entry, count: int = 1) -> None:
        """Puts it in; with `count` -1, out again."""
        lead = entry.story.lead
        self.sources[lead.outlet] += count
        for topic in lead.topics:
            self.topics[topic] += count
        if lead.type is not None and lead.type not in NEWS:
            self.types[lead.type] += count
        for campaign in self.campaigns:
            if tells_of(entry, campaign):
                self.of_campaign[campaign.name] += count

    def full(self, entry: Entry) -> bool:
        """Whether its source has its share already."""
        return self.sources[entry.story.lead.outlet] >= self.limit

    def room(self, entry: Entry) -> bool:
        """Whether its source and its campaigns may have one more."""
        return not self.full(entry) and not any(
            campaign.most is not None
            and self.of_campaign[campaign.name] >= campaign.most
            and tells_of(entry, campaign)
            for campaign in self.campaigns
        )

    def loss(self, entry: Entry) -> float:
        """What it loses for being like what stands there, as a logarithm: 0.0 or less."""
        lead = entry.story.lead
        lost = AGAIN_SOURCE * self.sources[lead.outlet]
        if lead.topics:
            lost += AGAIN_TOPIC * max(self.topics[topic] for topic in lead.topics)
        if lead.type is not None and lead.type not in NEWS:
            lost += AGAIN_TYPE * self.types[lead.type]
        return lost


def tells_of(entry: Entry, campaign: Campaign) -> bool:
    """Whether the story holds an article of the campaign."""
    return any(member.article_id in campaign.articles for member in entry.story.members)


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A story of the day, with its worth beside what stood there when it was taken, as a logarithm."""

    item: Ranked
    worth: float


class Line:
    """Stories waiting to be taken, best first. `may`: which of them may stand in this day at all; it is asked
    only of what would be taken, since asking takes a while."""

    def __init__(self, ranked: Iterable[Ranked], may: Callable[[Entry], bool]) -> None:
        self._coming: Iterator[Ranked] = iter(ranked)
        self._may = may
        self._next: Ranked | None = next(self._coming, None)
        self._waiting: list[Ranked] = []
        self._shut: list[Ranked] = []

    def take(self, day: Day, most: int) -> list[Taken]:
        """The best `most` that the day has room for; fewer when there are not so many."""
        taken: list[Taken] = []
        while len(taken) < most and (found := self._best(day)) is not None:
            self._waiting.remove(found.item)
            if self._may(found.item.entry):
                day.take(found.item.entry)
                taken.append(found)
        return taken

    def give_back(self, day: Day, taken: Iterable[Taken]) -> None:
        """Out of the day, and back in line; with them, those whose source may now have room again."""
        for each in taken:
            day.take(each.item.entry, -1)
            self._waiting.append(each.item)
        self._waiting += self._shut
        self._shut = []

    def rest(self) -> list[Ranked]:
        """All that was not taken, and may."""
        while self._next is not None:
            self._waiting.append(self._pull(self._next))
        self._waiting = [item for item in self._waiting if self._may(item.entry)]
        self._shut = [item for item in self._shut if self._may(item.entry)]
        return self._waiting + self._shut

    def little_known(self, day: Day, taste: Taste, least: float) -> list[Ranked]:
        """The best few that are worth `least` and of whose sources little was shown."""
        while self._next is not None and self._next.worth >= least and len(self._waiting) < 10 * AMONG:
            self._waiting.append(self._pull(self._next))

        def little(item: Ranked) -> bool:
            known = taste.trust.get(item.entry.story.lead.outlet)
            return known is None or known.shown < LITTLE_SHOWN

        found = [
            each
            for each in self._waiting
            if each.worth >= least and little(each) and day.room(each.entry) and not each.entry.story.by_hand
        ]
        found.sort(key=lambda each: (-each.worth, each.entry.order))
        return list(islice((each for each in found if self._may(each.entry)), AMONG))

    def any_left(self) -> bool:
        """Whether something that may stand in the day was not taken."""
        return any(self._may(item.entry) for item in self._waiting + self._shut) or bool(self.rest())

    def pick(self, day: Day, item: Ranked) -> Taken:
        """Takes this very one, which stands in line."""
        worth = item.worth + day.loss(item.entry)
        self._waiting.remove(item)
        day.take(item.entry)
        return Taken(item, worth)

    def _best(self, day: Day) -> Taken | None:
        best: tuple[float, tuple[float, str, int]] | None = None
        found: Ranked | None = None
        self._shut += [item for item in self._waiting if not day.room(item.entry)]
        self._waiting = [item for item in self._waiting if day.room(item.entry)]

        def weigh(item: Ranked) -> None:
            nonlocal best, found
            rank = (-(item.worth + day.loss(item.entry)), item.entry.order)
            if best is None or rank < best:
                best, found = rank, item

        for item in self._waiting:
            weigh(item)
        # Beside what stands there a story only loses: once the next one cannot win, no later one can.
        while self._next is not None and (best is None or self._next.worth >= -best[0]):
            item = self._pull(self._next)
            if day.room(item.entry):
                self._waiting.append(item)
                weigh(item)
            else:
                self._shut.append(item)
        return None if found is None or best is None else Taken(found, -best[0])

    def _pull(self, item: Ranked) -> Ranked:
        self._next = next(self._coming, None)
        return item


def drawn(items: Sequence[Ranked], seed: str) -> Ranked:
    """One of them, each as likely, the same for the same seed whatever their order."""
    return min(items, key=lambda item: sha256(f"{seed} {item.entry.order[1:]}".encode()).digest())
