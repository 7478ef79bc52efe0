"""The loop in a browser: set up, join, react, draft, share, jump to Monday, see the leaderboard."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from playwright.async_api import Locator, expect

from playground.sample_feeds import SampleSource
from tests.browser.conftest import Stage
from tests.browser.hands import ADMIN, ENGLISH, INES, PAUL, SOFIA, Hands

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("browser")]

FRENCH_WORDS = "Nos clients nous en parlent chaque semaine : voici ce que cela change pour eux."
ENGLISH_WORDS = "Our customers ask about this every week: here is what it changes for them."


async def set_up(hands: Hands, command: str, feeds: Iterable[SampleSource] = ()) -> None:
    """The guided set-up as it is proposed, with the addresses of these feeds."""
    await hands.asked(command)
    for kind in ("company", "market"):
        if addresses := "\n".join(feed.url for feed in feeds if feed.kind == kind):
            await hands.fill(f"{kind}_sources", addresses)
    await hands.submit()
    await hands.heard("10 articles")


async def join(hands: Hands, command: str, team: str) -> Locator:
    await hands.asked(command)
    await hands.fill("new_team", team)
    await hands.tick("naming", 0)
    await hands.submit()
    return await hands.heard(team)


async def share(hands: Hands, offer: Locator, network: str, words: str) -> Locator:
    """From the offer to the thanks."""
    await hands.press(offer, "draft_open")
    await hands.fill("caption", words)
    await hands.choose("network", network)
    await expect(hands.modal.locator("[data-action-id=caption]")).to_have_value(words)
    await hands.ready(words)
    await hands.submit()
    return await hands.heard("+10")


async def test_the_loop_in_french_from_an_empty_workspace(bare_stage: Stage) -> None:
    hands = bare_stage.hands
    await hands.sit(ADMIN)
    await set_up(hands, "/dizaine configurer", bare_stage.feeds)
    await bare_stage.sources_read()
    await hands.act_as(INES)
    await join(hands, "/dizaine rejoindre", "Lyon")
    await hands.act_as(PAUL)
    await join(hands, "/dizaine rejoindre", "Énergie")
    await hands.act_as(ADMIN)
    await hands.say("/dizaine publier")
    await hands.act_as(INES)
    digest = await hands.digest()
    offer = await hands.pick(digest, "one")
    await share(hands, offer, "LinkedIn", FRENCH_WORDS)
    await hands.jump("next_monday")
    board = hands.public.last
    await expect(board).to_contain_text("Inès Bakri")


async def test_the_loop_in_english(stage: Stage) -> None:
    hands = stage.hands
    await hands.sit(ADMIN, ENGLISH)
    await hands.asked("/dizaine setup")
    await hands.tick("language", 1)
    await hands.submit()
    await hands.heard("10 articles")
    await hands.say("/dizaine post")
    await hands.sit(SOFIA, ENGLISH)
    await join(hands, "/dizaine join", "Sustainability")
    digest = await hands.digest()
    offer = await hands.pick(digest, "three")
    await expect(offer).to_contain_text("You picked 3")
    await share(hands, offer, "Bluesky", ENGLISH_WORDS)
    await hands.jump("next_monday")
    await expect(hands.public.last).to_contain_text("Sofia Marchetti")
