"""Logs: structured, and with no secret in them, whoever wrote the line."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

BOT = "xoxb-1234567890-abcDEF123"
APP = "xapp-1-A1-999-beef"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    output = io.StringIO()
    logs.set_up(level="DEBUG", json=True, secret_values=[SIGNING], stream=output)
    yield output
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_its_fields(stream: io.StringIO) -> None:
    structlog.get_logger("bot.test").info("posted", workspace="T1", count=3)
    (line,) = lines(stream)
    assert (line["event"], line["workspace"], line["count"]) == ("posted", "T1", 3)
    assert (line["level"], line["logger"]) == ("info", "bot.test")


def test_no_secret_in_fields_however_deep(stream: io.StringIO) -> None:
    structlog.get_logger("x").warning(
        f"token {BOT}",
        deep={"headers": [("Authorization", f"Bearer {APP}")], BOT: SIGNING.encode()},
        thing=type("T", (), {"__repr__": lambda _self: BOT})(),
        database="postgresql://dizaine:hunter2@db/dizaine",
    )
    text = stream.getvalue()
    for secret in (BOT, APP, SIGNING, "hunter2"):
        assert secret not in text
    assert logs.HIDDEN in text


def test_no_secret_in_tracebacks_nor_from_other_libraries(stream: io.StringIO) -> None:
    log = structlog.get_logger("x")
    try:
        raise ValueError(f"refused {BOT}")
    except ValueError as error:
        reference = logs.trouble(log, error, user="U1")
        logging.getLogger("slack_sdk.web").exception("sent %s", {"token": APP})
    text = stream.getvalue()
    assert BOT not in text
    assert APP not in text
    ours, theirs = lines(stream)
    assert ours["error_id"] == reference
    assert len(reference) == 8
    assert "Traceback" in str(ours["exception"])
    assert "Traceback" in str(theirs["exception"])


def test_the_sdk_does_not_write_its_requests(stream: io.StringIO) -> None:
    for name in ("slack_sdk.web", "slack_bolt.AsyncApp", "aiohttp.client"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)  # as Bolt does by itself
        logger.debug("whole request")
        logger.info("whole request")
        logger.setLevel(logging.NOTSET)
    assert stream.getvalue() == ""


def test_setting_up_twice_writes_once(stream: io.StringIO) -> None:
    logs.set_up(level="INFO", json=True, stream=stream)
    structlog.get_logger("x").info("once")
    assert len(lines(stream)) == 1
