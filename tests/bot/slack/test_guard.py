"""The door of signed HTTP: forged, old and junk requests are 401, never 500, and never reach a listener."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette

from bot.slack.guard import BODY_LIMIT, UnsignedError, check_body, endpoint, verify
from bot.web.app import create_web
from bot.web.metrics import Metrics
from programme.clock import Clock
from tests.bot.asgi import Answered, call

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
JSON = b"application/json"
FORM = b"application/x-www-form-urlencoded"
EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event": {"type": "reaction_added", "user": "U1", "reaction": "one", "item": {"type": "message"}},
    "event_id": "Ev1",
}


@dataclass
class Door:
    """A Bolt app with one listener, behind the guard."""

    web: Starlette
    heard: list[str] = field(default_factory=list)

    async def post(
        self,
        body: bytes | list[bytes],
        *,
        content_type: bytes = JSON,
        timestamp: bytes | None = None,
        signature: bytes | None = None,
        secret: str = SECRET,
        sign: bool = True,
        method: str = "POST",
    ) -> Answered:
        stamp = timestamp if timestamp is not None else str(int(Clock().now().timestamp())).encode()
        whole = body if isinstance(body, bytes) else b"".join(body)
        mac = hmac.new(secret.encode(), b"v0:" + stamp + b":" + whole, hashlib.sha256).hexdigest()
        headers = [(b"content-type", content_type)]
        if sign:
            headers.append((b"x-slack-request-timestamp", stamp))
            headers.append(
                (b"x-slack-signature", signature if signature is not None else f"v0={mac}".encode())
            )
        return await call(self.web, method, "/slack/events", headers=headers, body=body)


@pytest.fixture
def door() -> Door:
    async def authorize(team_id: str | None) -> AuthorizeResult | None:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_user_id="UB", bot_token="xoxb-x")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    async def read() -> None:
        return None

    opened = Door(create_web({}, Metrics(), read, endpoint(app, SECRET, Clock().now)))

    @app.event("reaction_added")
    async def added(event: dict[str, object]) -> None:
        opened.heard.append(str(event["reaction"]))

    @app.command("/dizaine")
    async def command(ack: object) -> None:
        raise RuntimeError("a listener's own fault")

    return opened


async def test_what_slack_signed_is_heard(door: Door) -> None:
    answer = await door.post(json.dumps(EVENT).encode())
    assert answer.status == 200
    assert door.heard == ["one"]


async def test_the_challenge_is_answered(door: Door) -> None:
    answer = await door.post(json.dumps({"type": "url_verification", "challenge": "c1"}).encode())
    assert answer.status == 200
    assert b"c1" in answer.body


def seconds(ago: float) -> bytes:
    return str(int((Clock().now() - timedelta(seconds=ago)).timestamp())).encode()


@pytest.mark.parametrize("ago", [301, 302, 3600, -310])
async def test_a_replay_after_five_minutes(door: Door, ago: float) -> None:
    answer = await door.post(json.dumps(EVENT).encode(), timestamp=seconds(ago))
    assert (answer.status, door.heard) == (401, [])


async def test_nearly_five_minutes_is_still_now(door: Door) -> None:
    assert (await door.post(json.dumps(EVENT).encode(), timestamp=seconds(295))).status == 200


JUNK_STAMPS = [b"", b"abc", b"1e9", b"-1", b"1" * 400, b"NaN", "١٢٣".encode(), b"\xff\xfe", b"0x10", b" 12 "]
JUNK_SIGNATURES = [b"", b"v0=", b"v0=zz", b"v1=00", b"\xff\xfe", "v0=é".encode(), b"v0=" + b"0" * 64]


@pytest.mark.parametrize("stamp", JUNK_STAMPS)
async def test_junk_timestamps(door: Door, stamp: bytes) -> None:
    assert (await door.post(json.dumps(EVENT).encode(), timestamp=stamp)).status == 401
    assert door.heard == []


@pytest.mark.parametrize("signature", JUNK_SIGNATURES)
async def test_junk_signatures(door: Door, signature: bytes) -> None:
    assert (await door.post(json.dumps(EVENT).encode(), signature=signature)).status == 401
    assert door.heard == []


async def test_another_secret_and_no_signature_at_all(door: Door) -> None:
    assert (await door.post(json.dumps(EVENT).encode(), secret="other")).status == 401
    assert (await door.post(json.dumps(EVENT).encode(), sign=False)).status == 401
    assert door.heard == []


JUNK_BODIES: list[tuple[bytes, bytes]] = [
    (b"", JSON),
    (b"{", JSON),
    (b"[]", JSON),
    (b"null", JSON),
    (b'"x"', JSON),
    (b"\xff\xfe", JSON),
    (b"\xff\xfe", FORM),
    (b"{}", FORM),
    (b"[" * 200_000, JSON),
    (b"payload=notjson", FORM),
    (b"payload=[]", FORM),
    (b"payload=%FF", FORM),
    (b"nothing", FORM),
    (b'{"team": 5, "enterprise": 7}', JSON),
    (b'{"authorizations": {"a": 1}}', JSON),
    (b'{"authorizations": [5]}', JSON),
    (b'{"user": 3, "event": 4}', JSON),
    (b'{"event": {"channel": []}, "team_id": {}}', JSON),
    (b'{"type": "event_callback", "event": "reaction_added"}', JSON),
    (b'{"type": "event_callback", "event": null}', JSON),
    (urlencode({"payload": '{"type": "block_actions", "actions": 5}'}).encode(), FORM),
    (urlencode({"payload": '{"type": "view_submission", "view": []}'}).encode(), FORM),
]


@pytest.mark.parametrize(("body", "kind"), JUNK_BODIES, ids=[repr(b[:50]) for b, _ in JUNK_BODIES])
async def test_junk_that_somebody_signed(door: Door, body: bytes, kind: bytes) -> None:
    answer = await door.post(body, content_type=kind)
    assert answer.status in (401, 404)
    assert door.heard == []


async def test_too_much_is_not_read_to_its_end(door: Door) -> None:
    assert (await door.post([b"x" * 100_000] * 50)).status == 413
    assert BODY_LIMIT <= 1_000_000


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_other_methods(door: Door, method: str) -> None:
    assert (await door.post(b"", method=method)).status == 405


async def test_our_own_fault_is_500_and_says_nothing_of_it(door: Door) -> None:
    form = {"command": "/dizaine", "text": "", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
    answer = await door.post(urlencode(form).encode(), content_type=FORM)
    assert answer.status == 500
    assert b"RuntimeError" not in answer.body


@given(
    st.binary(max_size=200), st.sampled_from(["application/json", "application/x-www-form-urlencoded", ""])
)
def test_any_body_is_an_object_or_refused(body: bytes, kind: str) -> None:
    with contextlib.suppress(UnsignedError):
        check_body(body, kind)


@given(st.text(max_size=30), st.text(max_size=80))
def test_any_headers_are_refused_and_nothing_else(stamp: str, signature: str) -> None:
    with pytest.raises(UnsignedError):
        verify(SECRET, stamp, signature, b"{}", datetime(2026, 3, 3, tzinfo=UTC))
