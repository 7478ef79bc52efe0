"""`dizaine playground`: the real bot on a Slack workspace of this machine, with sample feeds and a clock to move."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import tempfile
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy.engine import make_url
from starlette.applications import Starlette

from bot import logs
from bot.app import ALL, Application, assemble
from bot.commands.migrate import migrated
from bot.commands.terminal import Course, err, hide_from_libraries, out, until_signalled
from bot.i18n import LANGUAGES, Translator, translator
from bot.settings import Settings, SettingsError
from bot.slack.manifest import COMMAND, SCOPES
from bot.web import server
from handlers import people, posting, setup
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.setup import Chosen
from playground.app import Control, create_app, default_workspace, playground_of, serve
from playground.cast import ADMIN, ENGLISH, FRENCH, PEOPLE
from playground.sample_feeds import SampleSource, catalogue, create_feed_app, troubled
from programme.calendar import Schedule, is_working_day, local_date, next_slot
from programme.clock import MovableClock
from scheduler.ahead import next_moments
from store import channels, installation, sources, workspaces
from store.database import Database, normalise_url
from store.migrate import migrate

EVER: Final = 36_500  # days: a folder's feeds may be old
FIRST_READ_SECONDS: Final = 180.0
LOOK_SECONDS: Final = 0.2
WORKING_DAYS: Final = (1, 2, 3, 4, 5)
# All have joined but Malik, whose first pick shows what joining looks like. One hides, one has an alias.
TEAMS: Final = {
    "U0EDITOR": ("Lumières & Cie", "name", None),
    "U0INES": ("Banque Lumen", "name", None),
    "U0PAUL": ("Lumières Énergie", "name", None),
    "U0SOFIA": ("Lumières & Cie", "name", None),
    "U0TOM": ("Banque Lumen", "alias", "Sirius"),
    "U0JEANNE": ("Lumières & Cie", "hidden", None),
}
NAMES: Final = {person.id: person.real_name for person in PEOPLE}
PARIS: Final = "Europe/Paris"
RHYTHMS: Final = {
    "fr": (FRENCH.id, PARIS, "FR", time(8, 30)),
    # The same instant as in Paris, so that one lever moves both.
    "en": (ENGLISH.id, "Europe/London", "GB", time(7, 30)),
}
TONGUES: Final = tuple(translator(language) for language in LANGUAGES)
HERE: Final = "http://127.0.0.1:"
PROXIES: Final = ("http_proxy", "https_proxy", "all_proxy")


@dataclass(frozen=True, slots=True)
class Options:
    """As given on the command line. `no_token`: asked for by `dizaine run`, that found no Slack token."""

    feeds: Path | None = None
    port: int = 8765
    database: str | None = None
    fresh: bool = False
    language: str | None = None
    no_token: bool = False


@dataclass(slots=True)
class Levers:
    """The controls beside the workspace: they move the bot's clock, then do what is due."""

    clock: MovableClock
    application: Application | None = None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def controls(self) -> tuple[Control, ...]:
        digest = {t.language: t.gettext("Next digest") for t in TONGUES}
        digest_hint = {
            t.language: t.gettext("Moves the bot’s clock to the next selection, and posts it")
            for t in TONGUES
        }
        monday = {t.language: t.gettext("Next Monday") for t in TONGUES}
        monday_hint = {
            t.language: t.gettext("Moves the bot’s clock to the next leaderboard, and posts it")
            for t in TONGUES
        }
        return (
            Control("next_digest", digest, digest_hint, self.next_digest),
            Control("next_monday", monday, monday_hint, self.next_monday),
        )

    async def next_digest(self) -> dict[str, str]:
        return await self._move(board=False)

    async def next_monday(self) -> dict[str, str]:
        return await self._move(board=True)

    async def _move(self, *, board: bool) -> dict[str, str]:
        if self.application is None:
            return {
                t.language: t.gettext("The bot is still starting: try again in a moment.") for t in TONGUES
            }
        async with self._one:
            ahead = await next_moments(self.application.db, self.clock.now())
            moment = ahead.board if board else ahead.digest
            if moment is None:
                return {
                    t.language: t.gettext("No channel is set up: type /dizaine setup first.") for t in TONGUES
                }
            self.clock.move_to(max(moment, self.clock.now()))
            await self.application.ticker.tick_once()
        return {t.language: t.gettext("It is now {when}.", when=t.datetime(moment, PARIS)) for t in TONGUES}


