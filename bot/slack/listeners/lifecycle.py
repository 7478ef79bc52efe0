"""The app uninstalled, or its token revoked, in whichever order Slack says it: deliveries stop.

Slack repeats an event for minutes: one of before this process knew its workspace, whose token answers, is of
an installation that is no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.asking import Desk
from handlers import lifecycle

SKEW = 10  # seconds between Slack's clock and ours, at most
ANSWER_WITHIN = 5.0  # seconds

log = structlog.get_logger(__name__)


def register(app: AsyncApp, desk: Desk) -> None:
    @app.event("app_uninstalled")
    @desk.afterwards.acknowledged
    async def uninstalled(body: Mapping[str, Any]) -> None:
        if await _is_over(desk, body):
            return
        await lifecycle.disconnected(desk.services, desk.team_id, "app_uninstalled")

    @app.event("tokens_revoked")
    @desk.afterwards.acknowledged
    async def revoked(event: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        tokens = event.get("tokens")
        if isinstance(tokens, Mapping) and tokens.get("bot") and not await _is_over(desk, body):
            await lifecycle.disconnected(desk.services, desk.team_id, "token_revoked")


async def _is_over(desk: Desk, body: Mapping[str, Any]) -> bool:
    """Whether the event is another workspace's, or of an installation before this one.

    Bolt asks nobody's leave for these two events: they come here whatever workspace they are of. In doubt, a
    token that does not answer decides.
    """
    team, happened = body.get("team_id"), body.get("event_time")
    if team is not None and team != desk.team_id:
        log.warning("foreign_workspace", team=team)
        return True
    now_or_later = not isinstance(happened, int) or happened >= desk.since.timestamp() - SKEW
    if team is not None and now_or_later:
        return False
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await desk.client.auth_test()
    except (SlackApiError, SlackClientError, ClientError, TimeoutError, OSError) as error:
        log.info("token_does_not_answer", workspace=desk.team_id, reason=type(error).__name__)
        return False
    log.info("token_answers", workspace=desk.team_id, event_time=happened)
    return True
