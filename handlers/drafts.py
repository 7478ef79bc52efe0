"""Drafting a caption: opening the form, changing the network, keeping the text, saying it is ready."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.access import permit
from handlers.answers import DraftForm, DraftSaved, Ready
from handlers.errors import Refused
from handlers.services import Actor, Services
from programme.checks import check_caption, refuses
from programme.networks import Network, intents, parse_instance
from programme.roles import Permission
from scheduler.cards import card
from store import drafts, people, picks, reading, shares
from store.digests import Line
from store.models import Person

# What every chat takes in a button. A longer text is copied instead.
LONGEST_LINK = 3_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in the draft's form."""

    article_id: int
    digest_id: int | None
    network: Network
    caption: str
    mastodon: str | None = None
    ready: bool = False


async def open_form(
    services: Services,
    actor: Actor,
    *,
    article_id: int,
    digest_id: int | None,
    network: Network | None = None,
) -> DraftForm:
    """The form as its author left it; `network` asks for that network's draft.

    For someone who has not joined, it is a pick all the same, where a reaction is awkward. Raises Refused:
    article_gone, or the role's.
    """
    try:
        async with services.db.read(actor.workspace_id) as session:
            person = await permit(session, actor, Permission.DRAFT)
            article = await _article(session, article_id, digest_id)
            draft = None
            chosen = network
            if person is not None:
                if network is None:
                    draft = await drafts.latest(session, person.id, article_id)
                    remembered = draft.network if draft else await drafts.last_network(session, person.id)
                    chosen = Network(remembered) if remembered else None
                else:
                    draft = await drafts.find(session, person.id, article_id, network)
            return _form(article, person, chosen or Network.LINKEDIN, draft.caption if draft else "")
    except Refused as refused:
        if refused.code == "ambassadors":
            await _pick(services, actor, article_id, digest_id)
        raise


async def change_network(
    services: Services, actor: Actor, typed: Typed, *, previous: Network | None
) -> DraftForm:
    """The form for `typed.network`. What was typed is kept under the network it was typed for, and goes on in the new
    one unless another caption was kept there. Raises Refused: article_gone, or the role's.
    """
    now = services.clock.now()
    async with services.db.write(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.DRAFT)
        article = await _article(session, typed.article_id, typed.digest_id)
        person = person or await people.ensure(session, actor.user_id, now)
        if previous is not None and previous is not typed.network and typed.caption.strip():
            before = await drafts.find(session, person.id, typed.article_id, previous)
            if before is None or before.caption != typed.caption:
                await drafts.save(
                    session,
                    person_id=person.id,
                    article_id=typed.article_id,
                    network=previous,
                    caption=_storable(typed.caption),
                    state="draft",
                    now=now,
                )
        kept = await drafts.find(session, person.id, typed.article_id, typed.network)
        found = kept is not None and kept.caption.strip() not in ("", typed.caption.strip())
        caption = kept.caption if kept is not None and found else typed.caption
        return replace(_form(article, person, typed.network, caption), found=found)


async def save(services: Services, actor: Actor, typed: Typed) -> Ready | DraftSaved | DraftForm:
    """Keep what was typed, whatever is wrong with it; then say it is ready, saved, or what stands in the way.
    A draft that was emptied is forgotten.

    A draft is a pick too. Raises Refused: article_gone, or the role's.
    """
    now = services.clock.now()
    async with services.db.write(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.DRAFT)
        article = await _article(session, typed.article_id, typed.digest_id)
        person = person or await people.ensure(session, actor.user_id, now)
        problems = check_caption(typed.network, typed.caption, article.url, ready=typed.ready)
        blocked = refuses(problems)
        instance = parse_instance(typed.mastodon) if typed.mastodon else None
        if instance is not None:
            person.mastodon = instance
        kept = typed.ready or bool(typed.caption.strip())
        if kept:
            await drafts.save(
                session,
                person_id=person.id,
                article_id=typed.article_id,
                network=typed.network,
                caption=_storable(typed.caption),
                state="ready" if typed.ready and not blocked else "draft",
                now=now,
            )
        else:
            await drafts.forget(session, person.id, typed.article_id, typed.network)
        await picks.keep(
            session, person_id=person.id, article_id=typed.article_id, digest_id=article.digest_id, now=now
        )
        if blocked:
            return replace(_form(article, person, typed.network, typed.caption), problems=problems)
        if not typed.ready:
            return DraftSaved(card(article), typed.network, problems, kept)
        return await _ready(session, services, person, article, typed.network, typed.caption)


async def reopen(
    services: Services, actor: Actor, *, article_id: int, digest_id: int | None, network: Network
) -> Ready | DraftForm:
    """A draft from one's list: what is ready is ready to post, anything else is the form again."""
    async with services.db.read(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.DRAFT)
        article = await _article(session, article_id, digest_id)
        draft = await drafts.find(session, person.id, article_id, network) if person else None
        if person is not None and draft is not None and draft.state in ("ready", "shared"):
            return await _ready(session, services, person, article, network, draft.caption)
    return await open_form(services, actor, article_id=article_id, digest_id=digest_id, network=network)


def _form(article: Line, person: Person | None, network: Network, caption: str) -> DraftForm:
    return DraftForm(
        card=card(article),
        network=network,
        caption=caption,
        mastodon=person.mastodon if person else None,
        joined=people.is_ambassador(person),
    )


async def _pick(services: Services, actor: Actor, article_id: int, digest_id: int | None) -> None:
    now = services.clock.now()
    async with services.db.write(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.PICK)  # a stranger picks nothing
        article = await reading.one(session, article_id, digest_id)
        if article is not None:
            person = person or await people.ensure(session, actor.user_id, now)
            await picks.keep(
                session, person_id=person.id, article_id=article_id, digest_id=article.digest_id, now=now
            )


def _storable(caption: str) -> str:
    """Without what PostgreSQL cannot keep (NUL, halves of signs): the rest must not be lost for it."""
    return caption.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


async def _article(session: AsyncSession, article_id: int, digest_id: int | None) -> Line:
    article = await reading.one(session, article_id, digest_id)
    if article is None:
        raise Refused("article_gone")
    return article


async def _ready(
    session: AsyncSession,
    services: Services,
    person: Person,
    article: Line,
    network: Network,
    caption: str,
) -> Ready:
    share = await shares.find(session, person.id, article.article_id, network)
    return Ready(
        card=card(article),
        network=network,
        caption=caption,
        intents=intents(
            network,
            caption,
            article.url,
            mastodon_instance=person.mastodon,
            linkedin_prefill=services.linkedin_prefill,
            longest=LONGEST_LINK,
        ),
        notes=check_caption(network, caption, article.url, ready=True),
        shared=share is not None,
    )
