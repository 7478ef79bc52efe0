"""A channel's selection: the pool as the store has it, given to curation's choice. It writes nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from curation.classify import of_source
from curation.dedupe import Candidate
from curation.engagement import Showing
from curation.learning import Learner
from curation.mix import History, Rules, Selection, choose_from
from curation.outlets import Feed, outlets_of
from curation.rank import USUAL, WANTED, Weights
from curation.said import Said
from curation.stories import Stories
from curation.topic_tree import Topic, below, default_tree
from curation.topics import Filed
from programme.calendar import local_date
from scheduler import cards, filing
from scheduler.messages import DigestPost
from store import articles, digests, sources, workspaces
from store import stories as stories_said
from store.articles import PoolArticle
from store.database import Database
from store.digests import GivenArticle, ShownArticle
from store.models import Channel

WEEK_BEFORE = timedelta(days=6)  # with the day itself, the rolling week of the mix
REMEMBERED = timedelta(days=60)  # how long a posted story's title keeps others that tell it away
LEARNT = timedelta(
    days=60
)  # how long what an audience picked tells what it likes; today's picks are still coming
LEARNT_FROM = 5_000  # articles shown, the newest: enough for what a whole programme shares
SETTLED = timedelta(hours=20)  # what was posted since is still being picked
OVERDUE = timedelta(hours=1)

COMPANY, MARKET = "company", "market"


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """What holds for every channel; the number of articles, the language and the mix are the channel's own.

    `any_language`: articles known to be in another language than the channel's are let in. `company_share`,
    `count`: in place of the workspace's and of the channel's own. `weights`: from which the log's move.
    """

    window: timedelta = timedelta(days=7)
    source_share: float = 0.3
    tolerance: float = 0.1
    any_language: bool = False
    company_share: float | None = None
    count: int | None = None
    weights: Weights = USUAL


@dataclass(frozen=True, slots=True)
class Pool:
    """A workspace's articles at `now`, made ready once for all its channels, and what its log taught.

    `tree`: its topics. `unread`: a source was still being read when it was asked, before the articles were. `said`:
    what editors said of stories.
    """

    workspace_id: str
    now: datetime
    company_share: float
    stories: Stories
    learner: Learner
    tree: tuple[Topic, ...]
    unread: bool
    said: Said


async def read_pool(
    db: Database, workspace_id: str, now: datetime, rules: SelectionRules, *, past: bool = False
) -> Pool:
    """What all channels of a workspace choose from at `now`; with `past`, as far as was known then."""
    known_at = now if past else None
    # What is unread is asked before the articles: what is read in between would be neither waited for nor chosen.
    async with db.read(workspace_id) as session:
        unread = await sources.unread(session, now - OVERDUE, now)
        feeds = [Feed(*each) for each in await sources.named(session)]
    async with db.read(workspace_id) as session:
        workspace = await workspaces.get(session, workspace_id)
        pool = await articles.pool(session, now - rules.window, known_at=known_at)
        shown = await digests.shown(
            session, now - LEARNT, now - SETTLED, limit=LEARNT_FROM, known_at=known_at
        )
        own = await filing.own_filing(session, now - rules.window, known_at=known_at)
        said = await stories_said.said(session, now - rules.window, known_at=known_at)
    # Comparing thousands of titles takes a while: acknowledgements must not wait for it.
    stories, learner = await asyncio.to_thread(_ready, pool, outlets_of(feeds), own, shown, said, now, rules)
    share = rules.company_share
    if share is None:
        share = workspace.company_share if workspace else 0.2
    tree = own.tree if own else default_tree()
    return Pool(workspace_id, now, share, stories, learner, tree, bool(unread), said)


def _ready(
    pool: Sequence[PoolArticle],
    outlets: Mapping[int, int],
    own: filing.OwnFiling | None,
    shown: Sequence[ShownArticle],
    said: Said,
    now: datetime,
    rules: SelectionRules,
) -> tuple[Stories, Learner]:
    learner = Learner(rules.weights)
    for _, lines in groupby(shown, key=lambda each: each.digest_id):
        digest = list(lines)
        # The first places of the oldest digest may lie beyond the limit: its others would seem to stand higher.
        if digest[0].position == 1:
            showings = [Showing(_shown(each, outlets), each.acts) for each in digest]
            learner.learn(digest[0].channel_id, showings, digest[0].made_at)
    topics = filing.filed_under(pool, own)
    stories = Stories(
        [candidate(each, topics.get(each.article_id, ()), outlets.get(each.source_id)) for each in pool],
        now,
        rules.window,
        engagement=learner.engagement,
        weights=learner.weights,
        said=said,
    )
    return stories, learner


async def select_for(
    db: Database,
    channel: Channel,
    now: datetime,
    rules: SelectionRules,
    *,
    day: date | None = None,
    pool: Pool | None = None,
    past: bool = False,
) -> tuple[Selection, DigestPost]:
    """What this channel would be given at `now` for the local date `day` (default: today), as a message.

    `pool`: its workspace's, when it was read already at that `now`. `past`: what was given and done since
    then is not known.
    """
    if day is None:
        day = local_date(channel.time_zone, now)
    if pool is None:
        pool = await read_pool(db, channel.workspace_id, now, rules, past=past)
    async with db.read(channel.workspace_id) as session:
        given = await digests.given(session, channel.id, before=day if past else None)
    wanted = Rules(
        count=rules.count or channel.article_count,
        window=rules.window,
        source_share=rules.source_share,
        company_share=pool.company_share,
        tolerance=rules.tolerance,
        languages=frozenset() if rules.any_language else frozenset({channel.language}),
    )
    wanted_topics = dict.fromkeys(below(pool.tree, channel.topics or ()), WANTED)
    selection = await asyncio.to_thread(
        choose_from,
        pool.stories,
        wanted,
        history(given, day),
        taste=replace(pool.learner.taste(channel.id), topics=wanted_topics),
        seed=f"{channel.id} {day.isoformat()}",
    )
    return selection, cards.preview(selection, day, channel.time_zone, now)


def _shown(article: ShownArticle, outlets: Mapping[int, int]) -> Candidate:
    """An article that was shown, as far as learning needs it."""
    return Candidate(
        article_id=article.article_id,
        source_id=article.source_id,
        outlet_id=outlets.get(article.source_id),
        source_title="",
        kind="company" if article.kind == COMPANY else "market",
        key="",
        url="",
        title=article.title,
        summary="…" if article.has_summary else "",
        published=article.published_at,
        first_seen=article.seen_at,
        type=article.type,
        image_url=article.image_url,
    )


def candidate(article: PoolArticle, topics: Sequence[Filed] = (), outlet_id: int | None = None) -> Candidate:
    """An article of the pool, as the choice sees it."""
    return Candidate(
        article_id=article.article_id,
        source_id=article.source_id,
        outlet_id=outlet_id,
        source_title=article.source_title or article.source_url,
        kind="company" if article.kind == COMPANY else "market",
        key=article.key,
        url=article.url,
        title=article.title,
        summary=article.summary,
        published=article.published_at,
        first_seen=article.seen_at,
        language=article.language,
        type=of_source(article.type, article.kind),
        minutes=article.minutes,
        image_url=article.image_url,
        by_hand=article.by_hand,
        topics=tuple(each.topic for each in topics),
    )


def history(given: Sequence[GivenArticle], day: date) -> History:
    """What a channel was given, as the choice for the local date `day` needs it.

    Keys and addresses for ever: no article comes back because its feed dated it anew.
    """
    week = Counter(each.kind for each in given if each.local_date >= day - WEEK_BEFORE)
    return History(
        keys=frozenset(each.key for each in given),
        urls=frozenset(each.url for each in given),
        titles=tuple(each.title for each in given if each.local_date >= day - REMEMBERED),
        company=week[COMPANY],
        market=week[MARKET],
    )
