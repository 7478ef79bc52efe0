"""Learning from the log, list by list, in time order: counts of engagement, trust, and how much each signal weighs.

What is known of a list is asked before what was done there is added: nothing is learnt from what is to come.
"""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from math import exp, sqrt

from curation.dedupe import Candidate, Story
from curation.engagement import LIST_ACTS, PLACES, Engagement, Showing
from curation.rank import USUAL, Signals, Taste, Weights, signals
from curation.trust import Shown, Tally

STEP = 0.3
PATIENCE = 30.0
"""How much must be seen before the usual weights give way."""
LEAST, MOST = 0.0, 3.0
"""No signal counts against itself, nor drowns the others."""


class Learner:
    """What a log teaches of its audiences, of its articles, and of the weights that told best what would be done."""

    def __init__(self, weights: Weights = USUAL) -> None:
        self.engagement = Engagement()
        self._weights = list(weights)
        self._seen = [PATIENCE] * len(weights)
        self._tallies: dict[Hashable, Tally] = {}

    @property
    def weights(self) -> Weights:
        return Weights(*self._weights)

    def taste(self, audience: Hashable, sources: Iterable[int] | None = None) -> Taste:
        """What is known of an audience: its trust in `sources` (default: all), what it picked."""
        tally = self._tallies.get(audience)
        return Taste(tally.trust(sources) if tally else {}, {}, self.engagement.profile(audience))

    def signals(self, audience: Hashable, articles: Sequence[Candidate], now: datetime) -> list[Signals]:
        """Of each article, as a story of its own."""
        self.engagement.meet(articles)
        taste = self.taste(audience, {article.outlet for article in articles})
        return [signals(Story(article), now, taste, self.engagement) for article in articles]

    def learn(
        self,
        audience: Hashable,
        shown: Sequence[Showing],
        now: datetime,
        found: Sequence[Signals] | None = None,
    ) -> None:
        """Adds one list as it stood, first place first. `found`: its signals as they were, when they are known."""
        if any(each.acts for each in shown):
            if found is None:
                found = self.signals(audience, [each.article for each in shown], now)
            else:
                self.engagement.meet(each.article for each in shown)
            self._weigh(found, shown)
        self.engagement.add(audience, shown)
        tally = self._tallies.setdefault(audience, Tally())
        for place, each in enumerate(shown, start=1):
            tally.add(Shown(each.article.outlet, min(place, PLACES), 1, each.acts))

    def _weigh(self, found: Sequence[Signals], shown: Sequence[Showing]) -> None:
        """One step towards the weights under which what was done was likelier: a conditional logit, in which
        only the differences within the list count, each place having its own pull. Steps shrink as more is
        seen (AdaGrad)."""
        places = self.engagement.places(len(shown))
        pulls = [
            place * exp(sum(one * weight for one, weight in zip(each, self._weights, strict=True)))
            for place, each in zip(places, found, strict=True)
        ]
        whole = sum(pulls)
        total = sum(each.acts for each in shown)
        weight = min(1.0, LIST_ACTS / total)
        surprises = [
            weight * (each.acts - total * pull / whole) for pull, each in zip(pulls, shown, strict=True)
        ]
        for number, values in enumerate(zip(*found, strict=True)):
            slope = sum(value * surprise for value, surprise in zip(values, surprises, strict=True))
            if slope:
                self._seen[number] += slope * slope
                moved = self._weights[number] + STEP * slope / sqrt(self._seen[number])
                self._weights[number] = min(max(moved, LEAST), MOST)
