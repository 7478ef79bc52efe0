"""What editors said of articles: two that tell one story are together from the start, two that do not stay apart."""

from collections.abc import Mapping, Sequence

Said = Mapping[tuple[int, int], bool]
"""By the ids of two articles: whether they tell the same story."""


class Bonds:
    """Articles in groups that only grow; what was parted never comes together, through third articles either.

    Where words contradict each other (one story A and B, and B and C; but two, A and C), "two" always holds; of the
    others those between the first articles are followed first. Words about articles that are not there say nothing.
    """

    def __init__(self, ids: Sequence[int], said: Said) -> None:
        """`ids`: of the articles, in the order in which they stand for a story; from here on an article is its place
        in it."""
        self._parent: dict[int, int] = {}
        self._apart: dict[int, set[int]] = {}
        places = {article_id: place for place, article_id in enumerate(ids)}
        words = sorted(
            (*sorted((places[one], places[other])), same)
            for (one, other), same in said.items()
            if one in places and other in places and one != other
        )
        for first, second, same in words:
            if not same:
                self._apart.setdefault(first, set()).add(second)
                self._apart.setdefault(second, set()).add(first)
        for first, second, same in words:
            if same:
                self.join(first, second)

    def first(self, place: int) -> int:
        """The first article of its group."""
        while (parent := self._parent.get(place)) is not None:
            place = parent
        return place

    def parted(self, one: int, other: int) -> bool:
        """Whether their groups must stay apart."""
        return bool(self._apart) and self.first(other) in self._apart.get(self.first(one), ())

    def join(self, one: int, other: int) -> bool:
        """Makes one group of theirs, unless they are parted. Whether they are in one now."""
        kept, gone = sorted((self.first(one), self.first(other)))
        if kept == gone:
            return True
        if gone in self._apart.get(kept, ()):
            return False
        self._parent[gone] = kept
        for third in self._apart.pop(gone, ()):
            self._apart[third].remove(gone)
            self._apart[third].add(kept)
            self._apart.setdefault(kept, set()).add(third)
        return True
