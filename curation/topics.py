"""What an article is about: at most three topics of the programme's tree, each with the reason it was filed there."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import log, sqrt
from typing import Literal, NamedTuple

from curation.topic_tree import ANY, Topic, default_tree

MOST = 3
IN_TITLE, IN_SUMMARY, HINT_IN_TITLE, HINT_IN_SUMMARY = 4, 2, 2, 1
ENOUGH = 4
"""A word in the title or two in the summary name a topic; of hints, two in the title or one and two in the summary."""
FAR_BEHIND = 0.34
"""What a topic must have of the best one's points, to be named beside it."""
SHOWN = 3
"""Words given as the reason."""
FEWEST_EXAMPLES, EXAMPLES = 3, 50
PROFILE = 40
LIKE = 0.2
"""Cosine of an article's words and those of a topic's examples, from which it is like them."""
READ = 300
ACRONYM = 4
"""Letters up to which a word of capitals counts in capitals only."""
TREE_LANGUAGES = frozenset({"fr", "en"})

How = Literal["words", "like", "filed"]
_WORD = re.compile(r"\w+")
# Replacing one by one is several times faster than decomposing, and these are what French and English write.
_PLAIN = (*zip("éèêëàâäùûüîïôöç", "eeeeaaauuuiiooc", strict=True), ("œ", "oe"), ("’", "'"))
_EMPTY = frozenset(
    re.split(
        r"\s+",
        """les une des que qui quoi dont aux ces cet cette son ses leur leurs elle nous vous est sont etre ete avec sans
        pour par pas plus dan sur sous entre vers chez mai fait tout tou comment apres avant aussi nouveau nouvelle
        ans annee jour premier selon the and that for with are was from this have has its will not which their how
        why what who your you our they more than new can after about into his her she but all one two out over""",
    )
)


class Filed(NamedTuple):
    """A topic of an article. `how`: the `words` of the tree that it holds, those that it shares with what editors filed
    there, or an editor filed it there."""

    topic: str
    how: How
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """An article that an editor filed under a topic."""

    topic: str
    title: str
    summary: str


class _Clue(NamedTuple):
    topic: str
    phrase: tuple[str, ...]
    written: str
    hint: bool
    capitals: bool


def tokens(text: str) -> list[str]:
    """The words of a text without case or accents, singular where an "s" or "x" alone makes the plural."""
    return [_singular(word) for word in _words(text)]


def _words(text: str) -> list[str]:
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        for accented, letter in _PLAIN:
            text = text.replace(accented, letter)
    return _WORD.findall(text)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word


def telling(word: str) -> bool:
    """Whether a word or phrase can name a topic: it holds more than what all texts hold. Of two letters, only capitals
    can ("RH", "R&D")."""
    found = tokens(word)
    return any(len(each) > 2 and each not in _EMPTY for each in found) or (
        word.isupper() and len("".join(found)) > 1
    )


