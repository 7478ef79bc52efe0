"""Titles and summaries compared as they are written: nearly the same words, and the figures that may not differ."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

NEAR_TITLE = 82.0
RELATED_TITLE, SAME_SUMMARY = 40.0, 90.0
SUMMARY_WORDS = 12
TITLE_WORDS, TITLE_LETTERS = 4, 20
"""A shorter title ("Weekly review") says too little to fold on."""
RARE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Words:
    """A text ready to compare. `title` and `summary`: normalised; `figures`: the numbers in the title; `telling`: the
    title alone may be compared; `says_enough`: title and summary may."""

    title: str
    summary: str
    tokens: frozenset[str]
    figures: frozenset[str]
    summary_words: int
    telling: bool
    says_enough: bool


def normalised(text: str) -> str:
    """Words only, without case, accents' encoding or punctuation."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def words_of(title: str, summary: str) -> Words:
    plain_title = normalised(title)
    tokens = frozenset(plain_title.split())
    figures = frozenset(token for token in tokens if any(map(str.isdigit, token)))
    plain_summary = normalised(summary[:400])
    summary_words = plain_summary.count(" ") + bool(plain_summary)
    telling = len(plain_title) >= TITLE_LETTERS and plain_title.count(" ") + 1 >= TITLE_WORDS
    says_enough = telling or summary_words >= SUMMARY_WORDS
    return Words(plain_title, plain_summary, tokens, figures, summary_words, telling, says_enough)


def figures_agree(one: Words, other: Words) -> bool:
    """Figures in titles may not differ; one of them may leave some out where summaries say more."""
    if one.figures == other.figures:
        return True
    fuller = min(one.summary_words, other.summary_words) >= SUMMARY_WORDS
    return fuller and (one.figures <= other.figures or other.figures <= one.figures)


def alike(one: Words, other: Words) -> bool:
    """Whether two texts are nearly the same: the words of a title in another order, or a summary under two titles
    that share something."""
    if not figures_agree(one, other):
        return False
    comparable = one.telling and other.telling and one.figures == other.figures
    if comparable and fuzz.token_sort_ratio(one.title, other.title) >= NEAR_TITLE:
        return True
    if min(one.summary_words, other.summary_words) < SUMMARY_WORDS:
        return False
    titles = fuzz.token_set_ratio(one.title, other.title)
    return titles >= RELATED_TITLE and fuzz.ratio(one.summary, other.summary) >= SAME_SUMMARY


class Told:
    """Titles that were posted before, to ask whether one of them tells the same story as a new title."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._titles = [words_of(title, "") for title in titles]
        self._exact = {words.title for words in self._titles if words.telling}
        self._by_token: dict[str, list[Words]] = defaultdict(list)
        for words in self._titles:
            for token in words.tokens:
                if len(token) > 3:
                    self._by_token[token].append(words)

    def tells(self, title: str) -> bool:
        """Whether a posted title is the same or nearly so."""
        words = words_of(title, "")
        if words.title in self._exact:
            return True
        return words.telling and any(alike(words, told) for told in self._neighbours(words))

    def _neighbours(self, words: Words) -> Iterator[Words]:
        found = (self._by_token[token] for token in words.tokens if token in self._by_token)
        for group in sorted(found, key=len)[:RARE_WORDS]:
            yield from group
