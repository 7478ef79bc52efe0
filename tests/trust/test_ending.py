"""SIGTERM to the real `dizaine run`, in the middle of its work: it ends well, and soon; nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from starlette.responses import Response

from playground.app import create_app, default_workspace, playground_of, serve
from programme.clock import Clock
from store import models, outbox
from store.database import Database
from tests.bot.slack.listeners.stage import APP_TOKEN, BOT_TOKEN, CHANNEL, SECRET, migrated_and_furnished
from tests.trust.conftest import LONG

WITHIN = 25.0  # seconds
MESSAGES = 30


@pytest.mark.parametrize("mode", ["socket", "http"] if LONG else ["socket"])
async def test_sigterm_in_mid_delivery(tmp_path: Path, mode: str) -> None:
    url = f"sqlite:///{tmp_path / 'dizaine.db'}"
    await migrated_and_furnished(url)
    db = Database(url)
    now = Clock().now()
    async with db.write("T0PLAY") as session:
        session.add_all(
            models.Outgoing(
                key=f"notice-{number}",
                kind="notice",
                destination=CHANNEL,
                payload={"code": "source_failing", "params": {}},
                not_before=now,
                created_at=now,
            )
            for number in range(MESSAGES)
        )
    posted: list[str] = []

    async def slow(method: str, _args: object) -> Response | None:
        if method == "chat.postMessage":
            posted.append(method)
            await asyncio.sleep(0.4)
        return None

    app = create_app(
        default_workspace(), bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SECRET, fault=slow
    )
    async with serve(app) as slack:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DIZ"))
        }
        environment |= {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{slack}/api/",
            "DATABASE_URL": url,
            "PORT": "0",
            "CHANNEL_INTERVAL_SECONDS": "0.1",
        } | ({"SLACK_APP_TOKEN": APP_TOKEN} if mode == "socket" else {})
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=tmp_path, env=environment | {"PYTHONPATH": str(Path.cwd())},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                while len(posted) < 4:
                    await asyncio.sleep(0.05)
                    assert process.returncode is None, (await process.communicate())[0].decode()
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(WITHIN):
                output = (await process.communicate())[0].decode()
            took = time.monotonic() - started
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        told = [each for each in playground_of(app).workspace.channels[CHANNEL].messages if each.by_app]
    assert process.returncode == 0, output
    assert "Traceback" not in output
    logging.getLogger(__name__).info("%s: ended %.1f s after SIGTERM", mode, took)
    async with db.read("T0PLAY") as session:
        counts = await outbox.counts(session)
    await db.close()
    # What was begun is sent and known to be; the rest waits for the next start.
    assert counts.of(outbox.SENDING) == 0
    assert counts.of(outbox.SENT) == len(told) == len(posted)
    assert counts.of(outbox.PENDING) == MESSAGES - len(told) > 0
    for canary in (BOT_TOKEN, APP_TOKEN, SECRET):
        assert canary not in output
