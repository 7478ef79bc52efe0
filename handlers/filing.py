"""Articles filed under topics by editors: what was found shown with why, what they change kept, and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from curation.topic_tree import Topic
from curation.topics import MOST, Filed
from handlers.access import done, expect, require
from handlers.errors import Refused
from handlers.services import Actor, Services
from programme.roles import Permission
from scheduler.filing import BACKGROUND, filed_under, own_filing, tree_of
from store import articles, topics
from store.articles import PoolArticle


@dataclass(frozen=True, slots=True)
class FilingLine:
    """An article and the topics found for it, with why."""

    article_id: int
    title: str
    source: str
    found: tuple[Filed, ...]


@dataclass(frozen=True, slots=True)
class FilingForm:
    """Articles to file under the tree's topics."""

    articles: tuple[FilingLine, ...]
    tree: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Refiling:
    """The topics that an editor left an article with, and those that had been found for it."""

    article_id: int
    topics: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticlesFiled:
    """What was filed: (title, its topics; none: about none of them); `article_ids`, in their order."""

    articles: tuple[tuple[str, tuple[Topic, ...]], ...]
    article_ids: tuple[int, ...] = ()


async def open_form(services: Services, actor: Actor, article_ids: Sequence[int]) -> FilingForm:
    """The articles with what was found for each. Raises Refused: article_gone, or the role's."""
    await require(services, actor, Permission.TOPICS_LIST, subject=_told(article_ids))
    async with services.db.read(actor.workspace_id) as session:
        tree = await tree_of(session)
    wanted, found = await found_for(services, actor.workspace_id, article_ids)
    if not wanted:
        raise Refused("article_gone")
    return FilingForm(
        tuple(
            FilingLine(
                each.article_id,
                each.title,
                each.source_title or each.source_url,
                found.get(each.article_id, ()),
            )
            for each in wanted
        ),
        tree,
    )


async def found_for(
    services: Services, workspace_id: str, article_ids: Sequence[int], *, alike: bool = True
) -> tuple[list[PoolArticle], dict[int, tuple[Filed, ...]]]:
    """Those of the articles that are there, in that order; and their topics, in the workspace's own view. Without
    `alike`, not by likeness to what editors filed, which takes hundreds of articles to tell."""
    async with services.db.read(workspace_id) as session:
        wanted = await articles.these(session, article_ids)
        if not wanted:
            return [], {}
        filing = await own_filing(session, min(each.seen_at for each in wanted), alike=alike)
        since = services.clock.now() - services.selection.window
        around = await articles.pool(session, since, limit=BACKGROUND) if filing and filing.examples else []
    return wanted, await asyncio.to_thread(filed_under, wanted, filing, around)


async def file(services: Services, actor: Actor, wishes: Sequence[Refiling]) -> ArticlesFiled:
    """File each article whose topics were changed under those it was left with: they stand, and teach. What was found
    and not touched is no editor's word: taken for one, Dizaine would learn from its own guesses.

    Raises Refused: article_gone, too_many_filed (limit), or the role's."""
    await expect(
        services, actor, Permission.ARTICLE_FILE, subject=_told([each.article_id for each in wishes])
    )
    now = services.clock.now()
    filed: dict[int, tuple[str, tuple[Topic, ...]]] = {}
    async with services.db.write(actor.workspace_id) as session:
        tree = {topic.id: topic for topic in await tree_of(session)}
        known = {
            each.article_id: each for each in await articles.these(session, [w.article_id for w in wishes])
        }
        if not known:
            raise Refused("article_gone")
        for wish in wishes:
            if wish.article_id not in known or set(wish.topics) == set(wish.found):
                continue
            # The tree may have changed since the form was drawn.
            wanted = [tree[topic] for topic in dict.fromkeys(wish.topics) if topic in tree]
            if len(wanted) > MOST:
                raise Refused("too_many_filed", limit=MOST)
            if (wish.topics and not wanted) or {each.id for each in wanted} == set(wish.found):
                continue
            await topics.file(session, wish.article_id, [each.id for each in wanted], now, by=actor.user_id)
            filed[wish.article_id] = (known[wish.article_id].title, tuple(wanted))
        for article, (_, topics_now) in filed.items():
            under = "+".join(each.id for each in topics_now) or "none"
            done(session, services, actor, Permission.ARTICLE_FILE, f"article {article}: {under}")
        if not filed:
            done(session, services, actor, Permission.ARTICLE_FILE, "nothing changed")
    return ArticlesFiled(tuple(filed.values()), tuple(filed))


async def unfile(services: Services, actor: Actor, article_ids: Sequence[int]) -> int:
    """Take back all that editors said of these articles' topics: they bear again what is found for them, and teach
    nothing. Twice is once. How many articles there are. Raises Refused: article_gone, or the role's."""
    await require(services, actor, Permission.ARTICLE_FILE, subject=f"{_told(article_ids)} undone")
    async with services.db.write(actor.workspace_id) as session:
        known = await articles.these(session, article_ids)
        if not known:
            raise Refused("article_gone")
        await topics.unfile(session, [each.article_id for each in known])
    return len(known)


def _told(article_ids: Sequence[int]) -> str:
    return f"articles {' '.join(map(str, article_ids))}"
