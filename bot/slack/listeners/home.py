"""The app's Home tab: today's ten and what is one's own; and buttons that need no answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Desk
from bot.slack.clicks import clicker
from bot.slack.views import board as board_views
from bot.slack.views import home as views
from handlers import home, leaderboard


async def draw_home(desk: Desk, user_id: str) -> None:
    """Their Home, as things stand: of two drawings, the older must not be the last."""
    drawing = desk.drawing.setdefault(user_id, asyncio.Lock())
    async with drawing, desk.asking(user_id=user_id, event=True, unasked=True) as asking:
        page = await home.home(desk.services, asking.actor, language=asking.t.language)
        await asking.publish(views.home(page, asking.t))


def register(app: AsyncApp, desk: Desk) -> None:
    @app.event("app_home_opened")
    @desk.afterwards.acknowledged
    async def opened(event: Mapping[str, Any]) -> None:
        if event.get("tab", "home") != "home":
            return
        await draw_home(desk, event["user"])

    @app.action(ids.BOARD_SHOW)
    @desk.afterwards.acknowledged
    async def show_board(body: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            answer = await leaderboard.so_far(desk.services, asking.actor, asking.channel_id)
            await asking.tell(board_views.board_answer(answer, asking.t))

    # A button that only opens an address is a click all the same, and what modals hold is read when they are sent.
    @app.action(re.compile(f"^{ids.LINK}"))
    async def link(ack: AsyncAck) -> None:
        await ack()