class Topics:
    """A tree made ready: build it once, ask it of many articles. It keeps nothing of them."""

    def __init__(self, tree: Iterable[Topic]) -> None:
        tree = tuple(tree)
        self._order = {topic.id: place for place, topic in enumerate(tree)}
        spoken = TREE_LANGUAGES.union(*(each.words.keys() | each.hints.keys() for each in tree)) - {ANY}
        self._clues = {language: _clues(tree, language) for language in (*spoken, None, ANY)}

    def of(
        self,
        title: str,
        summary: str = "",
        language: str | None = None,
        *,
        categories: Sequence[str] = (),
        found: Sequence[Filed] | None = None,
        profiles: Mapping[str, "Profile"] | None = None,
        filed: Sequence[str] | None = None,
    ) -> tuple[Filed, ...]:
        """At most three topics: the clearest by its words, then by likeness. A topic below another stands for both.

        `language` (ISO 639-1): whose words count; all when it is not known. `categories`: the feed's own words for
        it, which count as the title's. `found`: what its words gave, the clearest first, when that is known
        already. `profiles`: see `learnt`. `filed`: what an editor filed it under, which stands alone (`()`: under
        none) as long as the tree has any of it; None: nobody did.
        """
        if filed is not None:
            said = [Filed(topic, "filed") for topic in dict.fromkeys(filed) if topic in self._order]
            if said or not filed:
                return tuple(said[:MOST])
        by_words = self._by_words(title, summary, language, categories) if found is None else found
        by_likeness = likest(profiles, title, summary) if profiles else []
        kept: list[Filed] = []
        for each in (*by_words, *by_likeness):
            if each.topic in self._order and not any(_same_branch(each.topic, other.topic) for other in kept):
                kept.append(each)
        return tuple(kept[:MOST])

    def _by_words(
        self, title: str, summary: str, language: str | None, categories: Sequence[str]
    ) -> list[Filed]:
        clues = self._clues.get(language, self._clues[ANY]) if language else self._clues[None]
        head = ". ".join((title, *categories)) if categories else title
        points: dict[str, int] = defaultdict(int)
        words: dict[str, list[str]] = defaultdict(list)
        for text, strong, hint in (
            (head, IN_TITLE, HINT_IN_TITLE),
            (summary[:READ], IN_SUMMARY, HINT_IN_SUMMARY),
        ):
            for clue in clues.found(_words(text)):
                if clue.capitals and clue.written not in text:
                    continue  # Italian's "dei" is no DEI
                if clue.written not in words[clue.topic]:
                    points[clue.topic] += hint if clue.hint else strong
                    words[clue.topic].append(clue.written)
        best = max(points.values(), default=0)
        named = [topic for topic, number in points.items() if number >= max(ENOUGH, FAR_BEHIND * best)]
        # A leaf says more than its profession.
        named.sort(key=lambda topic: (-points[topic], "." not in topic, self._order[topic]))
        return [Filed(topic, "words", tuple(words[topic][:SHOWN])) for topic in named]


class _Clues:
    """The words of a tree in one language, found by their first token."""

    def __init__(self, clues: Iterable[_Clue]) -> None:
        self._by_first: dict[str, list[_Clue]] = defaultdict(list)
        for clue in clues:
            self._by_first[clue.phrase[0]].append(clue)
        # Both numbers, so that only the few words that lead to a clue are brought to the singular.
        self._firsts = frozenset(word + plural for word in self._by_first for plural in ("", "s", "x"))

    def found(self, text: list[str]) -> Iterable[_Clue]:
        """The clues that stand in a text's words, in their order, strong ones before hints. A word of the text
        counts once for a topic."""
        leading = self._firsts.intersection(text)
        if not leading:
            return ()
        places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(text):
            if word in leading:
                places[word].append(place)
        found: list[tuple[bool, int, int, _Clue]] = []
        inside: set[tuple[str, int]] = set()
        # "carte bancaire" is one clue, not "bancaire" as well; and no hint takes a strong word's place.
        leads = [
            (clue, order, standing)
            for word, standing in places.items()
            for order, clue in enumerate(self._by_first.get(_singular(word), ()))
        ]
        leads.sort(key=lambda lead: (lead[0].hint, -len(lead[0].phrase)))
        for clue, order, standing in leads:
            spans = [
                [(clue.topic, place + ahead) for ahead in range(len(clue.phrase))]
                for place in _places(text, standing, clue.phrase)
            ]
            free = [span for span in spans if inside.isdisjoint(span)]
            if free:
                found.append((clue.hint, free[0][0][1], order, clue))
                inside.update(chain.from_iterable(free))
        found.sort()
        return [clue for _, _, _, clue in found]


def _places(text: list[str], places: list[int], phrase: tuple[str, ...]) -> list[int]:
    """Those of the places of its leading word where the whole phrase stands."""
    if len(phrase) == 1:
        return places
    return [
        place
        for place in places
        # Most phrases that begin alike part at the second word.
        if (rest := text[place + 1 : place + len(phrase)])
        and _singular(rest[0]) == phrase[1]
        and tuple(map(_singular, rest)) == phrase[1:]
    ]


