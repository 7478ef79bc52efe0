"""Articles whose stories are known, out of CSV files; what is wrong with a file is told with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

PAIRS = ("title1", "summary1", "title2", "summary2", "same")
STORIES = ("id", "title", "summary", "published", "story")
MUCH = 1 << 20


class Malformed(Exception):
    """A sentence for whoever gave the file."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article. `story`: of a file of stories, else None; `source`: where the file says it, else None."""

    title: str
    summary: str
    published: datetime | None = None
    story: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """Articles by place, and which pairs are one story (smaller place first). `judged`: the pairs that someone judged,
    None for all of them."""

    articles: tuple[Labelled, ...]
    same: frozenset[tuple[int, int]]
    judged: frozenset[tuple[int, int]] | None = None


def read_pairs(path: Path) -> Labels:
    """A file of pairs: title1, summary1, title2, summary2, same (0 or 1), and if it likes id1, id2. An article is
    known by its id, else by its texts. Raises Malformed."""
    places: dict[tuple[str, ...], int] = {}
    articles: list[Labelled] = []
    labels: dict[tuple[int, int], bool] = {}
    for line, row in _rows(path, PAIRS):
        pair = []
        for which in "12":
            title, summary = row["title" + which].strip(), row["summary" + which].strip()
            if not title and not summary:
                raise Malformed(f"{path.name}, line {line}: title{which} and summary{which} are both empty.")
            name = row.get("id" + which) or ""
            key = ("id", name) if name else ("text", title, summary)
            if key not in places:
                places[key] = len(articles)
                articles.append(Labelled(title, summary))
            pair.append(places[key])
        one, other = sorted(pair)
        if row["same"].strip() not in ("0", "1"):
            raise Malformed(f"{path.name}, line {line}: same is {row['same'][:40]!r}, neither 0 nor 1.")
        same = row["same"].strip() == "1"
        if one == other:
            continue
        if labels.setdefault((one, other), same) != same:
            raise Malformed(
                f"{path.name}, line {line}: this pair stood above already, with the other answer."
            )
    if not labels:
        raise Malformed(f"{path.name}: no pairs under the first line.")
    return Labels(
        tuple(articles), frozenset(pair for pair, same in labels.items() if same), frozenset(labels)
    )


def read_stories(path: Path) -> Labels:
    """A file of articles: id, title, summary, published (ISO 8601, may be empty, UTC where no zone is said), story,
    and if it likes source. Raises Malformed."""
    seen: dict[str, int] = {}
    articles: list[Labelled] = []
    for line, row in _rows(path, STORIES):
        name, title, summary = row["id"].strip(), row["title"].strip(), row["summary"].strip()
        if name in seen:
            raise Malformed(
                f"{path.name}, line {line}: the id {name[:40]!r} stood in line {seen[name]} already."
            )
        seen[name] = line
        if not title and not summary:
            raise Malformed(f"{path.name}, line {line}: title and summary are both empty.")
        if not row["story"].strip():
            raise Malformed(f"{path.name}, line {line}: the story is empty.")
        published = _time(row["published"].strip(), path, line)
        source = (row.get("source") or "").strip() or None
        articles.append(Labelled(title, summary, published, row["story"].strip(), source))
    if not articles:
        raise Malformed(f"{path.name}: no articles under the first line.")
    by_story: dict[str, list[int]] = {}
    for place, article in enumerate(articles):
        by_story.setdefault(article.story or "", []).append(place)
    same = (pair for members in by_story.values() for pair in combinations(members, 2))
    return Labels(tuple(articles), frozenset(same))


def _time(written: str, path: Path, line: int) -> datetime | None:
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed(
            f"{path.name}, line {line}: published is {written[:40]!r}, no ISO 8601 date."
        ) from None


def _rows(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the line it ends in."""
    csv.field_size_limit(MUCH)
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in wanted if name not in (reader.fieldnames or ())]
            if missing:
                raise Malformed(f"{path.name}, line 1: no column {', '.join(missing)}.")
            for row in reader:
                line = reader.line_num
                if None in row or None in row.values():
                    raise Malformed(f"{path.name}, line {line}: not as many cells as the first line.")
                yield line, row
    except csv.Error as error:
        raise Malformed(f"{path.name}, after line {line}: {error}.") from None
    except UnicodeDecodeError as error:
        raise Malformed(f"{path.name}, after line {line}: not UTF-8 ({error.reason}).") from None
    except OSError as error:
        raise Malformed(f"{path}: {error.strerror}.") from None
