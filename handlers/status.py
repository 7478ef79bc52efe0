"""How it is going, for those who run it: channels, sources, deliveries; and deliveries that an admin settles."""

from __future__ import annotations

from datetime import timedelta

from handlers.access import require
from handlers.answers import ChannelLine, DeliveryLine, Status
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.sources import line
from programme.roles import Permission
from scheduler.ahead import LOOK_BACK, slot_ahead
from scheduler.filing import tree_of
from store import articles, channels, digests, outbox, people, sources, workspaces
from store.models import Source

WEEK = timedelta(days=7)
DOING_WELL = frozenset({"new", "ok", "not_modified"})
SHOWN = 5  # failing sources


async def status(services: Services, actor: Actor) -> Status:
    await require(services, actor, Permission.STATUS)
    now = services.clock.now()
    async with services.db.read(actor.workspace_id) as session:
        workspace = await workspaces.get(session, actor.workspace_id)
        listed = await sources.listed(session)
        failing = [each for each in listed if not _well(each)]
        counts = await outbox.counts(session, since=now - WEEK)
        kinds = await digests.kinds_since(session, now - WEEK)
        made = await digests.made_slots(session, (now - LOOK_BACK).date())
        tree = await tree_of(session)
        lines = []
        for channel in await channels.listed(session):
            ahead = slot_ahead(channel, now, made)
            latest = await digests.latest(session, channel.id, posted=True)
            lines.append(
                ChannelLine(
                    conversation_id=channel.conversation_id,
                    language=channel.language,
                    time_zone=channel.time_zone,
                    post_at=channel.post_at,
                    article_count=channel.article_count,
                    country=channel.country,
                    paused=channel.paused_at is not None,
                    broken_reason=channel.broken_reason,
                    next_post=ahead.due_at if ahead else None,
                    last_posted_at=latest.created_at if latest else None,
                    topics=tuple(topic for topic in tree if topic.id in (channel.topics or ())),
                )
            )
        return Status(
            now=now,
            paused=workspace is not None and workspace.paused_at is not None,
            channels=tuple(lines),
            sources_ok=len(listed) - len(failing),
            sources_failing=len(failing),
            failing=tuple(line(each, 0) for each in failing[:SHOWN]),
            articles=await articles.count_pool(session, now - services.selection.window),
            ambassadors=await people.count_ambassadors(session),
            sent=counts.by_state.get(outbox.SENT, 0),
            waiting=counts.by_state.get(outbox.PENDING, 0) + counts.by_state.get(outbox.SENDING, 0),
            parked=counts.by_state.get(outbox.PARKED, 0),
            failed=counts.by_state.get(outbox.FAILED, 0),
            troubles=tuple(
                DeliveryLine(
                    outgoing_id=each.id,
                    kind=each.kind,
                    destination=each.destination,
                    state=each.state,
                    reason=each.reason,
                    at=each.settled_at or each.created_at,
                )
                for each in await outbox.troubles(session, since=now - WEEK)
            ),
            company_share=workspace.company_share if workspace else 0.2,
            week_company=kinds.get("company", 0),
            week_market=kinds.get("market", 0),
        )


async def settle(services: Services, actor: Actor, outgoing_id: int, *, again: bool) -> None:
    """Send a parked or failed delivery again, or let it be. Raises Refused: delivery_gone, or the role's."""
    await require(
        services, actor, Permission.POST, subject=f"delivery {outgoing_id} {'again' if again else 'let be'}"
    )
    async with services.db.write(actor.workspace_id) as session:
        if not await outbox.settle(session, outgoing_id, services.clock.now(), again=again):
            raise Refused("delivery_gone")
    services.wake()


def _well(source: Source) -> bool:
    return source.status in DOING_WELL
