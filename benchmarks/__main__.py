"""Every benchmark in turn: `python -m benchmarks [--quick] [DIR]`. It ends with 0, whatever the figures say."""

from __future__ import annotations

import argparse

from benchmarks import acknowledge, dedupe, deliver, ingest, memory, parse, rank, scale


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("folder", nargs="?", help="feed files to copy, for those that read feeds")
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that they work, no more")
    given = parser.parse_args(arguments)
    quick = ["--quick"] if given.quick else []
    folder = [given.folder] if given.folder else []
    parse.main([*quick, *folder])
    memory.main(quick)
    dedupe.main(quick)
    ingest.main([*quick, *folder])
    deliver.main(quick)
    acknowledge.main([*quick, *folder])
    rank.main(quick)
    scale.main(quick)


if __name__ == "__main__":
    main()
