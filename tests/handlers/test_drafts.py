"""Drafting: kept whatever is wrong with it, found again, ready when it may be."""

from __future__ import annotations

import pytest

from handlers import drafts, people
from handlers.answers import DraftForm, DraftSaved, Ready
from handlers.drafts import Typed
from handlers.errors import Refused
from programme.networks import Network
from store import picks
from tests.handlers.conftest import TEAM, World


@pytest.fixture
async def ambassador(world: World) -> World:
    await people.join(world.services, world.actor(), team="Lyon", naming="name", alias=None, name="Ana")
    return world


def typed(world: World, caption: str, **more: object) -> Typed:
    return Typed(
        **{
            "article_id": world.article_ids[0],
            "digest_id": world.digest_id,
            "network": Network.LINKEDIN,
            "caption": caption,
        }
        | more
    )


async def test_someone_who_has_not_joined_is_told_who_may(world: World) -> None:
    with pytest.raises(Refused, match="ambassadors"):
        await drafts.open_form(world.services, world.actor(), article_id=world.article_ids[0], digest_id=None)


async def test_a_draft_is_found_again_as_it_was_left(ambassador: World) -> None:
    saved = await drafts.save(ambassador.services, ambassador.actor(), typed(ambassador, "Mes mots à moi"))
    assert isinstance(saved, DraftSaved)
    form = await drafts.open_form(
        ambassador.services,
        ambassador.actor(),
        article_id=ambassador.article_ids[0],
        digest_id=ambassador.digest_id,
    )
    assert (form.caption, form.network) == ("Mes mots à moi", Network.LINKEDIN)


async def test_an_emptied_draft_is_forgotten(ambassador: World) -> None:
    for caption, kept, count in (("Mes mots.", True, 1), (" \n", False, 0), ("", False, 0)):
        saved = await drafts.save(ambassador.services, ambassador.actor(), typed(ambassador, caption=caption))
        assert isinstance(saved, DraftSaved)
        assert saved.kept is kept
        mine = await people.mine(ambassador.services, ambassador.actor())
        assert (mine.draft_count, mine.pick_count) == (count, 1)


async def test_a_draft_is_a_pick(ambassador: World) -> None:
    await drafts.save(ambassador.services, ambassador.actor(), typed(ambassador, "Mes mots"))
    async with ambassador.db.read(TEAM) as session:
        assert len(await picks.active(session, 1, limit=9)) == 1


async def test_ready_gives_the_text_and_where_to_post_it(ambassador: World) -> None:
    ready = await drafts.save(
        ambassador.services, ambassador.actor(), typed(ambassador, "À lire, vraiment.", ready=True)
    )
    assert isinstance(ready, Ready)
    assert ready.caption == "À lire, vraiment."
    assert ready.intents[0].url.startswith("https://www.linkedin.com/")
    assert not ready.shared


async def test_too_long_for_the_network_is_said_and_kept(ambassador: World) -> None:
    caption = "mot " * 100
    form = await drafts.save(
        ambassador.services,
        ambassador.actor(),
        typed(ambassador, caption, network=Network.X, ready=True),
    )
    assert isinstance(form, DraftForm)
    assert form.problems[0].code == "over_limit"
    again = await drafts.open_form(
        ambassador.services,
        ambassador.actor(),
        article_id=ambassador.article_ids[0],
        digest_id=ambassador.digest_id,
    )
    assert (again.caption, again.network) == (caption, Network.X)


@pytest.mark.parametrize("hostile", ["nul \x00 inside", "half \ud83d emoji", "‮turned", "x" * 3000])
async def test_no_text_is_lost_to_an_error(ambassador: World, hostile: str) -> None:
    await drafts.save(ambassador.services, ambassador.actor(), typed(ambassador, hostile))
    form = await drafts.open_form(
        ambassador.services,
        ambassador.actor(),
        article_id=ambassador.article_ids[0],
        digest_id=ambassador.digest_id,
    )
    assert len(form.caption) >= len(hostile) - 1


async def test_changing_the_network_keeps_what_was_typed(ambassador: World) -> None:
    form = await drafts.change_network(
        ambassador.services,
        ambassador.actor(),
        typed(ambassador, "Mes mots", network=Network.BLUESKY),
        previous=Network.LINKEDIN,
    )
    assert (form.network, form.caption, form.found) == (Network.BLUESKY, "Mes mots", False)
    back = await drafts.open_form(
        ambassador.services,
        ambassador.actor(),
        article_id=ambassador.article_ids[0],
        digest_id=ambassador.digest_id,
        network=Network.LINKEDIN,
    )
    assert back.caption == "Mes mots"


async def test_another_networks_draft_is_found_rather_than_written_over(ambassador: World) -> None:
    await drafts.save(
        ambassador.services, ambassador.actor(), typed(ambassador, "Court, pour X", network=Network.X)
    )
    form = await drafts.change_network(
        ambassador.services,
        ambassador.actor(),
        typed(ambassador, "Plus long, pour LinkedIn", network=Network.X),
        previous=Network.LINKEDIN,
    )
    assert (form.caption, form.found) == ("Court, pour X", True)


async def test_draft_is_a_pick_for_who_has_not_joined_too(world: World) -> None:
    with pytest.raises(Refused, match="ambassadors"):
        await drafts.open_form(
            world.services, world.actor(), article_id=world.article_ids[1], digest_id=world.digest_id
        )
    async with world.db.read(TEAM) as session:
        assert len(await picks.active(session, 1, limit=9)) == 1


async def test_the_mastodon_server_is_remembered(ambassador: World) -> None:
    await drafts.save(
        ambassador.services,
        ambassador.actor(),
        typed(ambassador, "Pouet", network=Network.MASTODON, mastodon="@ana@piaille.fr", ready=True),
    )
    form = await drafts.open_form(
        ambassador.services,
        ambassador.actor(),
        article_id=ambassador.article_ids[1],
        digest_id=ambassador.digest_id,
    )
    assert (form.network, form.mastodon) == (Network.MASTODON, "piaille.fr")


async def test_an_article_of_another_workspace_is_not_there(ambassador: World) -> None:
    foreign = max(ambassador.article_ids) + 1
    for call in (
        drafts.open_form(ambassador.services, ambassador.actor(), article_id=foreign, digest_id=None),
        drafts.save(ambassador.services, ambassador.actor(), typed(ambassador, "x", article_id=foreign)),
    ):
        with pytest.raises(Refused, match="article_gone"):
            await call
