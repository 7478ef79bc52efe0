"""What the handlers of topics take and answer: plain data, in no language but the topics' own labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from curation.topic_tree import Topic
from scheduler.messages import Params

Outcome = Literal["added", "changed", "original", "removed"]


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in the list. `articles`: of the pool's, how many bear it or one below it; `own`: the workspace made it;
    `changed`: the workspace changed it."""

    topic: Topic
    articles: int
    own: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class TopicList:
    """The whole tree, hidden topics too, each profession followed by its own; `articles` of the last `days` days."""

    lines: tuple[TopicLine, ...]
    articles: int
    days: int


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """The topics of one profession, itself first, to choose the one to change from."""

    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class TopicForm:
    """One topic to change, or (None) to add below one of the professions. `words` and `hints`: by language, those
    written alike in both standing in both."""

    topic: Topic | None
    words: Mapping[str, tuple[str, ...]]
    hints: Mapping[str, tuple[str, ...]]
    own: bool
    changed: bool
    professions: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class TopicTyped:
    """The form as it was sent, all as typed. `topic`: None for a new one, below `profession` (None: one of its own);
    `original`: back to what it was before the workspace changed it, whatever else was typed."""

    topic: str | None
    profession: str | None
    labels: Mapping[str, str]
    words: Mapping[str, str]
    hints: Mapping[str, str]
    hidden: bool = False
    original: bool = False


@dataclass(frozen=True, slots=True)
class TopicProblems:
    """What keeps a form from being saved: (field of the form, code, params). Nothing was written."""

    problems: tuple[tuple[str, str, Params], ...]


@dataclass(frozen=True, slots=True)
class TopicSaved:
    topic: Topic
    outcome: Outcome
