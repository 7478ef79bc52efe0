"""Install Dizaine in the environment this runs in, pinned by constraints.txt, telling how far it is.

Usage: python scripts/install.py .[dev]
"""

import re
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES_TOLD_ON_FAILURE = 25


def say(text: str, *, end: str = "\n") -> None:
    sys.stdout.write(f"{text}{end}")
    sys.stdout.flush()


def install(target: str) -> int:
    """Run pip for `target` (such as `.[dev]`), showing a count of packages; return pip's exit code."""
    pinned = sum(1 for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    say(f"dizaine: installing pinned packages (at most {pinned}; a minute or two the first time)")
    command = [sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "-c", "constraints.txt", "-e", target]
    started = time.monotonic()
    tail: deque[str] = deque(maxlen=LINES_TOLD_ON_FAILURE)
    collected = 0
    live = sys.stdout.isatty()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            tail.append(line)
            if found := re.match(r"Collecting ([A-Za-z0-9._-]+)", line):
                collected += 1
                if live:
                    say(f"\r\033[K  {collected} {found[1]}", end="")
                elif collected % 20 == 0:
                    say(f"  {collected} packages so far")
            elif line.startswith("Installing collected packages"):
                say("\r\033[K" if live else "", end="")
                say("  all fetched, putting them in place")
    if pip.returncode:
        say("".join(tail))
        say("dizaine: the packages could not be installed (see above); is this machine on the network?")
    else:
        say(f"dizaine: installed in {time.monotonic() - started:.0f} s")
    return pip.returncode


if __name__ == "__main__":
    sys.exit(install(sys.argv[1]))
