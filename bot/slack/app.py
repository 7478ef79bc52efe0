"""The Bolt app: every listener, registered by name, on one workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.afterwards import Afterwards
from bot.slack.asking import Desk
from bot.slack.directory import Directory
from bot.slack.listeners import (
    commands,
    deliveries,
    drafting,
    filing,
    home,
    lifecycle,
    own_order,
    people,
    reactions,
    setup,
    sources,
    stories,
    topics,
)
from handlers.services import Services

log = structlog.get_logger(__name__)

REGISTERED = (
    reactions,
    drafting,
    people,
    setup,
    commands,
    sources,
    stories,
    topics,
    filing,
    deliveries,
    home,
    own_order,
    lifecycle,
)

Authorize = Callable[..., Awaitable[AuthorizeResult]]


def build_app(
    *,
    services: Services,
    client: AsyncWebClient,
    authorize: Authorize,
    team_id: str,
    afterwards: Afterwards,
) -> AsyncApp:
    """The app of one workspace. `client` bears the bot's token; `authorize` answers without asking Slack.

    Everything is passed, so that nothing is read from the environment behind our back (bolt#214). Signatures are
    checked at the door (bot/slack/guard.py), by the one clock. What follows acknowledgements is kept in `afterwards`.
    """
    app = AsyncApp(
        name="dizaine",
        signing_secret="",
        request_verification_enabled=False,
        client=AsyncWebClient(base_url=client.base_url, timeout=client.timeout, retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
    )
    desk = Desk(services, client, Directory(client, team_id), team_id, afterwards)
    for listeners in REGISTERED:
        listeners.register(app, desk)
    return app
