"""Logs at their most talkative, and errors forced on every way: no token, no secret, nothing that people wrote."""

from __future__ import annotations

import asyncio
import io
import logging
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from starlette.responses import JSONResponse

from bot import logs
from bot.slack import ids
from handlers import people as people_handlers
from tests.bot.slack.listeners.stage import (
    ADMIN,
    APP_TOKEN,
    BOT_TOKEN,
    INES,
    PAUL,
    SECRET,
    Role,
    draft_state,
    join_state,
    open_stage,
    reaction,
    settings_for,
    setup_state,
    typed,
)

CAPTION = "Légende-canari que personne d’autre ne doit lire"
ALIAS, TEAM_NAME = "Alias-canari", "Équipe-canari"


@pytest.fixture
def talkative() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    output = io.StringIO()
    settings = settings_for("http://127.0.0.1:1", "sqlite:///x.db", socket_mode=True)
    logs.set_up(level="DEBUG", json=True, secret_values=settings.secret_values(), stream=output)
    yield output
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


async def _everything(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    failing: set[str] = set()

    def fault(method: str, _args: Any) -> JSONResponse | None:
        return JSONResponse({"ok": False, "error": "fatal_error"}) if method in failing else None

    async with open_stage(url, roles=[Role.WEB, Role.WORKER], fault=fault, log_level="DEBUG") as stage:

        async def round_of_acts() -> None:
            await stage.event(reaction(INES))
            for words in ("me", "post", "status", "join", "source add https://n.example/f"):
                await stage.command(ADMIN, words)
            await stage.click(INES, ids.DRAFT_OPEN, stage.ours.article())
            for ready in (False, True):
                state = draft_state(CAPTION, ready=ready)
                await stage.submit(INES, ids.DRAFT, stage.ours.article(), state)
            await stage.submit(INES, ids.READY, stage.ours.draft(), {ids.ADDRESS: typed(None)})
            await stage.submit(PAUL, ids.JOIN, "", join_state(TEAM_NAME, "alias", ALIAS))
            await stage.submit(ADMIN, ids.SETUP, "", setup_state())
            await stage.quiet()

        await round_of_acts()
        failing |= {"views.open", "chat.postEphemeral", "chat.postMessage", "reactions.add", "users.info"}
        await round_of_acts()
        failing.clear()

        async def broken(*_: Any, **__: Any) -> None:
            held = (BOT_TOKEN, APP_TOKEN, SECRET)
            raise RuntimeError(f"with the tokens in its words: {held}")

        monkeypatch.setattr(people_handlers, "mine", broken)
        await stage.command(INES, "me")
        await stage.quiet()
        # The database refuses what is written: its error holds the statement, and must not hold the words.
        other = sqlite3.connect(url.removeprefix("sqlite:///"))
        for table in ("drafts", "people"):
            for when in ("INSERT", "UPDATE"):
                other.execute(
                    f"CREATE TRIGGER {table}_{when} BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END"
                )
        other.commit()
        other.close()
        await round_of_acts()
        await stage.post(b"{", headers={"Authorization": f"Bearer {BOT_TOKEN}"})


async def test_no_token_and_nothing_people_wrote(
    furnished_sqlite: str, talkative: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _everything(furnished_sqlite, monkeypatch)
    logging.getLogger("asyncio").debug("and a line of a library with %s", BOT_TOKEN)
    await asyncio.sleep(0)
    text = talkative.getvalue()
    assert "unexpected" in text
    assert "refused" in text
    assert logs.HIDDEN in text
    for canary in (
        BOT_TOKEN,
        APP_TOKEN,
        SECRET,
        BOT_TOKEN[5:],
        SECRET[:20],
        CAPTION,
        "canari",
        ALIAS,
        TEAM_NAME,
    ):
        found = text.find(canary)
        assert found < 0, f"{canary}: …{text[max(0, found - 300) : found + 60]}…"
