"""What belongs together when each pair has its likeness: groups by the average of all their pairs.

One likeness alone does not draw a group in: neighbours of neighbours do not drift into one story.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[int, int]

NEVER = float("-inf")
"""The likeness of two that are neither put together nor told, whatever else is with them."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two groups, by their first members, and the average likeness of their pairs."""

    one: int
    other: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Groups:
    """`certain`: the groups, each in order, in the order of their first members. `likely`: what would come together
    next, the likest first."""

    certain: tuple[tuple[int, ...], ...]
    likely: tuple[Link, ...]


def components(pairs: Iterable[Pair]) -> list[list[int]]:
    """What hangs together through `pairs`, each in order, in the order of their first members."""
    parent: dict[int, int] = {}

    def root(place: int) -> int:
        parent.setdefault(place, place)
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    found: dict[int, list[int]] = {}
    for place in sorted(parent):
        found.setdefault(root(place), []).append(place)
    return list(found.values())


def _always(one: int, other: int) -> bool:
    return True


def average(
    members: Sequence[int],
    likeness: Callable[[int, int], float],
    apart: Callable[[int, int], bool],
    certain: float,
    likely: float,
    *,
    join: Callable[[int, int], bool] = _always,
) -> Groups:
    """Groups of `members` (in order). Those whose average likeness reaches `certain` come together, the likest first,
    unless two of their members are to stay `apart`, or `join`, asked with their first members just before, refuses;
    what would follow, down to `likely`, is told. The functions are asked with the smaller member first. The cost grows
    with the cube of the members.
    """
    groups = {place: [place] for place in members}
    value: dict[Pair, float] = {}
    parted: set[Pair] = set()
    for rank, one in enumerate(members):
        for other in members[rank + 1 :]:
            value[one, other] = likeness(one, other)
            if apart(one, other):
                parted.add((one, other))
    while found := _likest(value, parted, certain):
        if join(*found):
            _join(found, groups, value, parted)
        else:
            value[found] = NEVER
    done = tuple(tuple(sorted(group)) for group in groups.values())
    links = []
    while found := _likest(value, frozenset(), likely):
        links.append(Link(*found, value[found]))
        _join(found, groups, value, parted)
    return Groups(done, tuple(links))


def _likest(value: Mapping[Pair, float], parted: set[Pair] | frozenset[Pair], least: float) -> Pair | None:
    best: Pair | None = None
    for pair, likeness in value.items():
        if likeness < least or pair in parted:
            continue
        if best is None or (-likeness, pair) < (-value[best], best):
            best = pair
    return best


def _join(pair: Pair, groups: dict[int, list[int]], value: dict[Pair, float], parted: set[Pair]) -> None:
    """Puts the second group into the first: its likeness to the others becomes the average over all its members."""
    one, other = pair
    mine, theirs = len(groups[one]), len(groups[other])
    del value[pair]
    for third in groups:
        if third in pair:
            continue
        kept, gone = _ordered(one, third), _ordered(other, third)
        value[kept] = (mine * value[kept] + theirs * value.pop(gone)) / (mine + theirs)
        if gone in parted:
            parted.add(kept)
    groups[one] += groups.pop(other)


def _ordered(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def around_first(
    members: Sequence[int],
    likeness: Callable[[int, int], float],
    apart: Callable[[int, int], bool],
    certain: float,
    *,
    join: Callable[[int, int], bool] = _always,
) -> Groups:
    """Groups of many `members`, more cheaply: each joins the first group whose first member it is like. `join`: see
    `average`."""
    groups: dict[int, list[int]] = {}
    for place in members:
        for first, group in groups.items():
            like = likeness(first, place) >= certain and not any(apart(member, place) for member in group)
            if like and join(first, place):
                group.append(place)
                break
        else:
            groups[place] = [place]
    return Groups(tuple(tuple(group) for group in groups.values()), ())
