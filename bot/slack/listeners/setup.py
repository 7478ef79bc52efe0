"""The guided set-up: its modal, and joining the channel it names."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import time
from typing import Any

import structlog
from aiohttp import ClientError
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack import ids
from bot.slack.asking import Asking, Desk
from bot.slack.clicks import clicker
from bot.slack.errors import code_of
from bot.slack.submission import Answer, submit
from bot.slack.values import Values
from bot.slack.views import setup as views
from handlers import setup
from handlers.setup import Chosen

WEEKDAYS = frozenset("1234567")
JOIN_WITHIN = 0.8  # seconds, of the three that Slack waits
# The bot cannot let itself into a private channel: someone must invite it.
_CLOSED = frozenset(
    {"channel_not_found", "method_not_supported_for_channel_type", "is_archived", "not_in_channel"}
)

log = structlog.get_logger(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    @app.action(ids.SETUP_OPEN)
    @desk.afterwards.acknowledged
    async def open_form(body: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            await open_setup(desk, asking, body["trigger_id"])

    @app.view(ids.SETUP)
    async def save(ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        async def work(asking: Asking) -> Answer:
            chosen = _chosen(view)
            problems = await setup.check(desk.services, asking.actor, chosen)
            if not problems and not await _enter(desk, chosen.conversation_id or ""):
                problems = (("conversation_id", "not_in_channel", {}),)
            if problems:
                return Answer(errors=views.setup_errors(problems, asking.t))
            answer = await setup.save(desk.services, asking.actor, chosen, spoken=asking.t.language)
            return Answer(message=views.setup_done(answer, asking.t), channel_id=answer.conversation_id)

        await submit(desk, ack, body, work, field=ids.CONVERSATION)


async def open_setup(desk: Desk, asking: Asking, trigger_id: str) -> None:
    form = await setup.open_form(
        desk.services,
        asking.actor,
        conversation_id=asking.channel_id if (asking.channel_id or "").startswith(("C", "G")) else None,
        language=asking.t.language,
        time_zone=asking.profile.time_zone,
    )
    await asking.open(trigger_id, views.setup_modal(form, asking.t))


def _chosen(view: Mapping[str, Any]) -> Chosen:
    values = Values(view)
    country = values.choice(ids.COUNTRY)
    return Chosen(
        conversation_id=values.choice(ids.CONVERSATION),
        language=values.choice(ids.LANGUAGE) or "fr",
        time_zone=values.choice(ids.ZONE) or "",
        country=None if country == ids.NO_COUNTRY else country,
        post_at=_time(values.choice(ids.HOUR)),
        article_count=_count(values.text(ids.COUNT)),
        working_days=tuple(int(day) for day in values.choices(ids.DAYS) if day in WEEKDAYS),
        company_sources=values.text(ids.COMPANY) or "",
        market_sources=values.text(ids.MARKET) or "",
        topics=values.choices(ids.TOPICS),
    )


def _time(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else None


async def _enter(desk: Desk, conversation_id: str) -> bool:
    """Whether the bot is, or lets itself, in the channel. An undecided Slack is trusted: delivery will tell."""
    try:
        async with asyncio.timeout(JOIN_WITHIN):
            await desk.client.conversations_join(channel=conversation_id)
    except SlackApiError as error:
        if code_of(error) not in _CLOSED:
            return True
        return await _is_member(desk, conversation_id)
    except (SlackClientError, ClientError, TimeoutError, OSError) as error:
        log.info("join_undecided", workspace=desk.team_id, reason=type(error).__name__)
    return True


async def _is_member(desk: Desk, conversation_id: str) -> bool:
    try:
        async with asyncio.timeout(JOIN_WITHIN):
            answer = await desk.client.conversations_info(channel=conversation_id)
    except (SlackApiError, SlackClientError, ClientError, TimeoutError, OSError):
        return False
    return bool((answer.get("channel") or {}).get("is_member"))
