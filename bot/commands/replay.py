"""`dizaine replay`: what other settings would have brought, estimated from the log. It writes nothing, and tells counts
alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isfinite
from typing import Any, Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.app import NotMigratedError, selection_rules
from bot.commands.replayed import drawn, plain
from bot.commands.terminal import DONE, err, out, set_up_logs
from bot.i18n import Translator
from bot.settings import Settings, SettingsError
from curation.learning import LEAST, MOST
from curation.rank import USUAL, Weights
from curation.replay import Estimate, verdict
from programme.clock import Clock
from scheduler.replay import WorkspaceReplay, replay
from scheduler.selection import SelectionRules
from store import installation
from store.database import Database, is_there
from store.migrate import head, revision_of

MOST_DAYS: Final = 3650
MOST_WINDOW_DAYS: Final = 366
DECIMALS: Final = 4


@dataclass(frozen=True, slots=True)
class Options:
    """As given on the command line; None is as the bot has it now. `weights`: "signal=value" each."""

    days: int = 60
    workspace: str | None = None
    source_share: float | None = None
    window_days: int | None = None
    company_share: float | None = None
    tolerance: float | None = None
    any_language: bool | None = None
    weights: Sequence[str] = ()
    as_json: bool = False


def run(settings: Settings, t: Translator, options: Options) -> int:
    """Raises SettingsError for an option out of its range."""
    rules = rules_of(options, selection_rules(settings))
    set_up_logs(settings)
    found = asyncio.run(of_workspaces(settings, t, options, rules, Clock().now()))
    if options.as_json:
        out().print(json.dumps(told(options, rules, found), indent=2), markup=False)
    elif not found:
        words = t.gettext(
            "Nothing to replay over {days}: no selection has been in its channel long enough to judge.",
            days=_last(options.days, t),
        )
        out().print(words, markup=False)
    else:
        console = out()
        console.print(drawn(heading(options, t), found, t, console.width), soft_wrap=False)
    return DONE


def rules_of(options: Options, rules: SelectionRules) -> SelectionRules:
    """The rules that post, with what is to be tried in their place. Raises SettingsError."""
    _within("--days", options.days, 1, MOST_DAYS)
    for name, value in (
        ("--source-share", options.source_share),
        ("--company-share", options.company_share),
        ("--tolerance", options.tolerance),
    ):
        _within(name, value, 0, 1)
    _within("--window-days", options.window_days, 1, MOST_WINDOW_DAYS)
    if options.window_days is not None:
        rules = replace(rules, window=timedelta(days=options.window_days))
    if options.source_share is not None:
        rules = replace(rules, source_share=options.source_share)
    if options.tolerance is not None:
        rules = replace(rules, tolerance=options.tolerance)
    if options.any_language is not None:
        rules = replace(rules, any_language=options.any_language)
    weights = rules.weights._replace(**dict(_weight(given) for given in options.weights))
    return replace(rules, company_share=options.company_share, weights=weights)


def _weight(given: str) -> tuple[str, float]:
    name, equals, value = given.partition("=")
    if not equals or name not in Weights._fields:
        wanted = ", ".join(f"{each}={getattr(USUAL, each):g}" for each in Weights._fields)
        raise SettingsError("literal_error", "--weight", expected=wanted)
    try:
        weight = float(value)
    except ValueError:
        raise SettingsError("float_parsing", f"--weight {name}") from None
    _within(f"--weight {name}", weight, LEAST, MOST)
    return name, weight


def _within(name: str, value: float | None, least: float, most: float) -> None:
    if value is None:
        return
    if not isfinite(value):
        raise SettingsError("finite_number", name)
    if value < least:
        raise SettingsError("greater_than_equal", name, ge=f"{least:g}")
    if value > most:
        raise SettingsError("less_than_equal", name, le=f"{most:g}")


async def of_workspaces(
    settings: Settings, t: Translator, options: Options, rules: SelectionRules, now: datetime
) -> list[tuple[str, WorkspaceReplay]]:
    """Names of workspaces and what was found; those without a log are left out. Raises NotMigratedError, or
    SettingsError for a workspace that is not there."""
    if not is_there(settings.database_url):
        return []  # connecting would make the file
    db = Database(settings.database_url)
    console = err()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    try:
        if await revision_of(db) != head():
            raise NotMigratedError
        known = dict(await installation.programmes(db))
        if options.workspace is not None and known and options.workspace not in known:
            raise SettingsError("literal_error", "--workspace", expected=", ".join(map(plain, known)))
        found = []
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            for workspace_id, name in known.items():
                if options.workspace not in (None, workspace_id):
                    continue
                words = t.gettext("Replaying {workspace}", workspace=plain(name or workspace_id))
                bar = progress.add_task(words, total=None)

                def told(done: int, of: int, bar: Any = bar) -> None:
                    progress.update(bar, completed=done, total=of)

                result = await replay(db, workspace_id, rules, now, days=options.days, told=told)
                if result.whole.days:
                    found.append((name or workspace_id, result))
        return found
    finally:
        await db.close()


def _last(days: int, t: Translator) -> str:
    return t.ngettext("the last day", "the last {n} days", days)


def heading(options: Options, t: Translator) -> str:
    """What is replayed, in a sentence or two."""
    _ = t.gettext
    days = _last(options.days, t)
    changes = []
    if options.source_share is not None:
        changes.append(
            _("{share} of a selection at most for one source", share=t.percent(options.source_share))
        )
    if options.window_days is not None:
        changes.append(
            t.ngettext("articles of {n} day at most", "articles of {n} days at most", options.window_days)
        )
    if options.company_share is not None:
        changes.append(_("{share} for the company", share=t.percent(options.company_share)))
    if options.tolerance is not None:
        changes.append(_("{share} of tolerance on the mix", share=t.percent(options.tolerance)))
    if options.any_language is not None:
        changes.append(_("any language") if options.any_language else _("the channel’s language alone"))
    changes += [_("the weight {given}", given=each) for each in options.weights]
    if not changes:
        return _("Replayed: {days}, with the settings as they are.", days=days)
    return _("Replayed: {days}, with {changes}.", days=days, changes=t.list(changes))


def told(
    options: Options, rules: SelectionRules, found: Sequence[tuple[str, WorkspaceReplay]]
) -> dict[str, Any]:
    """As JSON: the rules that were tried (a null `company_share` is each workspace's own), and the figures."""
    return {
        "days": options.days,
        "rules": {
            "source_share": rules.source_share,
            "window_days": rules.window.days,
            "company_share": rules.company_share,
            "tolerance": rules.tolerance,
            "any_language": rules.any_language,
            "weights": rules.weights._asdict(),
        },
        "workspaces": [
            {
                "workspace": result.workspace_id,
                "channels": [
                    {"channel": each.conversation_id, **_figures(each.estimate)} for each in result.channels
                ],
                "all": _figures(result.whole),
            }
            for _, result in found
        ],
    }


def _figures(found: Estimate) -> dict[str, Any]:
    return {
        "logged": round(found.logged, DECIMALS),
        "expected": round(found.expected, DECIMALS),
        "low": round(found.low, DECIMALS),
        "high": round(found.high, DECIMALS),
        "covered": round(found.covered, DECIMALS),
        "days": found.days,
        "verdict": verdict(found).value,
    }
