"""What is refused, taken back, or empty, as a person sees it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from store.models import Article
from tests.browser.conftest import Stage
from tests.browser.hands import ADMIN, INES, PAUL, SOFIA
from tests.browser.test_loop import FRENCH_WORDS, join, set_up

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("browser-edges")]

LONG_WORDS = (
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und Donaudampfschifffahrtsgesellschaft"
)
TOO_LONG = "Une phrase qui tient à peine. " * 12  # 360 characters: past X's 280


async def posted(stage: Stage) -> None:
    """The channel is set up and has its digest; the one at the keyboard is its admin."""
    await stage.hands.sit(ADMIN)
    await set_up(stage.hands, "/dizaine configurer")
    await stage.hands.say("/dizaine publier")
    await stage.hands.digest()


async def test_who_may_not_is_told_why_and_nobody_else_sees_it(stage: Stage) -> None:
    hands = stage.hands
    await hands.sit(PAUL)
    refused = await hands.say("/dizaine configurer")
    await expect(refused).to_contain_text("admin")
    await expect(hands.modal).to_have_count(0)
    await hands.act_as(INES)
    await expect(hands.page.get_by_test_id("message")).to_have_count(0)


async def test_a_caption_too_long_is_told_beside_the_field_and_kept(stage: Stage) -> None:
    hands = stage.hands
    await posted(stage)
    await hands.act_as(INES)
    await join(hands, "/dizaine rejoindre", "Lyon")
    await hands.press(await hands.digest(), "draft_open")
    await hands.fill("caption", TOO_LONG)
    await hands.choose("network", "X")
    box = hands.modal.locator("[data-action-id=caption]")
    await expect(hands.modal).to_contain_text("280")
    await hands.submit(ends=False)
    await expect(await hands.error("caption")).to_contain_text("280")
    await expect(box).to_have_value(TOO_LONG)
    await expect(box).to_be_focused()
    await stage.keep("too-long-fr", hands.modal)
    await hands.fill("caption", "Une phrase qui tient.")
    await hands.ready("Une phrase qui tient.")
    async with stage.context.expect_event(
        "request", lambda each: each.url.startswith("https://x.com/")
    ) as asked:
        await hands.press(hands.modal, "link_x")
    assert "Une%20phrase%20qui%20tient." in (await asked.value).url.replace("+", "%20")


async def test_a_pick_is_taken_back(stage: Stage) -> None:
    hands = stage.hands
    await posted(stage)
    await hands.act_as(INES)
    await join(hands, "/dizaine rejoindre", "Lyon")
    digest = await hands.digest()
    await hands.pick(digest, "two")
    title = await digest.locator(".card-title a").nth(1).inner_text()
    await expect(await hands.say("/dizaine moi")).to_contain_text(title)
    await hands.react(digest, "two", on=False)
    await expect(await hands.say("/dizaine moi")).not_to_contain_text(title)


async def test_home_shows_today_and_opens_a_draft(stage: Stage) -> None:
    hands = stage.hands
    await posted(stage)
    await hands.act_as(INES)
    await join(hands, "/dizaine rejoindre", "Lyon")
    home = await hands.go_home()
    await expect(home).to_contain_text("Les 10 du mardi 3 mars")
    title = await home.locator("a").nth(4).inner_text()
    await hands.press(home, "draft_open", place=4)
    await expect(hands.modal).to_contain_text(title)


async def test_home_in_ones_own_order(stage: Stage) -> None:
    hands = stage.hands
    await posted(stage)
    await hands.act_as(INES)
    home = await hands.go_home()
    await expect(home).to_contain_text("Dans l’ordre du canal.")
    first = await home.locator("a").first.inner_text()
    await hands.press(home, "order_open")
    await expect(hands.modal).to_be_visible()
    await hands.choose("order_topics", "Banque, assurance")
    await hands.tick("order_picks", 0)
    await hands.submit()
    await expect(home).to_contain_text("votre thème\u00a0: Banque, assurance et paiement")
    await expect(home).to_contain_text("Puis ce qui ressemble à vos choix.")
    assert await home.locator("a").first.inner_text() != first
    small = await stage.other_hands(390)
    await small.sit(INES, "home")
    small_home = small.page.locator("[data-testid=home][data-view-id]")
    await expect(small_home).to_contain_text("votre thème")
    assert await small.overflow() == []
    await small.press(small_home, "order_open")
    await expect(small.modal).to_be_visible()
    assert await small.overflow() == []
    await hands.act_as(SOFIA)
    await expect(await hands.go_home()).to_contain_text("In the channel’s order.")


async def test_a_workspace_without_the_newest_blocks_gets_the_classic_ones(stage: Stage) -> None:
    stage.workspace.refuse_blocks = {
        "card",
        "carousel",
        "data_table",
        "data_visualization",
        "container",
        "alert",
    }
    hands = stage.hands
    await posted(stage)
    digest = hands.public.last
    await expect(digest.locator(".card")).to_have_count(0)
    await expect(digest.locator("button[data-action-id=draft_open]")).to_have_count(10)
    await stage.keep("digest-classic-fr", digest)
    await hands.act_as(INES)
    await join(hands, "/dizaine rejoindre", "Lyon")
    await hands.press(await hands.digest(), "draft_open", place=9)
    await hands.fill("caption", FRENCH_WORDS)
    await hands.ready(FRENCH_WORDS)
    await hands.submit()
    await hands.heard("+10")
    await hands.jump("next_monday")
    board = hands.public.last
    drawn = board.get_by_role("img", name=re.compile("Inès Bakri 10"))
    await expect(drawn).to_be_visible()
    await stage.keep("leaderboard-classic-fr", board)


async def test_a_week_without_a_share_has_a_kind_sentence(stage: Stage) -> None:
    hands = stage.hands
    await posted(stage)
    await hands.act_as(SOFIA)
    await hands.jump("next_monday")
    await expect(hands.public.last).to_contain_text("semaine")
    await expect(hands.public.last.locator("table")).to_have_count(0)


async def test_a_phone_shows_nothing_yet_then_the_longest_words_without_cutting_any(stage: Stage) -> None:
    phone = await stage.other_hands(390)
    await phone.sit(INES)
    await phone.say("/dizaine moi")
    await expect(await phone.say("/dizaine classement")).to_be_visible()
    assert await phone.overflow() == []
    async with stage.application.db.write(stage.workspace.team_id) as session:
        await session.execute(update(Article).values(title=LONG_WORDS, summary=LONG_WORDS))
    await posted(stage)
    digest = await phone.digest()
    assert await phone.overflow() == []
    await join(phone, "/dizaine rejoindre", "Lyon")
    await phone.press(digest, "draft_open")
    await expect(phone.modal).to_contain_text(LONG_WORDS)
    assert await phone.overflow() == []
