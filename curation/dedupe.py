"""The same story once: articles that tell it are folded under one of them, the others become "also in".

Conservative on purpose: a fold that is wrong hides an article from everyone, a fold that is missed is seen by
everyone and does little harm.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rapidfuzz import fuzz

from curation.canonical import likeness as likeness_of
from curation.dates import told_at
from curation.known import Known
from curation.likeness import UNLIKE, Rarity, likeness, text
from curation.linkage import NEVER, Groups, Link, Pair, around_first, average, components
from curation.said import Bonds, Said
from curation.wording import SAME_SUMMARY, alike, figures_agree, normalised, words_of

WINDOW = timedelta(hours=72)
FOLD, SUGGEST = 1.4, 1.1
"""Average likeness (see `likeness.likeness`) from which articles are one story, and from which they may be: on
hand-labelled pairs of trade news (docs/benchmarks.md) 1 in 60 of the pairs folded was wrong, and 1 in 75 with those
suggested. See docs/decisions/0009-the-same-story.md."""
SURE = 3.0
"""The likeness of a title in other words' order, or of one summary under two titles."""
SHARED_SHOWN = 8
UNRELATED = 0.5
"""Likeness below which a pair is not looked at more closely."""
COMPARED_ALL = 60
"""Articles that hang together and are compared each with each; more are gathered around the first of them."""

NOTHING_SAID: Said = {}