def _clues(tree: Iterable[Topic], language: str | None) -> _Clues:
    def spoken(words: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
        wanted = words if language is None else [name for name in (language, ANY) if name in words]
        return chain.from_iterable(words[name] for name in dict.fromkeys(wanted))

    found: dict[tuple[str, tuple[str, ...]], _Clue] = {}
    for topic in tree:
        for words, hint in ((topic.words, False), (topic.hints, True)):
            for written in spoken(words):
                if phrase := tuple(tokens(written)):
                    found.setdefault(
                        (topic.id, phrase), _Clue(topic.id, phrase, written, hint, _acronym(written))
                    )
    return _Clues(found.values())


def _acronym(written: str) -> bool:
    return written.isupper() and len(written) <= ACRONYM


def _same_branch(one: str, other: str) -> bool:
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")


class Profile(NamedTuple):
    """What the examples of a topic have in common: weights by word, of length 1, and how rare each word is."""

    weights: Mapping[str, float]
    rarity: Mapping[str, float]
    usual: float


def learnt(examples: Iterable[Example], background: Iterable[tuple[str, str]]) -> dict[str, Profile]:
    """The profile of each topic with three examples or more. `background`: (title, summary) of articles at large, by
    which the words that say nothing are known."""
    given: dict[str, list[Counter[str]]] = defaultdict(list)
    texts = []
    for example in examples:
        counted = _telling(example.title, example.summary)
        texts.append(counted.keys())
        if len(given[example.topic]) < EXAMPLES:
            given[example.topic].append(counted)
    if not any(len(counted) >= FEWEST_EXAMPLES for counted in given.values()):
        return {}
    seen: Counter[str] = Counter(chain.from_iterable(texts))
    number = len(texts)
    for title, summary in background:
        seen.update(_telling(title, summary).keys())
        number += 1
    rarity = {word: log((1 + number) / (1 + times)) for word, times in seen.items()}
    usual = log(1 + number)
    return {
        topic: _profile(counted, rarity, usual)
        for topic, counted in given.items()
        if len(counted) >= FEWEST_EXAMPLES
    }


def _profile(examples: Sequence[Counter[str]], rarity: Mapping[str, float], usual: float) -> Profile:
    total: dict[str, float] = defaultdict(float)
    shared = Counter(chain.from_iterable(examples))
    for words in examples:
        vector = _vector(words, rarity, usual)
        for word, weight in vector.items():
            total[word] += weight
    # A word of one example alone is that article's story, not the topic.
    common = {word: weight for word, weight in total.items() if shared[word] > 1}
    kept = sorted(common or total, key=lambda word: (-total[word], word))[:PROFILE]
    length = sqrt(sum(total[word] ** 2 for word in kept)) or 1.0
    return Profile({word: total[word] / length for word in kept}, rarity, usual)


def likest(profiles: Mapping[str, Profile], title: str, summary: str) -> list[Filed]:
    """The topics whose examples the article is like, the likest first, with the words that say so."""
    words = _telling(title, summary)
    found = []
    vector: dict[str, float] | None = None
    for topic, profile in profiles.items():
        shared = words.keys() & profile.weights.keys()
        if len(shared) < 2:
            continue
        if vector is None:
            vector = _vector(words, profile.rarity, profile.usual)
        parts = {word: vector[word] * profile.weights[word] for word in shared}
        alike = sum(parts.values())
        if alike >= LIKE:
            telling = sorted(parts, key=lambda word: (-parts[word], word))[:SHOWN]
            found.append((-alike, Filed(topic, "like", tuple(telling))))
    return [filed for _, filed in sorted(found)]


def _telling(title: str, summary: str) -> Counter[str]:
    counted = Counter(word for word in tokens(f"{title} {title} {summary[:READ]}") if len(word) > 2)
    for word in counted.keys() & _EMPTY:
        del counted[word]
    return counted


def _vector(words: Mapping[str, int], rarity: Mapping[str, float], usual: float) -> dict[str, float]:
    vector = {word: (1 + log(times)) * rarity.get(word, usual) for word, times in words.items()}
    length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items()}


@cache
def default_topics() -> Topics:
    """The tree that programmes start with, ready."""
    return Topics(default_tree())


def written(found: Sequence[Filed]) -> str:
    """Topics as they are stored: a text, "" for none."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else ""


def read(text: str | None) -> tuple[Filed, ...]:
    """What `written` wrote; nothing for what it did not write."""
    if not text:
        return ()
    try:
        return tuple(Filed(topic, how, tuple(words)) for topic, how, words in json.loads(text))
    except (ValueError, TypeError):
        return ()
