"""What is seen, wide and narrow, in both languages; `DIZAINE_SCREENSHOTS=1` keeps it in docs/images."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from handlers import home, people, shares
from handlers.services import Actor
from programme.networks import Network
from tests.browser.conftest import Stage
from tests.browser.hands import ADMIN, ENGLISH, INES, SOFIA
from tests.browser.test_loop import FRENCH_WORDS, join, set_up

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("browser")]

NARROW = 390
# Who else took part that week: team, naming, alias, the articles they shared.
COLLEAGUES = {
    "U0PAUL": ("Lumières Énergie", "name", None, (0, 3)),
    "U0SOFIA": ("Lumières & Cie", "name", None, (0, 2, 6)),
    "U0TOM": ("Banque Lumen", "alias", "Sirius", (0,)),
    "U0JEANNE": ("Lumières & Cie", "hidden", None, (3,)),
    "U0MALIK": ("Banque Lumen", "name", None, (2,)),
}


async def colleagues_shared(stage: Stage) -> None:
    """A week's shares, by the same handlers that answer Slack: what one person does is seen elsewhere."""
    services, team_id = stage.application.services, stage.workspace.team_id
    latest = (await home.home(services, Actor(team_id, "U0PAUL"), language="fr")).latest
    assert latest is not None
    for user, (team, naming, alias, places) in COLLEAGUES.items():
        actor = Actor(team_id, user)
        name = stage.workspace.people[user].real_name
        await people.join(services, actor, team=team, naming=naming, alias=alias, name=name)
        for place in places:
            card = latest.cards[place]
            await shares.declare(
                services,
                actor,
                article_id=card.article_id,
                digest_id=card.digest_id,
                network=Network.LINKEDIN,
                url=None,
            )


async def without_oddities(stage: Stage) -> None:
    """One of the sample sources publishes oddities, to see what becomes of them: an admin takes it out."""
    await stage.hands.say(f"/dizaine source retirer {stage.feed('curiosites')}")


async def test_a_week_in_french_fits_wide_and_narrow(stage: Stage) -> None:
    hands = stage.hands
    await hands.sit(ADMIN)
    await without_oddities(stage)
    await hands.page.reload()
    await set_up(hands, "/dizaine configurer")
    await hands.say("/dizaine publier")
    await hands.digest()
    await colleagues_shared(stage)
    await hands.sit(INES)
    digest = await hands.digest()
    await stage.keep("digest-fr-wide", hands.page, height=1000)
    narrow = await stage.other_hands(NARROW)
    await narrow.sit(INES)
    await narrow.digest()
    assert await narrow.overflow() == []
    await stage.keep("digest-fr-narrow", narrow.page)
    await join(hands, "/dizaine rejoindre", "Banque Lumen")
    offer = await hands.pick(digest, "one")
    await stage.keep("pick-fr", hands.page)
    await hands.press(offer, "draft_open")
    await hands.fill("caption", FRENCH_WORDS)
    await stage.keep("draft-fr", hands.modal)
    await hands.ready(FRENCH_WORDS)
    await stage.keep("ready-fr", hands.modal)
    await hands.submit()
    await hands.heard("+10")
    await hands.say("/dizaine moi")
    await hands.jump("next_monday")
    board = hands.public.last
    await expect(board).to_contain_text("Sirius")
    await expect(board).not_to_contain_text("Jeanne Perrot")
    await stage.keep("leaderboard-fr", board)
    home_tab = await hands.go_home()
    await stage.keep("home-fr", home_tab.locator(".home"))
    assert await hands.overflow() == []
    await narrow.sit(INES)
    await expect(narrow.public.last).to_contain_text("Sirius")
    assert await narrow.overflow() == []


async def test_a_day_in_english_fits_wide_and_narrow(stage: Stage) -> None:
    hands = stage.hands
    await hands.sit(ADMIN)
    await hands.asked("/dizaine configurer")
    await stage.keep("set-up-fr", hands.modal)
    await hands.page.get_by_test_id("modal-close").click()
    await hands.sit(ADMIN, ENGLISH)
    await hands.asked("/dizaine setup")
    await hands.tick("language", 1)
    await hands.submit()
    await hands.heard("10 articles")
    await hands.say("/dizaine post")
    await hands.digest()
    await hands.sit(SOFIA, ENGLISH)
    digest = await hands.digest()
    await stage.keep("digest-en", digest)
    await hands.pick(digest, "one")
    await hands.say("/dizaine help")
    narrow = await stage.other_hands(NARROW)
    await narrow.sit(SOFIA, ENGLISH)
    await narrow.digest()
    assert await narrow.overflow() == []
