"""What Slack did not sign, or not now, is 401 (413 when it is too much), never 500, and changes nothing."""

from __future__ import annotations

from store import models
from tests.bot.asgi import call
from tests.bot.slack.listeners.stage import (
    ADMIN,
    FORM,
    INES,
    JSON,
    SECRET,
    Stage,
    event_body,
    reaction,
    signature,
)


async def test_forged_old_and_junk(stage: Stage) -> None:
    now = int(stage.clock.now().timestamp())
    event, command = event_body(reaction(INES)), stage.command_body(ADMIN, "pause")
    before = await stage.counts()
    for body, kind in ((event, JSON), (command, FORM)):
        wrong: list[dict[str, str]] = [
            {"X-Slack-Signature": signature(str(now), body, "another secret")},
            {"X-Slack-Signature": signature(str(now), body + b" ")},
            {"X-Slack-Signature": "v0=" + "0" * 64},
            {"X-Slack-Signature": ""},
            {"X-Slack-Signature": "v1=" + signature(str(now), body)[3:]},
            {
                "X-Slack-Request-Timestamp": str(now - 301),
                "X-Slack-Signature": signature(str(now - 301), body),
            },
            {
                "X-Slack-Request-Timestamp": str(now + 301),
                "X-Slack-Signature": signature(str(now + 301), body),
            },
            {"X-Slack-Request-Timestamp": "0x10", "X-Slack-Signature": signature("0x10", body)},
            {"X-Slack-Request-Timestamp": "nan", "X-Slack-Signature": signature("nan", body)},
            {"X-Slack-Request-Timestamp": "", "X-Slack-Signature": signature("", body)},
            {"X-Slack-Request-Timestamp": "9" * 300, "X-Slack-Signature": signature("9" * 300, body)},
        ]
        for headers in wrong:
            assert (await stage.post(body, kind, headers=headers)).status == 401, headers
    for body, kind in (
        (b"", JSON), (b"", FORM), (b"{", JSON), (b"[]", JSON), (b"null", JSON), (b"payload=%ff", FORM),
        (b"\xff\xfe", JSON), (b"payload=", FORM), (b"payload={}", FORM), (b"[" * 100_000, JSON),
        (b"a=1", "multipart/form-data; boundary=x"),
        (event, "text/plain\xe9"),
    ):  # fmt: skip
        status = (await stage.post(body, kind)).status
        assert status in (200, 401, 404), (body[:30], kind, status)
    assert (await stage.post(b"x" * 1_000_001)).status == 413
    await stage.quiet()
    after = await stage.counts()
    assert {**after, "picks": 0} == {**before, "picks": 0}
    assert after["picks"] <= 1  # the event whose content type alone was odd


async def test_headers_no_honest_client_can_send(stage: Stage) -> None:
    """Raw bytes that are no ASCII, straight into the application."""
    web = stage.applications[0].http
    assert web is not None
    stamp, body = str(int(stage.clock.now().timestamp())).encode(), event_body(reaction(INES))
    good = signature(stamp.decode(), body).encode()
    for when, what in (
        (stamp, "v0=é".encode()), (stamp, b"\xff\xfe"), ("١٢٣".encode(), good), (b"\xff", good), (b" 1 ", good),
    ):  # fmt: skip
        headers = [
            (b"content-type", b"application/json"),
            (b"x-slack-request-timestamp", when),
            (b"x-slack-signature", what),
        ]
        answer = await call(web.config.app, "POST", "/slack/events", headers=headers, body=body)
        assert answer.status == 401
    assert (await stage.counts())["picks"] == 0
    assert SECRET not in str(await stage.counts())


async def test_a_replay_has_one_effect(stage: Stage) -> None:
    """Byte for byte, within the five minutes that a signature lives; after them, 401."""
    event, command = event_body(reaction(INES)), stage.command_body(ADMIN, "post")
    at = stage.clock.now().timestamp()
    for _ in range(3):
        assert (await stage.post(event, JSON, at=at)).status == 200
        assert (await stage.post(command, FORM, at=at)).status == 200
        await stage.quiet()
    assert len(await stage.every(models.Pick)) == 1
    assert len(await stage.every(models.Digest)) == 2
    assert len(stage.news(INES)) == 1
    assert (await stage.post(event, JSON, at=at - 301)).status == 401
