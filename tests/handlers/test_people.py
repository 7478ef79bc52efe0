"""Joining, leaving, and what is one's own."""

from __future__ import annotations

import pytest

from handlers import people, picks, shares
from handlers.errors import Refused
from programme.networks import Network
from tests.handlers.conftest import CONVERSATION, MESSAGE, World


async def join(world: World, user: str = "U1", **chosen: str | None):
    answers = {"team": "Lyon", "naming": "name", "alias": None, "name": "Ana"} | chosen
    return await people.join(world.services, world.actor(user), **answers)


async def test_joining_twice_changes_the_choices_and_nothing_else(world: World) -> None:
    assert not (await join(world)).already
    again = await join(world, team="Paris", naming="alias", alias="La Plume")
    assert (again.already, again.team, again.alias) == (True, "Paris", "La Plume")


@pytest.mark.parametrize(("naming", "kept"), [("name", "Ana"), ("alias", None), ("hidden", None)])
async def test_a_name_is_kept_only_by_choice(world: World, naming: str, kept: str | None) -> None:
    from store import people as stored

    await join(world, naming=naming, alias="La Plume")
    async with world.db.read("T1") as session:
        person = await stored.find(session, "U1")
        assert person is not None
        assert person.name == kept


async def test_an_alias_is_needed_and_is_ones_own(world: World) -> None:
    with pytest.raises(Refused, match="no_alias"):
        await join(world, naming="alias", alias="  ")
    await join(world, "U1", naming="alias", alias="La Plume")
    with pytest.raises(Refused, match="alias_taken"):
        await join(world, "U2", naming="alias", alias="la plume")
    await join(world, "U3", naming="name", name="Inès Bakri")
    with pytest.raises(Refused, match="alias_taken"):
        await join(world, "U2", naming="alias", alias="ines bakri")


async def test_a_pick_before_joining_is_found_afterwards(world: World) -> None:
    await picks.react(
        world.services,
        world.actor(),
        conversation_id=CONVERSATION,
        message_id=MESSAGE,
        number=1,
        on=True,
        at=1.0,
    )
    await join(world)
    mine = await people.mine(world.services, world.actor())
    assert (mine.joined, mine.pick_count, len(mine.picks)) == (True, 1, 1)


async def test_leaving_costs_nothing_and_coming_back_finds_everything(world: World) -> None:
    await join(world)
    await shares.declare(
        world.services,
        world.actor(),
        article_id=world.article_ids[0],
        digest_id=world.digest_id,
        network=Network.X,
        url=None,
    )
    assert (await people.leave(world.services, world.actor())).was_joined
    assert not (await people.leave(world.services, world.actor())).was_joined
    gone = await people.mine(world.services, world.actor())
    assert (gone.joined, gone.points, gone.rank) == (False, 5, None)
    await join(world)
    back = await people.mine(world.services, world.actor())
    assert (back.joined, back.points, back.share_count) == (True, 5, 1)
    assert back.rank is not None
    assert (back.rank.rank, back.rank.of) == (1, 1)


async def test_someone_unknown_has_an_empty_page(world: World) -> None:
    mine = await people.mine(world.services, world.actor("UNKNOWN"))
    assert (mine.joined, mine.points, mine.picks, mine.rank) == (False, 0, (), None)


async def test_teams_that_others_named_are_proposed(world: World) -> None:
    await join(world, "U1", team="Paris")
    await join(world, "U2", team="Lyon")
    form = await people.join_form(world.services, world.actor("U3"))
    assert (form.teams, form.joined) == (("Lyon", "Paris"), False)
