"""Who may do what: the role someone acts under, and the refusal that says who may. Acts of authority are audited."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.errors import Refused
from handlers.services import Actor, Services
from programme.roles import Permission, Role, allowed, role_of
from store import people
from store.models import Person

# The acts of those who run the programme: each is kept in the audit, done or refused.
AUTHORITY = frozenset(
    {
        Permission.SETUP,
        Permission.SOURCE_ADD,
        Permission.SOURCE_CHECK,
        Permission.SOURCE_REMOVE,
        Permission.ARTICLE_ADD,
        Permission.STORY_LIST,
        Permission.STORY_JUDGE,
        Permission.ARTICLE_FILE,
        Permission.TOPICS_LIST,
        Permission.TOPICS_CHANGE,
        Permission.PREVIEW,
        Permission.POST,
        Permission.PAUSE,
        Permission.RESUME,
        Permission.STATUS,
        Permission.SOURCE_LIST,
        Permission.ADMINS_MANAGE,
        Permission.LEADERBOARD_POST,
    }
)


def role(actor: Actor, person: Person | None) -> Role:
    """The role of this actor, given what the programme knows of them (None: nothing yet)."""
    named = person.role if person else None
    return role_of(
        outside=actor.outside,
        guest=actor.guest,
        workspace_admin=actor.workspace_admin,
        named_admin=named == Role.ADMIN,
        named_editor=named == Role.EDITOR,
        joined=people.is_ambassador(person),
    )


async def require(
    services: Services, actor: Actor, permission: Permission, *, subject: str | None = None
) -> Role:
    """For an act of authority: the actor's role when they may; otherwise Refused(<who may>). The audit knows both."""
    assert permission in AUTHORITY, "the others ask `permit`, in their own session"
    async with services.db.write(actor.workspace_id) as session:
        acting = role(actor, await people.find(session, actor.user_id))
        decision = allowed(acting, permission)
        people.record(
            session,
            actor.user_id,
            permission,
            allowed=decision.allowed,
            at=services.clock.now(),
            subject=subject,
        )
    if not decision.allowed:
        raise Refused(decision.reason_code)
    return acting


async def expect(
    services: Services, actor: Actor, permission: Permission, *, subject: str | None = None
) -> None:
    """`require` for an act that is told in the audit by what it did, in the session that does it (`done`): before it,
    only a refusal is kept."""
    async with services.db.read(actor.workspace_id) as session:
        acting = role(actor, await people.find(session, actor.user_id))
    if not allowed(acting, permission).allowed:
        await require(services, actor, permission, subject=subject)


def done(
    session: AsyncSession, services: Services, actor: Actor, permission: Permission, subject: str
) -> None:
    """Keep in the audit what an act of authority did; its subject's first 200 characters."""
    people.record(session, actor.user_id, permission, allowed=True, at=services.clock.now(), subject=subject)


async def permit(session: AsyncSession, actor: Actor, permission: Permission) -> Person | None:
    """For all other acts: what the programme knows of an actor who may; otherwise Refused(<who may>)."""
    assert permission not in AUTHORITY, "acts of authority are audited"
    person = await people.find(session, actor.user_id)
    decision = allowed(role(actor, person), permission)
    if not decision.allowed:
        raise Refused(decision.reason_code)
    return person
