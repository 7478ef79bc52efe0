"""A server for the page, played by the routes of a browser: answers what it asks, keeps what it sends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Route, WebSocketRoute

STATIC = Path(__file__).resolve().parents[2] / "playground" / "static"
POLICY = "default-src 'self'; img-src * data:; style-src 'self' 'unsafe-inline'"
CHANNEL, TS = "C1", "1772524800.000100"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def option(text: str, value: str) -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def field(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **more}


def person(user: str, name: str, locale: str, **more: Any) -> dict[str, Any]:
    return {
        "id": user,
        "name": name.lower(),
        "real_name": name,
        "title": "Conseil",
        "locale": locale,
        "is_admin": False,
        "is_bot": False,
        "color": "#1d4e89",
    } | more


class Stage:
    """Plays the server: what it shows, what it answers, what it was sent."""

    def __init__(self) -> None:
        self.people = [person("U0INES", "Inès", "fr-FR"), person("U2", "Sofia", "en-US")]
        self.blocks: list[dict[str, Any]] = []
        self.extra: dict[str, Any] = {}
        self.stack: list[dict[str, Any]] = []
        self.answers: dict[str, Any] = {}
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.sockets: list[WebSocketRoute] = []

    def state(self, user: str) -> dict[str, Any]:
        control = {
            "id": "next_digest",
            "label": {"fr": "Prochaine", "en": "Next"},
            "hint": {"fr": "", "en": ""},
        }
        return {
            "team": {"id": "T1", "name": "Lumières"},
            "me": next(p for p in self.people if p["id"] == user),
            "people": self.people,
            "bot": person("UB", "Dizaine", "fr-FR", is_bot=True),
            "controls": [control],
            "channels": [{"id": CHANNEL, "name": "ambassadeurs", "is_im": False, "topic": "", "unread": 0}],
            "clock": "2026-03-03T08:00:00+00:00",
            "connected": True,
            "commands": ["/dizaine"],
        }

    def messages(self) -> list[dict[str, Any]]:
        return [
            {
                "ts": TS,
                "user": "UB",
                "text": "repli",
                "blocks": self.blocks,
                "reactions": [],
                "files": [],
                "ephemeral": False,
                "edited": False,
                "thread_ts": None,
            }
            | self.extra
        ]

    def answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        name = url.path.removeprefix("/_play/")
        if url.path == "/":
            headers = {"Content-Type": "text/html", "Content-Security-Policy": POLICY}
            route.fulfill(path=STATIC / "index.html", headers=headers)
        elif url.path.startswith("/static/"):
            kind = "text/javascript" if url.path.endswith(".js") else "text/css"
            route.fulfill(path=STATIC / url.path.removeprefix("/static/"), content_type=kind)
        elif name == url.path:
            route.abort()
        elif route.request.method == "POST":
            self.sent.append((name, json.loads(route.request.post_data or "{}")))
            route.fulfill(json=self.answers.get(name, {"ok": True}))
        else:
            user = parse_qs(url.query)["as"][0]
            shown = {
                "state": self.state(user),
                "messages": {"messages": self.messages()},
                "home": {"view": None},
                "views": {"stack": self.stack},
            }
            route.fulfill(json=shown[name])

    def join(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)

    def changed(self, what: str) -> None:
        for socket in self.sockets:
            socket.send(json.dumps({"type": "changed", "what": what, "channel": None}))


def modal(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "V1",
        "hash": "1",
        "type": "modal",
        "title": plain("Brouillon"),
        "submit": plain("Garder"),
        "close": plain("Annuler"),
        "blocks": blocks,
        "state_errors": {},
    }
