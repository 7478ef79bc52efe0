"""How much two texts speak of the same thing: the rare words they share, against all that they say.

A word is worth the square of its rarity among the texts at hand, from 0 to 1. Chosen on hand-labelled pairs of trade
news (docs/decisions/0009-the-same-story.md).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

from curation.common_words import GRAMMAR, ORDINARY

SUMMARY_READ = 400
"""Characters of a summary that count: a story is told in its first lines."""
SMALL_POOL = 100
"""Texts below which rarity cannot be learnt: fewer are taken for so many."""
ORDINARY_SHARE = 0.1
"""Where an ordinary word stands at the least, as a share of the texts."""
USUAL_WORTH, LEAST_WORTH = 20.0, 16.0
"""The worth of a title with a summary; and what a shorter text counts as, so that three words of a bare title are
no proof."""
LENGTH = 0.4
"""How far a long text must share more: 0 not at all, 0.5 as in a cosine."""
NOTHING = 0.3
"""Beneath the logarithm, so that texts which share nothing still compare."""
UNLIKE = log(NOTHING)

_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_WRITTEN = re.compile(r"\w+(?:[-.,]\w+)*")
_ENDINGS = ("ings", "ing", "ed", "es", "s", "e")


@dataclass(frozen=True, slots=True)
class Text:
    """The telling words of a title and its summary, each once, in order of the alphabet."""

    words: tuple[str, ...]


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def spelt(words: Iterable[str], *texts: str) -> tuple[str, ...]:
    """Words of a `Text` in their order, each as the first of `texts` that holds it writes it, hyphens and all, once;
    those of none are left out."""
    found: dict[str, str] = {}
    for each in texts:
        for written in _WRITTEN.findall(unicodedata.normalize("NFKC", each)):
            bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", written.casefold()))
            for word in _WORD.findall(bare):
                found.setdefault(_stem(word), written)
    return tuple(dict.fromkeys(found[word] for word in words if word in found))


_ORDINARY = frozenset(_stem(word) for word in ORDINARY)


def text(title: str, summary: str) -> Text:
    """What counts of an article: words without case, accents and usual endings; figures apart from their units."""
    whole = unicodedata.normalize("NFKC", f"{title} {summary[:SUMMARY_READ]}").casefold()
    if not whole.isascii():
        whole = _ACCENTS.sub("", unicodedata.normalize("NFKD", whole))
    found = set(_WORD.findall(whole)) - GRAMMAR
    return Text(tuple(sorted({_stem(word) for word in found if len(word) > 1 or word.isdigit()})))


class Rarity:
    """How many texts hold each word."""

    def __init__(self, texts: Iterable[Text] = ()) -> None:
        self._counts: dict[str, int] = {}
        self._total = 0
        self._by_word: dict[str, float] = {}
        self._by_count: dict[int, float] = {}
        self._by_count_of = 0
        for each in texts:
            self.add(each)

    def add(self, new: Text) -> None:
        """Counts one text more."""
        counts = self._counts
        for word in new.words:
            counts[word] = counts.get(word, 0) + 1
        self._total += 1
        self._by_word.clear()

    def take_away(self, old: Text) -> None:
        """Counts a text no more that was added before: what `Known.forget` gave back, where an index is kept for long
        (the choice of a day counts anew)."""
        for word in old.words:
            left = self._counts[word] - 1
            if left:
                self._counts[word] = left
            else:
                del self._counts[word]
        self._total -= 1
        self._by_word.clear()

    def count(self, word: str) -> int:
        """In how many texts it stands."""
        return self._counts.get(word, 0)

    def worth(self, word: str) -> float:
        """From 0 (in every text) to 1 (in one alone)."""
        found = self._by_word.get(word)
        if found is None:
            found = self._by_word[word] = self._worth(word)
        return found

    def _worth(self, word: str) -> float:
        total = max(self._total, SMALL_POOL)
        # What a count is worth moves with the logarithm of the total: it need not be worked out for each text.
        if abs(total - self._by_count_of) * 50 > total:
            self._by_count.clear()
            self._by_count_of = total
        count = self.count(word)
        if word in _ORDINARY:
            count = max(count, int(ORDINARY_SHARE * total))
        found = self._by_count.get(count)
        if found is None:
            share = min(1.0, (1 + count) / (1 + total))
            found = min(1.0, ((1 - log(share)) / (1 + log((1 + total) / 2))) ** 2)
            self._by_count[count] = found
        return found

    def worths(self, of: Text) -> dict[str, float]:
        """Each word's."""
        return {word: self.worth(word) for word in of.words}

    def whole(self, of: Text) -> float:
        """What all of a text is worth, `LEAST_WORTH` at least."""
        return max(LEAST_WORTH, sum(map(self.worth, of.words)))


def likeness(one: dict[str, float], one_whole: float, other: Text, other_whole: float) -> float:
    """From `UNLIKE` (-1.2) up: 1.2 is where most pairs are one story, 3 a repeated text. `one`: its words' worths;
    `whole`: see `Rarity.whole`."""
    shared = sum([one[word] for word in other.words if word in one])
    size: float = ((one_whole / USUAL_WORTH) * (other_whole / USUAL_WORTH)) ** LENGTH
    return log(NOTHING + shared / size)
