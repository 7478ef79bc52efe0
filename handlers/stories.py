"""Articles that may tell the same story: an editor says whether they do, and takes apart what was folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from curation.doubles import Asked, Double, Pair
from handlers.access import require
from handlers.errors import Refused
from handlers.posting import coming_day
from handlers.services import Actor, Services
from programme.roles import Permission
from scheduler.cards import candidate_card
from scheduler.messages import ArticleCard
from scheduler.selection import Pool, read_pool, select_for
from store import channels
from store.stories import say


@dataclass(frozen=True, slots=True)
class DoubleLine:
    """Two articles; their numbers are their stories' places in the coming choice, 0 where they have none. `folded`:
    `other` stands behind `one` in it. `same`: what was said of them. `words`: rare ones that both hold."""

    one: ArticleCard
    other: ArticleCard
    folded: bool
    same: bool | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoubleList:
    """`more`: the suggestions that are not shown. `now`: to tell ages from."""

    lines: tuple[DoubleLine, ...]
    more: int
    now: datetime


async def listed(
    services: Services, actor: Actor, conversation_id: str | None, shown: Sequence[Pair] = ()
) -> DoubleList:
    """What may be one story in the pool, and what the coming choice of this channel folds; or what became of the
    pairs of articles that were `shown`. Raises Refused: the role's."""
    await require(services, actor, Permission.STORY_LIST, subject=conversation_id)
    now = services.clock.now()
    pool = await read_pool(services.db, actor.workspace_id, now, services.selection)
    asked = Asked(pool.stories, await _chosen(services, pool, conversation_id), pool.said)
    found = asked.again(shown) if shown else asked.first()
    return DoubleList(tuple(map(_line, found.shown)), found.suggested, now)


async def judge(services: Services, actor: Actor, pair: Pair, same: bool | None) -> None:
    """Say of two articles that they tell the same story, or two; None takes back what was said. It holds in all
    channels from the next choice on. Raises Refused: article_gone, or the role's."""
    word = {True: "same", False: "two", None: "open"}[same]
    await require(services, actor, Permission.STORY_JUDGE, subject=f"{pair[0]} {pair[1]} {word}")
    async with services.db.write(actor.workspace_id) as session:
        if not await say(session, *pair, same, services.clock.now(), by=actor.user_id):
            raise Refused("article_gone")


async def _chosen(services: Services, pool: Pool, conversation_id: str | None) -> list[int]:
    """The articles of the coming choice of the channel asked from, or of the only one there is."""
    async with services.db.read(pool.workspace_id) as session:
        every = await channels.listed(session)
        here = [each for each in every if each.conversation_id == conversation_id] or [*every]
        if len(here) != 1:
            return []
        (channel,) = here
        day = await coming_day(session, channel, pool.now)
    selection, _ = await select_for(services.db, channel, pool.now, services.selection, day=day, pool=pool)
    return [choice.candidate.article_id for choice in selection.choices]


def _line(double: Double) -> DoubleLine:
    one, other = double.places
    return DoubleLine(
        candidate_card(double.one, one or 0),
        candidate_card(double.other, other or 0),
        double.folded,
        double.same,
        double.words,
    )
