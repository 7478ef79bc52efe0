"""Topics in a browser: wanted by a channel, changed from their list, said of articles; wide and narrow."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage
from tests.browser.hands import ADMIN

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("browser")]

NARROW = 390


async def test_topics_are_wanted_changed_and_filed(stage: Stage) -> None:
    hands = stage.hands
    await hands.sit(ADMIN)
    await hands.asked("/dizaine configurer")
    await hands.choose("topics", "Banque")
    await hands.submit()
    await hands.heard("10 articles")
    listed = await hands.say("/dizaine thèmes")
    await hands.press(listed, "topic_change", 3)
    await expect(hands.modal).to_be_visible()
    await hands.choose("chosen_topic", "Intelligence")
    await expect(hands.modal.locator("[data-action-id=label_fr]")).to_have_value("Intelligence artificielle")
    await hands.fill("label_fr", "L’IA et nous")
    await hands.fill("words_en", "the")
    await hands.submit(ends=False)
    await expect(await hands.error("words_en")).to_contain_text("«\u00a0the\u00a0»")
    await expect(hands.modal.locator("[data-action-id=label_fr]")).to_have_value("L’IA et nous")
    await hands.fill("words_en", "chatbot")
    await hands.submit()
    await expect(await hands.heard("est modifié")).to_contain_text("L’IA et nous")
    shown = await hands.say("/dizaine aperçu")
    await expect(shown).to_contain_text("sur un thème souhaité ici")
    await expect(shown).to_contain_text("Banque, assurance et paiement")
    await hands.press(shown, "filing_open")
    await expect(hands.modal.locator("[data-testid=input]")).to_have_count(10)
    await expect(hands.modal).to_contain_text("trouvé grâce à")
    # The first of the articles with two topics keeps the second: what is untouched is nobody's word.
    chosen = hands.modal.locator("[data-testid=input]").filter(has=hands.page.get_by_role("listitem").nth(1))
    await chosen.first.get_by_role("button", name="Retirer").first.click()
    await hands.submit()
    await hands.heard("1 article classé")
    small = await stage.other_hands(NARROW)
    await small.sit(ADMIN)
    listed = await small.say("/dizaine thèmes")
    await expect(listed).to_contain_text("modifié")
    assert await small.overflow() == []
    await small.press(await small.say("/dizaine aperçu"), "filing_open")
    await expect(small.modal).to_contain_text("choisi par l’équipe éditoriale")
    assert await small.overflow() == []
