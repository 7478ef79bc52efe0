"""The app uninstalled, or its token revoked, in whichever order Slack says it: deliveries stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack.asking import Desk
from handlers import lifecycle


def register(app: AsyncApp, desk: Desk) -> None:
    @app.event("app_uninstalled")
    async def uninstalled() -> None:
        await lifecycle.disconnected(desk.services, desk.team_id, "app_uninstalled")

    @app.event("tokens_revoked")
    async def revoked(event: Mapping[str, Any]) -> None:
        if (event.get("tokens") or {}).get("bot"):
            await lifecycle.disconnected(desk.services, desk.team_id, "token_revoked")
