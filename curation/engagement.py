"""How articles do with those who were shown them: acts set against what place and rivals left them. Counts alone.

An act is a pick, a draft or a share: each person's, each once an article. Who acted is not known here.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, sqrt
from sys import intern

from curation.dedupe import Candidate

PRIOR_ACTS = 1.0
"""What an article is lent, in acts done and due: 25 showings where one in 25 is picked (see `trust`)."""
TERM_ACTS = 5.0
"""What a word is lent: one article that did well says little of its words."""
PRIOR_PLACE = 25.0
PLACES = 20
"""Further down, places are alike."""
LIST_ACTS = 5
"""A list in which more was done counts as if this much was: a crowd moves together."""
FADES = 0.98
"""What is left of each liked article once another is."""
LIKED_WORDS = 2000
"""An audience's words beyond that: the faintest half is forgotten."""
LETTERS = 4
"""Shorter words say little."""
REFRESHED = 32
"""After so many lists, what an article's words are worth is counted again."""

HUGE = 1e50
RARITIES = 512
"""After so many, so is how rare each word is."""


@dataclass(frozen=True, slots=True)
class Showing:
    """An article that was shown, and how many acts it got."""

    article: Candidate
    acts: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """What an audience likes: how much each word stood in what it picked."""

    words: Mapping[str, float] = field(default_factory=dict)
    length: float = 0.0


NOBODY = Profile()
Vector = tuple[tuple[str, float], ...]
"""Words, each with its weight; of length 1 in all."""


