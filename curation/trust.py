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
    they were picked, each person counting once an article."""

    source_id: int
    position: int
    shown: int
    picks: int


@dataclass(frozen=True, slots=True)
class Trust:
    """`weight`: what a story's worth is multiplied by, 1.0 being neutral. `often`: it may be said aloud."""

    weight: float = 1.0
    often: bool = False


def learnt(counts: Iterable[Shown]) -> Mapping[int, Trust]:
    """By source id. What is not there is neutral: a source that was never shown, or all while nothing was picked.

    A source's picks are set against those its articles' places would have got from any source, since the first
    is picked more than the last whatever it is; both with a prior: 25 articles picked as the audience
    usually does, one pick at least.
    """
    counts = [each for each in counts if each.shown > 0]
    shown, picks = Counter[int](), Counter[int]()
    for each in counts:
        shown[each.position] += each.shown
        picks[each.position] += each.picks
    if not picks.total():
        return {}
    usual = picks.total() / shown.total()
    by_place = {place: (picks[place] + PRIOR_SHOWN * usual) / (shown[place] + PRIOR_SHOWN) for place in shown}
    prior = max(PRIOR_SHOWN * usual, PRIOR_PICKS)
    found = Counter[int]()
    due: dict[int, float] = {}
    for each in counts:
        due[each.source_id] = due.get(each.source_id, 0.0) + each.shown * by_place[each.position]
        found[each.source_id] += each.picks
    return {source: _trust(found[source], due[source], prior) for source in due}


def _trust(picks: int, expected: float, prior: float) -> Trust:
    weight = min(max((picks + prior) / (expected + prior), LEAST), MOST)
    return Trust(weight, weight >= OFTEN and picks >= OFTEN_PICKS)
