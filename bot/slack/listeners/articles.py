"""An article added by its address: what was read of it, shown to the editor who added it."""

from __future__ import annotations

from bot.slack.asking import Asking, Desk
from bot.slack.views.added import article_added
from handlers import articles


async def add_article(desk: Desk, asking: Asking, rest: str) -> None:
    answer = await articles.add(desk.services, asking.actor, rest)
    await asking.tell_pictured(lambda pictures: article_added(answer, asking.t, picture=pictures))