def terms(article: Candidate) -> tuple[str, ...]:
    """What an article is about, as far as its title, type and topics say; each once, sorted."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", article.title).casefold())
    found = {intern(word) for word in words if len(word) >= LETTERS}
    found.update(intern(f"topic:{topic}") for topic in article.topics)
    if article.type:
        found.add(intern(f"type:{article.type}"))
    return tuple(sorted(found))


class _Likes:
    """The words of what an audience picked, all in the scale of the newest (rather than fading each word each time)."""

    __slots__ = ("scale", "square", "words")

    def __init__(self) -> None:
        self.words: dict[str, float] = {}
        self.square = 0.0
        self.scale = 1.0

    def add(self, vector: Vector) -> None:
        self.scale /= FADES
        for term, value in vector:
            before = self.words.get(term, 0.0)
            after = self.words[term] = before + value * self.scale
            self.square += after * after - before * before
        if self.scale > HUGE or len(self.words) > LIKED_WORDS:
            kept = sorted(self.words.items(), key=lambda each: (-each[1], each[0]))
            if len(kept) > LIKED_WORDS:
                kept = kept[: LIKED_WORDS // 2]
            self.words = {term: value / self.scale for term, value in kept}
            self.square = sum(value * value for value in self.words.values())
            self.scale = 1.0


def affinity(profile: Profile, vector: Vector) -> float:
    """How close an article is to a profile: 0.0 to 1.0."""
    if not profile.length:
        return 0.0
    words = profile.words
    return sum([value * words[term] for term, value in vector if term in words]) / profile.length


class Engagement:
    """What was shown and what was done, added list by list in time order."""

    def __init__(self) -> None:
        self._lists = 0
        self._place_acts = [0.0] * PLACES
        self._place_due = [0.0] * PLACES
        self._acts: dict[int, float] = {}
        self._due: dict[int, float] = {}
        self._counted: dict[int, int] = {}
        self._terms: dict[int, tuple[str, ...]] = {}
        self._among: dict[str, int] = {}
        self._term_acts: dict[str, float] = {}
        self._term_due: dict[str, float] = {}
        self._said: dict[int, tuple[int, float]] = {}
        self._likes: dict[Hashable, _Likes] = {}
        self._vectors: dict[int, Vector] = {}

    def add(self, audience: Hashable, shown: Sequence[Showing]) -> None:
        """One list as it stood, first place first. One where nothing was done teaches nothing: who knows
        whether anyone looked."""
        total = sum(each.acts for each in shown)
        if not total:
            return
        self._lists += 1
        self.meet(each.article for each in shown)
        weight = min(1.0, LIST_ACTS / total)
        places = self.places(len(shown))
        rivals = sum(
            place * self._ratio(each.article.article_id) for place, each in zip(places, shown, strict=True)
        )
        even = total * weight / len(shown)
        likes = self._likes.setdefault(audience, _Likes())
        if self._lists % RARITIES == 0:  # what is rare has changed
            self._vectors.clear()
        for number, (place, each) in enumerate(zip(places, shown, strict=True)):
            article, acts = each.article.article_id, each.acts * weight
            due = total * weight * place / rivals
            self._place_acts[min(number, PLACES - 1)] += acts
            self._place_due[min(number, PLACES - 1)] += even
            self._acts[article] = self._acts.get(article, 0.0) + acts
            self._due[article] = self._due.get(article, 0.0) + due
            self._counted[article] = self._counted.get(article, 0) + each.acts
            for term in self.terms(each.article):
                self._term_due[term] = self._term_due.get(term, 0.0) + due
                if acts:
                    self._term_acts[term] = self._term_acts.get(term, 0.0) + acts
            if acts:
                likes.add(self.vector(each.article))

    def places(self, count: int) -> list[float]:
        """How much the first `count` places get, whatever stands there; 1.0 is usual."""
        found = [
            (acts + PRIOR_PLACE) / (due + PRIOR_PLACE)
            for acts, due in zip(self._place_acts[:count], self._place_due[:count], strict=True)
        ]
        return found + [found[-1]] * (count - PLACES) if count > PLACES else found

    def rate(self, article_id: int) -> float:
        """The logarithm of what an article gets over what it was due; 0.0 when nothing is known."""
        return log(self._ratio(article_id))

    def acts(self, article_id: int) -> int:
        """How many there were."""
        return self._counted.get(article_id, 0)

    def content(self, article: Candidate) -> float:
        """What articles of its words, type and topics get, as a logarithm. It fades as the article's own
        showings tell more."""
        key = article.article_id
        stamp, said = self._said.get(key, (-REFRESHED, 0.0))
        if self._lists - stamp >= REFRESHED:
            said = self._of_terms(self.terms(article))
            if key in self._terms:
                self._said[key] = (self._lists, said)
        return said * PRIOR_ACTS / (self._due.get(key, 0.0) + PRIOR_ACTS)

    def profile(self, audience: Hashable) -> Profile:
        """What this audience likes, from what it picked: the last counts most."""
        likes = self._likes.get(audience)
        return Profile(likes.words, sqrt(likes.square)) if likes else NOBODY

    def vector(self, article: Candidate) -> Vector:
        """What an article is about, the rare words counting for more."""
        return self._of(article.article_id, self.terms(article))

    def _of(self, article: int, said: Sequence[str]) -> Vector:
        known = self._vectors.get(article)
        if known is not None:
            return known
        count = 1 + len(self._terms)
        rarities = [log(1.0 + count / (1 + self._among.get(term, 0))) for term in said]
        length = sqrt(sum(rare * rare for rare in rarities)) or 1.0
        found = tuple((term, rare / length) for term, rare in zip(said, rarities, strict=True))
        if article in self._terms:
            self._vectors[article] = found
        return found

    def terms(self, article: Candidate) -> tuple[str, ...]:
        """`terms`, remembered for what was shown."""
        known = self._terms.get(article.article_id)
        if known is not None:
            return known
        return terms(article)

    def meet(self, articles: Iterable[Candidate]) -> None:
        """Takes note of articles that are shown: their words count as seen."""
        for article in articles:
            if article.article_id not in self._terms:
                said = self._terms[article.article_id] = terms(article)
                for term in said:
                    self._among[term] = self._among.get(term, 0) + 1

    def _ratio(self, article_id: int) -> float:
        due = self._due.get(article_id)
        return 1.0 if due is None else (self._acts[article_id] + PRIOR_ACTS) / (due + PRIOR_ACTS)

    def _of_terms(self, said: Sequence[str]) -> float:
        found = 0.0
        for term in said:
            due = self._term_due.get(term)
            if due is not None:
                found += log((self._term_acts.get(term, 0.0) + TERM_ACTS) / (due + TERM_ACTS))
        return found / sqrt(len(said)) if said else 0.0
