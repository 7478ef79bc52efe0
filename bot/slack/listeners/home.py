"""The app's Home tab: today's ten, in one's own order if one likes, and what is one's own; and buttons that need no
answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.afterwards import report
from bot.slack.asking import Asking, Desk
from bot.slack.clicks import clicker
from bot.slack.submission import Answer, submit
from bot.slack.values import Values
from bot.slack.views import board as board_views
from bot.slack.views import home as views
from bot.slack.views import own_order as order_views
from curation.own_order import Wish
from handlers import home, leaderboard, own_order


def register(app: AsyncApp, desk: Desk) -> None:
    @app.event("app_home_opened")
    @desk.afterwards.acknowledged
    async def opened(event: Mapping[str, Any]) -> None:
        if event.get("tab", "home") != "home":
            return
        await draw(event["user"])

    async def draw(user_id: str) -> None:
        async with desk.asking(user_id=user_id, event=True, unasked=True) as asking:
            page = await home.home(desk.services, asking.actor, language=asking.t.language)
            await asking.publish(views.home(page, asking.t))

    @app.action(ids.ORDER_OPEN)
    @desk.afterwards.acknowledged
    async def open_order(body: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            form = await own_order.open_form(desk.services, asking.actor)
            await asking.open(body["trigger_id"], order_views.order_modal(form, asking.t))

    @app.view(ids.ORDER)
    async def change_order(ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        async def work(asking: Asking) -> Answer:
            values = Values(view)
            wish = Wish(values.choices(ids.ORDER_TOPICS), ids.ORDER_PICKS in values.choices(ids.ORDER_PICKS))
            await own_order.change(desk.services, asking.actor, wish)
            desk.afterwards.start(draw(asking.actor.user_id)).add_done_callback(report)
            return Answer()

        await submit(desk, ack, body, work, field=ids.ORDER_PICKS)

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