def run(settings: Settings, t: Translator, options: Options) -> int:
    """Until it is stopped. Raises SettingsError for a wrong option."""
    if options.language not in (None, *LANGUAGES):
        raise SettingsError("literal_error", "--language", expected=" / ".join(LANGUAGES))
    quiet = "DEBUG" if settings.log_level == "DEBUG" else "WARNING"
    logs.set_up(level=quiet, json=settings.log_format == "json")
    hide_from_libraries()
    for name in PROXIES:  # this process speaks to itself alone, and the SDK would ask the proxy
        os.environ.pop(name, None)
        os.environ.pop(name.upper(), None)
    return asyncio.run(until_signalled(lambda course: play(settings, t, options, course)))


async def play(settings: Settings, t: Translator, options: Options, course: Course) -> None:
    """The playground, from its address to its end."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dizaine-"))
        url = await _database(options, folder)
        clock = MovableClock()
        levers = Levers(clock)
        bot_token, app_token = f"xoxb-{secrets.token_hex(12)}", f"xapp-{secrets.token_hex(12)}"
        workspace = default_workspace(commands=(COMMAND,))
        workspace.scopes = frozenset(SCOPES)
        page = create_app(
            workspace,
            bot_token=bot_token,
            app_token=app_token,
            signing_secret=secrets.token_hex(16),
            controls=levers.controls(),
            now=clock.now,
        )
        address = await stack.enter_async_context(_served(page, options.port))
        _greet(address, t, options)
        play_settings = settings.model_copy(
            update={
                "slack_bot_token": SecretStr(bot_token),
                "slack_app_token": SecretStr(app_token),
                "slack_signing_secret": None,
                "slack_api_url": f"{address}/api/",
                "database_url": url,
                "host": "127.0.0.1",
                "port": 0,
                "feeds_allow_loopback": True,
                "article_window_days": EVER if options.feeds else settings.article_window_days,
            }
        )
        await migrated(play_settings, t, quiet=True)
        if not await _catch_up(url, clock):
            _begin_on_a_working_day(clock, t)
        feeds = create_feed_app(clock.now, started=clock.now(), folder=options.feeds)
        base = await stack.enter_async_context(_feed_server(feeds, int(address.rpartition(":")[2]) + 1))
        offered = catalogue(base, options.feeds)
        await _offer(
            url, workspace.team_id, clock.now(), offered if options.feeds else offered + troubled(base)[:1]
        )
        application = await stack.enter_async_context(assemble(play_settings, clock, ALL))
        await _first_read(application, t)
        await _set_up(application.services, workspace.team_id, options.language or t.language)
        levers.application = application
        out().print(t.gettext("Ready. Ctrl-C to stop."))
        course.started.set()
        await application.run(course.stop)


def _greet(address: str, t: Translator, options: Options) -> None:
    if options.no_token:
        words = t.gettext("Playground: {address} (no Slack token in .env)", address=address)
    else:
        words = t.gettext("Playground: {address}", address=address)
    out().print(words, markup=False)
    if options.feeds:
        said = t.gettext("The feeds of {folder}, whatever the age of their articles.", folder=options.feeds)
        out().print(said, markup=False)


async def _database(options: Options, folder: str) -> str:
    """The database's address; started again from nothing where that is asked."""
    if options.database is None:
        return normalise_url(f"sqlite:///{Path(folder) / 'playground.db'}")
    try:
        url = normalise_url(
            options.database if "://" in options.database else f"sqlite:///{options.database}"
        )
    except Exception as error:
        raise SettingsError("bad_database", "--database") from error
    if options.fresh:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            _forget(Path(parsed.database))
        else:
            await migrate(url)
            await migrate(url, "base")
    return url


