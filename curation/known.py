"""The texts known so far, and which of them speak of what a new one does: at the same cost whatever their number."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from typing import Generic, TypeVar

from curation.likeness import LEAST_WORTH, Rarity, Text, likeness

LEADS, FOLLOWED = 24, 8
"""The words of a text that lead to it, its rarest; and those of a new one that are followed, the rarest that lead
anywhere."""
CROWD = 60
"""Texts a word may lead to: the latest."""
LOOKED_AT = 60
"""Texts looked at in passing, for one new text."""
COMPARED = 8
"""Texts compared in full, for one new text."""

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Held:
    """A known text. `leads`: the words that lead to it; `at`: when it was told."""

    text: Text
    whole: float
    leads: tuple[str, ...]
    at: datetime


class Known(Generic[Name]):
    """Texts by name, found by their rarest words. `rarity` is shared with whoever counts."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._held: OrderedDict[Name, _Held] = OrderedDict()
        self._led: dict[str, list[Name]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def put(self, name: Name, text: Text, at: datetime) -> None:
        """Keeps a text that is not held yet. Counting it in `rarity` is the caller's."""
        leads = tuple(self._rarest(text)[:LEADS])
        self._held[name] = _Held(text, self._rarity.whole(text), leads, at)
        for word in leads:
            led = self._led.setdefault(word, [])
            led.append(name)
            if len(led) > 2 * CROWD:
                del led[:-CROWD]

    def like(self, text: Text) -> list[tuple[Name, float]]:
        """The likest known texts with their likeness, the likest first, `COMPARED` at most."""
        worths = self._rarity.worths(text)
        passed: dict[Name, float] = {}
        looks = LOOKED_AT
        leads = [word for word in self._rarest(text) if word in self._led]
        for word in leads[:FOLLOWED]:
            for name in self._led[word][-min(CROWD, looks) :]:
                if name in self._held:
                    passed[name] = passed.get(name, 0.0) + worths[word]
                looks -= 1
            if looks <= 0:
                break
        order = {name: place for place, name in enumerate(passed)}
        nearest = nsmallest(COMPARED, passed, key=lambda name: (-passed[name], order[name]))
        whole = max(LEAST_WORTH, sum(worths.values()))
        found = [(name, self._likeness(worths, whole, self._held[name])) for name in nearest]
        found.sort(key=lambda each: -each[1])
        return found

    def forget(self, before: datetime) -> list[Text]:
        """Drops what was put first, as long as it was told before `before`; returns it, to be counted no more.

        The choice of a day reads its pool anew and forgets nothing; who keeps an index for long does, as
        benchmarks/synthetic_news.py measures.
        """
        dropped = []
        while self._held:
            name, held = next(iter(self._held.items()))
            if held.at >= before:
                break
            del self._held[name]
            dropped.append(held.text)
            for word in held.leads:
                led = self._led.get(word)
                if led is not None and name in led:
                    led.remove(name)
                    if not led:
                        del self._led[word]
        return dropped

    def _rarest(self, text: Text) -> list[str]:
        count = self._rarity.count
        return sorted(text.words, key=lambda word: (count(word), word))

    @staticmethod
    def _likeness(worths: dict[str, float], whole: float, held: _Held) -> float:
        return likeness(worths, whole, held.text, held.whole)
