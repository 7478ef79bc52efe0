"""One's own order in Home: its form, and Home drawn anew once it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.afterwards import report
from bot.slack.asking import Asking, Desk
from bot.slack.clicks import clicker
from bot.slack.listeners.home import draw_home
from bot.slack.submission import Answer, submit
from bot.slack.values import Values
from bot.slack.views import own_order as views
from curation.own_order import Wish
from handlers import own_order


def register(app: AsyncApp, desk: Desk) -> None:
    @app.action(ids.ORDER_OPEN)
    @desk.afterwards.acknowledged
    async def open_order(body: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            form = await own_order.open_form(desk.services, asking.actor)
            await asking.open(body["trigger_id"], views.order_modal(form, asking.t))

    @app.view(ids.ORDER)
    async def change_order(ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        async def work(asking: Asking) -> Answer:
            values = Values(view)
            wish = Wish(values.choices(ids.ORDER_TOPICS), ids.ORDER_PICKS in values.choices(ids.ORDER_PICKS))
            await own_order.change(desk.services, asking.actor, wish)
            desk.afterwards.start(draw_home(desk, asking.actor.user_id)).add_done_callback(report)
            return Answer()

        await submit(desk, ack, body, work, field=ids.ORDER_PICKS)
