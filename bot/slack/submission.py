"""A modal's submission: kept before it is acknowledged, so that nothing typed is lost to an error.

Slack waits three seconds. Past PATIENCE the modal stays open with its text and a sentence beside a field, while the
work goes on: sending the same again changes nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from bot.logs import trouble
from bot.slack.afterwards import report
from bot.slack.asking import Asking, Desk
from bot.slack.blocks import Json, Message
from bot.slack.clicks import clicker
from bot.slack.views import errors as error_views
from handlers.errors import Refused

SHORTEST = 0.3  # seconds that the work itself is given, whatever came before
PATIENCE = 2.3  # seconds of Slack's three, the person's profile and language included

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a submission leads to: errors beside fields, another view in its place, a message once it is closed.

    The message is told in the channel of `digest_id` where there is one, privately, else in a direct message.
    """

    errors: dict[str, str] = field(default_factory=dict)
    view: Json | None = None
    message: Message | None = None
    digest_id: int | None = None
    channel_id: str | None = None


async def submit(
    desk: Desk,
    ack: AsyncAck,
    body: Mapping[str, Any],
    work: Callable[[Asking], Coroutine[Any, Any, Answer]],
    *,
    field: str,
) -> None:
    """Do the work and acknowledge with its answer. `field` is the block where a general refusal is said.

    Returns once that is done: the message that may follow is told afterwards.
    """
    answered = asyncio.Event()

    async def answer(**given: Any) -> None:
        await ack(**given)
        answered.set()

    submission = desk.afterwards.start(_submit(desk, answer, body, work, field))
    submission.add_done_callback(report)
    submission.add_done_callback(lambda _: answered.set())
    await answered.wait()


async def _submit(
    desk: Desk,
    ack: Callable[..., Awaitable[None]],
    body: Mapping[str, Any],
    work: Callable[[Asking], Coroutine[Any, Any, Answer]],
    field: str,
) -> None:
    user_id = body["user"]["id"]
    until = time.monotonic() + PATIENCE
    async with desk.asking(**clicker(body), waited_for=True) as asking:
        task = desk.afterwards.start(work(asking))
        done, _ = await asyncio.wait({task}, timeout=max(SHORTEST, until - time.monotonic()))
        if not done:
            task.add_done_callback(report)
            await ack(
                response_action="errors",
                errors={field: error_views.field_error("database_slow", {}, asking.t)},
            )
            return
        try:
            answer = task.result()
        except Refused as refused:
            sentence = error_views.field_error(refused.code, refused.params, asking.t)
            await ack(response_action="errors", errors={field: sentence})
            return
        except Exception as error:
            error_id = trouble(log, error, workspace=desk.team_id, user=user_id)
            sentence = error_views.field_trouble(error_id, asking.t)
            await ack(response_action="errors", errors={field: sentence})
            return
        if answer.errors:
            await ack(response_action="errors", errors=answer.errors)
            return
        if answer.view is not None:
            await ack(response_action="update", view=answer.view)
        else:
            await ack()
        if answer.message is not None:
            place = answer.channel_id or await desk.conversation_of(answer.digest_id)
            await desk.tell_privately(user_id, place, answer.message)
