"""What a person does with the page, by what they can see: nothing here knows the bot but by its buttons' names."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

FRENCH, ENGLISH = "C0AMBFR", "C0AMBEN"
ADMIN, INES, PAUL, SOFIA, TOM, MALIK = "U0ADMIN", "U0INES", "U0PAUL", "U0SOFIA", "U0TOM", "U0MALIK"


class Hands:
    """One window of a browser on the playground's page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    async def sit(self, user: str, place: str = FRENCH) -> None:
        """Open the page as somebody, somewhere; the bot is connected."""
        await self.page.goto(f"{self.url}/?as={user}&channel={place}")
        await expect(self.page.get_by_test_id("connection")).to_have_attribute("data-connected", "true")
        await self._here(user, place)

    async def act_as(self, user: str) -> None:
        """Choose somebody else in the list of people, without leaving the channel."""
        before = await self.page.evaluate("new URLSearchParams(location.search).get('channel')")
        await self.page.get_by_test_id("act-as").select_option(user)
        await self._here(user, str(before))

    async def _here(self, user: str, place: str) -> None:
        await expect(self.page.get_by_test_id("act-as")).to_have_value(user)
        if place != "home":
            chosen = self.page.locator(f"[data-testid=channel][data-channel={place}]")
            await expect(chosen).to_have_attribute("aria-current", "page")

    async def go(self, place: str) -> None:
        await self.page.locator(f"[data-testid=channel][data-channel={place}]").click()

    async def go_home(self) -> Locator:
        await self.page.get_by_test_id("open-home").click()
        home = self.page.locator("[data-testid=home][data-view-id]")
        await expect(home).to_be_visible()
        return home

    async def type(self, words: str) -> None:
        """Type in the channel and press Enter."""
        box = self.page.get_by_test_id("composer-input")
        await box.fill(words)
        await box.press("Enter")
        await expect(box).to_have_value("")

    async def say(self, words: str) -> Locator:
        """Type a command; the answer that only this person sees."""
        private = self.page.locator("[data-testid=message][data-ephemeral=true]")
        before = await private.count()
        await self.type(words)
        await expect(private).to_have_count(before + 1)
        return private.last

    async def heard(self, words: str) -> Locator:
        """The last answer with these words that only this person sees, once it is there."""
        private = self.page.locator("[data-testid=message][data-ephemeral=true]", has_text=words)
        await expect(private.last).to_be_visible()
        return private.last

    @property
    def modal(self) -> Locator:
        return self.page.get_by_test_id("modal")

    async def asked(self, words: str) -> Locator:
        """Type a command that opens a modal."""
        await self.type(words)
        await expect(self.modal).to_be_visible()
        return self.modal

    async def press(self, within: Locator, action_id: str, place: int = 0) -> None:
        await within.locator(f"button[data-action-id^={action_id}]").nth(place).click()

    async def fill(self, action_id: str, words: str) -> None:
        await self.modal.locator(f"[data-action-id={action_id}]").fill(words)

    async def choose(self, action_id: str, label: str) -> None:
        """An option of a menu, by what it says or how it begins."""
        menu = self.modal.locator(f"select[data-action-id={action_id}]")
        options = await menu.locator("option").all_inner_texts()
        await menu.select_option(label=next(each for each in options if each.startswith(label)))

    async def tick(self, action_id: str, place: int) -> None:
        """A radio button or a box, by its place from the top."""
        await self.modal.locator(f"[data-action-id={action_id}] input").nth(place).check()

    async def submit(self, *, ends: bool = True) -> None:
        await self.page.get_by_test_id("modal-submit").click()
        if ends:
            await expect(self.modal).to_have_count(0)

    async def ready(self, words: str) -> None:
        """Send the draft: the text to copy is there."""
        await self.submit(ends=False)
        await expect(self.modal.locator("[data-action-id=copy]")).to_have_value(re.compile(re.escape(words)))

    async def error(self, block_id: str) -> Locator:
        """The reason beside a field, once it is there."""
        field = self.modal.locator(f"[data-testid=input][data-block-id={block_id}]")
        reason = field.get_by_test_id("field-error")
        await expect(reason).to_be_visible()
        return reason

    @property
    def public(self) -> Locator:
        """The messages that everybody sees."""
        return self.page.locator("[data-testid=message]:not([data-ephemeral])")

    async def digest(self, reactions: int = 10) -> Locator:
        """The last message that everybody sees, once the bot has put its numbers under it."""
        last = self.public.last
        await expect(last.locator("[data-testid=reaction]")).to_have_count(reactions)
        return last

    async def react(self, message: Locator, name: str, *, on: bool = True) -> None:
        """Click a reaction, to add one's own or to take it back."""
        reaction = message.locator(f"[data-testid=reaction][data-name={name}]")
        await reaction.click()
        await expect(reaction).to_have_attribute("aria-pressed", str(on).lower())

    async def pick(self, message: Locator, name: str) -> Locator:
        """React with a number; the offer that only this person sees."""
        private = self.page.locator("[data-testid=message][data-ephemeral=true]")
        before = await private.count()
        await self.react(message, name)
        await expect(private).to_have_count(before + 1)
        return private.last

    async def jump(self, control: str) -> None:
        """Move the bot's clock, and wait until the bot has done what was due."""
        lever = self.page.get_by_test_id(f"control-{control}")
        await lever.click()
        await expect(self.page.locator("[data-testid=toast][data-kind=info]").last).to_be_visible()
        await expect(lever).to_be_enabled()

    async def overflow(self) -> list[str]:
        """What is cut or pushed out of the window's width; nothing, on a page that fits."""
        found: list[str] = await self.page.evaluate(
            """() => {
                const scrolls = (each) => each && (/auto|scroll|hidden/.test(getComputedStyle(each).overflowX)
                    ? !each.matches(".scroll") || scrolls(each.parentElement) : scrolls(each.parentElement));
                return [...document.querySelectorAll(".message *, .home *, .modal *")]
                    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !scrolls(each))
                    .map((each) => each.outerHTML.slice(0, 120));
            }"""
        )
        return found
