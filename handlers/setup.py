"""The guided set-up: a channel's language, hour and number of articles, and the first sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.access import expect, require
from handlers.answers import SetupDone, SetupForm
from handlers.places import DEFAULT_ZONE, nearest
from handlers.services import Actor, Services
from handlers.sources import LIMIT, add_to
from programme.calendar import WEEKDAYS, Schedule, next_slot, validate
from programme.errors import ScheduleError
from programme.roles import Permission
from scheduler.filing import tree_of
from scheduler.messages import Params
from store import channels, sources, workspaces
from store.channels import Rhythm

LANGUAGES = ("fr", "en")
COUNTRY_OF = {"fr": "FR", "en": None}
DEFAULT_HOUR = time(8, 30)
DEFAULT_COUNT = 10
MOST_ARTICLES = 20
_FIELDS = {
    "unknown_zone": "time_zone",
    "unknown_country": "country",
    "no_working_day": "working_days",
    "bad_weekday": "working_days",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen in the set-up's form; sources as typed, one a line."""

    conversation_id: str | None
    language: str
    time_zone: str
    country: str | None
    post_at: time | None
    article_count: int | None
    working_days: tuple[int, ...]
    company_sources: str
    market_sources: str
    topics: tuple[str, ...] = ()


async def open_form(
    services: Services, actor: Actor, *, conversation_id: str | None, language: str, time_zone: str | None
) -> SetupForm:
    """As this channel is set, or as a new one would be. `language` and `time_zone` are the person's own."""
    await require(services, actor, Permission.SETUP)
    async with services.db.read(actor.workspace_id) as session:
        # Asked from elsewhere, the form is the first channel's; in a channel of its own, a new one's.
        near = await nearest(session, conversation_id)
        channel = near if near and conversation_id in (None, near.conversation_id) else None
        listed = await sources.listed(session)
        tree = await tree_of(session)
    return SetupForm(
        conversation_id=conversation_id or (channel.conversation_id if channel else None),
        language=channel.language if channel else language,
        time_zone=channel.time_zone if channel else time_zone or DEFAULT_ZONE,
        country=channel.country if channel else COUNTRY_OF.get(language),
        post_at=channel.post_at if channel else DEFAULT_HOUR,
        article_count=channel.article_count if channel else DEFAULT_COUNT,
        working_days=tuple(channel.working_days) if channel else tuple(sorted(WEEKDAYS)),
        company_sources=tuple(each.url for each in listed if each.kind == "company"),
        market_sources=tuple(each.url for each in listed if each.kind == "market"),
        known=channel is not None,
        topics=tuple(channel.topics or ()) if channel else (),
        tree=tree,
    )


def problems(chosen: Chosen) -> tuple[tuple[str, str, Params], ...]:
    """What is wrong with each field: (field, code, params). Empty when it can be saved."""
    found: list[tuple[str, str, Params]] = []
    if not chosen.conversation_id:
        found.append(("conversation_id", "no_channel", {}))
    if chosen.post_at is None:
        found.append(("post_at", "no_hour", {}))
    if chosen.article_count is None or not 1 <= chosen.article_count <= MOST_ARTICLES:
        found.append(("article_count", "bad_count", {}))
    try:
        validate(
            Schedule(
                chosen.time_zone,
                chosen.post_at or DEFAULT_HOUR,
                frozenset(chosen.working_days),
                chosen.country,
            )
        )
    except ScheduleError as error:
        if error.code != "bad_hour":
            found.append((_FIELDS[error.code], error.code, {}))
    return tuple(found)


async def check(services: Services, actor: Actor, chosen: Chosen) -> tuple[tuple[str, str, Params], ...]:
    """The same for someone who may set up. Raises the role's refusal, which is audited; what is done is, by `save`."""
    await expect(services, actor, Permission.SETUP, subject=chosen.conversation_id)
    return problems(chosen)


async def save(services: Services, actor: Actor, chosen: Chosen, *, spoken: str | None = None) -> SetupDone:
    """Save a form without problems; sources already known are left as they are. Doing it twice changes nothing.

    `spoken`: the language of who sets it up, and is told in private how it goes; the channel's without it.
    """
    await require(services, actor, Permission.SETUP, subject=chosen.conversation_id)
    if not (chosen.conversation_id and chosen.post_at and chosen.article_count):
        raise ValueError("a form with problems was to be saved: ask check() first")
    now = services.clock.now()
    language = chosen.language if chosen.language in LANGUAGES else "fr"
    async with services.db.write(actor.workspace_id) as session:
        workspace = await workspaces.get(session, actor.workspace_id)
        if workspace is not None:
            workspace.contact_user = actor.user_id
            workspace.language = spoken or language
        wanted = await _wanted(session, chosen)
        await channels.save(
            session,
            chosen.conversation_id,
            Rhythm(
                language=language,
                time_zone=chosen.time_zone,
                post_at=chosen.post_at,
                working_days=chosen.working_days,
                country=chosen.country,
                article_count=chosen.article_count,
                topics=wanted,
            ),
            now,
        )
        added, refused = await _add_sources(session, actor, chosen, now)
    if added:
        services.check_sources()
    schedule = Schedule(chosen.time_zone, chosen.post_at, frozenset(chosen.working_days), chosen.country)
    return SetupDone(
        conversation_id=chosen.conversation_id,
        language=language,
        next_post=next_slot(schedule, now).due_at,
        time_zone=chosen.time_zone,
        article_count=chosen.article_count,
        sources_added=added,
        sources_refused=refused,
    )


async def _wanted(session: AsyncSession, chosen: Chosen) -> tuple[str, ...]:
    """The channel's topics: those chosen, and those it wanted that are hidden now. The form could not show these, and
    they may be shown again."""
    shown = {topic.id for topic in await tree_of(session)}
    hidden = {topic.id for topic in await tree_of(session, hidden=True)} - shown
    channel = await channels.find(session, chosen.conversation_id or "")
    kept = (each for each in (channel.topics or () if channel else ()) if each in hidden)
    return tuple(dict.fromkeys((*(each for each in chosen.topics if each in shown), *kept)))


async def _add_sources(
    session: AsyncSession, actor: Actor, chosen: Chosen, now: datetime
) -> tuple[int, tuple[tuple[str, str], ...]]:
    added, refused = 0, []
    for kind, typed in (("company", chosen.company_sources), ("market", chosen.market_sources)):
        for words in _lines(typed):
            outcome = await add_to(session, words, kind=kind, added_by=actor.user_id, now=now)
            if isinstance(outcome, str):
                refused.append((words[:200], outcome))
            else:
                added += not outcome.already
    return added, tuple(refused)


def _lines(typed: str) -> Iterable[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()][:LIMIT]
