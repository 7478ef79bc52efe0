"""Uninstalled in mid-delivery: sends stop, nothing more is posted, and a reinstalled app goes on where it was."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from store import models, outbox
from tests.bot.slack.listeners.stage import ADMIN, CHANNEL, NOW, Role, Stage, open_stage

MESSAGES = 40


async def _enqueue(stage: Stage) -> None:
    async with stage.db.write("T0PLAY") as session:
        rows = [
            models.Outgoing(
                key=f"notice-{number}",
                kind="notice",
                destination=CHANNEL if number % 2 else ADMIN,
                payload={"code": "source_failing", "params": {}},
                not_before=NOW,
                created_at=NOW,
            )
            for number in range(MESSAGES)
        ]
        session.add_all(rows)


def _states(rows: list[models.Outgoing]) -> dict[str, int]:
    notices = [row.state for row in rows if row.key.startswith("notice-")]
    return {state: notices.count(state) for state in sorted(set(notices))}


async def test_sends_stop_and_a_reinstall_goes_on(furnished_sqlite: str) -> None:
    posted: list[str] = []
    after: list[str] = []
    begun, gone = asyncio.Event(), asyncio.Event()

    async def fault(method: str, _args: object) -> Response | None:
        if method != "chat.postMessage":
            return None
        if gone.is_set():
            after.append(method)
            return None
        posted.append(method)
        if len(posted) == 5:
            begun.set()
        await asyncio.sleep(0.05)
        return None

    async with open_stage(
        furnished_sqlite, roles=[Role.WEB, Role.WORKER], fault=fault, workspace_messages_per_minute=600
    ) as stage:
        await _enqueue(stage)
        stage.application.ticker.wake()
        await asyncio.wait_for(begun.wait(), 20)
        # Slack's order: the token dies, and the events tell.
        stage.playground.api.revoked.add(stage.playground.api.bot_token)
        await stage.event({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}})
        await stage.event({"type": "app_uninstalled"})
        await stage.quiet()
        await asyncio.sleep(0.5)
        gone.set()
        messages = stage.playground.workspace.channels[CHANNEL].messages
        count = len(messages)
        await asyncio.sleep(1.5)
        assert after == []
        assert len(messages) == count
        rows = list(await stage.every(models.Outgoing))
        before = _states(rows)
        assert before.get(outbox.SENDING, 0) == 0
        assert before.get(outbox.PENDING, 0) > 0
        (workspace,) = await stage.every(models.Workspace)
        assert workspace.disconnected_reason
    # The app is installed again: a new process, a token that answers.
    async with open_stage(
        furnished_sqlite, roles=[Role.WEB, Role.WORKER], workspace_messages_per_minute=6000
    ) as stage:
        await stage.application.ticker.delivery.deliver_due()
        states = _states(list(await stage.every(models.Outgoing)))
        assert states.get(outbox.PARKED, 0) == 0
        assert states[outbox.SENT] == MESSAGES
