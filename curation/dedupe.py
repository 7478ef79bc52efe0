"""The same story once: articles that tell it are folded under one of them, the others become "also in".

Conservative on purpose: a fold that is wrong hides an article from everyone, a fold that is missed is seen by
everyone and does little harm.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rapidfuzz import fuzz

from curation.canonical import likeness
from curation.dates import told_at

WINDOW = timedelta(hours=72)
# Chosen on hand-labelled pairs of trade news (../shared/corpus/dedup), where the likest pair that is not
# one story reached 57 on titles sorted, 64 on titles as sets and 67 on the whole: well above each of these.
NEAR_TITLE = 82.0
LIKELY_TITLE, LIKELY_WHOLE = 65.0, 76.0
RELATED_TITLE, SAME_SUMMARY = 40.0, 90.0
SUMMARY_WORDS = 12
TITLE_WORDS, TITLE_LETTERS = 4, 20
"""A shorter title ("Weekly review") says too little to fold on."""
RARE_WORDS = 6
CROWD = 60
"""A word that more articles share than this is no lead to follow."""

How = Literal["single", "address", "title", "near"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as the choice sees it. `url` is canonical; times are aware UTC. `by_hand`: an editor added it."""

    article_id: int
    source_id: int
    source_title: str
    kind: Literal["company", "market"]
    key: str
    url: str
    title: str
    summary: str
    published: datetime | None
    first_seen: datetime
    language: str | None = None
    type: str | None = None
    minutes: int = 0
    image_url: str | None = None
    by_hand: bool = False
    topics: tuple[str, ...] = ()

    @property
    def told_at(self) -> datetime:
        """When it counts as told; see `dates.told_at`."""
        return told_at(self.published, self.first_seen)


@dataclass(frozen=True, slots=True)
class Story:
    """One story: the article that stands for it, and the others that tell it. `how` is the weakest fold
    used."""

    lead: Candidate
    others: tuple[Candidate, ...] = ()
    how: How = "single"

    @property
    def members(self) -> tuple[Candidate, ...]:
        return (self.lead, *self.others)

    @property
    def by_hand(self) -> bool:
        """Whether an editor asked for it."""
        return any(member.by_hand for member in self.members)


@dataclass(frozen=True, slots=True)
class _Words:
    """A text ready to compare. `title` and `summary`: normalised; `figures`: the numbers in the title."""

    title: str
    summary: str
    tokens: frozenset[str]
    figures: frozenset[str]
    summary_words: int

    @property
    def telling(self) -> bool:
        return len(self.title) >= TITLE_LETTERS and len(self.title.split()) >= TITLE_WORDS


