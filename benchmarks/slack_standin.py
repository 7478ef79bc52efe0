"""A stand-in for Slack's Web API that answers at once: `python -m benchmarks.slack_standin`.

It is no check of what is asked (the playground is): everything is answered well, so that nothing but the
bot's own work is measured. `GET /counts` gives how often each method was called.
"""

from __future__ import annotations

import json
from collections import Counter
from urllib.parse import parse_qs, urlsplit

from benchmarks.http1 import answer, main

TEAM = "T0BENCH"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
ADMIN = "U0ADMIN"
SCOPES = "chat:write,commands,files:write,reactions:read,reactions:write,users:read"

calls: Counter[str] = Counter()


def handle(path: str, head: bytes, body: bytes) -> bytes:
    """Every method succeeds; messages and people get what the bot reads of them."""
    parts = urlsplit(path)
    if parts.path == "/counts":
        return answer(json.dumps(calls).encode())
    method = parts.path.rpartition("/")[2]
    calls[method] += 1
    said = reply(method, body, parts.query)
    return answer(json.dumps(said).encode(), more=f"X-OAuth-Scopes: {SCOPES}\r\n")


def reply(method: str, body: bytes, query: str) -> dict[str, object]:
    """What Slack would say of a good request."""
    stamp = f"1700000000.{sum(calls.values()):06}"
    match method:
        case "auth.test":
            who = {"team_id": TEAM, "team": "Bench", "user_id": BOT_USER, "user": "dizaine", "bot_id": BOT_ID}
            return {"ok": True, "url": "https://bench.slack.com/", **who}
        case "users.info":
            asked = parse_qs(body.decode() or query)
            user = asked.get("user", ["U0"])[0]
            person = {"id": user, "team_id": TEAM, "name": user.lower(), "locale": "fr-FR"}
            return {"ok": True, "user": {**person, "is_admin": user == ADMIN}}
        case "chat.postMessage" | "chat.postEphemeral":
            return {"ok": True, "channel": "C0BENCH", "ts": stamp, "message_ts": stamp}
        case "views.open" | "views.update" | "views.publish":
            return {"ok": True, "view": {"id": "V0", "hash": stamp}}
    return {"ok": True}


if __name__ == "__main__":
    main(handle)
