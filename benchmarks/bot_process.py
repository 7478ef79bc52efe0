"""The bot itself, as `dizaine run` starts it, against the stand-in for Slack: signed HTTP, SQLite, one process."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.processes import child, free_port, wait_until_ready
from benchmarks.requests import SECRET


@contextmanager
def bot(database_url: str, slack: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Its address, once it is ready, and its process."""
    port = free_port()
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-bench-0000",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{slack}/api/",
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "FEEDS_ALLOW_LOOPBACK": "true",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "WARNING",
    }
    with child("-m", "bot", "run", environment=environment) as process:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(f"{address}/readyz", process)
        yield address, process
