"""Health, readiness and metrics: told in bounded time, whatever is broken."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.web import health
from bot.web.app import create_web
from bot.web.health import Check, readiness
from bot.web.metrics import Metrics
from store.database import Database
from store.migrate import migrate
from store.models import Source, Workspace
from tests.bot.asgi import call

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


async def nothing() -> None:
    return None


async def well() -> Check:
    return Check(True, "answers")


async def broken() -> Check:
    raise OSError("postgresql://user:secret@host is away")


async def silent() -> Check:
    await asyncio.sleep(60)
    return Check(True, "at last")


async def test_alive_whatever_else() -> None:
    web = create_web({"database": broken}, Metrics(), nothing)
    assert (await call(web, "GET", "/healthz")).status == 200


async def test_ready_when_all_is_well() -> None:
    answer = await call(create_web({"database": well, "slack": well}, Metrics(), nothing), "GET", "/readyz")
    assert answer.status == 200
    assert json.loads(answer.body)["ready"] is True


async def test_not_ready_says_which_and_no_more() -> None:
    answer = await call(create_web({"database": broken, "slack": well}, Metrics(), nothing), "GET", "/readyz")
    assert answer.status == 503
    told = json.loads(answer.body)
    assert told["ready"] is False
    assert told["checks"]["slack"]["ok"] is True
    assert told["checks"]["database"] == {"ok": False, "detail": "OSError"}
    assert b"secret" not in answer.body


async def test_a_part_that_does_not_answer_is_not_waited_for() -> None:
    answers = await readiness({"database": silent, "slack": well}, seconds=0.05)
    assert not answers["database"].ok
    assert answers["slack"].ok


@pytest.mark.parametrize(
    ("ticked", "ok"),
    [(None, False), (NOW - timedelta(seconds=40), True), (NOW - timedelta(minutes=9), False)],
)
async def test_the_clock_must_have_ticked_lately(ticked: datetime | None, ok: bool) -> None:
    assert (await health.clock_ticks(lambda: ticked, lambda: NOW)()).ok is ok


async def test_slack() -> None:
    async def deaf() -> bool:
        return False

    assert not (await health.slack_connected(deaf)()).ok
    assert (await health.slack_connected(None)()).ok


async def test_the_database_and_its_tables(database_url: str) -> None:
    db = Database(database_url)
    try:
        assert (await health.database_answers(db)()).ok
        before = await health.database_migrated(db)()
        assert not before.ok
        assert "dizaine migrate" in before.detail
        await migrate(database_url)
        assert (await health.database_migrated(db)()).ok
    finally:
        await db.close()


async def test_metrics_tell_the_outbox_and_the_sources(database_url: str) -> None:
    await migrate(database_url)
    db = Database(database_url)
    metrics = Metrics()
    try:
        async with db.write("T1") as session:
            session.add(Workspace(id="T1", created_at=NOW))
            await session.flush()
            for number, status in enumerate(("ok", "ok", "too_slow")):
                session.add(Source(url=f"https://s.example/{number}", status=status, created_at=NOW))

        async def read() -> None:
            await metrics.read(db, NOW, NOW - timedelta(seconds=5))

        answer = await call(create_web({}, metrics, read), "GET", "/metrics")
    finally:
        await db.close()
    text = answer.body.decode()
    assert answer.status == 200
    assert 'dizaine_outbox{state="parked"} 0.0' in text
    assert 'dizaine_sources{status="ok"} 2.0' in text
    assert 'dizaine_sources{status="too_slow"} 1.0' in text
    assert "dizaine_clock_age_seconds 5.0" in text


async def test_metrics_without_a_database() -> None:
    async def away() -> None:
        raise OSError("away")

    answer = await call(create_web({}, Metrics(), away), "GET", "/metrics")
    assert answer.status == 200
    assert b"process_" in answer.body


async def test_socket_mode_has_no_door_for_slack() -> None:
    web = create_web({}, Metrics(), nothing)
    assert (await call(web, "POST", "/slack/events", body=b"{}")).status == 404
