"""Naming admins, beside those that the workspace has."""

from __future__ import annotations

from handlers.access import require
from handlers.answers import AdminChanged, AdminList
from handlers.errors import Refused
from handlers.services import Actor, Services
from programme.roles import Permission, Role
from store import people


async def listed(services: Services, actor: Actor) -> AdminList:
    await require(services, actor, Permission.ADMINS_MANAGE)
    async with services.db.read(actor.workspace_id) as session:
        return AdminList(tuple(each.user_id for each in await people.with_role(session, Role.ADMIN)))


async def change(
    services: Services, actor: Actor, user_id: str | None, *, named: bool, eligible: bool = True
) -> AdminChanged:
    """Name someone an admin, or no longer. `eligible`: a member of the workspace, no guest and no stranger.

    Raises Refused: no_person, not_eligible, or the role's.
    """
    await require(services, actor, Permission.ADMINS_MANAGE, subject=user_id)
    if not user_id:
        raise Refused("no_person")
    if named and not eligible:
        raise Refused("not_eligible")
    async with services.db.write(actor.workspace_id) as session:
        person = await people.ensure(session, user_id, services.clock.now())
        already = (person.role == Role.ADMIN) == named
        person.role = Role.ADMIN.value if named else None
        return AdminChanged(user_id, named, already)
