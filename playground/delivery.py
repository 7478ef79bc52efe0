"""From the workspace to the app: Socket Mode's connections, or signed HTTP; and the app's answers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from playground.guard import is_loopback_host
from playground.workspace import Json, Workspace

Kind = Literal["events_api", "slash_commands", "interactive"]
MOST_CONNECTIONS = 10
_RETRY_REASONS = {"timeout": "http_timeout", "unreachable": "connection_failed"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from the app: `outcome` is acknowledged, timeout, unreachable or refused."""

    outcome: Literal["acknowledged", "timeout", "unreachable", "refused"]
    payload: Any = None

    @property
    def ok(self) -> bool:
        return self.outcome == "acknowledged"


@dataclass(eq=False, slots=True)
class Connection:
    socket: WebSocket
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a request body (docs.slack.dev, "Verifying requests from Slack")."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def http_body(kind: Kind, payload: Json) -> tuple[bytes, str]:
    """A payload as Slack writes it over HTTP: events as JSON, interactions and commands as forms."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


@dataclass
class Delivery:
    """Carries payloads to the app and its answers back.

    `ack_seconds` is Slack's patience (3 s); events without an answer go out again after each of `retries`
    (seconds), as Slack sends them up to three times more. `request_url` (loopback) turns HTTP on.
    """

    workspace: Workspace
    signing_secret: str
    request_url: str | None = None
    ack_seconds: float = 3.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    connections: list[Connection] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    sent: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.set_request_url(self.request_url)

    def set_request_url(self, url: str | None) -> None:
        """Where HTTP mode posts. Raises ValueError for a host that is not this machine."""
        if url is not None and not is_loopback_host(urlsplit(url).netloc):
            raise ValueError("The playground only calls this machine: use a request URL on 127.0.0.1.")
        self.request_url = url

    @property
    def connected(self) -> bool:
        return bool(self.connections) or self.request_url is not None

    # Socket Mode

    def ticket(self) -> str:
        ticket = secrets.token_urlsafe(24)
        self.tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket, ticket: str) -> None:
        """One Socket Mode connection, from its single-use ticket to its end."""
        if ticket not in self.tickets:
            await socket.close(1008)
            return
        self.tickets.discard(ticket)
        await socket.accept()
        connection = Connection(socket)
        self.connections.append(connection)
        self.workspace.changed("state", None, None)
        try:
            await socket.send_json(self._hello())
            while True:
                self._acknowledge(connection, await socket.receive_text())
        except WebSocketDisconnect:
            self._forget(connection)
        finally:
            self._forget(connection)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.workspace.app_id},
        }

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
            self.workspace.changed("state", None, None)
        for future in connection.waiting.values():
            if not future.done():
                future.set_exception(ConnectionError("the Socket Mode connection closed"))

    def _acknowledge(self, connection: Connection, raw: str) -> None:
        try:
            message = json.loads(raw)
        except ValueError:
            return
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        future = connection.waiting.get(envelope_id) if isinstance(envelope_id, str) else None
        if future is not None and not future.done():
            future.set_result(message.get("payload"))

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to come back on a new one, as Slack does from time to time, then close it."""
        for connection in list(self.connections):
            message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
            await connection.socket.send_json(message)

    async def drop(self) -> None:
        """Close every connection and give up what is still to be sent again."""
        for task in list(self._tasks):
            task.cancel()
        for connection in list(self.connections):
            if connection.socket.application_state is WebSocketState.CONNECTED:
                await connection.socket.close(1001)

    # Both ways

    async def request(self, kind: Kind, payload: Json, retry: tuple[int, str] | None = None) -> Answer:
        """Send one payload and wait for its acknowledgement, at most `ack_seconds`."""
        self.sent += 1
        if self.request_url is not None:
            return await self._post(self.request_url, kind, payload, retry)
        if not self.connections:
            return Answer("unreachable")
        # Connections share the payloads, each going to one of them (bolt-python#448).
        connection = self.connections[self.sent % len(self.connections)]
        envelope_id = secrets.token_hex(16)
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            number, why = retry or (0, "")
            envelope |= {"retry_attempt": number, "retry_reason": why}
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = future
        try:
            await connection.socket.send_json(envelope)
            return Answer("acknowledged", await asyncio.wait_for(future, self.ack_seconds))
        except TimeoutError:
            return Answer("timeout")
        except (ConnectionError, RuntimeError, WebSocketDisconnect):
            return Answer("unreachable")
        finally:
            connection.waiting.pop(envelope_id, None)

    async def _post(self, url: str, kind: Kind, payload: Json, retry: tuple[int, str] | None) -> Answer:
        body, content_type = http_body(kind, payload)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.signing_secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+playground)",
        }
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        try:
            status, answer = await asyncio.to_thread(_post_now, url, body, headers, self.ack_seconds)
        except TimeoutError:
            return Answer("timeout")
        except (OSError, http.client.HTTPException):
            return Answer("unreachable")
        return Answer("acknowledged", answer) if status == 200 else Answer("refused", status)

    def send_event(self, event: Json) -> None:
        """Deliver an event the app subscribed to, in the background: at least once, in no promised order."""
        if event["type"] not in self.workspace.events:
            return
        task = asyncio.get_running_loop().create_task(self._deliver(self._envelope(event)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until every event on its way was answered or given up."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _deliver(self, payload: Json) -> None:
        answer = await self.request("events_api", payload)
        for number, pause in enumerate(self.retries, start=1):
            if answer.ok:
                return
            await asyncio.sleep(pause)
            why = _RETRY_REASONS.get(answer.outcome, "http_error")
            answer = await self.request("events_api", payload, (number, why))

    def _envelope(self, event: Json) -> Json:
        workspace = self.workspace
        return {
            "token": "playground",
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.fresh("Ev"),
            "event_time": int(workspace.moment().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team_id,
                    "user_id": workspace.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": workspace.fresh("EC"),
        }


def _post_now(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> tuple[int, Any]:
    """POST on a thread; the answer's JSON, its text, or None when it is empty."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=seconds)
    try:
        connection.request("POST", parts.path or "/", body, dict(headers))
        response = connection.getresponse()
        raw = response.read().decode("utf-8", "replace")
        if not raw:
            return response.status, None
        if "json" in (response.getheader("Content-Type") or ""):
            return response.status, json.loads(raw)
        return response.status, {"text": raw}
    finally:
        connection.close()
