"""The leaderboard on demand: the week so far, and one's own rank."""

from __future__ import annotations

from handlers.access import permit
from handlers.answers import BoardAnswer
from handlers.places import zone
from handlers.services import Actor, Services
from programme.boards import private_rank
from programme.roles import Permission
from scheduler.boards import board_for, week_so_far
from store import people


async def so_far(services: Services, actor: Actor, conversation_id: str | None) -> BoardAnswer:
    async with services.db.read(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.LEADERBOARD_SEE)
        time_zone = await zone(session, conversation_id)
    week = week_so_far(time_zone, services.clock.now())
    post, participants = await board_for(services.db, actor.workspace_id, week, time_zone)
    return BoardAnswer(
        post,
        own=private_rank(participants, person.id) if person else None,
        joined=people.is_ambassador(person),
    )
