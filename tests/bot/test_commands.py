"""The commands as people type them: one sentence and a code for what is wrong, and a clean end on SIGTERM."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from bot.__main__ import build
from bot.commands.terminal import hide_from_libraries
from bot.i18n import translator

ROOT = Path(__file__).resolve().parents[2]
BOT, APP = "xoxb-1111-SECRETSECRET", "xapp-1-SECRETSECRET"
POSTGRES = "postgresql://nobody:SECRETSECRET@127.0.0.1:1/none"


def environment(**given: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR", "PYTHONPATH")
    }
    return {**kept, "PYTHONUNBUFFERED": "1", "LANG": "en_GB.UTF-8", "COLUMNS": "200", **given}


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def dizaine(folder: Path, *words: str, language: str = "en", **given: str) -> Done:
    """The command, in this process (starting another takes seconds)."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for name, value in given.items():
            patched.setenv(name, value)
        result = CliRunner().invoke(build(translator(language)), list(words), env={"COLUMNS": "200"})
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


REFUSED: list[tuple[str, Mapping[str, str], str]] = [
    ("run", {"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN"),
    ("run", {"SLACK_BOT_TOKEN": BOT}, "SLACK_SIGNING_SECRET"),
    ("run", {"SLACK_BOT_TOKEN": APP}, "SLACK_BOT_TOKEN"),
    ("run", {"PORT": "many"}, "PORT"),
    ("migrate", {"DATABASE_URL": "mysql://u:SECRETSECRET@h/d"}, "DATABASE_URL"),
    ("web", {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}, "DATABASE_URL"),
    ("worker", {"SLACK_BOT_TOKEN": BOT}, "DATABASE_URL"),
    ("clock", {}, "DATABASE_URL"),
    ("worker", {"DATABASE_URL": POSTGRES}, "SLACK_BOT_TOKEN"),
]


@pytest.mark.parametrize(("command", "given", "name"), REFUSED, ids=[f"{c} {n}" for c, _, n in REFUSED])
def test_one_sentence_that_names_the_setting(
    tmp_path: Path, command: str, given: Mapping[str, str], name: str
) -> None:
    done = dizaine(tmp_path, command, **given)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert name in line
    assert "SECRETSECRET" not in done.stderr


def test_libraries_and_children_find_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "DATABASE_URL"):
        monkeypatch.setenv(name, "SECRETSECRET")
    hide_from_libraries()
    assert "SECRETSECRET" not in os.environ.values()


def test_it_speaks_french_by_default(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "clock"],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(ROOT), LANG="C.UTF-8"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr == dizaine(tmp_path, "clock", language="fr").stderr
    assert done.stderr != dizaine(tmp_path, "clock").stderr


def test_a_database_that_is_away(tmp_path: Path) -> None:
    done = dizaine(tmp_path, "migrate", DATABASE_URL=POSTGRES, LOG_FORMAT="json")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr.splitlines()[-1]
    assert "SECRETSECRET" not in done.stderr


def test_migrate_then_doctor(tmp_path: Path) -> None:
    before = dizaine(tmp_path, "doctor")  # as the README says: before the first start
    assert before.returncode == 0, before.stdout
    assert dizaine(tmp_path, "migrate").returncode == 0
    assert (tmp_path / "var" / "dizaine.db").is_file()
    done = dizaine(tmp_path, "doctor")
    assert done.returncode == 0, done.stdout
    assert [line.split()[1].rstrip(":") for line in done.stdout.splitlines()] == [
        "settings",
        "database",
        "token",
        "scopes",
        "feeds",
        "clock",
    ]


def test_doctor_names_the_wrong_setting(tmp_path: Path) -> None:
    done = dizaine(tmp_path, "doctor", SLACK_BOT_TOKEN="SECRETSECRET")
    assert done.returncode == 1
    assert "SLACK_BOT_TOKEN" in done.stdout
    assert "SECRETSECRET" not in done.stdout + done.stderr


def test_the_manifest_is_json(tmp_path: Path) -> None:
    printed = json.loads(dizaine(tmp_path, "manifest", "--http", "https://d.example").stdout)
    assert printed["settings"]["interactivity"]["request_url"] == "https://d.example/slack/events"
    assert dizaine(tmp_path, "manifest", "--http", "http://d.example").returncode == 2


def test_without_tokens_run_is_the_playground_and_ends_on_sigterm(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(ROOT)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        assert "http://127.0.0.1:" in first
        assert ".env" in first
        address = next(word for word in first.split() if word.startswith("http://"))
        with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310  # our own address
            assert page.status == 200
        process.stdout.readline()  # ready
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=25)
    finally:
        process.kill()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
