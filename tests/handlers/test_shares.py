"""Saying "I posted it": one share, one line in the ledger, however often it is said."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from handlers import drafts, people, shares
from handlers.drafts import Typed
from handlers.errors import Refused
from programme.networks import Network
from programme.points import DAILY_CAP
from store.models import Draft, Points, Share
from tests.handlers.conftest import TEAM, World

OWN_WORDS = "Ce que cela change pour nos clients : des délais plus courts et une réponse claire."


@pytest.fixture
async def ambassador(world: World) -> World:
    await people.join(world.services, world.actor(), team="Lyon", naming="name", alias=None, name="Ana")
    return world


async def declare(
    world: World, article: int = 0, network: Network = Network.LINKEDIN, url: str | None = None
):
    return await shares.declare(
        world.services,
        world.actor(),
        article_id=world.article_ids[article],
        digest_id=world.digest_id,
        network=network,
        url=url,
    )


async def total(world: World, model: type) -> int:
    async with world.db.read(TEAM) as session:
        return await session.scalar(select(func.count(model.id))) or 0


async def test_a_comment_of_ones_own_weighs_more_than_a_relay(ambassador: World) -> None:
    await drafts.save(
        ambassador.services,
        ambassador.actor(),
        Typed(ambassador.article_ids[0], ambassador.digest_id, Network.LINKEDIN, OWN_WORDS, ready=True),
    )
    comment, relay = await declare(ambassador, 0), await declare(ambassador, 1)
    assert (comment.points, comment.reason) == (10, "share_comment")
    assert (relay.points, relay.reason) == (5, "share_relay")
    async with ambassador.db.read(TEAM) as session:
        assert (await session.scalars(select(Draft.state))).all() == ["shared"]


async def test_said_four_times_at_once_it_counts_once(ambassador: World) -> None:
    answers = await asyncio.gather(*(declare(ambassador) for _ in range(4)))
    assert sum(answer.first_time for answer in answers) == 1
    assert await total(ambassador, Share) == await total(ambassador, Points) == 1


async def test_an_address_given_later_is_added(ambassador: World) -> None:
    await declare(ambassador)
    again = await declare(ambassador, url="https://www.linkedin.com/posts/ana_activity-1")
    assert (again.first_time, again.points) == (False, 0)
    async with ambassador.db.read(TEAM) as session:
        share = (await session.scalars(select(Share))).one()
        assert (share.url, share.grade) == ("https://www.linkedin.com/posts/ana_activity-1", "declared")


@pytest.mark.parametrize("url", ["https://evil.example/post", "javascript:alert(1)", "not an address"])
async def test_an_address_elsewhere_is_refused_and_nothing_counts(ambassador: World, url: str) -> None:
    with pytest.raises(Refused, match="bad_post_url"):
        await declare(ambassador, url=url)
    assert await total(ambassador, Share) == 0


async def test_the_days_points_are_capped_and_the_shares_are_not(ambassador: World) -> None:
    answers = [
        await declare(ambassador, article, network)
        for article in range(5)
        for network in (Network.LINKEDIN, Network.X, Network.BLUESKY)
    ]
    assert sum(answer.points for answer in answers) == DAILY_CAP
    assert answers[-1].reason == "daily_cap_reached"
    assert await total(ambassador, Share) == 15
