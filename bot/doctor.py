"""What `dizaine doctor` looks at: settings, database, token, scopes, feeds, clock; each with what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot.i18n import Translator
from bot.settings import Mode, Settings, SettingsError, sentence
from bot.slack.connection import (
    Identity,
    SlackAwayError,
    TokenRefusedError,
    identify,
    socket_opens,
    web_client,
)
from bot.slack.manifest import SCOPES
from bot.slack.views.codes import source_status
from curation.fetch import FetchFailed, FetchLimits, fetch, open_session
from store import installation
from store.database import Database, is_there
from store.migrate import head, revision_of

CALL_SECONDS: Final = 15.0
AT_ONCE: Final = 20
SHOWN: Final = 5
SKEW_SECONDS: Final = 60.0  # Slack refuses requests five minutes off, and we refuse its own


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `ok` is None when nothing can be checked. `advice` is what to do, empty when all is well."""

    name: str
    ok: bool | None
    said: str
    advice: str = ""


async def examine(given: Settings | SettingsError, t: Translator, now: datetime) -> AsyncIterator[Finding]:
    """The findings, one by one as they are known. Nothing is written anywhere."""
    _ = t.gettext
    if isinstance(given, SettingsError):
        yield Finding(
            _("settings"), False, sentence(given, t), _("Correct it in .env or in the environment.")
        )
        return
    yield _settings(given, t)
    database = await _database(given, t)
    yield database
    identity: Identity | None = None
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        if given.mode is Mode.NONE:
            yield Finding(_("token"), None, _("no Slack token: `dizaine run` opens the playground"))
            yield Finding(_("scopes"), None, _("nothing to check without a token"))
        else:
            token, identity = await _token(given, t, session)
            yield token
            yield _scopes(identity, t)
    yield await _feeds(given, t, usable=bool(database.ok))
    yield _clock(identity, t, now)


def _settings(settings: Settings, t: Translator) -> Finding:
    _ = t.gettext
    if settings.wants_slack:
        try:
            settings.in_slack()
        except SettingsError as error:
            return Finding(
                _("settings"), False, sentence(error, t), _("Correct it in .env or in the environment.")
            )
    words = {
        Mode.SOCKET: _("in Slack, by Socket Mode"),
        Mode.HTTP: _("in Slack, by signed HTTP"),
        Mode.NONE: _("no Slack token: the playground"),
    }
    return Finding(_("settings"), True, words[settings.mode])


async def _database(settings: Settings, t: Translator) -> Finding:
    _ = t.gettext
    name = _("database")
    kind = "SQLite" if settings.on_sqlite else "PostgreSQL"
    if not is_there(settings.database_url):
        return Finding(name, None, _("none yet: the first start makes it"))
    db = Database(settings.database_url)
    try:
        async with asyncio.timeout(CALL_SECONDS):
            found = await revision_of(db)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        said = _("{kind} does not answer ({reason})", kind=kind, reason=type(error).__name__)
        return Finding(
            name, False, said, _("Check DATABASE_URL, and that the server runs and lets this user in.")
        )
    finally:
        await db.close()
    if found != head():
        said = _(
            "{kind} answers, at revision {found} instead of {wanted}",
            kind=kind,
            found=found or "–",
            wanted=head(),
        )
        return Finding(name, False, said, _("Run `dizaine migrate`."))
    return Finding(name, True, _("{kind} answers, at revision {found}", kind=kind, found=found))


