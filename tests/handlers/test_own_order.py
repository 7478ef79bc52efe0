"""One's own order in Home: asked for, told why, one's own alone, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from curation.own_order import Why, Wish
from curation.topics import Filed, written
from handlers import filing, home, own_order, picks, topics
from handlers.errors import Refused
from handlers.filing import Refiling
from store.models import Article, Person, Pick
from tests.handlers.conftest import CONVERSATION, MESSAGE, TEAM, World
from tests.handlers.test_topics import NIGHT, saved


async def about(world: World, number: int, *found: str) -> None:
    async with world.db.write(TEAM) as session:
        text = written([Filed(topic, "words", ("x",)) for topic in found])
        article = world.article_ids[number - 1]
        await session.execute(update(Article).where(Article.id == article).values(topics=text))


async def shown(world: World, user: str = "U1") -> tuple[list[int], list[Why] | None]:
    page = await home.home(world.services, world.actor(user), language="fr")
    assert page.latest is not None
    return [card.number for card in page.latest.cards], page.order and [*page.order.why.values()]


async def few(world: World) -> bool:
    order = (await home.home(world.services, world.actor(), language="fr")).order
    return order is not None and order.few_picks


async def want(world: World, *wanted: str, picks: bool = False, user: str = "U1") -> None:
    await own_order.change(world.services, world.actor(user), Wish(wanted, picks))


async def picked(world: World, *numbers: int, ago: timedelta = timedelta(days=2)) -> None:
    """Articles of earlier days."""
    async with world.db.write(TEAM) as session:
        person = (await session.scalars(select(Person).where(Person.user_id == "U1"))).one()
        session.add_all(
            Pick(
                person_id=person.id,
                article_id=world.article_ids[number - 1],
                decided_by="1",
                created_at=world.clock.now() - ago,
            )
            for number in numbers
        )


async def test_ones_topics_first_and_the_channels_numbers_kept(world: World) -> None:
    await about(world, 3, "tech.ai")
    assert await shown(world) == ([1, 2, 3], None)
    await want(world, "tech")
    assert await shown(world) == ([3, 1, 2], [Why("tech"), Why(), Why()])
    assert await shown(world, "U2") == ([1, 2, 3], None)
    assert (await own_order.open_form(world.services, world.actor())).wish == Wish(("tech",))
    await want(world)
    assert await shown(world) == ([1, 2, 3], None)
    async with world.db.read(TEAM) as session:
        assert await session.scalar(select(func.count(Person.id)).where(Person.own_order.is_(None))) == 1


async def test_what_is_like_ones_picks_of_other_days(world: World) -> None:
    await about(world, 2, "hr.pay")
    for number in (4, 5, 6):
        await about(world, number, "hr.pay")
    await want(world, picks=True)
    await picked(world, 4, 5)
    assert await shown(world) == ([1, 2, 3], [Why()] * 3)
    assert await few(world)
    await picked(world, 6)
    assert not await few(world)
    # 1 and 3 are of the source of one of them.
    assert await shown(world) == ([2, 1, 3], [Why(None, 3), Why(None, 1), Why(None, 1)])
    await want(world)
    await want(world, "tech")
    assert await shown(world) == ([1, 2, 3], [Why()] * 3)


async def test_picks_of_long_ago_and_of_the_day_itself_move_nothing(world: World) -> None:
    await want(world, picks=True)
    await picked(world, 4, 5, 6, ago=own_order.RECENT + timedelta(hours=1))
    assert await shown(world) == ([1, 2, 3], [Why()] * 3)
    for number in (1, 2, 3):
        await picks.react(
            world.services,
            world.actor(),
            conversation_id=CONVERSATION,
            message_id=MESSAGE,
            number=number,
            on=True,
            at=1.0,
        )
    assert await shown(world) == ([1, 2, 3], [Why()] * 3)


async def test_the_workspaces_own_word_on_topics_counts(world: World) -> None:
    made = (await saved(world, NIGHT)).topic.id
    wish = Refiling(world.article_ids[1], (made,), ())
    await filing.file(world.services, world.admin, [wish])
    await want(world, made)
    assert await shown(world) == ([2, 1, 3], [Why(made), Why(), Why()])
    await topics.save(world.services, world.admin, replace(NIGHT, topic=made, hidden=True))
    numbers, why = await shown(world)
    assert (numbers, why) == ([1, 2, 3], [Why()] * 3)
    # Hidden, the form does not offer it: what is saved there does not take it back, nothing wanted does.
    assert (await own_order.open_form(world.services, world.actor())).wish == Wish((made,))
    await want(world, "tech")
    assert (await own_order.open_form(world.services, world.actor())).wish == Wish(("tech", made))
    await want(world)
    assert (await own_order.open_form(world.services, world.actor())).wish == Wish()


async def test_only_topics_that_are_there_are_kept_and_nothing_of_who_wants_nothing(world: World) -> None:
    await want(world)
    async with world.db.read(TEAM) as session:
        assert not (await session.scalars(select(Person))).all()
    await want(world, "tech", "nowhere", "tech", "<b>")
    form = await own_order.open_form(world.services, world.actor())
    assert form.wish == Wish(("tech",))
    await want(world, *(topic.id for topic in form.tree))
    wish = (await own_order.open_form(world.services, world.actor())).wish
    assert len(wish.topics) == own_order.MOST_TOPICS


async def test_before_the_first_digest_and_for_strangers(world: World) -> None:
    stranger = world.actor("U9", outside=True)
    with pytest.raises(Refused, match="members"):
        await own_order.open_form(world.services, stranger)
    with pytest.raises(Refused, match="members"):
        await own_order.change(world.services, stranger, Wish(("tech",)))
