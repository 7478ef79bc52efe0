"""Joining, leaving, and what a person sees of themselves."""

from __future__ import annotations

from collections.abc import Iterable

from handlers import places
from handlers.access import permit
from handlers.answers import DraftLine, Joined, JoinForm, Left, Mine, ShareLine
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.shares import LEDGER_ACT
from programme.boards import PrivateRank
from programme.networks import Network
from programme.roles import Permission
from programme.words import fold
from scheduler.boards import SCORING, week_so_far
from scheduler.cards import card
from store import drafts, figures, people, picks, reading, shares
from store.models import Person

LISTED = 10
NAMINGS = ("name", "alias", "hidden")
LONGEST = 60  # a team's name, an alias


async def join_form(services: Services, actor: Actor) -> JoinForm:
    async with services.db.read(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.JOIN)
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
    now = services.clock.now()
    team = " ".join((team or "").split())[:LONGEST] or None
    alias = " ".join((alias or "").split())[:LONGEST] or None
    if naming not in NAMINGS:
        naming = "hidden"
    async with services.db.write(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.JOIN)
        if naming == "alias" and alias is None:
            raise Refused("no_alias")
        person = person or await people.ensure(session, actor.user_id, now)
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
    """Whether another ambassador appears by that alias or name: nobody may pass for somebody whom boards show.

    The names of the others are not kept."""
    return any(
        fold(alias) in (fold(each.alias or ""), fold(each.name or ""))
        for each in ambassadors
        if each.id != person.id
    )


async def leave(services: Services, actor: Actor) -> Left:
    """Stop being an ambassador. Picks, drafts and points stay the person's own, and are found again on return."""
    async with services.db.write(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.LEAVE)
        if person is None or not people.is_ambassador(person):
            return Left(was_joined=False)
        person.left_at = services.clock.now()
        return Left(was_joined=True)


async def mine(services: Services, actor: Actor) -> Mine:
    """What this person did, for their own eyes."""
    async with services.db.read(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.ME)
        if person is None:
            return _nobody()
        week = week_so_far(await places.zone(session), services.clock.now())
        picked = await picks.active(session, person.id, limit=LISTED)
        written = await drafts.open_drafts(session, person.id, limit=LISTED)
        posted = await shares.latest(session, person.id, LEDGER_ACT, limit=LISTED)
        totals = await figures.totals(session, person.id, since=week.starts_at)
        standing = None
        if people.is_ambassador(person):
            standing = await figures.standing(session, person.id, week.starts_at, week.ends_at, SCORING)
        met = {pick.article_id for pick in picked} | {draft.article_id for draft in written}
        known = await reading.several(session, met | {share.article_id for share, _ in posted})
    return Mine(
        joined=people.is_ambassador(person),
        team=person.team,
        naming=person.naming,
        alias=person.alias,
        picks=tuple(card(known[pick.article_id]) for pick in picked),
        pick_count=totals.picks,
        drafts=tuple(
            DraftLine(card(known[draft.article_id]), Network(draft.network), draft.state, draft.caption)
            for draft in written
        ),
        draft_count=totals.drafts,
        shares=tuple(
            ShareLine(
                card(known[share.article_id]),
                Network(share.network),
                share.grade,
                share.shared_at,
                line.points if line else 0,
                line.reason if line else "",
            )
            for share, line in posted
        ),
        share_count=totals.shares,
        points=totals.points,
        week_points=totals.points_since,
        rank=PrivateRank(standing.ahead + 1, standing.of, standing.points, standing.shares)
        if standing
        else None,
    )


def _nobody() -> Mine:
    return Mine(
        joined=False,
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
