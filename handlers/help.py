"""Help, by what the asker may do."""

from __future__ import annotations

from handlers.access import role
from handlers.answers import Help
from handlers.services import Actor, Services
from programme.roles import Permission, allowed
from store import people


async def page(services: Services, actor: Actor) -> Help:
    return Help(admin=await _runs_it(services, actor))


async def unknown(services: Services, actor: Actor, *, words: str, nearest: str | None) -> Help:
    """For words that were not understood."""
    return Help(admin=await _runs_it(services, actor), unknown=words[:100], nearest=nearest)


async def _runs_it(services: Services, actor: Actor) -> bool:
    async with services.db.read(actor.workspace_id) as session:
        acting = role(actor, await people.find(session, actor.user_id))
    return allowed(acting, Permission.STATUS).allowed
