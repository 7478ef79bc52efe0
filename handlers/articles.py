"""Articles that editors add by their address: read at once, kept, and first in the next digests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from curation.canonical import entry_key
from curation.fetch import FetchFailed
from curation.mix import posted_before
from curation.page import Page
from handlers.access import require
from handlers.answers import ArticleAdded, Outing
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.sources import UNSAID, address, kind_of, says_no_address
from programme.calendar import local_date
from programme.roles import Permission
from scheduler.ahead import LOOK_BACK, slot_ahead
from scheduler.cards import card
from scheduler.selection import history
from scheduler.visits import clean
from store import articles, channels, digests, reading, sources, workspaces
from store.digests import GivenArticle
from store.models import Channel


async def add(services: Services, actor: Actor, typed: str) -> ArticleAdded:
    """Add the article at the address typed; a word before or after tells its kind ("company", "marché"),
    else the feed that gave it, where one did.

    Raises Refused: no_article_address, bad_url, page_unread (status: a SourceStatus), article_gone, or the role's.
    """
    await require(services, actor, Permission.ARTICLE_ADD, subject=typed)
    words, kind = kind_of(typed)
    if says_no_address(words):
        raise Refused("no_article_address")
    url = address(words)
    if url is None:
        raise Refused("bad_url", url=words[:200])
    page = await services.read_page(url)
    if isinstance(page, FetchFailed):
        raise Refused("page_unread", url=url[:200], status=page.status.value, detail=page.detail[:100])
    now = services.clock.now()
    key = entry_key(page.canonical_url, None)
    async with services.db.write(actor.workspace_id) as session:
        known = await articles.from_a_feed(session, page.canonical_url)
        source = await sources.site(
            session,
            page.host,
            now,
            kind=kind or (known.kind if known else UNSAID),
            title=clean(page.site),
            added_by=actor.user_id,
        )
        values = _values(page)
        values["type"] = values["type"] or (known.type if known else None)
        article_id, already = await articles.add_by_hand(session, source, key, now, values)
    async with services.db.read(actor.workspace_id) as session:
        line = await reading.one(session, article_id, None)
        if line is None:
            raise Refused("article_gone")
        workspace = await workspaces.get(session, actor.workspace_id)
        made = await digests.made_slots(session, (now - LOOK_BACK).date())
        outings = [
            outing(
                channel,
                page,
                await digests.given(session, channel.id),
                now,
                made,
                any_language=services.selection.any_language,
                paused=workspace is not None and workspace.paused_at is not None,
            )
            for channel in await channels.listed(session)
        ]
    return ArticleAdded(card(line), already, tuple(outings))


def outing(
    channel: Channel,
    page: Page,
    given: Sequence[GivenArticle],
    now: datetime,
    made: Collection[tuple[int, date, str]],
    *,
    any_language: bool = False,
    paused: bool = False,
) -> Outing:
    """When this channel would be given the page's article, or why it would not.

    given: what the channel had. made: the slots whose digest was made, as store.digests.made_slots tells them.
    """
    elsewhere = page.language is not None and page.language != channel.language
    slot = slot_ahead(channel, now, made)
    why_not = None
    posted_on = _posted_on(given, page, local_date(channel.time_zone, now))
    if posted_on is not None:
        why_not = "posted"
    elif elsewhere and not any_language:
        why_not = "language"
    elif channel.broken_reason is not None or slot is None:
        why_not = "stopped"
    elif paused or channel.paused_at is not None:
        why_not = "paused"
    return Outing(
        channel.conversation_id,
        channel.time_zone,
        slot.due_at if slot and not why_not else None,
        why_not,
        posted_on,
    )


def _posted_on(given: Sequence[GivenArticle], page: Page, today: date) -> date | None:
    """The last day that the channel had the page's article, or another that tells its story; None when it had none."""

    def was(past: Sequence[GivenArticle]) -> bool:
        key = entry_key(page.canonical_url, None)
        return posted_before(history(past, today), key, page.canonical_url, page.title)

    if not was(given):
        return None
    return max((each.local_date for each in given if was([each])), default=None)


def _values(page: Page) -> dict[str, Any]:
    return {
        "url": page.canonical_url,
        "guid": None,
        "title": clean(page.title),
        "summary": clean(page.summary),
        "author": clean(page.author)[:200] or None,
        "image_url": page.image_url,
        "language": page.language and page.language[:8],
        "type": page.type,
        "minutes": page.minutes,
        "published_at": page.published,
        "topics": page.topics,
    }
