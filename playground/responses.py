"""What the app says without the Web API: a command's answer, and `response_url`."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from playground.api import filled
from playground.api_chat import checked_blocks
from playground.errors import Refused
from playground.workspace import Channel, Json, Message, Workspace

USES = 5
SECONDS = 30 * 60.0


@dataclass(slots=True)
class ResponseUrl:
    """Leave to answer where `user` did something, perhaps to the message at `message_ts`."""

    user: str
    channel: str
    born: float
    message_ts: str | None = None
    uses: int = 0


@dataclass
class ResponseUrls:
    workspace: Workspace
    issued: dict[str, ResponseUrl] = field(default_factory=dict)

    def issue(self, base_url: str, user: str, channel: str, message_ts: str | None = None) -> str:
        token = secrets.token_urlsafe(24)
        self.issued[token] = ResponseUrl(user, channel, self.workspace.monotonic(), message_ts)
        return f"{base_url}/response/{token}"

    async def handle(self, request: Request) -> Response:
        """POST /response/<token>: `ok`, or Slack's word for what is wrong."""
        known = self.issued.get(request.path_params["token"])
        if known is None:
            return PlainTextResponse("invalid_token", 404)
        if self.workspace.monotonic() - known.born > SECONDS:
            return PlainTextResponse("expired_url", 404)
        if known.uses >= USES:
            return PlainTextResponse("used_url", 404)
        try:
            body = json.loads(await request.body())
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        if not isinstance(body, dict):
            return PlainTextResponse("invalid_payload", 400)
        channel = self.workspace.channels[known.channel]
        original = channel.find_any(known.message_ts, known.user) if known.message_ts else None
        try:
            answer(self.workspace, channel, known.user, body, original)
        except Refused as refused:
            return PlainTextResponse(refused.code, 500 if refused.code == "no_text" else 400)
        known.uses += 1
        return PlainTextResponse("ok")


def answer(
    workspace: Workspace, channel: Channel, user: str, body: Json, original: Message | None = None
) -> None:
    """Do what an answer asks: replace or delete the original, or speak to the person alone or to the channel.

    Raises Refused with `no_text`, `invalid_blocks`, `msg_blocks_too_long`.
    """
    if body.get("delete_original"):
        if original is not None:
            workspace.delete(channel, original)
        return
    blocks: Any = body.get("blocks")
    if isinstance(blocks, str):
        try:
            blocks = json.loads(blocks)
        except ValueError:
            raise Refused("invalid_blocks_format") from None
    checked = filled(workspace, checked_blocks(workspace, blocks))
    text = body.get("text") or ""
    if not isinstance(text, str) or (not text.strip() and not checked):
        raise Refused("no_text")
    if body.get("replace_original") and original is not None:
        workspace.edit(channel, original, text, checked)
        return
    to_all = body.get("response_type") == "in_channel"
    thread_ts = body.get("thread_ts")
    workspace.post(
        channel,
        workspace.bot_user,
        text,
        blocks=checked,
        ephemeral_to=None if to_all else user,
        thread_ts=thread_ts if isinstance(thread_ts, str) else None,
    )
