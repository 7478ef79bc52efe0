"""How much a source's stories are worth to one audience, learnt from what it was shown and what it picked. Pure.

Counts alone: who picked is neither needed nor known here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PRIOR_PICKS, PRIOR_SHOWN = 1, 25
"""What a source is lent before it has shown itself. On a log of news, (picks + 1) / (shown + 25) told what is
read next far better than counts of picks, and than recency."""
LEAST, MOST = 0.5, 2.0
"""No source is silenced, nor so far ahead that freshness no longer counts."""
OFTEN, OFTEN_PICKS = 1.2, 3
"""From when a source is said to be often picked: this much above the audience's usual, and not on one whim."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How often articles of one source stood in one place (1 is first) of an audience's digests, and how often
    they were picked, each person counting once an article; a draft and a share of it count as a pick more."""

    source_id: int
    position: int
    shown: int
    picks: int


@dataclass(frozen=True, slots=True)
class Trust:
    """`weight`: what a story's worth is multiplied by, 1.0 being neutral. `often`: it may be said aloud.
    `shown`: how many of its articles it was learnt from."""

    weight: float = 1.0
    often: bool = False
    shown: int = 0


class Tally:
    """One audience's counts, added to one by one."""

    def __init__(self) -> None:
        self._shown: Counter[int] = Counter()
        self._picks: Counter[int] = Counter()
        self._by_source: dict[int, Counter[int]] = {}
        self._found: Counter[int] = Counter()

    def add(self, each: Shown) -> None:
        if each.shown <= 0:
            return
        self._shown[each.position] += each.shown
        self._picks[each.position] += each.picks
        self._by_source.setdefault(each.source_id, Counter())[each.position] += each.shown
        self._found[each.source_id] += each.picks

    def trust(self, sources: Iterable[int] | None = None) -> Mapping[int, Trust]:
        """By source id, of `sources` (default: all there are). What is not there is neutral: a source that was never
        shown, or all while nothing was picked.

        A source's picks are set against those its articles' places would have got from any source, since the first
        is picked more than the last whatever it is; both with a prior: 25 articles picked as the audience
        usually does, one pick at least.
        """
        picks = self._picks.total()
        if not picks:
            return {}
        usual = picks / self._shown.total()
        prior = max(PRIOR_SHOWN * usual, PRIOR_PICKS)
        asked = self._by_source if sources is None else self._by_source.keys() & set(sources)
        by_place: dict[int, float] = {}
        found = {}
        for source in asked:
            places = self._by_source[source]
            for place in places:
                if place not in by_place:
                    by_place[place] = (self._picks[place] + PRIOR_SHOWN * usual) / (
                        self._shown[place] + PRIOR_SHOWN
                    )
            due = sum(shown * by_place[place] for place, shown in places.items())
            found[source] = _trust(self._found[source], due, prior, places.total())
        return found


def _trust(picks: int, expected: float, prior: float, shown: int) -> Trust:
    weight = min(max((picks + prior) / (expected + prior), LEAST), MOST)
    return Trust(weight, weight >= OFTEN and picks >= OFTEN_PICKS, shown)
