"""What our reader finds in feeds, and how fast, beside others: `python -m benchmarks.parse [DIR ...] [--quick]`.

Every file of each DIR (by default ../shared/corpus/real and ../shared/corpus/torture where they are, else the
playground's sample feeds) is read by our reader (`curation.parse.read`), feedparser, feedparser-rs and
fastfeedparser, each with its defaults, file by file in turn in this process. Counted the same way for all: the
entries a parser hands out, before anything is dropped, and those with a date among them (ours tells the end of an
offer that has no other). `plausible` counts only
dates from 1990 to a year ahead. `parse` is the reader with all that the product does afterwards (plain text, links,
language, type): its items are the articles that can be offered, so those without a link are not among them.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.feed_server import bodies
from benchmarks.processes import ROOT
from curation.parse import parse, read
from programme.clock import Clock

CORPUS = ROOT.parent / "shared" / "corpus"
URL = "https://feeds.example/feed"
OURS, WHOLE = "dizaine", "dizaine, parse"
_DATED = ("published", "updated", "created")

Dates = list[datetime | None]


@dataclass(slots=True)
class Tally:
    """What one parser made of all files. `found`: items, dated items and plausibly dated ones, file by file."""

    found: list[tuple[int, int, int]] = field(default_factory=list)
    exceptions: int = 0
    seconds: float = 0.0

    def total(self, which: int) -> int:
        return sum(each[which] for each in self.found)


def files(folders: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Names and bytes of every file there is; the sample feeds where no folder is given.

    Raises ValueError, saying what is wrong, for a folder that is not there or holds nothing.
    """
    if not folders:
        return [(f"sample {number}", body) for number, (body, _) in enumerate(bodies(None), start=1)]
    found = []
    for folder in folders:
        if not folder.is_dir():
            raise ValueError(f"{folder} is no folder: give one that holds feeds, a file each")
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
        if not paths:
            raise ValueError(f"{folder} holds no file: give a folder that holds feeds, a file each")
        found += [(path.name, path.read_bytes()) for path in paths]
    return found


def default_folders() -> list[Path]:
    return [folder for name in ("real", "torture") if (folder := CORPUS / name).is_dir()]


def _ours(body: bytes) -> Dates:
    return [entry.published or entry.ends for entry in read(body)[0].entries]


def _whole(body: bytes) -> Dates:
    return [entry.published for entry in parse(body, url=URL).entries]


def parsers() -> dict[str, Callable[[bytes], Dates]]:
    feedparser: Any = import_module("feedparser")
    feedparser_rs: Any = import_module("feedparser_rs")
    fastfeedparser: Any = import_module("fastfeedparser")
    return {
        OURS: _ours,
        WHOLE: _whole,
        "feedparser": lambda body: [_parsed(entry) for entry in feedparser.parse(io.BytesIO(body)).entries],
        "feedparser-rs": lambda body: [_parsed(entry) for entry in feedparser_rs.parse(body).entries],
        "fastfeedparser": lambda body: [_written(entry) for entry in fastfeedparser.parse(body).entries],
    }


def _parsed(entry: Any) -> datetime | None:
    told = next((value for name in _DATED if (value := entry.get(f"{name}_parsed"))), None)
    return datetime(*told[:5], min(told[5], 59), tzinfo=UTC) if told else None


def _written(entry: Any) -> datetime | None:
    told = next((value for name in _DATED if (value := entry.get(name))), None)
    moment = datetime.fromisoformat(told) if told else None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def measure(given: Iterable[tuple[str, bytes]], now: datetime) -> dict[str, Tally]:
    """Each file by each parser in turn, so that what slows the machine slows them all."""
    readers = parsers()
    tallies = {name: Tally() for name in readers}
    earliest, latest = datetime(1990, 1, 1, tzinfo=UTC), now + timedelta(days=366)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _, body in given:
            for name, reader in readers.items():
                tally = tallies[name]
                dates: Dates = []
                start = time.perf_counter()
                try:
                    dates = reader(body)
                except (KeyboardInterrupt, SystemExit):
                    raise
                except BaseException:  # a panic of Rust code derives from BaseException; here it is a figure
                    tally.exceptions += 1
                tally.seconds += time.perf_counter() - start
                told = [date for date in dates if date is not None]
                plausible = sum(earliest <= date < latest for date in told)
                tally.found.append((len(dates), len(told), plausible))
    return tallies


def behind(names: Sequence[str], tallies: dict[str, Tally], which: int) -> list[str]:
    """The files in which ours finds fewer (items, dated or plausibly dated) than the best of the others."""
    others = [tally for name, tally in tallies.items() if name not in (OURS, WHOLE)]
    return [
        name
        for place, name in enumerate(names)
        if tallies[OURS].found[place][which] < max(other.found[place][which] for other in others)
    ]


def report(given: Sequence[tuple[str, bytes]], tallies: dict[str, Tally], *, judged: bool = True) -> None:
    size = sum(len(body) for _, body in given) / 1e6
    table = Table(title=f"parse: {len(given)} files, {size:.1f} MB", title_justify="left")
    headings = ("", "with items", "items", "dated", "plausible", "exceptions", "MB/s")
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="left" if place == 0 else "right")
    rows = {}
    for name, tally in tallies.items():
        rows[name] = {
            "files": len(given),
            "with_items": sum(each[0] > 0 for each in tally.found),
            "items": tally.total(0),
            "dated": tally.total(1),
            "plausible": tally.total(2),
            "exceptions": tally.exceptions,
            "mb_per_second": round(size / max(tally.seconds, 1e-9), 2),
        }
        table.add_row(name, *(str(value) for key, value in rows[name].items() if key != "files"))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    console.print(table)
    names = [name for name, _ in given]
    short = {
        what: behind(names, tallies, which) for which, what in enumerate(("items", "dated", "plausible"))
    }
    for what, where in short.items():
        console.print(
            f"  behind the best on {what}: {len(where)} files {', '.join(where[:20])}", markup=False
        )
    ratio = tallies["feedparser-rs"].seconds / max(tallies[OURS].seconds, 1e-9)
    verdict = ("met" if ratio >= 0.5 else "missed") if judged else "not judged"
    console.print(f"  speed against feedparser-rs: {ratio:.2f}× (at least 0.50×): {verdict}")
    figures = [
        {
            "name": "speed against feedparser-rs",
            "value": round(ratio, 3),
            "at_least": 0.5,
            "unit": "×",
            "met": ratio >= 0.5,
        }
    ]
    told = {"benchmark": "parse", "parsers": rows, "behind": short, "figures": figures, "judged": judged}
    print(json.dumps(told), flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.parse", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="feed files")
    parser.add_argument(
        "--samples", action="store_true", help="the playground's sample feeds, whatever is there"
    )
    parser.add_argument("--quick", action="store_true", help="a few feeds: shows that it works, no more")
    asked = parser.parse_args(arguments)
    try:
        given = files([] if asked.samples else asked.folders or default_folders())
    except (OSError, ValueError) as wrong:
        sys.exit(f"benchmarks.parse: {wrong}")
    if asked.quick:
        given = given[:12]
    measure(given[:1], Clock().now())  # loads what is loaded once
    report(given, measure(given, Clock().now()), judged=not asked.quick)


if __name__ == "__main__":
    main()
