"""What Slack sends, signed: a reaction, the click of a button, a command, in turn."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.programme_data import ARTICLES, CHANNEL
from benchmarks.slack_standin import BOT_USER, TEAM
from bot.slack import ids
from bot.slack.emoji import NUMBERS

SECRET = "benchmark-signing-secret"
REACTION, BUTTON, COMMAND = "reaction", "button", "command"
KINDS = (REACTION, BUTTON, COMMAND)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Call:
    """A request to be: it is signed when it is sent."""

    kind: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """A digest that stands in the channel."""

    digest_id: int
    message_id: str
    articles: Sequence[int]


def calls(count: int, posted: Posted, response_url: str) -> list[Call]:
    """`count` requests, a reaction, a button and a command in turn; no two reactions of one person on one article."""
    made = []
    for number in range(count):
        turn, kind = divmod(number, len(KINDS))
        person, place = divmod(turn, ARTICLES)
        user = f"U{person:08}"
        match KINDS[kind]:
            case "reaction":
                made.append(reaction(user, posted, place, turn))
            case "button":
                made.append(button(user, posted, place, number, response_url))
            case _:
                made.append(command(user, "moi", number, response_url))
    return made


def users(count: int) -> list[str]:
    """Who sends `count` requests."""
    return [f"U{person:08}" for person in range(1 + count // len(KINDS) // ARTICLES)]


def reaction(user: str, posted: Posted, place: int, number: int) -> Call:
    now = time.time()
    event = {
        "type": "reaction_added",
        "user": user,
        "reaction": NUMBERS[place],
        "item": {"type": "message", "channel": CHANNEL, "ts": posted.message_id},
        "item_user": BOT_USER,
        "event_ts": f"{now + number / 1e6:.6f}",
    }
    envelope = {
        "token": "-",
        "team_id": TEAM,
        "api_app_id": "A0BENCH",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{posted.digest_id:04}{number:08}",
        "event_time": int(now),
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        "is_ext_shared_channel": False,
    }
    return Call(REACTION, JSON, json.dumps(envelope).encode())


def button(user: str, posted: Posted, place: int, number: int, response_url: str) -> Call:
    action = {
        "type": "button",
        "action_id": ids.DRAFT_OPEN,
        "block_id": f"article{place + 1}",
        "value": ids.article_value(posted.digest_id, posted.articles[place]),
        "action_ts": f"{time.time():.6f}",
    }
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "-",
        "container": {"type": "message", "message_ts": posted.message_id, "channel_id": CHANNEL},
        "trigger_id": f"1.2.{number}",
        "team": {"id": TEAM, "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": CHANNEL, "name": "ambassadeurs"},
        "response_url": response_url,
        "actions": [action],
    }
    return Call(BUTTON, FORM, urlencode({"payload": json.dumps(payload)}).encode())


def command(user: str, text: str, number: int, response_url: str) -> Call:
    fields = {
        "token": "-",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": CHANNEL,
        "channel_name": "ambassadeurs",
        "user_id": user,
        "user_name": user.lower(),
        "command": "/dizaine",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": f"1.3.{number}",
    }
    return Call(COMMAND, FORM, urlencode(fields).encode())


def signed(call: Call, host: str) -> bytes:
    """The whole HTTP request, signed as of now (Slack's v0)."""
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + call.body
    signature = hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: {host}\r\nContent-Type: {call.content_type}\r\n"
        f"Content-Length: {len(call.body)}\r\nX-Slack-Request-Timestamp: {stamp}\r\n"
        f"X-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + call.body
