"""`dizaine run`, `web`, `worker`, `clock`: the bot in Slack, in one process or in several."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from bot.app import ALL, Role, assemble
from bot.commands.migrate import migrated
from bot.commands.terminal import Course, hide_from_libraries, set_up_logs, until_signalled
from bot.i18n import Translator
from bot.settings import Settings, SettingsError
from programme.clock import Clock


def run_bot(settings: Settings, t: Translator) -> int:
    """One process for everything, on a database brought up to date first."""
    settings.in_slack()
    set_up_logs(settings)
    hide_from_libraries()
    asyncio.run(migrated(settings, t))
    return asyncio.run(serve(settings, ALL))


def run_part(settings: Settings, name: str) -> int:
    """One part of several. Raises SettingsError on SQLite, which serves one process only."""
    role = Role(name)
    if settings.on_sqlite:
        raise SettingsError("sqlite_alone", "DATABASE_URL")
    if role is Role.WEB:
        settings.in_slack()
    elif settings.slack_bot_token is None:
        raise SettingsError("missing_bot_token", "SLACK_BOT_TOKEN")
    set_up_logs(settings)
    hide_from_libraries()
    return asyncio.run(serve(settings, {role}))


async def serve(settings: Settings, roles: Collection[Role]) -> int:
    async def body(course: Course) -> None:
        async with assemble(settings, Clock(), roles) as application:
            course.started.set()
            await application.run(course.stop)

    return await until_signalled(body)
