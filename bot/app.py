"""The pieces put together, explicitly: one place to see what a process is made of, and how it ends."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

import structlog

from bot.settings import Settings
from bot.slack.afterwards import Afterwards
from bot.slack.app import build_app
from bot.slack.client import SlackChat
from bot.slack.connection import (
    Identity,
    Socket,
    authorize_for,
    identify,
    slack_session,
    web_client,
)
from bot.slack.guard import Endpoint, endpoint
from bot.web import health, server
from bot.web.app import create_web
from bot.web.metrics import Metrics
from curation.fetch import FetchLimits
from handlers.services import Services
from programme.clock import Clock
from scheduler import tick
from scheduler.delivery import DeliverySettings
from scheduler.metrics import Metrics as ClockMetrics
from scheduler.pacing import Pace
from scheduler.selection import SelectionRules
from scheduler.tick import Ticker, TickSettings
from store import workspaces
from store.database import Database
from store.migrate import head, revision_of

LISTENERS_SECONDS: Final = 6.0
DELIVERIES_SECONDS: Final = 12.0
ENDING_SECONDS: Final = 25.0  # in all: platforms kill after thirty

log = structlog.get_logger(__name__)


class Role(StrEnum):
    """What a process does."""

    WEB = "web"
    WORKER = "worker"
    CLOCK = "clock"


ALL: Final = frozenset(Role)
HTTP: Final = "http"  # the task that serves it


class NotMigratedError(Exception):
    """The database stands at another revision than this code's."""


@dataclass(slots=True)
class Application:
    """A running process: its parts, some of them absent in a process that has one role only.

    `address` is where its HTTP answers. `services` and `ticker` are for those who play with the clock.
    """

    settings: Settings
    clock: Clock
    db: Database
    services: Services
    ticker: Ticker
    me: Identity | None
    metrics: Metrics
    afterwards: Afterwards = field(default_factory=Afterwards)
    socket: Socket | None = None
    http: server.Server | None = None
    address: str | None = None
    parts: list[asyncio.Task[None]] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. Raises what ended a part that should have gone on."""
        stopping = asyncio.create_task(_until(stop))
        done, _ = await asyncio.wait({stopping, *self.parts}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for part in done - {stopping}:
            part.result()

    async def end(self) -> None:
        """Take nothing more, let what is in flight end, then let go: within ENDING_SECONDS. Never raises."""
        log.info("stopping")
        try:
            async with asyncio.timeout(ENDING_SECONDS):
                await self._let_go()
        except TimeoutError:
            log.warning("stopped_late")
        except Exception:
            log.exception("stopped_badly")

    async def _let_go(self) -> None:
        if self.socket is not None:
            await self.socket.stop_listening()
        if self.http is not None:
            self.http.should_exit = True
        # uvicorn looks now and then whether it is to end, and takes requests until then.
        http = [part for part in self.parts if part.get_name() == HTTP]
        if http:
            await asyncio.wait(http, timeout=server.GRACE_SECONDS + 1)
        left = await self.afterwards.drain(LISTENERS_SECONDS)
        if left:
            log.warning("listeners_left", count=left)
        await self.ticker.stop(DELIVERIES_SECONDS)
        if self.socket is not None:
            await self.socket.close()
        for part in self.parts:
            if part.get_name() != HTTP:  # that one ends by itself, once its answers are given
                part.cancel()
        await asyncio.gather(*self.parts, return_exceptions=True)


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


@asynccontextmanager
async def assemble(
    settings: Settings, clock: Clock, roles: Collection[Role] = ALL
) -> AsyncIterator[Application]:
    """Everything made and started for these roles; ended and closed when the block is left.

    Raises NotMigratedError, TokenRefusedError, SlackAwayError, PortTakenError, or what the database raises.
    """
    assert settings.slack_bot_token is not None, "ask settings.in_slack() first"
    token = settings.slack_bot_token.get_secret_value()
    async with AsyncExitStack() as stack:
        db = Database(settings.database_url)
        stack.push_async_callback(db.close)
        if await revision_of(db) != head():
            raise NotMigratedError
        session = await stack.enter_async_context(slack_session())
        client = web_client(settings.slack_api_url, token, session)
        me = await _introduce(db, clock, await identify(client)) if set(roles) != {Role.CLOCK} else None
        metrics = Metrics()
        ticker = Ticker(
            db,
            clock,
            SlackChat(client, session),
            tick_settings(settings, roles),
            metrics=ClockMetrics(metrics.registry),
        )
        services = Services(
            db=db,
            clock=clock,
            selection=selection_rules(settings),
            linkedin_prefill=settings.linkedin_prefill,
            wake=ticker.wake,
            check_sources=ticker.check_sources,
            read_page=ticker.read_page,
            find_feeds=ticker.find_feeds,
            read_file=ticker.read_file,
        )
        application = Application(settings, clock, db, services, ticker, me, metrics)
        stack.push_async_callback(application.end)
        if Role.WEB in roles:
            assert me is not None
            secret = settings.slack_signing_secret
            bolt = build_app(
                services=services,
                client=client,
                authorize=authorize_for(me, token),
                team_id=me.team_id,
                afterwards=application.afterwards,
            )
            door: Endpoint | None = None
            if settings.slack_app_token is not None:
                application.socket = Socket(
                    bolt, settings.slack_app_token.get_secret_value(), client, application.afterwards
                )
            elif secret is not None:
                door = endpoint(bolt, secret.get_secret_value(), clock.now)
            await _open_http(application, roles, door)
            if application.socket is not None:
                await application.socket.connect()
                application.parts.append(asyncio.create_task(application.socket.watch(), name="socket"))
        if set(roles) & {Role.WORKER, Role.CLOCK}:
            await ticker.start()
        settle_memory()
        log.info("started", roles=sorted(roles), mode=settings.mode.value, address=application.address)
        yield application


def settle_memory() -> None:
    """What was built at the start stays: looking through it again and again held up acknowledgements (measured).

    What comes after is looked through in small portions: fifty thousand objects held everything up for a tenth of
    a second, ten thousand for less than two hundredths.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 5, 250)


