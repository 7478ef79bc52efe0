"""Our ranking on a log of what was shown and what was picked:
`python -m benchmarks.rank --impressions FILE --items FILE`.

Impressions: a CSV with the columns time (ISO 8601, or seconds since 1970), audience, shown and picked (ids separated
by spaces). Items: a CSV with the columns id, title, summary, source, published, language; any but id may be empty or
missing. The log is replayed in time order: each list is ranked by what was known before it, then learnt from; lists of
one instant learn nothing from each other. Beside ours (`curation.learning`, as the product runs it): at random, the
newest first, the most picked first, and (picks + 1) / (shown + 25). Without files, a log is generated.

AUC, MRR and nDCG are taken list by list, and their means over the lists in which something was picked and something
was not; the second half of them, once something has been learnt, is told apart.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time as clock
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from math import exp, log2
from pathlib import Path
from random import Random

from benchmarks.figures import Target, report
from curation.dates import from_text
from curation.dedupe import Candidate
from curation.engagement import Showing
from curation.learning import Learner
from curation.rank import worth

HEADINGS = ["", "AUC", "MRR", "nDCG@5", "nDCG@10", "AUC, 2nd half"]
RULES = ("ours", "smoothed rate", "counts", "recency", "random")


class Malformed(Exception):
    """A file that cannot be read, in a sentence that names its line."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item as its file tells it."""

    id: str
    title: str = ""
    summary: str = ""
    source: str = ""
    published: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Impression:
    """A list as it was shown, first place first, and what was picked of it."""

    at: datetime
    audience: str
    shown: tuple[str, ...]
    picked: frozenset[str]


def read_items(path: Path) -> dict[str, Item]:
    """By id. Raises Malformed."""
    found: dict[str, Item] = {}
    for line, row in _rows(path, {"id"}):
        name = row["id"]
        if not name or len(name.split()) != 1:
            raise Malformed(f"{path}, line {line}: an id is one word, not {name!r}.")
        if name in found:
            raise Malformed(f"{path}, line {line}: the id {name!r} was there before.")
        said = row.get("published", "")
        published = _moment(said) if said else None
        if said and published is None:
            raise Malformed(f"{path}, line {line}: {said!r} is no date.")
        found[name] = Item(
            name,
            row.get("title", ""),
            row.get("summary", ""),
            row.get("source", ""),
            published,
            row.get("language", ""),
        )
    return found


def read_impressions(path: Path, items: dict[str, Item]) -> list[Impression]:
    """In time order. Raises Malformed."""
    found = []
    for line, row in _rows(path, {"time", "audience", "shown", "picked"}):
        at = _moment(row["time"])
        if at is None:
            raise Malformed(f"{path}, line {line}: {row['time']!r} is no time.")
        shown, picked = tuple(row["shown"].split()), frozenset(row["picked"].split())
        if not shown:
            raise Malformed(f"{path}, line {line}: nothing was shown.")
        if len(set(shown)) < len(shown):
            raise Malformed(f"{path}, line {line}: {_first_twice(shown)!r} is shown twice.")
        for name in shown:
            if name not in items:
                raise Malformed(f"{path}, line {line}: {name!r} is not among the items.")
        for name in sorted(picked.difference(shown)):
            raise Malformed(f"{path}, line {line}: {name!r} was picked, but not shown.")
        found.append(Impression(at, row["audience"], shown, picked))
    return sorted(found, key=lambda each: each.at)


def _first_twice(names: Sequence[str]) -> str:
    return next(name for name, count in Counter(names).items() if count > 1)


