"""`dizaine doctor`: the findings as they come, a line each, and 1 when one of them fails."""

from __future__ import annotations

import asyncio

from bot import logs
from bot.commands.terminal import DONE, FAILED, err, out
from bot.doctor import Finding, examine
from bot.i18n import Translator
from bot.settings import Settings, SettingsError, load
from programme.clock import Clock

MARKS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[dim]–[/]"}


def run(t: Translator) -> int:
    try:
        given = load()
        logs.set_up(level="ERROR", json=False, secret_values=given.secret_values())
    except SettingsError as error:
        return asyncio.run(told(error, t))
    return asyncio.run(told(given, t))


async def told(given: Settings | SettingsError, t: Translator) -> int:
    failed = False
    console = out()
    with err().status(t.gettext("Looking…")):
        async for finding in examine(given, t, Clock().now()):
            console.print(MARKS[finding.ok], end=" ")
            console.print(line(finding, t), markup=False)
            failed = failed or finding.ok is False
    return FAILED if failed else DONE


def line(finding: Finding, t: Translator) -> str:
    said = t.gettext("{name}: {said}", name=finding.name, said=finding.said)
    return f"{said} → {finding.advice}" if finding.advice else said
