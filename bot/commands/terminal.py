"""What a command says on the terminal, and how it ends: 0 done, 1 failed, 2 a setting must be changed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot import logs
from bot.app import NotMigratedError
from bot.i18n import Translator
from bot.settings import Settings, SettingsError, sentence
from bot.slack.connection import DeafError, SlackAwayError, TokenRefusedError
from bot.web.server import PortTakenError

DONE: Final = 0
FAILED: Final = 1
TO_BE_SET: Final = 2

log = structlog.get_logger(__name__)


def out() -> Console:
    return Console(highlight=False, soft_wrap=True)


def err() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


def hide_from_libraries() -> None:
    """Bolt reads the environment behind our back (bolt#214), and other processes we start would inherit its secrets."""
    for name in [name for name in os.environ if name.upper().startswith(("SLACK_", "DATABASE_URL"))]:
        del os.environ[name]


def set_up_logs(settings: Settings) -> None:
    """Logs as the settings say; `auto` is for eyes on a terminal, JSON elsewhere."""
    json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    logs.set_up(level=settings.log_level, json=json, secret_values=settings.secret_values())


@dataclass(frozen=True, slots=True)
class Course:
    """What a long command obeys (`stop`) and tells (`started`)."""

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)


async def until_signalled(body: Callable[[Course], Coroutine[Any, Any, None]]) -> int:
    """Run a long command. SIGTERM or SIGINT before it has started cancels it; afterwards, it ends by itself."""
    course = Course()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, course.stop.set)
    running = asyncio.create_task(body(course))
    stopping = asyncio.create_task(_until(course.stop))
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not running.done() and not course.started.is_set():
        running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    return DONE


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


def ending(error: Exception, t: Translator) -> tuple[int, str]:
    """The exit code and the one sentence of what ended a command. No traceback, no secret."""
    _ = t.gettext
    match error:
        case SettingsError():
            return TO_BE_SET, sentence(error, t)
        case TokenRefusedError():
            words = _(
                "Slack refuses {name} ({reason}): take it again from your app's page, then reinstall the app."
            )
            return TO_BE_SET, words.format(name=error.setting, reason=error.reason)
        case PortTakenError():
            return TO_BE_SET, _(
                "PORT {port} is taken on {host}: choose another.", port=error.port, host=error.host
            )
        case NotMigratedError():
            return TO_BE_SET, _(
                "DATABASE_URL: the tables are not those of this version; run `dizaine migrate`."
            )
        case SlackAwayError():
            words = _("Slack does not answer at SLACK_API_URL ({reason}): try again later.")
            return FAILED, words.format(reason=error)
        case DeafError():
            return FAILED, _("Socket Mode stayed deaf: start again.")
        case SQLAlchemyError():
            reference = logs.trouble(log, error, "database_failed")
            return FAILED, _("DATABASE_URL: the database does not answer ({id} in the log).", id=reference)
        case _:
            reference = logs.trouble(log, error, "ended")
            return FAILED, _("Something unexpected ended it ({id} in the log).", id=reference)
