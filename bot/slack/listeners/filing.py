"""Articles filed under topics, from the preview and from an article that was added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Asking, Desk
from bot.slack.clicks import clicker, meant
from bot.slack.submission import Answer, submit
from bot.slack.values import Values
from bot.slack.views import filing as views
from handlers import filing
from handlers.filing import Refiling

AGAIN = "click_again"


def register(app: AsyncApp, desk: Desk) -> None:
    @app.action(re.compile(f"^{ids.FILING_OPEN}_"))
    @desk.afterwards.acknowledged
    async def open_filing(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            articles = meant(ids.parse_articles, action.get("value"), gone=AGAIN)
            form = await filing.open_form(desk.services, asking.actor, articles[: views.TOGETHER])
            await asking.open(body["trigger_id"], views.filing_modal(form, asking.channel_id, asking.t))

    @app.view(ids.FILING)
    async def file(ack: AsyncAck, body: Mapping[str, Any], view: Mapping[str, Any]) -> None:
        async def work(asking: Asking) -> Answer:
            articles, channel = meant(ids.parse_filing, view.get("private_metadata"), gone=AGAIN)
            values = Values(view)
            wishes = [
                Refiling(article, values.choices(ids.filed_block(article)), found)
                for article, found in articles[: views.TOGETHER]
            ]
            answer = await filing.file(desk.services, asking.actor, wishes)
            return Answer(message=views.articles_filed(answer, asking.t), channel_id=channel)

        await submit(desk, ack, body, work, field=_first_field(view))

    @app.action(ids.FILING_UNDO)
    @desk.afterwards.acknowledged
    async def undo(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond) as asking:
            articles = meant(ids.parse_articles, action.get("value"), gone=AGAIN)
            undone = await filing.unfile(desk.services, asking.actor, articles[: views.TOGETHER])
            await asking.tell(views.filing_undone(undone, asking.t), instead=True)


def _first_field(view: Mapping[str, Any]) -> str:
    """The block where a general refusal is said: the first article's."""
    try:
        articles, _ = ids.parse_filing(view.get("private_metadata"))
    except ValueError:
        return ids.FILED
    return ids.filed_block(articles[0][0])
