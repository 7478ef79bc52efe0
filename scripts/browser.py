"""See to a browser for the tests: one that is there, else Playwright's Chromium, else the distribution's.

Usage: python scripts/browser.py FILE, which writes the path of a browser that was seen to work into FILE.
DIZAINE_BROWSER, when set, is the only one tried.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHT_SECONDS = 120
APT_SECONDS = 300


def say(text: str) -> None:
    sys.stdout.write(f"dizaine: {text}\n")
    sys.stdout.flush()


def ran(*command: str, seconds: int) -> bool:
    """Run a command quietly; True when it ended well within `seconds`."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def works(browser: Path) -> bool:
    """Whether the browser draws an empty page: Playwright's lacks system libraries on a bare machine."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        return browser.is_file() and ran(
            str(browser),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={profile}",
            "--dump-dom",
            "about:blank",
            seconds=60,
        )


def on_path() -> Iterator[Path]:
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)


def playwrights() -> Path | None:
    """Where Playwright keeps its Chromium, whether or not it has been fetched."""
    asked = (
        "import playwright.sync_api as a\nwith a.sync_playwright() as p: print(p.chromium.executable_path)"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", asked],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            text=True,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Path(done.stdout.strip()) if done.returncode == 0 and done.stdout.strip() else None


def administrator() -> tuple[str, ...] | None:
    """The words to put before a command that only an administrator may run; None when we may not."""
    if os.geteuid() == 0:
        return ()
    return ("sudo", "-n") if ran("sudo", "-n", "true", seconds=10) else None


def apt_installed(*packages: str) -> bool:
    before = administrator()
    if before is None or shutil.which("apt-get") is None:
        return False
    ran(*before, "apt-get", "update", "-qq", seconds=APT_SECONDS)
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
    return ran(*before, *install, *packages, seconds=APT_SECONDS)


def find() -> Path | None:
    """A browser that works, fetched or installed if need be; None when there is no way to one."""
    if wanted := os.environ.get("DIZAINE_BROWSER"):
        return Path(wanted) if works(Path(wanted)) else None
    for browser in on_path():
        if works(browser):
            return browser
    own = playwrights()
    if own and works(own):
        return own
    say(f"no browser here: fetching Playwright's Chromium (at most {PLAYWRIGHT_SECONDS} s)")
    playwright = (sys.executable, "-m", "playwright")
    if own and ran(*playwright, "install", "chromium", seconds=PLAYWRIGHT_SECONDS):
        if works(own):
            return own
        say("Playwright's Chromium lacks system libraries")
    say("trying the distribution's chromium (apt-get)")
    if apt_installed("chromium", "fonts-dejavu-core", "fonts-noto-color-emoji") or apt_installed("chromium"):
        return next((browser for browser in on_path() if works(browser)), None)
    return None


def main(kept: Path) -> int:
    if not os.environ.get("DIZAINE_BROWSER") and kept.is_file() and Path(kept.read_text()).is_file():
        return 0
    browser = find()
    if browser is None:
        say(
            "no browser could be found or installed for the tests: "
            "install Chromium, or set DIZAINE_BROWSER to the path of one that works."
        )
        return 1
    kept.write_text(str(browser))
    say(f"the tests use the browser {browser}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
