"""What editors say of stories: the list of those that may be one, and its buttons."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.slack import ids
from bot.slack.asking import Asking, Desk
from bot.slack.clicks import clicker, meant
from bot.slack.views import stories as views
from handlers import stories

WORDS = {ids.STORY_SAME: True, ids.STORY_TWO: False, ids.STORY_UNDO: None}


def register(app: AsyncApp, desk: Desk) -> None:
    redrawing = asyncio.Lock()
    newest: Counter[str] = Counter()

    @app.action(ids.STORIES_SHOW)
    @desk.afterwards.acknowledged
    async def show(body: Mapping[str, Any], respond: AsyncRespond) -> None:
        # Thousands of articles may have to be compared: nobody else waits behind it.
        async with desk.asking(**clicker(body), respond=respond, waited_for=True) as asking:
            await tell_doubles(desk, asking)

    @desk.afterwards.acknowledged
    async def judge(body: Mapping[str, Any], action: Mapping[str, Any], respond: AsyncRespond) -> None:
        async with desk.asking(**clicker(body), respond=respond, waited_for=True) as asking:
            pair, shown = meant(ids.parse_story, action.get("value"), gone="click_again")
            await stories.judge(desk.services, asking.actor, pair, WORDS[action["action_id"]])
            # Each drawing reads and compares the whole pool, and shows all that was said by then: of several quick
            # clicks the last one's is enough, and one that was overtaken must not hide it.
            newest[asking.actor.user_id] += 1
            mine = newest[asking.actor.user_id]
            async with redrawing:
                if newest[asking.actor.user_id] == mine:
                    answer = await stories.listed(desk.services, asking.actor, asking.channel_id, shown)
                    await asking.tell(views.double_list(answer, asking.t), instead=True)

    for action_id in WORDS:
        app.action(action_id)(judge)


async def tell_doubles(desk: Desk, asking: Asking) -> None:
    answer = await stories.listed(desk.services, asking.actor, asking.channel_id)
    await asking.tell(views.double_list(answer, asking.t))
