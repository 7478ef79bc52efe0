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
        ("rank", [], 1),
        ("scale", [], 2),
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


ITEMS = (
    "id,title,summary,source,published,language\na,Un,,s,2026-03-02T08:00:00Z,fr\nb,Deux,,,,\nc,Trois,,,,\n"
)
LOG = "time,audience,shown,picked\n2026-03-02T09:00:00Z,u,a b,b\n1772446000,u,b c,\n2026-03-03T09:00:00Z,v,c b a,c a\n"


def ranked(folder: Path, log: str = LOG, items: str = ITEMS) -> subprocess.CompletedProcess[str]:
    (folder / "log.csv").write_text(log, encoding="utf-8")
    (folder / "items.csv").write_text(items, encoding="utf-8")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.rank",
            "--impressions",
            folder / "log.csv",
            "--items",
            folder / "items.csv",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_log_of_ones_own_is_ranked(tmp_path: Path) -> None:
    done = ranked(tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["lists"] == 3
    assert set(told["means"]) == {"ours", "smoothed rate", "counts", "recency", "random"}


@pytest.mark.parametrize(
    ("log", "items", "said"),
    [
        (LOG.replace("a b,b", "a b,c"), ITEMS, "line 2: 'c' was picked, but not shown."),
        (LOG.replace("b c,", "b d,"), ITEMS, "line 3: 'd' is not among the items."),
        (LOG.replace("a b,b", "a a,a"), ITEMS, "line 2: 'a' is shown twice."),
        (LOG.replace("a b,b", ","), ITEMS, "line 2: nothing was shown."),
        (LOG.replace("1772446000", "demain"), ITEMS, "line 3: 'demain' is no time."),
        (LOG.replace("a b,b", "a b"), ITEMS, "line 2: 4 columns were expected."),
        (LOG.replace("picked", "clicked"), ITEMS, "line 1: no column is called picked."),
        ("", ITEMS, "line 1: no column is called audience nor picked nor shown nor time."),
        (LOG + '"', ITEMS, "line 5: unexpected end of data."),
        (LOG, ITEMS.replace("b,Deux", "a,Deux"), "line 3: the id 'a' was there before."),
        (LOG, ITEMS.replace("2026-03-02T08", "le 2 mars à"), "is no date."),
        (LOG, ITEMS.replace("b,Deux", ",Deux"), "line 3: an id is one word, not ''."),
    ],
)
def test_a_malformed_log_gets_a_sentence_with_its_line(
    tmp_path: Path, log: str, items: str, said: str
) -> None:
    done = ranked(tmp_path, log, items)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
