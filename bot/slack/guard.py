"""The door of signed HTTP: what Slack did not sign, or signed more than five minutes ago, never reaches Bolt.

Bolt answers 500 to a junk timestamp and to a signature that is not ASCII (measured); here both are 401.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.logs import trouble

OBJECTS = ("event", "message", "view")
OBJECTS_OR_IDS = ("channel", "enterprise", "team", "user")
LISTS = ("actions", "authorizations")
BODY_LIMIT = 1_000_000  # bytes; Slack's own are under 100 kB
OLDEST = 300  # seconds

log = structlog.get_logger(__name__)
Endpoint = Callable[[Request], Awaitable[Response]]


class UnsignedError(Exception):
    """A request that is not Slack's, or not of now. The reason is for the log alone."""


def verify(secret: str, timestamp: str | None, signature: str | None, body: bytes, now: datetime) -> None:
    """Slack's v0 signature. Raises UnsignedError."""
    if not timestamp or not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 12:
        raise UnsignedError("junk timestamp")
    if abs(now.timestamp() - int(timestamp)) > OLDEST:
        raise UnsignedError("too old")
    if not signature or not signature.isascii():
        raise UnsignedError("junk signature")
    base = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise UnsignedError("bad signature")


def check_body(body: bytes, content_type: str) -> bytes:
    """That a body is an object, as JSON or as a form (with its `payload`, if any). Raises UnsignedError.

    Gives it back as Bolt can read it: Bolt takes any form with the word "payload" in it for a click, and would lose a
    command that says so.
    """
    try:
        text = body.decode("utf-8")
        if content_type.startswith("application/json") or text.startswith("{"):
            parsed = json.loads(text)
        else:
            form = parse_qs(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=200)
            parsed = json.loads(form["payload"][0]) if "payload" in form else None
            if parsed is None and form:
                return body.replace(b"payload", b"p%61yload")  # a slash command: all its fields are text
    except (ValueError, RecursionError) as error:
        raise UnsignedError("junk body") from error
    if not isinstance(parsed, dict) or not parsed or not _is_shaped(parsed):
        raise UnsignedError("junk body")
    return body


def _is_shaped(parsed: dict[str, Any]) -> bool:
    """That the fields Bolt looks into are what they should be: it looks unguarded, and answers 500."""
    if not isinstance(parsed.get("type"), str):
        return False
    if parsed["type"] == "event_callback" and not isinstance(parsed.get("event"), dict):
        return False
    if any(not isinstance(parsed.get(name), dict | None) for name in OBJECTS):
        return False
    if any(not isinstance(parsed.get(name), dict | str | None) for name in OBJECTS_OR_IDS):
        return False
    if parsed["type"] == "workflow_step_edit" and not isinstance(parsed.get("workflow_step"), dict):
        return False
    if parsed["type"].startswith("view_"):
        view = parsed.get("view")
        if not isinstance(view, dict) or not all(
            isinstance(view.get(n), str) for n in ("type", "callback_id")
        ):
            return False
    clicks = parsed.get("actions") if parsed["type"] == "block_actions" else None
    if isinstance(clicks, list) and not all(
        isinstance(click, dict) and isinstance(click.get("action_id"), str) for click in clicks
    ):
        return False
    lists = [parsed[name] for name in LISTS if parsed.get(name) is not None]
    if parsed["type"] == "block_actions" and not parsed.get("actions"):
        return False
    return all(isinstance(each, list) and all(isinstance(one, dict) for one in each) for each in lists)


async def bounded_body(request: Request, limit: int = BODY_LIMIT) -> bytes | None:
    """The whole body; None when it is longer than the limit, which is not read to its end."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
    return b"".join(parts)


def endpoint(app: AsyncApp, signing_secret: str, now: Callable[[], datetime]) -> Endpoint:
    """The handler of POST /slack/events: 401 for what is not Slack's, 413 for too much, or Bolt's own."""

    async def handle(request: Request) -> Response:
        try:
            body = await bounded_body(request)
        except ClientDisconnect:
            return PlainTextResponse("", status_code=400)
        if body is None:
            return PlainTextResponse("Too large", status_code=413)
        headers = request.headers
        try:
            verify(
                signing_secret,
                headers.get("x-slack-request-timestamp"),
                headers.get("x-slack-signature"),
                body,
                now(),
            )
            body = check_body(body, headers.get("content-type", ""))
        except UnsignedError as refused:
            log.info("request_refused", reason=str(refused))
            return PlainTextResponse("Unauthorized", status_code=401)
        try:
            asked = to_async_bolt_request(request, body)
        except Exception as error:  # a field of another shape than Slack's: Bolt looks into it unguarded
            log.info("request_refused", reason=f"junk fields: {type(error).__name__}")
            return PlainTextResponse("Unauthorized", status_code=401)
        try:
            return to_starlette_response(await app.async_dispatch(asked))
        except Exception as error:
            reference = trouble(log, error, "request_failed")
            return PlainTextResponse(f"Something went wrong here ({reference}).", status_code=500)

    return handle
