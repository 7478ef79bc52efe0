"""The day's digest on demand: preview it, post it now; pause the channel and start it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from curation.doubles import Asked
from curation.topic_tree import Topic
from handlers.access import require
from handlers.answers import Paused, PostQueued, Preview
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.topics import LANGUAGES
from programme.calendar import local_date
from programme.roles import Permission
from scheduler.ahead import LOOK_BACK, slot_ahead
from scheduler.digests import post_now
from scheduler.filing import tree_of
from scheduler.messages import DigestPost, Params
from scheduler.rhythm import DAILY
from scheduler.selection import read_pool, select_for
from store import channels, digests, workspaces
from store.models import Channel


async def preview(services: Services, actor: Actor, conversation_id: str | None) -> Preview:
    """What the channel would be given now; at its next hour, once today's digest was made. Nothing is written.

    Raises Refused: not_set_up, which_channel, or the role's.
    """
    await require(services, actor, Permission.PREVIEW, subject=conversation_id)
    now = services.clock.now()
    async with services.db.read(actor.workspace_id) as session:
        channel = await _channel(session, conversation_id)
        day = await coming_day(session, channel, now)
        tree = await tree_of(session)
    pool = await read_pool(services.db, actor.workspace_id, now, services.selection)
    selection, post = await select_for(services.db, channel, now, services.selection, day=day, pool=pool)
    chosen = [choice.candidate.article_id for choice in selection.choices]
    doubles = Asked(pool.stories, chosen, pool.said)
    return Preview(
        channel.conversation_id,
        labelled(post, tree),
        tuple((each.code.value, each.params) for each in selection.missing),
        doubts=sum(each.chosen for each in doubles.doubts),
        folded=len(doubles.folded),
    )


async def post(services: Services, actor: Actor, conversation_id: str | None) -> PostQueued:
    """Post today's digest of the channel now, unless it was made.

    Raises Refused: not_set_up, which_channel, workspace_paused, channel_paused, channel_stopped,
    nothing_to_post, or the role's.
    """
    await require(services, actor, Permission.POST, subject=conversation_id)
    async with services.db.read(actor.workspace_id) as session:
        channel = await _channel(session, conversation_id)
        workspace = await workspaces.get(session, actor.workspace_id)
    if workspace is not None and workspace.paused_at is not None:
        raise Refused("workspace_paused")
    if channel.paused_at is not None:
        raise Refused("channel_paused")
    if channel.broken_reason is not None:
        raise Refused("channel_stopped", reason=channel.broken_reason)
    made = await post_now(services.db, services.clock, channel, services.selection, wake=services.wake)
    if made is None:
        raise Refused("nothing_to_post")
    return PostQueued(made.conversation_id, made.count, made.already, made.missing)


async def pause(services: Services, actor: Actor, conversation_id: str | None) -> Paused:
    """Stop posting: in this channel when it is one of ours, else in all of them."""
    await require(services, actor, Permission.PAUSE, subject=conversation_id)
    async with services.db.write(actor.workspace_id) as session:
        channel = await channels.find(session, conversation_id) if conversation_id else None
        if channel is not None:
            changed = await channels.pause(session, channel.id, services.clock.now())
            return Paused("channel", True, not changed)
        changed = await workspaces.pause(session, actor.workspace_id, services.clock.now())
        return Paused("workspace", True, not changed)


async def resume(services: Services, actor: Actor, conversation_id: str | None) -> Paused:
    """Post again: the workspace too, when all of it had been paused. What was missed is not made up for."""
    await require(services, actor, Permission.RESUME, subject=conversation_id)
    async with services.db.write(actor.workspace_id) as session:
        everywhere = await workspaces.resume(session, actor.workspace_id)
        channel = await channels.find(session, conversation_id) if conversation_id else None
        here = channel is not None and await channels.resume(session, channel.id)
    services.wake()
    scope = "channel" if channel is not None and not everywhere else "workspace"
    return Paused(scope, False, not (everywhere or here))


def labelled(post: DigestPost, tree: Sequence[Topic]) -> DigestPost:
    """The same, its reasons that name a topic bearing its labels: `label_fr`, `label_en`."""
    labels = {topic.id: {language: topic.label(language) for language in LANGUAGES} for topic in tree}

    def told(code: str, params: Params) -> tuple[str, Params]:
        known = labels.get(str(params.get("topic"))) if code == "topic" else None
        return code, {**params, **{f"label_{each}": label for each, label in (known or {}).items()}}

    return replace(
        post,
        cards=tuple(
            replace(card, reasons=tuple(told(*each) for each in card.reasons)) for card in post.cards
        ),
    )


async def coming_day(session: AsyncSession, channel: Channel, now: datetime) -> date:
    """The local date of the digest that comes next: today's, until it was made with something in it."""
    today = local_date(channel.time_zone, now)
    known = await digests.find(session, channel.id, today, DAILY)
    if known is None or not await digests.count_items(session, known.id):
        return today
    slot = slot_ahead(channel, now, await digests.made_slots(session, (now - LOOK_BACK).date()))
    return slot.local_date if slot else today


async def _channel(session: AsyncSession, conversation_id: str | None) -> Channel:
    """The channel asked from; elsewhere, the only one there is. Nobody posts in a channel they did not mean."""
    listed = await channels.listed(session)
    if not listed:
        raise Refused("not_set_up")
    here = [each for each in listed if each.conversation_id == conversation_id] or listed
    if len(here) > 1:
        raise Refused("which_channel", channels=" ".join(each.conversation_id for each in here))
    return here[0]