async def _token(
    settings: Settings, t: Translator, session: aiohttp.ClientSession
) -> tuple[Finding, Identity | None]:
    _ = t.gettext
    name = _("token")
    if settings.slack_bot_token is None:
        return Finding(name, False, _("no bot token"), _("Give SLACK_BOT_TOKEN.")), None
    client = web_client(settings.slack_api_url, settings.slack_bot_token.get_secret_value(), session)
    try:
        me = await identify(client, patience=())
        if settings.slack_app_token is not None:
            await socket_opens(client, settings.slack_app_token.get_secret_value(), patience=())
    except TokenRefusedError as error:
        said = _("Slack refuses {name} ({reason})", name=error.setting, reason=error.reason)
        return Finding(
            name, False, said, _("Take it again from your app's page, then reinstall the app.")
        ), None
    except SlackAwayError as error:
        said = _("Slack does not answer ({reason})", reason=str(error))
        return Finding(name, False, said, _("Check the network, a proxy, and SLACK_API_URL.")), None
    return Finding(name, True, _("accepted by {team} ({id})", team=me.team_name, id=me.team_id)), me


def _scopes(me: Identity | None, t: Translator) -> Finding:
    _ = t.gettext
    name = _("scopes")
    if me is None:
        return Finding(name, None, _("nothing to check without a token"))
    if not me.scopes:
        return Finding(name, None, _("Slack did not say which it granted"))
    missing = sorted(set(SCOPES) - me.scopes)
    if missing:
        said = _("missing: {scopes}", scopes=", ".join(missing))
        advice = _("Give your app the manifest that `dizaine manifest` prints, then reinstall it.")
        return Finding(name, False, said, advice)
    extra = sorted(me.scopes - set(SCOPES))
    if extra:
        return Finding(name, True, _("all there; not needed: {scopes}", scopes=", ".join(extra)))
    return Finding(name, True, _("exactly those of the manifest"))


async def _feeds(settings: Settings, t: Translator, *, usable: bool) -> Finding:
    _ = t.gettext
    name = _("feeds")
    if not usable:
        return Finding(name, None, _("nothing to check without the database"))
    db = Database(settings.database_url)
    try:
        sources = await installation.feeds(db)
    finally:
        await db.close()
    if not sources:
        return Finding(name, None, _("no source yet: `/dizaine setup` in Slack adds the first"))
    failures = await _reach([url for _title, url in sources], settings)
    failing = [
        _("{source} ({reason})", source=title, reason=source_status(failures[url].status.value, t)[0])
        for title, url in sources
        if url in failures
    ]
    if failing:
        told = "; ".join(failing[:SHOWN]) + ("…" if len(failing) > SHOWN else "")
        said = _("{bad} of {all} do not answer: {told}", bad=len(failing), all=len(sources), told=told)
        return Finding(name, False, said, _("`/dizaine source list` in Slack says more of each."))
    return Finding(name, True, t.ngettext("{n} answers", "all {n} answer", len(sources)))


async def _reach(urls: Sequence[str], settings: Settings) -> dict[str, FetchFailed]:
    limits = FetchLimits(allow_loopback=settings.feeds_allow_loopback)
    gate = asyncio.Semaphore(AT_ONCE)
    session = open_session(limits)

    async def one(url: str) -> tuple[str, FetchFailed | None]:
        async with gate:
            answer = await fetch(session, url, limits=limits)
        return url, answer if isinstance(answer, FetchFailed) else None

    try:
        answers = await asyncio.gather(*(one(url) for url in urls))
    finally:
        await session.close()
    return {url: failed for url, failed in answers if failed is not None}


def _clock(me: Identity | None, t: Translator, now: datetime) -> Finding:
    _ = t.gettext
    name = _("clock")
    try:
        theirs = parsedate_to_datetime(me.server_date) if me and me.server_date else None
    except ValueError:
        theirs = None
    if theirs is None:
        return Finding(name, None, _("nothing to compare it with"))
    seconds = (now - theirs).total_seconds()
    if abs(seconds) > SKEW_SECONDS:
        said = _("{seconds} s away from Slack's", seconds=t.number(round(seconds)))
        return Finding(
            name, False, said, _("Set this machine's clock (NTP): signed requests would be refused.")
        )
    return Finding(
        name, True, _("within {seconds} s of Slack's", seconds=t.number(max(1, abs(round(seconds)))))
    )
