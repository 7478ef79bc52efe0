"""The admins' buttons under a delivery that needs a look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Desk
from bot.slack.clicks import clicker, meant
from bot.slack.views import admin as views
from handlers import status


def register(app: AsyncApp, desk: Desk) -> None:
    @desk.afterwards.acknowledged
    async def settle(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            await status.settle(
                desk.services,
                asking.actor,
                meant(ids.parse_delivery, action.get("value"), gone="delivery_gone"),
                again=action.get("action_id") == ids.SEND_AGAIN,
            )
            await asking.tell(views.status(await status.status(desk.services, asking.actor), asking.t))

    app.action(ids.SEND_AGAIN)(settle)
    app.action(ids.FORGET)(settle)
