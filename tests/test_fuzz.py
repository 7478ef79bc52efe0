"""Broken feeds through the reader, for a few seconds; `make fuzz` goes on for longer."""

from pathlib import Path

import pytest

from benchmarks import fuzz, parse
from curation.parse import parse_or_raise


def test_mutations_upset_nobody() -> None:
    result = fuzz.run(fuzz.seeds(None), seed=20, mutations=2_000, seconds=8.0)
    assert (result.exceptions, result.failures) == (0, [])
    assert result.mutations > 0


def test_a_mutation_can_be_had_again() -> None:
    given = fuzz.seeds(None)
    assert fuzz.mutated(given, 1, 7) == fuzz.mutated(given, 1, 7) != fuzz.mutated(given, 2, 7)


@pytest.mark.parametrize("body", fuzz.WRITTEN[:4])
def test_the_seeds_are_feeds(body: bytes) -> None:
    assert len(parse_or_raise(body, url=fuzz.URL).entries) == 1


@pytest.mark.parametrize("name", ["absent", "empty"])
def test_a_folder_without_feeds_gets_a_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for main in (fuzz.main, parse.main):
        with pytest.raises(SystemExit, match=rf"{name} (is no folder|holds no file)"):
            main([str(tmp_path / name)])
