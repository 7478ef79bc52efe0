"""Structured logs: for eyes on a terminal, as JSON elsewhere, with no secret in them."""

from __future__ import annotations

import logging
import re
import secrets
import sys
from collections.abc import Iterable
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# xoxb-, xoxp-, xoxe.xoxb-, xapp-…; below, passwords in database addresses.
TOKENS = re.compile(r"\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]{4,}", re.IGNORECASE)
PASSWORDS = re.compile(r"(?<=://)([^\s/:@]*):([^\s/@]+)@")
HIDDEN = "[secret]"
QUIET = (
    *("slack_sdk", "slack_bolt", "aiohttp", "apscheduler", "asyncio", "uvicorn", "alembic", "matplotlib"),
    # Database drivers, at DEBUG, write what they are given: captions, aliases.
    *("aiosqlite", "psycopg", "sqlalchemy", "python_multipart"),
)


class Redactor:
    """Hides tokens, and the very secrets it is given, in everything a log line holds."""

    def __init__(self, secret_values: Iterable[str] = ()) -> None:
        self._secrets = sorted({value for value in secret_values if len(value) >= 6}, key=len, reverse=True)

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {key: self._clean(value) for key, value in event.items()}

    def text(self, value: str) -> str:
        for secret in self._secrets:
            value = value.replace(secret, HIDDEN)
        return PASSWORDS.sub(rf"\1:{HIDDEN}@", TOKENS.sub(HIDDEN, value))

    def _clean(self, value: object) -> object:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bytes):
            return self.text(value.decode("utf-8", "replace"))
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, dict):
            return {str(self._clean(key)): self._clean(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(each) for each in value]
        return self.text(str(value))


def set_up(
    *, level: str = "INFO", json: bool, secret_values: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send structlog's lines and the standard library's through the same processors, to stderr."""
    output = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,  # tracebacks become text here, so that they are cleaned too
        Redactor(secret_values),
    ]
    last: Processor
    if json:
        last = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        last = structlog.dev.ConsoleRenderer(colors=output.isatty())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(output)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    handler.addFilter(worth_a_line)
    root = logging.getLogger()
    for old in list(root.handlers):
        if getattr(old, "of_dizaine", False):
            root.removeHandler(old)
    handler.of_dizaine = True  # type: ignore[attr-defined]  # ours to find again, beside pytest's own
    root.addHandler(handler)
    root.setLevel(level)


def worth_a_line(record: logging.LogRecord) -> bool:
    """Libraries are heard from WARNING on: Slack's SDK writes whole requests at DEBUG, and Bolt sets its own level."""
    return record.levelno >= logging.WARNING or not record.name.startswith(QUIET)


def error_id() -> str:
    """Short enough to be read aloud: eight hexadecimal characters."""
    return secrets.token_hex(4)


def trouble(
    log: structlog.stdlib.BoundLogger, error: BaseException, event: str = "unexpected", **ids: object
) -> str:
    """Log an unexpected error with its traceback; returns the id to show to the person."""
    reference = error_id()
    log.error(event, error_id=reference, exc_info=error, **ids)
    return reference
