"""An article added by its address: what was read of it, shown to the editor who added it."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from bot.slack.asking import Asking, Desk
from bot.slack.views.added import article_added
from handlers import articles


async def add_article(desk: Desk, asking: Asking, rest: str) -> None:
    answer = await articles.add(desk.services, asking.actor, rest)
    try:
        await asking.tell(article_added(answer, asking.t))
    except SlackApiError as error:
        # Slack fetches a picture before it takes the message, and refuses all of it when it cannot.
        if answer.card.image_url is None or error.response.get("error") != "invalid_blocks":
            raise
        await asking.tell(article_added(answer, asking.t, picture=False))
