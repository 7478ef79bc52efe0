"""The Home tab: what is one's own, and the newest digest in one's language."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.answers import Mine
from handlers.own_order import OwnOrder, in_own_order, wish_of
from handlers.people import mine
from handlers.services import Actor, Services
from scheduler.cards import digest_post
from scheduler.messages import DigestPost
from store import channels, digests, people
from store.digests import Content


@dataclass(frozen=True, slots=True)
class HomePage:
    """`latest`: None before the first digest. `order`: None where its articles stand in the channel's."""

    mine: Mine
    latest: DigestPost | None
    order: OwnOrder | None = None


async def home(services: Services, actor: Actor, *, language: str) -> HomePage:
    """What is one's own, and the newest digest, in one's own order for who asked for it."""
    own = await mine(services, actor)
    async with services.db.read(actor.workspace_id) as session:
        wish = wish_of(await people.find(session, actor.user_id))
        content = await _newest(session, language)
    if content is None:
        return HomePage(own, None)
    latest = digest_post(content, services.clock.now())
    if wish is None:
        return HomePage(own, latest)
    return HomePage(own, *await in_own_order(services, actor, wish, latest))


async def _newest(session: AsyncSession, language: str) -> Content | None:
    """Of a channel in the person's language first; of any other rather than nothing."""
    listed = sorted(
        await channels.listed(session), key=lambda channel: (channel.language != language, channel.id)
    )
    for channel in listed:
        newest = await digests.latest(session, channel.id, posted=True)
        if newest is None:
            continue
        content = (await digests.contents(session, {newest.id})).get(newest.id)
        if content is not None:
            return content
    return None