async def _introduce(db: Database, clock: Clock, me: Identity) -> Identity:
    """A token that answers is a workspace that is connected, whatever it was when we last ran."""
    async with db.write(me.team_id) as session:
        await workspaces.ensure(session, me.team_id, clock.now(), name=me.team_name[:200])
        if await workspaces.reconnect(session, me.team_id):
            log.info("reconnected", workspace=me.team_id)
    log.info("identified", workspace=me.team_id, name=me.team_name)
    return me


async def _open_http(application: Application, roles: Collection[Role], door: Endpoint | None) -> None:
    db, clock, ticker = application.db, application.clock, application.ticker
    checks = {
        "database": health.database_answers(db),
        "migrations": health.database_migrated(db),
        "slack": health.slack_connected(application.socket.hears if application.socket else None),
    }
    if Role.CLOCK in roles:
        checks["clock"] = health.clock_ticks(lambda: ticker.last.get("digests"), clock.now)

    async def read() -> None:
        await application.metrics.read(db, clock.now(), ticker.last.get("digests"))

    web = create_web(checks, application.metrics, read, door)
    listener = server.listener(application.settings.host, application.settings.port)
    host, port = listener.getsockname()[:2]
    application.address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    application.http = server.server(web)
    serving = asyncio.create_task(application.http.serve(sockets=[listener]), name=HTTP)
    application.parts.append(serving)


def tick_settings(settings: Settings, roles: Collection[Role]) -> TickSettings:
    both = {Role.CLOCK, Role.WORKER} <= set(roles)
    alone = tick.Role.CLOCK if Role.CLOCK in roles else tick.Role.WORKER
    return TickSettings(
        role=tick.Role.BOTH if both else alone,
        selection=selection_rules(settings),
        limits=FetchLimits(allow_loopback=settings.feeds_allow_loopback),
        delivery=DeliverySettings(
            pace=Pace(settings.channel_interval_seconds, settings.workspace_messages_per_minute)
        ),
    )


def selection_rules(settings: Settings) -> SelectionRules:
    return SelectionRules(window=timedelta(days=settings.article_window_days))
