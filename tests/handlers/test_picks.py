"""Picking by a reaction: once, whatever comes twice, late or out of order, from whoever may."""

from __future__ import annotations

import asyncio
from itertools import permutations

import pytest
from sqlalchemy import select

from handlers import people, picks
from handlers.answers import Offer, Unpicked
from handlers.errors import Refused
from store.models import Outgoing, Person, Pick
from tests.handlers.conftest import CONVERSATION, MESSAGE, TEAM, World


async def react(world: World, number: int, on: bool, at: float, user: str = "U1", **where: str):
    return await picks.react(
        world.services,
        world.actor(user),
        conversation_id=where.get("conversation", CONVERSATION),
        message_id=where.get("message", MESSAGE),
        number=number,
        on=on,
        at=at,
    )


async def standing(world: World, user: str = "U1") -> set[int]:
    async with world.db.read(TEAM) as session:
        rows = await session.scalars(
            select(Pick.article_id)
            .join(Person, Person.id == Pick.person_id)
            .where(Person.user_id == user, Pick.active.is_(True))
        )
        return set(rows)


async def test_a_reaction_picks_and_is_answered_with_the_article(world: World) -> None:
    answer = await react(world, 1, True, 100.5)
    assert isinstance(answer, Offer)
    assert (answer.card.number, answer.card.article_id) == (1, world.article_ids[0])
    assert answer.card.also_in[0].source == "Elsewhere"
    assert not answer.joined
    assert await standing(world) == {world.article_ids[0]}


async def test_an_ambassador_is_offered_to_draft(world: World) -> None:
    await people.join(world.services, world.actor(), team=None, naming="hidden", alias=None, name=None)
    answer = await react(world, 2, True, 100.5)
    assert isinstance(answer, Offer)
    assert answer.joined
    assert not answer.has_draft


async def take_back(world: World, at: float, article: int = 0) -> Unpicked | Offer:
    article_id = world.article_ids[article]
    return await picks.take_back(
        world.services, world.actor(), article_id=article_id, digest_id=world.digest_id, at=at
    )


async def test_a_button_takes_a_pick_back_and_a_later_reaction_picks_again(world: World) -> None:
    await react(world, 1, True, 100.5)
    for _ in range(2):
        assert (await take_back(world, 101.0)).card.article_id == world.article_ids[0]
        assert await standing(world) == set()
    await react(world, 1, True, 100.9)  # an event of before the click, late
    assert await standing(world) == set()
    await react(world, 1, True, 102.0)
    assert await standing(world) == {world.article_ids[0]}


async def test_a_click_from_before_a_pick_says_that_the_pick_stands(world: World) -> None:
    await react(world, 1, True, 105.0)
    assert isinstance(await take_back(world, 101.0), Offer)
    assert await standing(world) == {world.article_ids[0]}


async def test_nothing_to_take_back_does_no_harm(world: World) -> None:
    assert isinstance(await take_back(world, 1.0), Unpicked)
    assert await standing(world) == set()
    with pytest.raises(Refused, match="article_gone"):
        await picks.take_back(world.services, world.actor(), article_id=99_999, digest_id=None, at=2.0)


async def test_taking_it_back_unpicks(world: World) -> None:
    await react(world, 1, True, 100.5)
    assert isinstance(await react(world, 1, False, 101.5), Unpicked)
    assert await standing(world) == set()


async def test_the_same_event_four_times_at_once_has_one_effect(world: World) -> None:
    answers = await asyncio.gather(*(react(world, 3, True, 100.5) for _ in range(4)))
    assert sum(isinstance(answer, Offer) for answer in answers) == 1
    assert await standing(world) == {world.article_ids[2]}


async def test_every_order_of_events_ends_the_same(world: World) -> None:
    events = [(True, 1.0), (False, 2.0), (True, 3.0), (False, 4.0)]
    for user, order in enumerate(permutations(range(4))):
        for index in order:
            on, at = events[index]
            await react(world, 1, on, at, user=f"U{user}")
        assert await standing(world, f"U{user}") == set(), order


@pytest.mark.parametrize(
    ("number", "where"),
    [(9, {}), (0, {}), (1, {"message": "1.1"}), (1, {"conversation": "C9"})],
    ids=["no such article", "no such number", "not a digest", "another channel"],
)
async def test_other_reactions_are_nobodys_business(world: World, number: int, where: dict[str, str]) -> None:
    assert await react(world, number, True, 1.0, **where) is None
    assert await standing(world) == set()


async def test_a_reaction_that_overtakes_the_delivery_is_asked_to_wait(world: World) -> None:
    async with world.db.write(TEAM) as session:
        session.add(
            Outgoing(
                key="digest:9",
                kind="digest",
                destination=CONVERSATION,
                payload={},
                state="sending",
                not_before=world.clock.now(),
                created_at=world.clock.now(),
            )
        )
    with pytest.raises(picks.MessageNotKnownYet):
        await react(world, 1, True, 1.0, message="2.2")


async def test_a_stranger_of_a_shared_channel_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="members"):
        await picks.react(
            world.services,
            world.actor("U1", outside=True),
            conversation_id=CONVERSATION,
            message_id=MESSAGE,
            number=1,
            on=True,
            at=1.0,
        )
    assert await standing(world) == set()
