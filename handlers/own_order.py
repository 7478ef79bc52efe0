"""One's own order of the day's articles, in Home: asked for, worked out when it is looked at, taken back as easily."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from curation.outlets import Feed, outlets_of
from curation.own_order import Traits, Why, Wish, ordered, tells
from curation.topic_tree import Topic
from handlers.access import permit
from handlers.filing import found_for
from handlers.services import Actor, Services
from programme.roles import Permission
from scheduler.filing import tree_of
from scheduler.messages import DigestPost
from store import people, picks, sources
from store.models import Person

RECENT = timedelta(days=60)
LOOKED_AT = 50  # picks
MOST_TOPICS = 10


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What may be wanted, and what is."""

    tree: tuple[Topic, ...]
    wish: Wish


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """What someone asked for, with why each article stands where it does, by its id. `few_picks`: those of other days
    are too few to go by."""

    topics: tuple[Topic, ...]
    picks: bool
    why: Mapping[int, Why]
    few_picks: bool = False


async def open_form(services: Services, actor: Actor) -> OrderForm:
    """Raises Refused: the role's."""
    async with services.db.read(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.ME)
        return OrderForm(await tree_of(session), wish_of(person) or Wish())


async def change(services: Services, actor: Actor, wish: Wish) -> None:
    """Want these first from now on; nothing, for the channel's order. Raises Refused: the role's."""
    async with services.db.write(actor.workspace_id) as session:
        person = await permit(session, actor, Permission.ME)
        known = {topic.id for topic in await tree_of(session)}
        hidden = {topic.id for topic in await tree_of(session, hidden=True)} - known
        chosen = [topic for topic in dict.fromkeys(wish.topics) if topic in known]
        # What the form could not offer, hidden for now, was not taken back by it.
        before = wish_of(person) or Wish()
        unseen = [topic for topic in before.topics if topic in hidden] if chosen or wish.picks else []
        topics = [*chosen[:MOST_TOPICS], *unseen][:MOST_TOPICS]
        wanted = {"topics": topics, "picks": wish.picks} if topics or wish.picks else None
        if person is None and wanted is None:
            return
        person = person or await people.ensure(session, actor.user_id, services.clock.now())
        person.own_order = wanted


def wish_of(person: Person | None) -> Wish | None:
    """What someone wants first; None for whoever is content with the channel's order."""
    if person is None or not person.own_order:
        return None
    return Wish(tuple(person.own_order["topics"]), person.own_order["picks"])


async def in_own_order(
    services: Services, actor: Actor, wish: Wish, post: DigestPost
) -> tuple[DigestPost, OwnOrder]:
    """The articles as their reader wants them. They keep their numbers, which are the channel's."""
    shown = [card.article_id for card in post.cards]
    async with services.db.read(actor.workspace_id) as session:
        tree = {topic.id: topic for topic in await tree_of(session)}
        own = await _picked(services, actor, session) if wish.picks else []
        outlets = outlets_of(Feed(*each) for each in await sources.named(session))
    wanted = tuple(tree[topic] for topic in wish.topics if topic in tree)
    # Not by what they picked of these: an article would jump ahead as it is picked.
    earlier = [article for article in own if article not in shown]
    # Likeness takes hundreds of articles to tell: for those alone who want what nothing else finds.
    alike = any(not topic.words for topic in wanted)
    known, found = await found_for(services, actor.workspace_id, [*shown, *earlier], alike=alike)
    traits = {
        each.article_id: Traits(
            outlets[each.source_id], frozenset(filed.topic for filed in found.get(each.article_id, ()))
        )
        for each in known
    }
    why = ordered(
        {article: traits[article] for article in shown if article in traits},
        Wish(tuple(topic.id for topic in wanted), wish.picks),
        [traits[article] for article in earlier if article in traits],
    )
    places = {article: place for place, article in enumerate(why)}
    cards = sorted(post.cards, key=lambda card: places.get(card.article_id, len(places)))
    few = wish.picks and not tells(earlier)
    return replace(post, cards=tuple(cards)), OwnOrder(wanted, wish.picks, why, few)


async def _picked(services: Services, actor: Actor, session: AsyncSession) -> Sequence[int]:
    person = await people.find(session, actor.user_id)
    if person is None:
        return []
    since = services.clock.now() - RECENT
    recent = await picks.active(session, person.id, limit=LOOKED_AT)
    return [pick.article_id for pick in recent if pick.created_at >= since]