def normalised(text: str) -> str:
    """Words only, without case, accents' encoding or punctuation."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _words(title: str, summary: str) -> _Words:
    plain_title = normalised(title)
    tokens = frozenset(plain_title.split())
    figures = frozenset(token for token in tokens if any(map(str.isdigit, token)))
    plain_summary = normalised(summary[:400])
    return _Words(plain_title, plain_summary, tokens, figures, len(plain_summary.split()))


def precedence(candidate: Candidate) -> tuple[object, ...]:
    """The order in which articles stand for their story: an editor's, the company's own, the earliest, the
    fullest."""
    return (
        not candidate.by_hand,
        candidate.kind != "company",
        candidate.told_at,
        -len(candidate.summary),
        candidate.source_id,
        candidate.key,
        candidate.article_id,
    )


def fold(candidates: Iterable[Candidate], *, window: timedelta = WINDOW) -> list[Story]:
    """The stories that `candidates` tell, in the order of their leads' precedence; each candidate is in one.

    Exact: the same canonical address, or the same telling title. Near: titles or summaries alike. Titles and
    likeness count within `window`, and against the lead itself, so that a story does not drift from
    neighbour to neighbour. The result does not depend on the order of the input.
    """
    folding = _Folding(sorted(candidates, key=precedence), window)
    for place in range(len(folding.ordered)):
        folding.place(place)
    return folding.stories()


class _Folding:
    """The stories so far, and what finds the one an article belongs to."""

    def __init__(self, ordered: Sequence[Candidate], window: timedelta) -> None:
        self.ordered = ordered
        self._window = window
        self._words = [_words(candidate.title, candidate.summary) for candidate in ordered]
        self._addresses = [likeness(candidate.url) for candidate in ordered]
        self._common = common_addresses(ordered)
        self._rarity = Counter(token for words in self._words for token in words.tokens)
        self._summaries = Counter(token for words in self._words for token in set(_opening(words.summary)))
        self._by_address: dict[str, int] = {}
        self._by_title: dict[str, list[int]] = defaultdict(list)
        self._by_token: dict[str, list[int]] = defaultdict(list)
        self._members: dict[int, list[int]] = {}
        self._ways: dict[int, How] = {}

    def place(self, place: int) -> None:
        """Puts one article into the story it tells, or makes it the lead of a new one."""
        found = self._found(place)
        address = self._addresses[place]
        if found is None:
            lead = place
            self._members[place] = []
            self._by_title[self._words[place].title].append(place)
            for token in self._leads_to(place):
                self._by_token[token].append(place)
        else:
            lead, how = found
            self._members[lead].append(place)
            self._ways[lead] = max(self._ways.get(lead, "address"), how, key=_WEAKER.index)
        if address not in self._common:
            self._by_address.setdefault(address, lead)

    def stories(self) -> list[Story]:
        """What was found."""
        return [
            Story(self.ordered[lead], tuple(self.ordered[o] for o in others), self._ways.get(lead, "single"))
            for lead, others in self._members.items()
        ]

    def _found(self, place: int) -> tuple[int, How] | None:
        address = self._addresses[place]
        if address not in self._common and (lead := self._by_address.get(address)) is not None:
            return lead, "address"
        words = self._words[place]
        if words.telling:
            for lead in self._by_title[words.title]:
                if self._near_in_time(lead, place) and self._same_title_is_enough(lead, place):
                    return lead, "title"
        for lead in sorted(self._neighbours(place)):
            if self._near_in_time(lead, place) and self._alike(lead, place):
                return lead, "near"
        return None

    def _neighbours(self, place: int) -> set[int]:
        return {lead for token in self._leads_to(place) for lead in self._by_token.get(token, ())}

    def _leads_to(self, place: int) -> list[str]:
        """The rarest words of an article, by which its like are found without looking at all the others."""
        words = self._words[place]
        title = [token for token in words.tokens if self._rarity[token] <= CROWD and len(token) > 2]
        title.sort(key=lambda token: (self._rarity[token], token))
        opening = [token for token in set(_opening(words.summary)) if self._summaries[token] <= CROWD // 4]
        opening.sort(key=lambda token: (self._summaries[token], token))
        return title[:RARE_WORDS] + ["\n" + token for token in opening[:3]]

    def _near_in_time(self, lead: int, place: int) -> bool:
        return abs(self.ordered[lead].told_at - self.ordered[place].told_at) <= self._window

    def _same_title_is_enough(self, lead: int, place: int) -> bool:
        """Between sources, yes. Within one, two job offers or two issues may bear one title."""
        if self.ordered[lead].source_id != self.ordered[place].source_id:
            return True
        one, other = self._words[lead].summary, self._words[place].summary
        return one == other or fuzz.ratio(one, other) >= SAME_SUMMARY

    def _alike(self, lead: int, place: int) -> bool:
        """Whether two articles of different sources tell one story. One source rarely tells it twice, but
        often publishes texts that look alike (results, offers, bulletins)."""
        if self.ordered[lead].source_id == self.ordered[place].source_id:
            return False
        return alike(self._words[lead], self._words[place])


_WEAKER: tuple[How, ...] = ("single", "address", "title", "near")


def _opening(summary: str) -> list[str]:
    return [token for token in summary.split()[:30] if len(token) > 4]


def common_addresses(candidates: Iterable[Candidate]) -> frozenset[str]:
    """Addresses (see `canonical.likeness`) that one source gives to several titles, its home page for
    instance: they identify nothing."""
    titles: dict[tuple[str, int], str] = {}
    common = set()
    for candidate in candidates:
        address = likeness(candidate.url)
        title = normalised(candidate.title)
        if titles.setdefault((address, candidate.source_id), title) != title:
            common.add(address)
    return frozenset(common)


def alike(one: _Words, other: _Words) -> bool:
    """Whether two texts tell one story, as far as words can tell. Figures in titles may not differ."""
    if not (one.figures <= other.figures or other.figures <= one.figures):
        return False
    comparable = one.telling and other.telling and one.figures == other.figures
    if comparable and fuzz.token_sort_ratio(one.title, other.title) >= NEAR_TITLE:
        return True
    if min(one.summary_words, other.summary_words) < SUMMARY_WORDS:
        return False
    titles = fuzz.token_set_ratio(one.title, other.title)
    if titles >= RELATED_TITLE and fuzz.ratio(one.summary, other.summary) >= SAME_SUMMARY:
        return True
    if titles < LIKELY_TITLE or not (one.telling and other.telling):
        return False
    whole = fuzz.token_set_ratio(f"{one.title} {one.summary}", f"{other.title} {other.summary}")
    return whole >= LIKELY_WHOLE


class Told:
    """Titles that were posted before, to ask whether one of them tells the same story as a new title."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._titles = [_words(title, "") for title in titles]
        self._exact = {words.title for words in self._titles if words.telling}
        self._by_token: dict[str, list[_Words]] = defaultdict(list)
        for words in self._titles:
            for token in words.tokens:
                if len(token) > 3:
                    self._by_token[token].append(words)

    def tells(self, title: str) -> bool:
        """Whether a posted title is the same or nearly so."""
        words = _words(title, "")
        if words.title in self._exact:
            return True
        return words.telling and any(alike(words, told) for told in self._neighbours(words))

    def _neighbours(self, words: _Words) -> Iterator[_Words]:
        found = (self._by_token[token] for token in words.tokens if token in self._by_token)
        for group in sorted(found, key=len)[:RARE_WORDS]:
            yield from group
