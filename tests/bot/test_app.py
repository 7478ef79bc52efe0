"""The whole bot put together on a playground: identified, listening, delivering; and ended in bounded time."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import NotMigratedError, Role, assemble
from bot.settings import Settings
from bot.slack.connection import TokenRefusedError
from bot.web.server import PortTakenError
from playground.app import Playground, create_app, default_workspace, playground_of, serve
from playground.workspace import Message
from programme.clock import Clock
from scheduler.payloads import notice_payload
from store import outbox
from store.database import Database
from store.migrate import migrate
from store.models import Outgoing, Workspace
from store.outbox import NewOutgoing

BOT, APP, SECRET = "xoxb-test-1", "xapp-test-1", "signing-secret"


@asynccontextmanager
async def slack() -> AsyncIterator[tuple[str, Playground]]:
    page = create_app(default_workspace(), bot_token=BOT, app_token=APP, signing_secret=SECRET)
    async with serve(page) as url:
        yield f"{url}/api/", playground_of(page)


def settings_for(api: str, tmp_path: Path, **changes: object) -> Settings:
    given: dict[str, object] = {
        "slack_bot_token": SecretStr(BOT),
        "slack_app_token": SecretStr(APP),
        "slack_api_url": api,
        "database_url": f"sqlite:///{tmp_path / 'dizaine.db'}",
        "port": 0,
        **changes,
    }
    return Settings(**given)  # type: ignore[arg-type]  # names are checked by pydantic


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def ready(address: str) -> dict[str, object]:
    for _ in range(100):
        status, body = await get(f"{address}/readyz")
        if status == 200:
            break
        await asyncio.sleep(0.05)
    assert status == 200, body
    return dict(json.loads(body))


async def test_in_socket_mode_it_is_ready_and_delivers(tmp_path: Path) -> None:
    async with slack() as (api, playground):
        settings = settings_for(api, tmp_path)
        await migrate(settings.database_url)
        async with assemble(settings, Clock()) as application:
            assert application.address
            told = await ready(application.address)
            assert set(told["checks"]) == {"database", "migrations", "slack", "clock"}  # type: ignore[call-overload]
            assert playground.delivery.connected
            status, text = await get(f"{application.address}/metrics")
            assert (status, "dizaine_outbox" in text) == (200, True)
            assert (await get(f"{application.address}/slack/events"))[0] == 404

            team = playground.workspace.team_id
            async with application.db.read(team) as session:
                assert (await session.scalars(select(Workspace))).one().name == playground.workspace.team_name
            await enqueue(application.db, team)
            application.ticker.wake()
            message = await delivered(playground)
            assert message.metadata == {"event_type": "dizaine_delivery", "event_payload": {"key": "n1"}}
            start = time.monotonic()
        assert time.monotonic() - start < 10
        assert not playground.delivery.connected
    db = Database(settings.database_url)
    async with db.read(team) as session:
        assert (await session.scalars(select(Outgoing.state))).one() == "sent"
    await db.close()


async def enqueue(db: Database, team: str) -> None:
    now = Clock().now()
    row = NewOutgoing(
        workspace_id=team,
        key="n1",
        not_before=now,
        kind="notice",
        destination="C0AMBFR",
        payload=notice_payload("no_articles", {"channel": "C0AMBFR"}),
        language="fr",
    )
    async with db.write(team) as session:
        await outbox.enqueue(session, row, now)


async def delivered(playground: Playground) -> Message:
    messages = playground.workspace.channels["C0AMBFR"].messages
    for _ in range(200):
        if messages:
            break
        await asyncio.sleep(0.05)
    (message,) = messages
    return message


async def test_in_three_parts_on_postgresql(new_postgres: Callable[[], str], tmp_path: Path) -> None:
    url = new_postgres()
    await migrate(url)
    async with slack() as (api, playground):
        settings = settings_for(api, tmp_path, database_url=url)
        async with (
            assemble(settings, Clock(), {Role.WEB}) as web,
            assemble(settings, Clock(), {Role.WORKER}),
            assemble(settings, Clock(), {Role.CLOCK}),
        ):
            assert web.address
            assert "clock" not in (await ready(web.address))["checks"]  # type: ignore[operator]
            await enqueue(web.db, playground.workspace.team_id)
            await delivered(playground)


async def test_over_http_the_door_is_open_to_what_is_signed(tmp_path: Path) -> None:
    async with slack() as (api, _playground):
        settings = settings_for(api, tmp_path, slack_app_token=None, slack_signing_secret=SecretStr(SECRET))
        await migrate(settings.database_url)
        async with assemble(settings, Clock()) as application:
            assert application.address
            assert application.socket is None
            async with (
                aiohttp.ClientSession() as session,
                session.post(f"{application.address}/slack/events", data=b"{}") as answer,
            ):
                assert answer.status == 401


async def test_run_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    async with slack() as (api, _playground):
        settings = settings_for(api, tmp_path)
        await migrate(settings.database_url)
        stop = asyncio.Event()
        async with assemble(settings, Clock()) as application:
            asyncio.get_running_loop().call_later(0.05, stop.set)
            await asyncio.wait_for(application.run(stop), 5)


async def test_run_raises_what_ended_a_part(tmp_path: Path) -> None:
    async def dies() -> None:
        raise RuntimeError("deaf")

    async with slack() as (api, _playground):
        settings = settings_for(api, tmp_path)
        await migrate(settings.database_url)
        async with assemble(settings, Clock()) as application:
            application.parts.append(asyncio.create_task(dies()))
            with pytest.raises(RuntimeError, match="deaf"):
                await application.run(asyncio.Event())


@pytest.mark.parametrize(
    ("role", "parts"),
    [(Role.WORKER, {"ingest"}), (Role.CLOCK, {"digests", "boards"})],
    ids=["worker", "clock"],
)
async def test_one_part_alone(tmp_path: Path, role: Role, parts: set[str]) -> None:
    async with slack() as (api, playground):
        settings = settings_for(api, tmp_path)
        await migrate(settings.database_url)
        async with assemble(settings, Clock(), {role}) as application:
            assert application.address is None
            assert not playground.delivery.connected
            assert set(application.ticker._jobs) == parts


async def test_a_revoked_workspace_is_connected_again(tmp_path: Path) -> None:
    async with slack() as (api, playground):
        settings = settings_for(api, tmp_path)
        await migrate(settings.database_url)
        team = playground.workspace.team_id
        db = Database(settings.database_url)
        async with db.write(team) as session:
            session.add(Workspace(id=team, disconnected_reason="token_revoked", created_at=Clock().now()))
        async with assemble(settings, Clock()), db.read(team) as session:
            assert (await session.scalars(select(Workspace.disconnected_reason))).one() is None
        await db.close()


async def test_what_stops_it_at_the_start(tmp_path: Path) -> None:
    async with slack() as (api, _playground):
        settings = settings_for(api, tmp_path)
        with pytest.raises(NotMigratedError):
            async with assemble(replace_database(settings, tmp_path), Clock()):
                pass
        await migrate(settings.database_url)
        wrong = settings.model_copy(update={"slack_bot_token": SecretStr("xoxb-wrong")})
        with pytest.raises(TokenRefusedError):
            async with assemble(wrong, Clock()):
                pass
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = settings.model_copy(update={"port": other.getsockname()[1]})
            with pytest.raises(PortTakenError):
                async with assemble(taken, Clock()):
                    pass


def replace_database(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"})
