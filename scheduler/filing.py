"""A workspace's own word on topics: its changes to the tree, and what its editors filed. None of it costs those who
have none: their articles keep the topics that were found when they were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from curation.topic_tree import PerLanguage, Topic, default_tree, merged
from curation.topics import Example, Filed, Topics, learnt, read
from store import topics
from store.articles import PoolArticle

BACKGROUND = 500  # articles by which the words that say nothing are known


@dataclass(frozen=True, slots=True)
class OwnFiling:
    """What a workspace changed. `filed`: topics by article, as editors filed them."""

    tree: tuple[Topic, ...]
    examples: tuple[Example, ...]
    filed: Mapping[int, tuple[str, ...]]


async def tree_of(session: AsyncSession) -> tuple[Topic, ...]:
    """The session's workspace's tree."""
    return merged(default_tree(), [_topic(each) for each in await topics.own(session)])


async def own_filing(session: AsyncSession, since: datetime) -> OwnFiling | None:
    """What the session's workspace changed, for the articles first seen since then; None when nothing."""
    changes = await topics.own(session)
    examples = await topics.examples(session)
    if not changes and not examples:
        return None
    return OwnFiling(
        merged(default_tree(), [_topic(each) for each in changes]),
        tuple(Example(each.topic, each.title, each.summary) for each in examples),
        await topics.filed(session, since),
    )


def filed_under(pool: Sequence[PoolArticle], own: OwnFiling | None) -> dict[int, tuple[Filed, ...]]:
    """The topics of each article, by its id. With changes of its own it reads them all: not in the loop."""
    if own is None:
        return {each.article_id: read(each.topics) for each in pool if each.topics}
    ready = Topics(own.tree)
    profiles = learnt(own.examples, ((each.title, each.summary) for each in pool[:BACKGROUND]))
    return {
        each.article_id: ready.of(
            each.title,
            each.summary,
            each.language,
            profiles=profiles,
            filed=own.filed.get(each.article_id, ()),
        )
        for each in pool
    }


def _topic(own: topics.OwnTopic) -> Topic:
    return Topic(own.topic, own.labels, _words(own.words), _words(own.hints), own.hidden)


def _words(given: Mapping[str, Sequence[str]]) -> PerLanguage:
    return {language: tuple(words) for language, words in given.items()}
