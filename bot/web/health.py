"""Is it ready? One line a part, each with what is wrong, never waiting long for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from store.database import Database
from store.migrate import head, revision_of

CHECK_SECONDS = 3.0
CLOCK_LATE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Check:
    """One part: `detail` says what is wrong, or how it stands."""

    ok: bool
    detail: str


Checker = Callable[[], Awaitable[Check]]


async def readiness(checks: Mapping[str, Checker], *, seconds: float = CHECK_SECONDS) -> dict[str, Check]:
    """Every check, all at once, each given `seconds` at most. Never raises."""
    answers = await asyncio.gather(*(_bounded(check, seconds) for check in checks.values()))
    return dict(zip(checks, answers, strict=True))


async def _bounded(check: Checker, seconds: float) -> Check:
    try:
        async with asyncio.timeout(seconds):
            return await check()
    except TimeoutError:
        return Check(False, f"no answer within {seconds:g} s")
    except Exception as error:  # the answer is read by anybody: the kind of error, never its words
        return Check(False, type(error).__name__)


def database_answers(db: Database) -> Checker:
    async def check() -> Check:
        await db.ping()
        return Check(True, "answers")

    return check


def database_migrated(db: Database) -> Checker:
    async def check() -> Check:
        try:
            found = await revision_of(db)
        except (SQLAlchemyError, OSError) as error:
            return Check(False, type(error).__name__)
        if found == head():
            return Check(True, f"revision {found}")
        return Check(False, f"revision {found}, not {head()}: run `dizaine migrate`")

    return check


def clock_ticks(
    last_tick: Callable[[], datetime | None], now: Callable[[], datetime], late: timedelta = CLOCK_LATE
) -> Checker:
    async def check() -> Check:
        ticked = last_tick()
        if ticked is None:
            return Check(False, "has not ticked yet")
        ago = now() - ticked
        return Check(ago <= late, f"ticked {ago.total_seconds():.0f} s ago")

    return check


def slack_connected(hears: Callable[[], Awaitable[bool]] | None) -> Checker:
    """`hears` is Socket Mode's; over HTTP, that Slack knew us at the start is all that can be said."""

    async def check() -> Check:
        if hears is None:
            return Check(True, "identified, signed HTTP")
        return Check(True, "Socket Mode is open") if await hears() else Check(False, "Socket Mode is deaf")

    return check
