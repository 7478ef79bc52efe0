"""Slack's errors by family: one table from its codes, and all else that may happen to a call.

Sources: docs.slack.dev/reference/methods/chat.postMessage, .../reactions.add, .../auth.test ("Errors").
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientConnectorError, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError

from scheduler.chat import (
    ChannelGone,
    ChatError,
    Disconnected,
    OutcomeUnknown,
    RateLimited,
    Refused,
    ScopeMissing,
    Unavailable,
)

NO_RETRY_AFTER = 30.0  # seconds, when Slack says "too many" and not how long
LONGEST_RETRY_AFTER = 3600.0  # a header that says more is taken for junk's cousin
ALREADY_REACTED = "already_reacted"

# The newest blocks refused: the same content may pass in older ones.
BLOCKS_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "block_mismatch", "unsupported_block", "unsupported_blocks"}
)

_TOKEN = (
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "org_login_required",
    "two_factor_setup_required",
    "app_uninstalled",
    "bot_not_found",
    "team_not_found",
)
_SCOPE = (
    "missing_scope",
    "not_allowed_token_type",
    "no_permission",
    "ekm_access_denied",
    "access_denied",
    "team_access_not_granted",
    "enterprise_is_restricted",
    "method_not_supported_for_channel_type",
    "as_user_not_supported",
)
_CHANNEL = (
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
    "thread_locked",
    "slack_connect_canvas_sharing_blocked",
    "slack_connect_file_link_sharing_blocked",
    "messages_tab_disabled",
    "cannot_dm_bot",
    "user_not_found",
    "user_is_bot",
    "user_disabled",
)
_RATE = ("ratelimited", "rate_limited", "message_limit_exceeded")
# "It's possible some aspect of the operation succeeded before the error was raised."
_UNKNOWN = ("internal_error", "fatal_error")
_AWAY = (
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "accesslimited",
    "external_channel_migrating",
)

FAMILIES: Mapping[str, type[ChatError]] = {
    **dict.fromkeys(_TOKEN, Disconnected),
    **dict.fromkeys(_SCOPE, ScopeMissing),
    **dict.fromkeys(_CHANNEL, ChannelGone),
    **dict.fromkeys(_RATE, RateLimited),
    **dict.fromkeys(_UNKNOWN, OutcomeUnknown),
    **dict.fromkeys(_AWAY, Unavailable),
}


def translate(error: BaseException) -> ChatError:
    """What a failed call means. Only what is certain not to have been taken may be tried again."""
    if isinstance(error, ChatError):
        return error
    if isinstance(error, SlackApiError):
        return _from_response(error)
    if isinstance(error, ClientConnectorError | ConnectionTimeoutError):
        # Refused, no such name, no route, no handshake: not a byte of the request was sent.
        return Unavailable(type(error).__name__)
    # Reply lost, time-out, broken body: the message may be there.
    return OutcomeUnknown(type(error).__name__)


def code_of(error: BaseException) -> str | None:
    """Slack's own code; None when the answer was not Slack's."""
    if isinstance(error, ChatError):
        return error.reason
    if not isinstance(error, SlackApiError):
        return None
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) and data.get("ok") is False else None
    return code if isinstance(code, str) and code else None


def retry_after(headers: Mapping[str, Any] | None) -> float:
    """Seconds to leave the workspace alone, 1 to 3600; 30 when the header is missing or junk."""
    lowered = {str(name).lower(): value for name, value in (headers or {}).items()}
    try:
        seconds = float(str(lowered.get("retry-after", "")))
    except ValueError:
        return NO_RETRY_AFTER
    if not math.isfinite(seconds) or seconds < 0:
        return NO_RETRY_AFTER
    return min(max(seconds, 1.0), LONGEST_RETRY_AFTER)


def _from_response(error: SlackApiError) -> ChatError:
    response = error.response
    # The SDK gives aiohttp's own answer when the body was not the JSON it claimed to be.
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    headers = getattr(response, "headers", None)
    code = code_of(error)
    if status == 429 or (code and FAMILIES.get(code) is RateLimited):
        return RateLimited(code or "ratelimited", retry_after(headers))
    if code:
        family = FAMILIES.get(code)
        if family is None:
            # A code nobody listed: with 200 Slack is certain that it took nothing.
            family = Refused if status == 200 else _by_status(status)
        return family(code)
    return _by_status(status)(f"http_{status}")


def _by_status(status: int) -> type[ChatError]:
    if status == 503:
        return Unavailable
    if status in (400, 413, 414, 431):
        return Refused
    if 400 <= status < 500 and status != 408:
        return Unavailable  # a proxy in between: Slack never saw it
    return OutcomeUnknown  # 500, 502, 504, or a 200 that is no answer of Slack's