How = Literal["single", "said", "address", "title", "near"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as the choice sees it. `url` is canonical; times are aware UTC. `by_hand`: an editor added it.
    `outlet_id`: see `outlets.outlets_of`; None where its source is alone."""

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
    outlet_id: int | None = None

    @property
    def outlet(self) -> int:
        """Whose voice it is."""
        return self.source_id if self.outlet_id is None else self.outlet_id

    @property
    def told_at(self) -> datetime:
        """When it counts as told; see `dates.told_at`."""
        return told_at(self.published, self.first_seen)


@dataclass(frozen=True, slots=True)
class Story:
    """One story: the article that stands for it, and the others that tell it. `how` is the weakest fold
    used; an editor's word ("said") is the strongest."""

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
class Suggestion:
    """Two stories that may be one: an editor's to say. `likeness`: see `likeness.likeness`, between `SUGGEST` and
    what is folded; above that where the figures in their titles differ. `shared`: the rarest words of both,
    without accents and endings."""

    one: Candidate
    other: Candidate
    likeness: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What articles tell: the stories, in the order of their leads' precedence; and the suggestions between
    their leads, the likest first."""

    stories: tuple[Story, ...]
    suggestions: tuple[Suggestion, ...] = ()


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
    """The stories that `candidates` tell; see `gather`."""
    return list(gather(candidates, window=window).stories)


def gather(
    candidates: Iterable[Candidate], *, window: timedelta = WINDOW, said: Said = NOTHING_SAID
) -> Gathered:
    """The stories that `candidates` tell, each candidate in one of them, and which of these may be one.

    What editors `said` comes first: two articles that tell one story are in one whatever their likeness, two that tell
    two are in none together, nor suggested; see `said.Bonds` for words that contradict each other.

    Exact: the same canonical address, or the same telling title within `window` of the lead. Near: leads of several
    sources that are alike by the average of all their pairs, none of them further apart than `window`, none with
    other figures in its title. The result does not depend on the order of the input.
    """
    ordered = sorted(candidates, key=precedence)
    exact = _Exact(ordered, window, Bonds([each.article_id for each in ordered], said))
    for place in range(len(ordered)):
        exact.place(place)
    return _Near(exact).gathered()


class _Exact:
    """The articles by lead, as addresses and titles tell. An article is its place in `ordered`."""

    def __init__(self, ordered: Sequence[Candidate], window: timedelta, bonds: Bonds) -> None:
        self.ordered = ordered
        self.bonds = bonds
        self.words = [words_of(candidate.title, candidate.summary) for candidate in ordered]
        self.members: dict[int, list[int]] = {}
        self.ways: dict[int, How] = {}
        self._window = window
        self._addresses = [likeness_of(candidate.url) for candidate in ordered]
        self._common = common_addresses(ordered)
        self._by_address: dict[str, list[int]] = defaultdict(list)
        self._by_title: dict[str, list[int]] = defaultdict(list)

    def place(self, place: int) -> None:
        """Puts one article to the lead it repeats, or makes it a lead."""
        found = self._found(place)
        address = self._addresses[place]
        if found is None:
            lead = place
            self.members[place] = []
            self._by_title[self.words[place].title].append(place)
        else:
            lead, how = found
            self.members[lead].append(place)
            self.ways[lead] = max(self.ways.get(lead, "address"), how, key=_WEAKER.index)
        if address not in self._common and lead not in self._by_address[address]:
            self._by_address[address].append(lead)

    def _found(self, place: int) -> tuple[int, How] | None:
        address = self._addresses[place]
        if address not in self._common:
            for lead in self._by_address[address]:
                if self.bonds.join(lead, place):
                    return lead, "address"
        if self.words[place].telling:
            for lead in self._by_title[self.words[place].title]:
                enough = self.near_in_time(lead, place) and self._same_title_is_enough(lead, place)
                if enough and self.bonds.join(lead, place):
                    return lead, "title"
        return None

    def near_in_time(self, one: int, other: int) -> bool:
        return abs(self.ordered[one].told_at - self.ordered[other].told_at) <= self._window

    def _same_title_is_enough(self, lead: int, place: int) -> bool:
        """Between sources, yes. Within one, two job offers or two issues may bear one title."""
        if self.ordered[lead].source_id != self.ordered[place].source_id:
            return True
        one, other = self.words[lead].summary, self.words[place].summary
        return one == other or fuzz.ratio(one, other) >= SAME_SUMMARY


class _Near:
    """The leads that are alike. Likeness knows nothing of what editors said: it makes the stories that it would make
    anyway, as far as the bonds let them come together."""

    def __init__(self, exact: _Exact) -> None:
        self._exact = exact
        self._bonds = exact.bonds
        self._texts = {
            lead: text(exact.ordered[lead].title, exact.ordered[lead].summary) for lead in exact.members
        }
        self._rarity = Rarity(self._texts.values())
        self._wholes = {lead: self._rarity.whole(each) for lead, each in self._texts.items()}

    def gathered(self) -> Gathered:
        """All of it."""
        groups = self._groups()
        near = {lead for each in groups for group in each.certain if len(group) > 1 for lead in group}
        leads: dict[int, list[int]] = {}
        for lead in self._exact.members:
            leads.setdefault(self._bonds.first(lead), []).append(lead)
        stories = tuple(self._story(first, of_story, near) for first, of_story in leads.items())
        return Gathered(stories, self._suggestions(groups))

    def _story(self, first: int, leads: list[int], near: set[int]) -> Story:
        exact = self._exact
        others = sorted([*leads[1:], *(repeat for lead in leads for repeat in exact.members[lead])])
        ways: list[How] = [exact.ways.get(lead, "single") for lead in leads]
        if len(leads) > 1:
            ways.append("near" if near.intersection(leads) else "said")
        how = max(ways, key=_WEAKER.index)
        return Story(exact.ordered[first], tuple(exact.ordered[place] for place in others), how)

    def _groups(self) -> list[Groups]:
        pairs, join = self._pairs(), self._bonds.join
        found = []
        for members in components(pair for pair, value in pairs.items() if value >= SUGGEST):
            if len(members) <= COMPARED_ALL:
                found.append(average(members, self._likeness, self._apart, FOLD, SUGGEST, join=join))
            else:
                # Thousands may hang together: only what was found alike already is looked at.
                def known(one: int, other: int) -> float:
                    return pairs.get((one, other), pairs.get((other, one), UNLIKE))

                found.append(around_first(members, known, self._apart, FOLD, join=join))
        return found

    def _pairs(self) -> dict[Pair, float]:
        """The pairs that may be alike, without looking at all of them."""
        known: Known[int] = Known(self._rarity)
        pairs: dict[Pair, float] = {}
        for place, each in self._texts.items():
            for lead, value in known.like(each):
                if value > UNRELATED:
                    pairs[lead, place] = self._judged(lead, place, value)
            known.put(place, each, self._exact.ordered[place].told_at)
        return pairs

    def _likeness(self, one: int, other: int) -> float:
        worths = self._rarity.worths(self._texts[one])
        value = likeness(worths, self._wholes[one], self._texts[other], self._wholes[other])
        return self._judged(one, other, value)

    def _judged(self, one: int, other: int, value: float) -> float:
        """The likeness `value` of two leads, in view of what else is known of them."""
        exact = self._exact
        words, others = exact.words[one], exact.words[other]
        if self._bonds.parted(one, other):
            return NEVER
        if not exact.near_in_time(one, other) or not (words.says_enough and others.says_enough):
            return UNLIKE
        # One source rarely tells a story twice, but often publishes texts that look alike: results, offers, bulletins.
        if exact.ordered[one].source_id == exact.ordered[other].source_id:
            return min(value, 0.0)
        return max(value, SURE) if value > UNRELATED and alike(words, others) else value

    def _apart(self, one: int, other: int) -> bool:
        exact = self._exact
        return not exact.near_in_time(one, other) or not figures_agree(exact.words[one], exact.words[other])

    def _suggestions(self, groups: Sequence[Groups]) -> tuple[Suggestion, ...]:
        """Between stories as they are in the end: one suggestion for two of them, its likest."""
        ordered, bonds = self._exact.ordered, self._bonds
        links = [link for each in groups for link in each.likely]
        found: dict[Pair, Suggestion] = {}
        for link in sorted(links, key=lambda link: (-link.likeness, link.one, link.other)):
            one, other = sorted((bonds.first(link.one), bonds.first(link.other)))
            if one != other and (one, other) not in found and not bonds.parted(one, other):
                shared = self._shared(link)
                found[one, other] = Suggestion(ordered[one], ordered[other], link.likeness, shared)
        return tuple(found.values())

    def _shared(self, link: Link) -> tuple[str, ...]:
        both = set(self._texts[link.one].words) & set(self._texts[link.other].words)
        return tuple(sorted(both, key=lambda word: (-self._rarity.worth(word), word))[:SHARED_SHOWN])


_WEAKER: tuple[How, ...] = ("single", "said", "address", "title", "near")


def common_addresses(candidates: Iterable[Candidate]) -> frozenset[str]:
    """Addresses (see `canonical.likeness`) that one source gives to several titles, its home page for
    instance: they identify nothing."""
    titles: dict[tuple[str, int], str] = {}
    common = set()
    for candidate in candidates:
        address = likeness_of(candidate.url)
        title = normalised(candidate.title)
        if titles.setdefault((address, candidate.source_id), title) != title:
            common.add(address)
    return frozenset(common)
