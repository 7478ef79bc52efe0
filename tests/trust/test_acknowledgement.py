"""The database stands still, and Slack is answered all the same; afterwards all of it was written."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from bot.slack import ids
from store import models
from tests.bot.slack.listeners.stage import (
    FORM,
    INES,
    Person,
    Reply,
    Stage,
    draft_state,
    event_body,
    open_stage,
    reaction,
)
from tests.trust.conftest import LONG

STALL = 10.0 if LONG else 2.5  # seconds
A_SECOND = 200 if LONG else 24  # requests
OWN_WORDS = "Nos clients nous en parlent chaque semaine, et voici pourquoi."


@asynccontextmanager
async def stalled(url: str) -> AsyncIterator[None]:
    """Another connection holds the database: its writer's lock on SQLite, every table on PostgreSQL."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=10)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    tables = ", ".join(
        ("people", "picks", "drafts", "digests", "digest_items", "articles", "channels", "audit")
    )
    with psycopg.connect(plain) as other_pg:
        other_pg.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
        try:
            yield
        finally:
            other_pg.rollback()


async def test_acknowledged_while_the_database_stands_still(furnished_url: str) -> None:
    async with open_stage(furnished_url) as stage:
        people = [f"U2{number:05d}" for number in range(int(STALL * A_SECOND))]
        for user in people[:40]:
            stage.playground.workspace.add_person(Person(user, user, user))
        await stage.command(INES, "me")
        await stage.quiet()
        started = time.perf_counter()
        async with stalled(furnished_url):
            sending = asyncio.create_task(_storm(stage, people))
            submitted = await stage.submit(INES, ids.DRAFT, stage.ours.article(1), draft_state(OWN_WORDS))
            await asyncio.sleep(max(0.0, STALL - (time.perf_counter() - started)))
        replies = await sending
        _figures(replies)
        await stage.quiet(300 if LONG else 60)
        # The modal stays, with a sentence and so with its text; what was typed is written all the same.
        assert submitted.data["response_action"] == "errors"
        assert submitted.seconds < 3
        assert submitted.data["errors"][ids.CAPTION]
        await _until_written(stage)
        (draft,) = await stage.every(models.Draft)
        assert draft.caption == OWN_WORDS
        assert len([pick for pick in await stage.every(models.Pick) if pick.active]) == 40 + 1


async def _storm(stage: Stage, people: list[str]) -> list[Reply]:
    """A pick each of forty people, then commands and clicks, at an even pace."""
    running: list[asyncio.Task[Reply]] = []
    started = time.perf_counter()
    for number, user in enumerate(people):
        if number < 40:
            body, kind = event_body(reaction(user)), "application/json"
        elif number % 2:
            body, kind = stage.command_body(INES, "me"), FORM
        else:
            body, kind = stage.click_body(INES, ids.BOARD_SHOW, "1"), FORM
        running.append(asyncio.create_task(stage.post(body, kind)))
        await asyncio.sleep(max(0.0, (number + 1) / A_SECOND - (time.perf_counter() - started)))
    return await asyncio.gather(*running)


def _figures(replies: list[Reply]) -> None:
    assert {reply.status for reply in replies} == {200}
    seconds = sorted(reply.seconds for reply in replies)
    p99 = seconds[int(len(seconds) * 0.99) - 1]
    logging.getLogger(__name__).warning(
        "%d acknowledged: median %.3f s, p99 %.3f s, at most %.3f s",
        *(len(seconds), seconds[len(seconds) // 2], p99, seconds[-1]),
    )
    assert p99 < 1
    assert seconds[-1] < 3


async def _until_written(stage: Stage) -> None:
    for _ in range(300):
        if await stage.every(models.Draft):
            return
        await asyncio.sleep(0.1)