def _forget(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


@asynccontextmanager
async def _served(page: Starlette, port: int) -> AsyncIterator[str]:
    """The page on its port, or on a free one when somebody else is there."""
    async with AsyncExitStack() as stack:
        try:
            address = await stack.enter_async_context(serve(page, port))
        except OSError:
            address = await stack.enter_async_context(serve(page, 0))
        yield address
        await playground_of(page).delivery.drop()


@asynccontextmanager
async def _feed_server(feeds: Starlette, port: int) -> AsyncIterator[str]:
    """On the port beside the page's where it is free: a kept database then finds its sources again."""
    try:
        listener = server.listener("127.0.0.1", port)
    except (server.PortTakenError, OverflowError):
        listener = server.listener("127.0.0.1", 0)
    running = server.server(feeds)
    task = asyncio.create_task(running.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        await task


async def _catch_up(url: str, clock: MovableClock) -> bool:
    """A kept database may remember a clock that had been moved: it goes on from there. Whether it was used before."""
    db = Database(url)
    try:
        latest = await installation.last_written(db)
    finally:
        await db.close()
    if latest is not None and latest > clock.now():
        clock.move_to(latest)
    return latest is not None


def working_start(schedules: Collection[Schedule], now: datetime) -> datetime:
    """`now` when it is a working day of all of them, else the first hour to post at of such a day."""
    while off := [each for each in schedules if not is_working_day(each, local_date(each.time_zone, now))]:
        now = min(next_slot(each, now).due_at for each in off)
    return now


def _begin_on_a_working_day(clock: MovableClock, t: Translator) -> None:
    """The first ten are posted at once: on a day when the programme's channels get some."""
    schedules = [
        Schedule(zone, at, frozenset(WORKING_DAYS), country) for _, zone, country, at in RHYTHMS.values()
    ]
    moment = working_start(schedules, clock.now())
    if moment > clock.now():
        clock.move_to(moment)
        when = t.datetime(moment, PARIS)
        out().print(t.gettext("Nobody works today: the clock begins on {when}.", when=when), markup=False)


async def _offer(url: str, team_id: str, now: datetime, offered: tuple[SampleSource, ...]) -> None:
    """The sample sources, before the bot starts; addresses of an earlier start are let go."""
    db = Database(url)
    try:
        async with db.write(team_id) as session:
            await workspaces.ensure(session, team_id, now)
            kept = {source.url for source in offered}
            for old in await sources.listed(session):
                if old.url not in kept and old.added_by == ADMIN.id and old.url.startswith(HERE):
                    await sources.remove(session, old.id, now)
            for source in offered:
                await sources.add(session, source.url, now, kind=source.kind, added_by=ADMIN.id)
    finally:
        await db.close()


async def _first_read(application: Application, t: Translator) -> None:
    """Wait for the first reading of the sources, showing how far it is."""
    assert application.me is not None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    loop = asyncio.get_running_loop()
    deadline = loop.time() + FIRST_READ_SECONDS
    console = err()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        async with application.db.read(application.me.team_id) as session:
            total = await sources.count(session)
        bar = progress.add_task(t.gettext("Reading the feeds"), total=total)
        while loop.time() < deadline:
            async with application.db.read(application.me.team_id) as session:
                left = await sources.count_unread(session)
            progress.update(bar, completed=total - left)
            if not left:
                return
            await asyncio.sleep(LOOK_SECONDS)


async def _set_up(services: Services, team_id: str, language: str) -> None:
    """The two ambassador channels, those who have joined, and the first ten: once. Nothing else is made up."""
    async with services.db.read(team_id) as session:
        if await channels.listed(session):
            return
    admin = Actor(team_id, ADMIN.id, workspace_admin=True)
    for user_id, (team, naming, alias) in TEAMS.items():
        name = NAMES[user_id]
        actor = Actor(team_id, user_id)
        await people.join(services, actor, team=team, naming=naming, alias=alias, name=name)
    # The last one saved gives the workspace its language.
    for each in sorted(RHYTHMS, key=lambda code: code == language):
        conversation, zone, country, post_at = RHYTHMS[each]
        await setup.save(
            services,
            admin,
            Chosen(
                conversation_id=conversation,
                language=each,
                time_zone=zone,
                country=country,
                post_at=post_at,
                article_count=10,
                working_days=WORKING_DAYS,
                company_sources="",
                market_sources="",
            ),
        )
    for conversation, *_rest in RHYTHMS.values():
        # Whatever the hour, so that there is something to pick. No feed, nothing to post.
        with contextlib.suppress(Refused):
            await posting.post(services, admin, conversation)
