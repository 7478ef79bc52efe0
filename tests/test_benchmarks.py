"""The benchmarks still run: each once, at a tiny size, with nothing said of how fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("name", "options", "figures"),
    [
        ("acknowledge", ["--samples"], 2),
        ("deliver", ["--database", "SQLite"], 2),
        ("ingest", ["--samples"], 2),
        ("memory", [], 1),
        ("parse", ["--samples"], 1),
    ],
)
def test_a_benchmark_runs_at_a_tiny_size(name: str, options: list[str], figures: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--quick", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["benchmark"] == name
    assert len(told["figures"]) == figures
    assert all(each["value"] > 0 for each in told["figures"])
