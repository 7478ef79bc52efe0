"""A stage for people in a browser: the real bot, the playground's page, sample feeds, and a clock to move.

Everything happens on Tuesday 3 March 2026, so that what is seen is always the same. The sample feeds are read
once; each test has a copy of that library, a workspace and a browser context of its own.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import Application, assemble
from bot.commands.playground import Levers
from bot.settings import Settings
from bot.web import server
from playground.app import create_app, default_workspace, playground_of, serve
from playground.sample_feeds import SampleSource, catalogue, create_feed_app
from playground.workspace import Workspace
from programme.clock import Clock, MovableClock
from store import sources, workspaces
from store.database import Database
from store.migrate import migrate
from store.models import Source
from tests.browser.hands import Hands

TUESDAY = datetime(2026, 3, 3, 7, 10, tzinfo=UTC)
BOT_TOKEN, APP_TOKEN = "xoxb-1-browser", "xapp-1-browser"
# Read before any test runs: the environment is cleared for the tests themselves.
KEPT = os.environ.get("DIZAINE_SCREENSHOTS", "")
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images"
NO_TOASTS = "[data-testid=toast] { visibility: hidden }"
PICTURES_LOADED = """() => Promise.all([...document.images].map((each) => {
    each.loading = "eager";
    return each.complete || new Promise((done) => { each.onload = each.onerror = done; });
}))"""
PATIENCE = (
    40_000  # milliseconds; what is waited for comes in tens of them, on a machine with nothing else to do
)
WIDE = {"width": 1200, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No internet here: an address elsewhere stays closed. (Routing each request would cost the browser its cache.)
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # The same picture on every machine.
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--lang=fr-FR",
]


class FromTuesday(Clock):
    """Time goes on from a Tuesday, after the channel's hour."""

    def __init__(self) -> None:
        self._started = monotonic()

    def now(self) -> datetime:
        return TUESDAY + timedelta(seconds=monotonic() - self._started)


@dataclass(slots=True)
class Library:
    """What the feeds gave on that Tuesday: a database to copy; and the feeds, by the clock of the stage that is up."""

    database: Path
    feeds: tuple[SampleSource, ...] = ()
    clock: Clock = field(default_factory=FromTuesday)

    def now(self) -> datetime:
        return self.clock.now()


@dataclass
class Stage:
    """A workspace with the bot in it, and people's hands on its page."""

    workspace: Workspace
    application: Application
    clock: MovableClock
    url: str
    feeds: tuple[SampleSource, ...]
    context: BrowserContext
    hands: Hands

    async def keep(self, name: str, what: Page | Locator, *, height: int = 0) -> None:
        """A picture for the documentation, when it is asked for."""
        if not KEPT:
            return
        page = what if isinstance(what, Page) else what.page
        before = page.viewport_size
        assert before is not None
        tall = height or (before["height"] if isinstance(what, Page) else 6000)
        await page.set_viewport_size({"width": before["width"], "height": tall})
        await page.evaluate(PICTURES_LOADED)
        shot = await what.screenshot(animations="disabled", caret="hide", style=NO_TOASTS)
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes(small(shot))
        await page.set_viewport_size(before)

    def feed(self, name: str) -> str:
        """The address of a sample feed."""
        return next(feed.url for feed in self.feeds if feed.url.endswith(f"/{name}"))

    async def sources_read(self) -> None:
        """Wait until the bot has read each source that an admin gave it."""
        unread = select(Source.id).where(Source.checked_at.is_(None)).limit(1)
        async with asyncio.timeout(PATIENCE / 1000):
            while True:
                async with self.application.db.read(self.workspace.team_id) as session:
                    if await session.scalar(unread) is None:
                        return
                await asyncio.sleep(0.05)

    async def other_hands(self, width: int, height: int = 844) -> Hands:
        """Another window on the same workspace, of another size."""
        page = await self.context.new_page()
        await page.set_viewport_size({"width": width, "height": height})
        return Hands(page, self.url)


