"""The client that delivers: a message of the scheduler's, drawn for Slack, posted once, with no retry."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.i18n import Translator, translator
from bot.logs import trouble
from bot.slack import blocks, pictures
from bot.slack.chart import alt_text, picture
from bot.slack.emoji import NUMBERS
from bot.slack.errors import ALREADY_REACTED, BLOCKS_REFUSED, code_of, translate
from bot.slack.views.board import board
from bot.slack.views.digest import digest
from bot.slack.views.notices import notice
from scheduler.chat import Address, OutcomeUnknown, Posted, Refused
from scheduler.messages import BoardPost, DigestPost, Message

EVENT_TYPE: Final = "dizaine_delivery"  # of the metadata that marks our messages, to find them again
ALT_TEXT: Final = 1000  # characters that Slack keeps of a file's description
CHART_SECONDS: Final = 20
# A file is not drawn the instant it is uploaded: Slack answers invalid_blocks until it has looked at it.
CHART_PAUSES: Final = (0.0, 1.5, 3.0)

log = structlog.get_logger(__name__)


class SlackChat:
    """scheduler.chat.Chat on Slack. `client` has no retry handler: the outbox decides."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if client.retry_handlers:
            raise ValueError("a client that retries by itself posts twice")
        self._client = client
        self._session = session
        self._pause = pause

    async def post(self, to: Address, message: Message, key: str) -> Posted:
        """Raises ChatError. The newest blocks first; the older ones at once where those are refused."""
        t = translator(to.language)
        if not to.classic_blocks:
            for pictures_too in _pictures(message):
                drawn = _drawn(to, message, t, classic=False, pictures_too=pictures_too)
                if (message_id := await self._accepted(to, drawn, key)) is not None:
                    return Posted(message_id)
            log.warning("blocks_refused", workspace=to.workspace_id, key=key)
        message_id = await self._post_classic(to, message, t, key)
        return Posted(message_id, refused_blocks=not to.classic_blocks)

    async def seed_reactions(self, to: Address, message_id: str, count: int) -> None:
        """Raises ChatError. In order, one after the other: that is the order in which people see them."""
        for name in NUMBERS[: max(0, count)]:
            try:
                await self._client.reactions_add(channel=to.conversation_id, timestamp=message_id, name=name)
            except Exception as error:
                if code_of(error) != ALREADY_REACTED:
                    raise translate(error) from error

    async def _post_classic(self, to: Address, message: Message, t: Translator, key: str) -> str:
        chart = await self._chart(to, message, t) if isinstance(message, BoardPost) else None
        if chart is not None:
            for seconds in CHART_PAUSES:
                await self._pause(seconds)
                drawn = _drawn(to, message, t, classic=True, chart=chart)
                if (message_id := await self._accepted(to, drawn, key)) is not None:
                    return message_id
            log.warning("picture_refused", workspace=to.workspace_id, key=key)
        for pictures_too in _pictures(message):
            drawn = _drawn(to, message, t, classic=True, pictures_too=pictures_too)
            if (message_id := await self._accepted(to, drawn, key)) is not None:
                return message_id
        raise Refused("invalid_blocks")

    async def _accepted(self, to: Address, drawn: blocks.Message, key: str) -> str | None:
        """The message's id; None when Slack refused its blocks, and so posted nothing. Raises ChatError."""
        try:
            return await self._send(to, drawn, key)
        except SlackApiError as error:
            if code_of(error) in BLOCKS_REFUSED:
                return None
            raise translate(error) from error

    async def _chart(self, to: Address, post: BoardPost, t: Translator) -> str | None:
        """The chart's file id; None when it could not be drawn or uploaded: the board has its words."""
        what = picture(post, t)
        if not what.panels:
            return None
        try:
            # The delivery gives a call a minute: the picture may not eat it all.
            async with asyncio.timeout(CHART_SECONDS):
                data = await pictures.drawn(what)
                name = f"dizaine-{post.year}-{post.week:02}.png"
                alt = alt_text(post, t)[:ALT_TEXT]
                return await pictures.upload(
                    self._client, self._session, name, data, title=what.title, alt=alt
                )
        except Exception as error:
            log.warning("picture_failed", workspace=to.workspace_id, reason=code_of(error) or repr(error))
            return None

    async def _send(self, to: Address, drawn: blocks.Message, key: str) -> str:
        """One POST. Raises SlackApiError for an answer of Slack's, ChatError for everything else."""
        try:
            # The client's own method looks through what is plain JSON already, and drops nothing.
            answer = await self._client.api_call(
                "chat.postMessage",
                json={
                    "channel": to.conversation_id,
                    "text": drawn.text,
                    "blocks": drawn.blocks,
                    "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                    "unfurl_links": False,
                    "unfurl_media": False,
                },
            )
        except SlackApiError:
            raise
        except Exception as error:
            raise translate(error) from error
        message_id = answer.get("ts")
        if not isinstance(message_id, str) or not message_id:
            raise OutcomeUnknown("no_ts")
        return message_id


def _drawn(to: Address, message: Message, t: Translator, **how: Any) -> blocks.Message:
    """Raises Refused for what cannot be drawn: it was never posted, and is not to be taken for perhaps posted."""
    try:
        return view(message, t, **how)
    except Exception as error:
        trouble(log, error, "undrawable", workspace=to.workspace_id)
        raise Refused("undrawable") from error


def view(
    message: Message, t: Translator, *, classic: bool, pictures_too: bool = True, chart: str | None = None
) -> blocks.Message:
    """A scheduler's message as Slack takes it."""
    if isinstance(message, DigestPost):
        return digest(message, t, classic=classic, pictures=pictures_too)
    if isinstance(message, BoardPost):
        return board(message, t, classic=classic, chart_file_id=chart)
    return notice(message, t)


def _pictures(message: Message) -> tuple[bool, ...]:
    """With pictures, then without: Slack refuses a whole message for one picture that it cannot fetch."""
    pictured = isinstance(message, DigestPost) and any(card.image_url for card in message.cards)
    return (True, False) if pictured else (True,)
