"""A channel's selection: the pool as the store has it, given to curation's choice. It writes nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from curation.classify import of_source
from curation.dedupe import Candidate
from curation.mix import History, Rules, Selection, choose
from curation.topics import Filed
from curation.trust import Shown, learnt
from programme.calendar import local_date
from scheduler import cards, filing
from scheduler.messages import DigestPost
from store import articles, digests, workspaces
from store.articles import PoolArticle
from store.database import Database
from store.digests import GivenArticle
from store.models import Channel

WEEK_BEFORE = timedelta(days=6)  # with the day itself, the rolling week of the mix
REMEMBERED = timedelta(days=60)  # how long a posted story's title keeps others that tell it away
LEARNT = timedelta(
    days=60
)  # how long what an audience picked tells what it likes; today's picks are still coming
COMPANY, MARKET = "company", "market"


@dataclass(frozen=True, slots=True)
class SelectionRules:
    """What holds for every channel; the number of articles, the language and the mix are the channel's own.

    `any_language`: articles known to be in another language than the channel's are let in.
    """

    window: timedelta = timedelta(days=7)
    source_share: float = 0.3
    tolerance: float = 0.1
    any_language: bool = False


async def select_for(
    db: Database, channel: Channel, now: datetime, rules: SelectionRules, *, day: date | None = None
) -> tuple[Selection, DigestPost]:
    """What this channel would be given at `now` for the local date `day` (default: today), as a message."""
    if day is None:
        day = local_date(channel.time_zone, now)
    async with db.read(channel.workspace_id) as session:
        workspace = await workspaces.get(session, channel.workspace_id)
        pool = await articles.pool(session, now - rules.window)
        given = await digests.given(session, channel.id)
        counts = await digests.picked(session, channel.id, day - LEARNT, day)
        own = await filing.own_filing(session, now - rules.window)
    wanted = Rules(
        count=channel.article_count,
        window=rules.window,
        source_share=rules.source_share,
        company_share=workspace.company_share if workspace else 0.2,
        tolerance=rules.tolerance,
        languages=frozenset() if rules.any_language else frozenset({channel.language}),
    )
    trust = learnt(Shown(each.source_id, each.position, each.shown, each.picks) for each in counts)
    topics = await asyncio.to_thread(filing.filed_under, pool, own)
    # Comparing thousands of titles takes a while: acknowledgements must not wait for it.
    selection = await asyncio.to_thread(
        choose,
        [candidate(each, topics.get(each.article_id, ())) for each in pool],
        wanted,
        history(given, day),
        now,
        trust=trust,
    )
    return selection, cards.preview(selection, day, channel.time_zone, now)


def candidate(article: PoolArticle, topics: Sequence[Filed] = ()) -> Candidate:
    """An article of the pool, as the choice sees it."""
    return Candidate(
        article_id=article.article_id,
        source_id=article.source_id,
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
