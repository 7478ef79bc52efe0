"""Picking an article by its number, and taking it back."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.access import permit
from handlers.answers import Offer, Unpicked
from handlers.errors import Refused
from handlers.services import Actor, Services
from programme.roles import Permission
from scheduler.cards import card
from store import drafts, people, picks, reading
from store.digests import Line
from store.models import Person


class MessageNotKnownYet(Exception):
    """A digest is being delivered there right now: ask again in a moment."""


async def take_back(
    services: Services, actor: Actor, *, article_id: int, digest_id: int | None, at: float
) -> Unpicked | Offer:
    """A button's way to take a pick back, at the click's own time in seconds. An Offer where a pick since then stands.

    Raises Refused: article_gone, or the role's.
    """
    async with services.db.write(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.PICK)
        article = await reading.one(session, article_id, digest_id)
        if article is None:
            raise Refused("article_gone")
        if person is None:
            return Unpicked(card(article))
        changed = await picks.decide(
            session,
            person_id=person.id,
            article_id=article_id,
            digest_id=article.digest_id,
            active=False,
            decided_by=picks.stamp(at, removed=True),
            now=services.clock.now(),
        )
        if not changed and await picks.stands(session, person.id, article_id):
            return await _offer(session, person, article)
        return Unpicked(card(article))


async def react(
    services: Services,
    actor: Actor,
    *,
    conversation_id: str,
    message_id: str,
    number: int,
    on: bool,
    at: float,
) -> Offer | Unpicked | None:
    """A number reaction was put on a message (`on`) or taken off it, at the event's own time in seconds.

    None where nothing is to be said: not one of our digests, no such number, or an event that came twice or late.
    Raises MessageNotKnownYet, and Refused for a stranger.
    """
    async with services.db.read(actor.workspace_id) as session:
        found = await reading.at_number(session, conversation_id, message_id, number)
        if found is None:
            if await reading.delivery_under_way(session, conversation_id):
                raise MessageNotKnownYet(conversation_id)
            return None
        picked = found.line
        if picked is None:
            return None
        person = await permit(session, actor, Permission.PICK)
    async with services.db.write(actor.workspace_id) as session:
        now = services.clock.now()
        if person is None:
            person = await people.ensure(session, actor.user_id, now)
        changed = await picks.decide(
            session,
            person_id=person.id,
            article_id=picked.article_id,
            digest_id=found.digest_id,
            active=on,
            decided_by=picks.stamp(at, removed=not on),
            now=now,
        )
        if not changed:
            return None
        if not on:
            return Unpicked(card(picked))
        return await _offer(session, person, picked)


async def _offer(session: AsyncSession, person: Person, picked: Line) -> Offer:
    draft = await drafts.latest(session, person.id, picked.article_id)
    return Offer(card(picked), joined=people.is_ambassador(person), has_draft=draft is not None)
