"""The day's articles in the order that one person asked for: nothing is learnt, nothing is hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curation.topic_tree import within

FEWEST = 3
"""Picks below which what someone likes cannot be told."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone wants first: articles about these `topics` (and those below them); and those that are like what
    they picked."""

    topics: tuple[str, ...] = ()
    picks: bool = False


@dataclass(frozen=True, slots=True)
class Traits:
    """What an article is compared by: whose voice it is (see `outlets`), and its topics."""

    outlet: int
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Why:
    """Why an article stands where it does: the wanted topic that it is about, and how many picks it is like. Neither:
    it kept its place behind the others."""

    topic: str | None = None
    picks: int = 0


def ordered(articles: Mapping[int, Traits], wish: Wish, picked: Sequence[Traits]) -> dict[int, Why]:
    """The articles (in the channel's order, by id) in one's own: of the wanted topics first, then the likest to what
    one `picked`, then as they were."""
    told = picked if wish.picks and tells(picked) else ()
    why = {
        article: Why(_wanted(traits, wish.topics), sum(_alike(traits, each) for each in told))
        for article, traits in articles.items()
    }
    return dict(sorted(why.items(), key=lambda each: (each[1].topic is None, -each[1].picks)))


def tells(picked: Sequence[object]) -> bool:
    """Whether so many picks tell what someone likes."""
    return len(picked) >= FEWEST


def _wanted(traits: Traits, topics: Sequence[str]) -> str | None:
    for wanted in topics:
        if any(within(topic, wanted) for topic in traits.topics):
            return wanted
    return None


def _alike(one: Traits, other: Traits) -> bool:
    return one.outlet == other.outlet or not one.topics.isdisjoint(other.topics)
