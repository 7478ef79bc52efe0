"""A workspace's own word on topics: its changes to the tree, and what its editors filed. None of it costs those who
have none: their articles keep the topics that were found when they were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from curation.topic_tree import PerLanguage, Topic, default_tree, merged, whole
from curation.topics import Example, Filed, Topics, learnt, read
from store import topics
from store.articles import PoolArticle

BACKGROUND = 500  # articles by which the words that say nothing are known


@dataclass(frozen=True, slots=True)
class OwnFiling:
    """What a workspace changed. `changed`: ids of the topics that are not as they were at the start; `filed`: topics by
    article, as editors filed them; none for "about none of them"."""

    tree: tuple[Topic, ...]
    changed: frozenset[str]
    examples: tuple[Example, ...]
    filed: Mapping[int, tuple[str, ...]]


async def tree_of(session: AsyncSession, *, hidden: bool = False) -> tuple[Topic, ...]:
    """The session's workspace's tree; with what it hides, when `hidden`."""
    own = [_topic(each) for each in await topics.own(session)]
    return whole(default_tree(), own) if hidden else merged(default_tree(), own)


async def own_filing(
    session: AsyncSession, since: datetime, *, known_at: datetime | None = None, alike: bool = True
) -> OwnFiling | None:
    """What the session's workspace changed, for the articles first seen since then; None when nothing. `known_at`: what
    was filed by then alone. `alike`: with the examples of each topic."""
    changes = await topics.own(session)
    examples = await topics.examples(session, known_at=known_at) if alike else []
    filed = await topics.filed(session, since, known_at=known_at)
    if not changes and not examples and not filed:
        return None
    return OwnFiling(
        merged(default_tree(), [_topic(each) for each in changes]),
        frozenset(each.topic for each in changes),
        tuple(Example(each.topic, each.title, each.summary) for each in examples),
        filed,
    )


def filed_under(
    pool: Sequence[PoolArticle], own: OwnFiling | None, background: Sequence[PoolArticle] | None = None
) -> dict[int, tuple[Filed, ...]]:
    """The topics of each article, by its id. With changes of its own it reads them all: not in the loop.

    `background`: the articles at large, the newest first, where `pool` is but a few of them.
    """
    if own is None:
        return {each.article_id: read(each.topics) for each in pool if each.topics}
    ready = Topics(own.tree)
    around = (pool if background is None else background)[:BACKGROUND]
    profiles = learnt(own.examples, ((each.title, each.summary) for each in around))
    return {
        each.article_id: ready.of(
            each.title,
            each.summary,
            each.language,
            found=_by_words(each, own, ready),
            profiles=profiles,
            filed=own.filed.get(each.article_id),
        )
        for each in pool
    }


def _by_words(article: PoolArticle, own: OwnFiling, ready: Topics) -> Sequence[Filed]:
    """What the workspace's own words give, then what was found when the article was read: its feed's categories, which
    were read then, are kept nowhere."""
    stored = [each for each in read(article.topics) if each.topic not in own.changed]
    if not own.changed:
        return stored
    return (*ready.of(article.title, article.summary, article.language), *stored)


def _topic(own: topics.OwnTopic) -> Topic:
    return Topic(own.topic, own.labels, _words(own.words), _words(own.hints), own.hidden)


def _words(given: Mapping[str, Sequence[str]]) -> PerLanguage:
    return {language: tuple(words) for language, words in given.items()}
