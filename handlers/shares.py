"""Saying "I posted it": a declared share, counted once, and the points it earns."""

from __future__ import annotations

from datetime import datetime, time

from handlers import places
from handlers.access import permit
from handlers.answers import Shared
from handlers.errors import Refused
from handlers.services import Actor, Services
from programme.calendar import local_date, local_instant
from programme.networks import Network, plausible_post_url
from programme.points import award_for_share
from programme.roles import Permission
from programme.shares import Grade
from scheduler.cards import card
from store import drafts, people, reading, shares

LEDGER_ACT = "share"


async def declare(
    services: Services,
    actor: Actor,
    *,
    article_id: int,
    digest_id: int | None,
    network: Network,
    url: str | None,
) -> Shared:
    """Record that the actor posted the article. `url` is the post's address, if they gave one.

    Raises Refused: bad_post_url (the address is not one of that
    network), article_gone, or the role's.
    """
    address = url.strip() if url else None
    if address and not plausible_post_url(network, address):
        raise Refused("bad_post_url", network=network.value)
    now = services.clock.now()
    async with services.db.write(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.SHARE)
        article = await reading.one(session, article_id, digest_id)
        if article is None:
            raise Refused("article_gone")
        person = person or await people.ensure(session, actor.user_id, now)
        # One share of a person after the other: two at once would each count on what the other takes of the day.
        await session.refresh(person, with_for_update=True)
        draft = await drafts.find(session, person.id, article_id, network)
        subject = f"{article_id}:{network.value}"
        first_time = await shares.declare(
            session,
            person_id=person.id,
            article_id=article_id,
            network=network,
            grade=Grade.DECLARED,
            url=address,
            now=now,
        )
        if not first_time:
            line = await shares.ledger_line(session, person.id, LEDGER_ACT, subject)
            return Shared(card(article), network, 0, line.reason if line else "", first_time=False)
        award = award_for_share(
            draft.caption if draft else "",
            article.title,
            await shares.points_of(
                session, person.id, since=_local_midnight(now, await places.zone(session))
            ),
            subject=subject,
        )
        await shares.earn(
            session,
            person_id=person.id,
            act=LEDGER_ACT,
            subject=subject,
            points=award.points,
            reason=award.reason_code,
            now=now,
        )
        if draft is not None:
            draft.state = "shared"
        return Shared(card(article), network, award.points, award.reason_code, first_time=True)


def _local_midnight(now: datetime, time_zone: str) -> datetime:
    return local_instant(local_date(time_zone, now), time(), time_zone)
