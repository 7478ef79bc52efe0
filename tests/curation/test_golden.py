"""Three days of the sample feeds, chosen as the file beside this one expects. Change the ranking, read the ten again:
`python -m tests.curation.test_golden` writes what is chosen now; what is said of each day stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from curation.mix import Choice
from tests.curation.sample_days import DAYS, days

EXPECTED = Path(__file__).with_name("golden_days.txt")
NAMES = {"fr": "French", "en": "English"}


def headings() -> Iterator[tuple[str, list[str]]]:
    """Each day's heading, and its lines as they are chosen now."""
    for language, name in NAMES.items():
        for now, made in zip(DAYS, days(language), strict=True):
            lines = [line(number, choice) for number, choice in enumerate(made.choices, start=1)]
            lines += [f"    fewer: {each.code.value} {each.params}" for each in made.missing]
            yield f"{name}, {now:%A}", lines


def line(number: int, choice: Choice) -> str:
    article = choice.candidate
    why = ", ".join(" ".join([each.code.value, *map(str, each.params.values())]) for each in choice.reasons)
    return f"{number:2}. {article.title}\n    {article.source_title}: {article.type} ({article.kind}); {why}"


def said(text: str) -> dict[str, str]:
    """What was written of each day, by its heading."""
    found: dict[str, str] = {}
    heading = ""
    for each in text.splitlines():
        if each.startswith("# "):
            heading = each.removeprefix("# ")
        elif each.startswith("> "):
            found[heading] = f"{found.get(heading, '')}{each}\n"
    return found


def written(of_days: dict[str, str]) -> str:
    parts = [
        f"# {heading}\n{of_days.get(heading, '> ')}" + "".join(f"{each}\n" for each in lines)
        for heading, lines in headings()
    ]
    return "\n".join(parts)


def test_the_ten_of_three_days_are_those_an_editor_read() -> None:
    text = EXPECTED.read_text(encoding="utf-8")
    assert text == written(said(text))


if __name__ == "__main__":
    there = EXPECTED.read_text(encoding="utf-8") if EXPECTED.exists() else ""
    EXPECTED.write_text(written(said(there)), encoding="utf-8")
