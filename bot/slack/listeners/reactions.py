"""Picking by a number reaction on a digest; taking a pick back, by the reaction or by a button."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Desk
from bot.slack.clicks import clicker, meant
from bot.slack.emoji import number_of
from bot.slack.views import offer as views
from handlers import picks
from handlers.answers import Offer, Unpicked

# A digest's first reactions can overtake the answer that tells us its message id: seconds between two looks.
PAUSES = (0.25, 0.5, 0.5, 1.0, 2.0, 4.0, 8.0)
log = structlog.get_logger(__name__)

_STAMP = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?")


def register(app: AsyncApp, desk: Desk) -> None:
    @app.event("reaction_added")
    @desk.afterwards.acknowledged
    async def added(event: Mapping[str, Any]) -> None:
        await _react(desk, event, on=True)

    @app.event("reaction_removed")
    @desk.afterwards.acknowledged
    async def removed(event: Mapping[str, Any]) -> None:
        await _react(desk, event, on=False)

    @app.action(ids.UNPICK)
    @desk.afterwards.acknowledged
    async def take_back(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            article = meant(ids.parse_article, action.get("value"), gone="article_gone")
            answer = await picks.take_back(
                desk.services,
                asking.actor,
                article_id=article.article_id,
                digest_id=article.digest_id,
                at=_seconds(action.get("action_ts")) or desk.services.clock.now().timestamp(),
            )
            if isinstance(answer, Offer):  # a pick that is newer than the click
                await asking.tell(views.offer(answer, asking.t))
            else:
                await asking.tell(views.unpicked(answer, asking.t))


async def _react(desk: Desk, event: Mapping[str, Any], *, on: bool) -> None:
    item = event.get("item")
    number = number_of(str(event.get("reaction", "")))
    if number is None or not isinstance(item, Mapping) or item.get("type") != "message":
        return
    channel, message, user = (_id(each) for each in (item.get("channel"), item.get("ts"), event.get("user")))
    if channel is None or message is None or user is None:
        return
    for pause in (*PAUSES, None):
        async with desk.asking(
            user_id=user, user_team=event.get("user_team"), channel_id=channel, event=True
        ) as asking:
            try:
                answer = await picks.react(
                    desk.services,
                    asking.actor,
                    conversation_id=channel,
                    message_id=message,
                    number=number,
                    on=on,
                    at=_seconds(event.get("event_ts")),
                )
            except picks.MessageNotKnownYet:
                answer = None
            else:
                if isinstance(answer, Offer):
                    await asking.tell(views.offer(answer, asking.t))
                # Taking a reaction back is its own answer.
                assert answer is None or isinstance(answer, Offer | Unpicked)
                return
        if pause is None:
            log.warning("reaction_without_digest", workspace=desk.team_id, channel=channel, message=message)
            return
        await asyncio.sleep(pause)


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _seconds(stamp: object) -> float:
    """Slack's "1360782804.083113"; 0 for junk, which any other event then outweighs."""
    return float(stamp) if isinstance(stamp, str) and _STAMP.fullmatch(stamp) else 0.0
