"""The Home tab: what is one's own, and the newest digest in one's language."""

from __future__ import annotations

from handlers.answers import Mine
from handlers.people import mine
from handlers.services import Actor, Services
from scheduler.cards import digest_post
from scheduler.messages import DigestPost
from store import channels, digests


async def home(services: Services, actor: Actor, *, language: str) -> tuple[Mine, DigestPost | None]:
    """A channel in the person's language first; any other rather than nothing."""
    own = await mine(services, actor)
    async with services.db.read(actor.workspace_id) as session:
        listed = sorted(
            await channels.listed(session), key=lambda channel: (channel.language != language, channel.id)
        )
        for channel in listed:
            newest = await digests.latest(session, channel.id, posted=True)
            if newest is None:
                continue
            content = (await digests.contents(session, {newest.id})).get(newest.id)
            if content is not None:
                return own, digest_post(content, services.clock.now())
    return own, None
