"""The topics that articles are filed under: the tree that programmes start with, and a programme's changes to it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

ANY = "any"
"""Instead of a language: words written alike in all."""
PerLanguage = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `id`: its parent's, a dot and its own name ("hr.pay"), at most 64 characters; a profession has no dot.

    `labels`: what people read, by language. `words` and `hints`, by language or for ANY: words or phrases of up to
    four words, in any number or case, with or without accents. One word in a title names the topic; a hint needs
    company. `hidden`: a programme wants it no more.
    """

    id: str
    labels: Mapping[str, str]
    words: PerLanguage = field(default_factory=dict)
    hints: PerLanguage = field(default_factory=dict)
    hidden: bool = False

    @property
    def parent(self) -> str | None:
        return self.id.rpartition(".")[0] or None

    def label(self, language: str) -> str:
        """In that language, else in English, else in any there is."""
        return self.labels.get(language) or self.labels.get("en") or next(iter(self.labels.values()), self.id)


def within(topic: str, wanted: str) -> bool:
    """Whether an article filed under `topic` is one for those who want `wanted`, the same or one above it."""
    return topic == wanted or topic.startswith(wanted + ".")


def below(tree: Iterable[Topic], wanted: Iterable[str]) -> tuple[str, ...]:
    """The ids of the tree's topics that are one of `wanted`, or below one."""
    wanted = tuple(wanted)
    return tuple(topic.id for topic in tree if any(within(topic.id, each) for each in wanted))


def whole(tree: Iterable[Topic], own: Iterable[Topic]) -> tuple[Topic, ...]:
    """The tree with a programme's own topics, each in place of the one of its id or behind the others."""
    return tuple(({topic.id: topic for topic in tree} | {topic.id: topic for topic in own}).values())


def shown(tree: Iterable[Topic]) -> tuple[Topic, ...]:
    """A tree without its hidden topics and all below them."""
    tree = tuple(tree)
    hidden = [topic.id for topic in tree if topic.hidden]
    return tuple(topic for topic in tree if not any(within(topic.id, each) for each in hidden))


def merged(tree: Iterable[Topic], own: Iterable[Topic]) -> tuple[Topic, ...]:
    """The tree with a programme's own topics, without what it hides."""
    return shown(whole(tree, own))


@cache
def default_tree() -> tuple[Topic, ...]:
    """The tree that programmes start with, as `topic_tree.toml` has it."""
    written = tomllib.loads(files("curation").joinpath("topic_tree.toml").read_text(encoding="utf-8"))
    return tuple(
        Topic(each["id"], each["labels"], _listed(each.get("words", {})), _listed(each.get("hints", {})))
        for each in written["topic"]
    )


def _listed(written: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(word.strip() for word in words.split(",")) for language, words in written.items()}