def _rows(path: Path, needed: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its line."""
    csv.field_size_limit(2**24)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = sorted(needed.difference(reader.fieldnames or ()))
            if missing:
                raise Malformed(f"{path}, line 1: no column is called {' nor '.join(missing)}.")
            for row in reader:
                if None in row or None in row.values():
                    raise Malformed(
                        f"{path}, line {reader.line_num}: {len(reader.fieldnames or ())} columns were expected."
                    )
                yield reader.line_num, {name: value.strip() for name, value in row.items()}
    except csv.Error as error:
        # The row that cannot be read begins after the last that could.
        raise Malformed(f"{path}, line {reader.line_num + 1}: {error}.") from error
    except UnicodeDecodeError as error:
        raise Malformed(f"{path}, line {_line_of(path, error)}: this is not UTF-8.") from error
    except OSError as error:
        raise Malformed(f"{path} cannot be read: {error.strerror}.") from error


def _line_of(path: Path, error: UnicodeDecodeError) -> int:
    try:
        path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as whole:
        return whole.object[: whole.start].count(b"\n") + 1
    return error.object[: error.start].count(b"\n") + 1


def _moment(said: str) -> datetime | None:
    try:
        number = float(said)
    except ValueError:
        return from_text(said)
    if number > 1e11:  # thousandths
        number /= 1000
    try:
        return datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


@dataclass(slots=True)
class Sums:
    """A ranking's figures, summed over lists."""

    lists: int = 0
    auc: float = 0.0
    mrr: float = 0.0
    at_5: float = 0.0
    at_10: float = 0.0
    aucs: list[float] = field(default_factory=list)

    def add(self, scores: Sequence[float], picked: Sequence[bool], random: Random) -> None:
        """One list. Equals share: the AUC counts them half, the rest takes them in a random order."""
        self.lists += 1
        found = auc(scores, picked)
        self.auc += found
        self.aucs.append(found)
        order = sorted(range(len(scores)), key=lambda n: (-scores[n], random.random()))
        ranks = [rank for rank, n in enumerate(order, start=1) if picked[n]]
        self.mrr += sum(1 / rank for rank in ranks) / len(ranks)
        self.at_5 += ndcg(ranks, 5)
        self.at_10 += ndcg(ranks, 10)

    def means(self) -> list[float]:
        """AUC, MRR, nDCG@5, nDCG@10, AUC of the second half."""
        later = self.aucs[len(self.aucs) // 2 :]
        count = max(self.lists, 1)
        whole = [value / count for value in (self.auc, self.mrr, self.at_5, self.at_10)]
        return [*whole, sum(later) / max(len(later), 1)]


def auc(scores: Sequence[float], picked: Sequence[bool]) -> float:
    """How often a picked one stands above one that was not; equals count half. There is one of each at least."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    above = 0.0
    below = 0
    for _, group in groupby(order, key=scores.__getitem__):
        kinds = [picked[n] for n in group]
        chosen = sum(kinds)
        above += chosen * (below + (len(kinds) - chosen) / 2)
        below += len(kinds) - chosen
    chosen = sum(picked)
    return above / (chosen * (len(picked) - chosen))


def ndcg(ranks: Sequence[int], most: int) -> float:
    """Of those picked, at these ranks (1 is first)."""
    gained = sum(1 / log2(rank + 1) for rank in ranks if rank <= most)
    return gained / sum(1 / log2(rank + 1) for rank in range(1, min(len(ranks), most) + 1))


def replay(
    items: dict[str, Item], log: Sequence[Impression], seed: int = 1
) -> tuple[dict[str, Sums], Learner]:
    """Each list ranked by what was known before its instant, then learnt from."""
    learner, sums, random = Learner(), {name: Sums() for name in RULES}, Random(seed)
    numbers = {name: number for number, name in enumerate(items)}
    sources = {each.source for each in items.values()}
    source_ids = {source: number for number, source in enumerate(sorted(sources))}
    known: dict[str, Candidate] = {}
    shown, picks = Counter[str](), Counter[str]()
    for at, instant in groupby(log, key=lambda each: each.at):
        together = list(instant)
        learnt = []
        for each in together:
            for name in each.shown:
                if name not in known:
                    known[name] = _candidate(items[name], numbers[name], source_ids, at)
            articles = [known[name] for name in each.shown]
            found = learner.signals(each.audience, articles, at)
            learnt.append((each, articles, found))
            chosen = [name in each.picked for name in each.shown]
            if not any(chosen) or all(chosen):
                continue
            weights = learner.weights
            scores = {
                "ours": [worth(one, weights) for one in found],
                "smoothed rate": [(picks[name] + 1) / (shown[name] + 25) for name in each.shown],
                "counts": [float(picks[name]) for name in each.shown],
                "recency": [article.told_at.timestamp() for article in articles],
                "random": [random.random() for _ in each.shown],
            }
            for rule, values in scores.items():
                sums[rule].add(values, chosen, random)
        for each, articles, found in learnt:
            showings = [
                Showing(article, int(name in each.picked))
                for name, article in zip(each.shown, articles, strict=True)
            ]
            learner.learn(each.audience, showings, at, found)
            shown.update(each.shown)
            picks.update(each.picked)
    return sums, learner


def _candidate(item: Item, number: int, sources: dict[str, int], at: datetime) -> Candidate:
    return Candidate(
        article_id=number,
        source_id=sources[item.source],
        source_title=item.source,
        kind="market",
        key=item.id,
        url="",
        title=item.title,
        summary=item.summary,
        published=item.published,
        first_seen=at,
        language=item.language or None,
    )


SUBJECTS = 12
WORDS = 40


def generated(lists: int, seed: int = 3) -> tuple[dict[str, Item], list[Impression]]:
    """A log made by a rule: items have an appeal of their own, a subject, a source and a date; audiences like some
    subjects and sources; what is picked follows these, the place, and its age a little."""
    random = Random(seed)
    start = 1_767_600_000.0
    liked = [
        ([random.gauss(0, 0.6) for _ in range(SUBJECTS)], [random.gauss(0, 0.4) for _ in range(30)])
        for _ in range(20)
    ]
    items: dict[str, Item] = {}
    appeals: dict[str, tuple[float, int, int, float]] = {}
    span = lists * 600.0
    for number in range(max(lists // 4, 60)):
        subject, source = random.randrange(SUBJECTS), random.randrange(30)
        born = start + random.random() * span - 86_400
        name = f"n{number}"
        words = [f"mot{subject}x{random.randrange(WORDS)}" for _ in range(4)]
        words += [f"commun{random.randrange(300)}" for _ in range(4)]
        items[name] = Item(name, " ".join(words), "", f"s{source}", datetime.fromtimestamp(born, UTC))
        appeals[name] = (random.gauss(0, 0.7), subject, source, born)
    ordered = sorted(appeals, key=lambda name: appeals[name][3])
    log = []
    first = 0
    for number in range(lists):
        at = start + number * 600.0
        while first < len(ordered) - 20 and appeals[ordered[first]][3] < at - 4 * 86_400:
            first += 1
        at_hand = [name for name in ordered[first : first + 200] if appeals[name][3] <= at]
        if len(at_hand) < 3:
            continue
        shown = random.sample(at_hand, min(len(at_hand), random.randint(5, 20)))
        audience = random.randrange(20)
        subjects, of_sources = liked[audience]
        picked = []
        for place, name in enumerate(shown):
            appeal, subject, source, born = appeals[name]
            pull = appeal + subjects[subject] + of_sources[source] - 0.1 * (at - born) / 86_400
            if random.random() < 0.09 * exp(pull) / (1 + 0.1 * place):
                picked.append(name)
        log.append(
            Impression(datetime.fromtimestamp(at, UTC), f"a{audience}", tuple(shown), frozenset(picked))
        )
    return items, log


def measure(items: dict[str, Item], log: Sequence[Impression], *, judged: bool) -> list[Target]:
    began = clock.perf_counter()
    sums, learner = replay(items, log)
    took = clock.perf_counter() - began
    rows = [[name, *(f"{value:.4f}" for value in sums[name].means())] for name in RULES]
    means = {name: dict(zip(HEADINGS[1:], sums[name].means(), strict=True)) for name in RULES}
    print(f"{len(log)} lists, {sums['ours'].lists} of them told apart, {len(items)} items, {took:.1f} s")
    weights = ", ".join(
        f"{name} {value:.2f}" for name, value in zip(learner.weights._fields, learner.weights, strict=True)
    )
    print(f"weights learnt: {weights}")
    best = max((name for name in RULES if name != "ours"), key=lambda name: means[name]["AUC"])
    targets = [
        Target(
            f"AUC of the best of the others ({best}) over ours",
            means[best]["AUC"] / means["ours"]["AUC"],
            1.0,
        )
    ]
    report("rank", HEADINGS, rows, targets, judged=judged, extra={"means": means, "lists": len(log)})
    return targets


def main(arguments: Iterable[str] | None = None) -> list[Target]:
    parser = argparse.ArgumentParser(prog="benchmarks.rank", description=__doc__)
    parser.add_argument("--impressions", type=Path, help="a CSV: time, audience, shown, picked")
    parser.add_argument("--items", type=Path, help="a CSV: id, title, summary, source, published, language")
    parser.add_argument("--quick", action="store_true", help="a short log: shows that it works, no more")
    given = parser.parse_args(None if arguments is None else list(arguments))
    if bool(given.impressions) != bool(given.items):
        parser.error("--impressions and --items go together")
    try:
        if given.impressions:
            items = read_items(given.items)
            return measure(items, read_impressions(given.impressions, items), judged=True)
    except Malformed as error:
        sys.exit(str(error))
    return measure(*generated(200 if given.quick else 6000), judged=not given.quick)


if __name__ == "__main__":
    main()