def small(shot: bytes) -> bytes:
    """A PNG of 256 colours at most: flat drawings and letters lose nothing that is seen."""
    with Image.open(BytesIO(shot)) as drawn:
        held = BytesIO()
        drawn.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    return held.getvalue()


def settings_for(base_url: str, database: Path) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(BOT_TOKEN),
        slack_app_token=SecretStr(APP_TOKEN),
        slack_api_url=f"{base_url}/api/",
        database_url=f"sqlite:///{database}",
        port=0,
        feeds_allow_loopback=True,
        channel_interval_seconds=0,
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(browser_path: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    """The sample feeds, served as long as there are tests, and read once by the bot's own reading."""
    database = tmp_path_factory.mktemp("library") / "library.db"
    url = f"sqlite:///{database}"
    library = Library(database)
    clock = library.clock
    feed_app = create_feed_app(library.now, started=TUESDAY)
    slack = create_app(
        default_workspace(), bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret="s" * 32, now=clock.now
    )
    await migrate(url)
    async with AsyncExitStack() as stack:
        base_url = await stack.enter_async_context(serve(slack))
        feeds_url = await stack.enter_async_context(served(feed_app))
        library.feeds = catalogue(feeds_url)
        await offer(url, playground_of(slack).workspace.team_id, library.feeds, clock.now())
        async with assemble(settings_for(base_url, database), clock) as application:
            await application.ticker.ingest_due()
        yield library


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    listener = server.listener("127.0.0.1", 0)
    running = server.server(app)
    task = asyncio.create_task(running.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        await task


async def offer(url: str, team_id: str, feeds: tuple[SampleSource, ...], now: datetime) -> None:
    db = Database(url)
    async with db.write(team_id) as session:
        await workspaces.ensure(session, team_id, now)
        for feed in feeds:
            await sources.add(session, feed.url, now, kind=feed.kind)
    await db.close()


@asynccontextmanager
async def a_context(browser: Browser, wrong: list[str]) -> AsyncIterator[BrowserContext]:
    """A person's browser, in Paris; what breaks in its pages ends up in `wrong`."""
    context = await browser.new_context(viewport=WIDE, locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(PATIENCE)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context
    await context.close()


@asynccontextmanager
async def staged(
    browser: Browser, library: Library, folder: Path, *, read: bool = True
) -> AsyncIterator[Stage]:
    """`read`: whether the bot has read the sample feeds already."""
    database = folder / "stage.db"
    if read:
        shutil.copy(library.database, database)
    await migrate(f"sqlite:///{database}")
    library.clock = clock = MovableClock(FromTuesday())
    levers = Levers(clock)
    workspace = default_workspace()
    # A busy machine is not what is tested here: Slack's three seconds last longer.
    workspace.monotonic = lambda: monotonic() / 8
    app = create_app(
        workspace,
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret="s" * 32,
        now=clock.now,
        controls=levers.controls(),
        ack_seconds=20.0,
    )
    wrong: list[str] = []
    async with (
        serve(app) as base_url,
        assemble(settings_for(base_url, database), clock) as application,
        a_context(browser, wrong) as context,
    ):
        levers.application = application
        page: Page = await context.new_page()
        yield Stage(
            playground_of(app).workspace,
            application,
            clock,
            base_url,
            library.feeds,
            context,
            Hands(page, base_url),
        )
    assert wrong == []


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, library: Library, tmp_path: Path) -> AsyncIterator[Stage]:
    """A workspace where the feeds were read, and where nothing is set up."""
    async with staged(browser, library, tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def bare_stage(browser: Browser, library: Library, tmp_path: Path) -> AsyncIterator[Stage]:
    """A workspace where the bot has just arrived and knows no source."""
    async with staged(browser, library, tmp_path, read=False) as made:
        yield made
