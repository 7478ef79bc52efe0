"""Joining, leaving, and what a person sees of themselves."""

from __future__ import annotations

from collections.abc import Iterable

from handlers import places
from handlers.access import require
from handlers.answers import DraftLine, Joined, JoinForm, Left, Mine, ShareLine
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.shares import LEDGER_ACT
from programme import boards
from programme.networks import Network
from programme.roles import Permission
from programme.words import fold
from scheduler.boards import participants_of_week, week_so_far
from scheduler.cards import card
from store import drafts, people, picks, reading, shares
from store.models import Person

LISTED = 10
NAMINGS = ("name", "alias", "hidden")
LONGEST = 60  # a team's name, an alias


async def join_form(services: Services, actor: Actor) -> JoinForm:
    await require(services, actor, Permission.JOIN)
    async with services.db.read(actor.workspace_id) as session:
        person = await people.find(session, actor.user_id)
        return JoinForm(
            teams=await people.teams(session),
            team=person.team if person else None,
            naming=person.naming if person and person.joined_at else "",
            alias=person.alias if person else None,
            joined=people.is_ambassador(person),
        )


async def join(
    services: Services,
    actor: Actor,
    *,
    team: str | None,
    naming: str,
    alias: str | None,
    name: str | None,
) -> Joined:
    """Join, or change one's team and naming. `name` is the chat's, kept only for who chose to appear by it.

    Raises Refused: no_alias, alias_taken, or the role's."""
    await require(services, actor, Permission.JOIN)
    now = services.clock.now()
    team = " ".join((team or "").split())[:LONGEST] or None
    alias = " ".join((alias or "").split())[:LONGEST] or None
    if naming not in NAMINGS:
        naming = "hidden"
    if naming == "alias" and alias is None:
        raise Refused("no_alias")
    async with services.db.write(actor.workspace_id) as session:
        person = await people.ensure(session, actor.user_id, now)
        if naming == "alias" and alias and _taken(alias, person, await people.ambassadors(session)):
            raise Refused("alias_taken", alias=alias)
        already = people.is_ambassador(person)
        person.team, person.naming = team, naming
        person.alias = alias if naming == "alias" else None
        person.name = name if naming == "name" else None
        if not already:
            person.joined_at, person.left_at = now, None
        return Joined(team, naming, alias, already)


def _taken(alias: str, person: Person, ambassadors: Iterable[Person]) -> bool:
    """Whether another ambassador appears by that alias or name: nobody may pass for somebody else."""
    return any(
        fold(alias) in (fold(each.alias or ""), fold(each.name or ""))
        for each in ambassadors
        if each.id != person.id
    )


async def leave(services: Services, actor: Actor) -> Left:
    """Stop being an ambassador. Picks, drafts and points stay the person's own, and are found again on return."""
    await require(services, actor, Permission.LEAVE)
    async with services.db.write(actor.workspace_id) as session:
        person = await people.find(session, actor.user_id)
        if person is None or not people.is_ambassador(person):
            return Left(was_joined=False)
        person.left_at = services.clock.now()
        return Left(was_joined=True)


async def mine(services: Services, actor: Actor) -> Mine:
    """What this person did, for their own eyes."""
    await require(services, actor, Permission.ME)
    async with services.db.read(actor.workspace_id) as session:
        person = await people.find(session, actor.user_id)
        if person is None:
            return _nobody()
        week = week_so_far(await places.zone(session), services.clock.now())
        picked = await picks.active(session, person.id, limit=LISTED)
        written = await drafts.open_drafts(session, person.id, limit=LISTED)
        posted = await shares.latest(session, person.id, limit=LISTED)
        known = await reading.several(
            session, {row.article_id for rows in (picked, written, posted) for row in rows}
        )
        lines = []
        for share in posted:
            ledger = await shares.ledger_line(
                session, person.id, LEDGER_ACT, f"{share.article_id}:{share.network}"
            )
            lines.append(
                ShareLine(
                    card(known[share.article_id]),
                    Network(share.network),
                    share.grade,
                    share.shared_at,
                    ledger.points if ledger else 0,
                    ledger.reason if ledger else "",
                )
            )
        participants = await participants_of_week(session, week)
        return Mine(
            joined=people.is_ambassador(person),
            paused=False,
            team=person.team,
            naming=person.naming,
            alias=person.alias,
            picks=tuple(card(known[pick.article_id]) for pick in picked),
            pick_count=await picks.count_active(session, person.id),
            drafts=tuple(
                DraftLine(card(known[draft.article_id]), Network(draft.network), draft.state, draft.caption)
                for draft in written
            ),
            draft_count=await drafts.count_open(session, person.id),
            shares=tuple(lines),
            share_count=await shares.count(session, person.id),
            points=await shares.points_of(session, person.id),
            week_points=await shares.points_of(session, person.id, since=week.starts_at),
            rank=boards.private_rank(participants, person.id),
        )


def _nobody() -> Mine:
    return Mine(
        joined=False,
        paused=False,
        team=None,
        naming="hidden",
        alias=None,
        picks=(),
        pick_count=0,
        drafts=(),
        draft_count=0,
        shares=(),
        share_count=0,
        points=0,
        week_points=0,
        rank=None,
    )
