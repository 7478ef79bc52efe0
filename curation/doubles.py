"""What editors are asked about stories: which of them may be one, and what was folded in the choice of the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from curation.dedupe import Candidate, Story, Suggestion
from curation.likeness import SUMMARY_READ, spelt
from curation.said import Said
from curation.stories import Stories

DOUBTS, FOLDED = 8, 4
WORDS = 5

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Double:
    """Two articles. `folded`: they are one story in the choice, `other` named behind `one`; else it is only suggested.
    `same`: what an editor said of the two. `places`: where their stories stand in the choice, from 1. `words`: rare
    ones that both hold, as written."""

    one: Candidate
    other: Candidate
    folded: bool
    same: bool | None
    places: tuple[int | None, int | None]
    words: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        """Their ids, the lower first."""
        return paired(self.one.article_id, self.other.article_id)

    @property
    def chosen(self) -> bool:
        return any(self.places)


@dataclass(frozen=True, slots=True)
class Doubles:
    """`suggested`: how many suggestions there are beyond those shown."""

    shown: tuple[Double, ...]
    suggested: int


def paired(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


class Asked:
    """The doubles of `stories`, of which the articles `chosen` stand in the day's choice, in its order."""

    def __init__(self, stories: Stories, chosen: Sequence[int], said: Said) -> None:
        self._said = {paired(*pair): same for pair, same in said.items()}
        self._stories = stories.stories
        self._articles: dict[int, tuple[int, Candidate]] = {
            member.article_id: (place, member)
            for place, story in enumerate(stories.stories)
            for member in story.members
        }
        self._places: dict[int, int] = {}
        for number, article_id in enumerate(chosen, start=1):
            if article_id in self._articles:
                self._places[self._articles[article_id][0]] = number
        self._chosen = [article_id for article_id in chosen if article_id in self._articles]
        self._suggestions = {
            paired(each.one.article_id, each.other.article_id): each for each in stories.suggestions
        }
        self.doubts = sorted(map(self._doubt, stories.suggestions), key=_nearness)
        folded = [each for article_id in self._chosen for each in self._folded(article_id)]
        # What an editor put together comes behind: it is there to be undone.
        self.folded = sorted(folded, key=lambda each: each.same is not None)

    def first(self) -> Doubles:
        """The suggestions to begin with: those that would change the choice most, then the likest; and what the
        choice folded."""
        shown = (*map(self._worded, self.doubts[:DOUBTS]), *self.folded[:FOLDED])
        return Doubles(shown, max(0, len(self.doubts) - DOUBTS))

    def again(self, pairs: Iterable[Pair]) -> Doubles:
        """What became of pairs that were shown, in their order. One that another word settled is left out."""
        doubts = {self._between(each): each for each in self.doubts}
        folded = {each.pair: each for each in self.folded}
        shown: dict[Pair, Double] = {}
        for pair in pairs:
            one, other = self._articles.get(pair[0]), self._articles.get(pair[1])
            if one is None or other is None:
                continue
            found = folded.get(pair)
            if found is None and pair in self._said:
                places = self._places.get(one[0]), self._places.get(other[0])
                found = Double(one[1], other[1], False, self._said[pair], places)
            found = found or doubts.get(paired(one[0], other[0]))
            if found is not None:
                shown.setdefault(found.pair, found)
        left = [each for each in self.doubts if each.pair not in shown]
        return Doubles(tuple(map(self._worded, shown.values())), len(left))

    def _between(self, double: Double) -> Pair:
        """The two stories: once others were put together, other articles may stand for them."""
        return paired(self._articles[double.one.article_id][0], self._articles[double.other.article_id][0])

    def _doubt(self, suggestion: Suggestion) -> Double:
        one, other = suggestion.one, suggestion.other
        stories = [self._articles[each.article_id][0] for each in (one, other)]
        places = [self._places.get(story) for story in stories]
        return Double(one, other, False, None, (places[0], places[1]))

    def _worded(self, double: Double) -> Double:
        """With the rare words of a suggestion; looking them up takes a while, so only for those that are shown."""
        suggestion = self._suggestions.get(double.pair)
        if suggestion is None or double.folded or double.same is not None:
            return double
        one, other = suggestion.one, suggestion.other
        stories = [self._articles[each.article_id][0] for each in (one, other)]
        # Theirs first: another of the story may be what is alike.
        tellers = [one, other, *(each for story in stories for each in self._stories[story].others)]
        texts = [text for each in tellers for text in (each.title, each.summary[:SUMMARY_READ])]
        return replace(double, words=spelt(suggestion.shared, *texts)[:WORDS])

    def _folded(self, article_id: int) -> Iterable[Double]:
        """What was folded under a chosen article by more than its address."""
        place, article = self._articles[article_id]
        story: Story = self._stories[place]
        if story.how in ("single", "address"):
            return
        number = self._places[place]
        for other in story.members:
            if other is not article:
                same = self._said.get(paired(article_id, other.article_id))
                yield Double(article, other, True, same, (number, number))


def _nearness(double: Double) -> int:
    """Both chosen, one of them, neither; `sorted` keeps the likest first."""
    return -sum(place is not None for place in double.places)
