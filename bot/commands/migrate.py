"""`dizaine migrate`: the database brought to the tables of this version."""

from __future__ import annotations

import asyncio

from bot.commands.terminal import DONE, err, set_up_logs
from bot.i18n import Translator
from bot.settings import Settings
from store.migrate import Migrated, migrate


def run(settings: Settings, t: Translator) -> int:
    set_up_logs(settings)
    asyncio.run(migrated(settings, t))
    return DONE


async def migrated(settings: Settings, t: Translator, *, quiet: bool = False) -> Migrated:
    """Migrate, showing that it takes its time, and say what was done (unless `quiet`)."""
    console = err()
    with console.status(t.gettext("Bringing the database up to date…")):
        done = await migrate(settings.database_url)
    if quiet:
        return done
    if done.before == done.after:
        console.print(t.gettext("The database is up to date (revision {after}).", after=done.after))
    elif done.before is None:
        console.print(t.gettext("The database is ready (revision {after}).", after=done.after))
    else:
        console.print(
            t.gettext(
                "The database went from revision {before} to {after}.", before=done.before, after=done.after
            )
        )
    return done
