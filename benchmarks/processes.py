"""Other processes, started and ended: the stand-ins, the bare app, the bot itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_SECONDS = 60.0
END_SECONDS = 20.0
# No setting of the person who measures may reach the bot that is measured.
_OURS = ("SLACK_", "DATABASE_URL", "PORT", "HOST", "LOG_", "HTTP_PROXY", "http_proxy")


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


@contextmanager
def child(
    *args: str, environment: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> Iterator[subprocess.Popen[str]]:
    """`python <args>`, ended (SIGTERM, then SIGKILL) with the block."""
    process = subprocess.Popen(
        [sys.executable, *args],
        stdout=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env=clean_environment(environment or {}),
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def server(*args: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """A server that prints its port once it listens; gives its address, with no slash at the end."""
    with child(*args, environment=environment) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{' '.join(args)} ended with {process.wait()} before it listened")
        yield f"http://127.0.0.1:{line}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, process: subprocess.Popen[str]) -> None:
    """Until `url` answers 200. Raises RuntimeError when the process ends first, or time runs out."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the process ended with {process.returncode} before it was ready")
        if get(url) is not None:
            return
        time.sleep(0.05)
    raise RuntimeError(f"{url} was not ready in {START_SECONDS:.0f} s")


def get(url: str) -> str | None:
    """A page's text; None while there is none."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - loopback addresses of ours
            return str(response.read().decode())
    except (urllib.error.URLError, OSError):
        return None
