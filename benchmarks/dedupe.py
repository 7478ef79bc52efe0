"""The same story once, on articles whose stories are known: `python -m benchmarks.dedupe [--pairs|--stories FILE.csv]`.

--pairs: title1, summary1, title2, summary2, same (0 or 1); if it likes id1, id2. --stories: id, title, summary,
published (ISO 8601 or empty), story; if it likes source. Without either, a small set of our own. Ours is taken as it
ships, once as it folds by itself and once with what it suggests to editors; then at its best threshold, and (pairs)
with thresholds fitted on other articles than those they are tried on. Beside it, at their best thresholds: rapidfuzz's
token_set_ratio and the cosine of TF-IDF over words. Then what one more article costs beside 1,000 known and beside
100,000 (--million: 1,000,000).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import combinations
from math import log, sqrt
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from rich.console import Console
from rich.table import Table

from benchmarks.agreement import (
    Agreement,
    Pair,
    agreement,
    best_threshold,
    cross_validated,
    groups_of,
    heights,
    of_pairs,
)
from benchmarks.labelled import Labelled, Labels, Malformed, read_pairs, read_stories
from benchmarks.synthetic_news import START, Growth, growth
from curation.dedupe import FOLD, SUGGEST, WINDOW, Candidate, Gathered, gather
from curation.likeness import UNLIKE, Rarity, likeness, text
from curation.linkage import components

OUR_OWN = Path(__file__).parent / "data" / "stories.csv"
HEADINGS = ("", "threshold", "precision", "recall", "F1", "B³ F1", "time")
REACH_F1, REACH_PRECISION, REACH_RATIO = 0.88, 0.97, 1.5
ALL_PAIRS = 3_000
"""Articles up to which every pair is scored; beyond, those that share one of their rarer words."""
TOGETHER = 150
"""Articles that hang together up to which their average likeness is worked out."""


def candidates(labels: Labels) -> list[Candidate]:
    """The articles as the programme would have them: each from an outlet of its own where the file does not say."""
    sources = {
        name: place for place, name in enumerate(sorted({a.source for a in labels.articles if a.source}))
    }

    def one(place: int, article: Labelled) -> Candidate:
        source = sources[article.source] if article.source else len(sources) + place
        return Candidate(
            article_id=place,
            source_id=source,
            source_title=article.source or "",
            kind="market",
            key=str(place),
            url=f"https://outlet{source}.example/{place}",
            title=article.title,
            summary=article.summary,
            published=article.published,
            first_seen=article.published or START,
        )

    return [one(place, article) for place, article in enumerate(labels.articles)]


def folded(found: Gathered, *, suggested: bool) -> list[Pair]:
    """What holds the groups together."""
    links = [(story.lead.article_id, other.article_id) for story in found.stories for other in story.others]
    if suggested:
        links += [(each.one.article_id, each.other.article_id) for each in found.suggestions]
    return [(min(pair), max(pair)) for pair in links]


class Scores:
    """Every method's score of the pairs of one file."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self.count = len(labels.articles)
        self._texts = [text(article.title, article.summary) for article in labels.articles]
        self._rarity = Rarity(self._texts)
        self._worths = [self._rarity.worths(each) for each in self._texts]
        self._wholes = [self._rarity.whole(each) for each in self._texts]

    def likeness(self, one: int, other: int) -> float:
        if not self._near(one, other):
            return UNLIKE
        return likeness(self._worths[one], self._wholes[one], self._texts[other], self._wholes[other])

    def pairs(self) -> list[Pair]:
        """Those that were judged; else all that may be one story."""
        if self._labels.judged is not None:
            return sorted(self._labels.judged)
        if self.count <= ALL_PAIRS:
            return [pair for pair in combinations(range(self.count), 2) if self._near(*pair)]
        led: dict[str, list[int]] = {}
        for place, each in enumerate(self._texts):
            for word in each.words:
                if self._rarity.count(word) <= TOGETHER:
                    led.setdefault(word, []).append(place)
        found = {pair for places in led.values() for pair in combinations(places, 2)}
        return sorted(pair for pair in found if self._near(*pair))

    def ours(self, among: Sequence[int]) -> dict[Pair, float]:
        """Average likenesses, as stories are gathered."""
        if self.count <= TOGETHER:
            return heights(among, self.likeness, UNLIKE)
        inside = set(among)
        direct = {
            pair: value
            for pair in self.pairs()
            if pair[0] in inside and pair[1] in inside and (value := self.likeness(*pair)) > 0.0
        }
        found = dict(direct)
        for members in components(pair for pair, value in direct.items() if value >= SUGGEST / 2):
            if len(members) <= TOGETHER:
                found |= heights(members, self.likeness, UNLIKE)
        return found

    def token_set_ratio(self) -> dict[Pair, float]:
        whole = [f"{article.title} {article.summary}".casefold() for article in self._labels.articles]
        return {pair: fuzz.token_set_ratio(whole[pair[0]], whole[pair[1]]) for pair in self.pairs()}

    def tf_idf(self) -> dict[Pair, float]:
        vectors = _vectors([f"{article.title} {article.summary}" for article in self._labels.articles])
        return {pair: _dot(vectors[pair[0]], vectors[pair[1]]) for pair in self.pairs()}

    def _near(self, one: int, other: int) -> bool:
        times = self._labels.articles[one].published, self._labels.articles[other].published
        if times[0] is None or times[1] is None:
            return True
        apart: timedelta = abs(times[0] - times[1])
        return apart <= WINDOW


def _vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    counted = [Counter(re.findall(r"\w\w+", each.casefold())) for each in texts]
    held = Counter(word for each in counted for word in each)
    found = []
    for each in counted:
        vector = {w: (1 + log(n)) * (log((1 + len(texts)) / (1 + held[w])) + 1) for w, n in each.items()}
        length = sqrt(sum(value * value for value in vector.values())) or 1.0
        found.append({word: value / length for word, value in vector.items()})
    return found


def _dot(one: dict[str, float], other: dict[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(word, 0.0) for word, value in one.items())


def measure(labels: Labels, sizes: Sequence[int], *, validate: bool, judged: bool) -> dict[str, Any]:
    """Everything, as a table and a line of JSON."""
    truth = groups_of(len(labels.articles), labels.same)
    rows: list[list[str]] = []
    figures: list[dict[str, Any]] = []
    methods: dict[str, dict[str, float]] = {}

    def told(name: str, threshold: float, found: Agreement, seconds: float) -> None:
        values = (found.precision, found.recall, found.f1, found.b_cubed)
        rows.append([name, f"{threshold:.2f}", *(f"{value:.3f}" for value in values), f"{seconds:.2f} s"])
        names = ("precision", "recall", "f1", "b_cubed_f1", "threshold", "seconds")
        methods[name] = dict(zip(names, (round(v, 4) for v in (*values, threshold, seconds)), strict=True))

    start = time.perf_counter()
    found = gather(candidates(labels))
    seconds = time.perf_counter() - start
    shipped = [
        agreement(groups_of(len(truth), folded(found, suggested=both)), truth, labels.same, labels.judged)
        for both in (False, True)
    ]
    told("ours, folded by itself", FOLD, shipped[0], seconds)
    told("ours, with what it suggests", SUGGEST, shipped[1], seconds)
    scores = Scores(labels)
    ways: list[tuple[str, Callable[[], dict[Pair, float]]]] = [
        ("ours, best threshold", partial(scores.ours, range(scores.count))),
        ("token_set_ratio, best threshold", scores.token_set_ratio),
        ("TF-IDF of words, best threshold", scores.tf_idf),
    ]
    pairs = set(scores.pairs())
    for name, way in ways:
        start = time.perf_counter()
        scored = {pair: value for pair, value in way().items() if pair in pairs}
        seconds = time.perf_counter() - start
        threshold = best_threshold(scored, labels.same)
        claimed = [pair for pair, value in scored.items() if value >= threshold]
        told(name, threshold, of_pairs(claimed, scores.count, truth, labels.same), seconds)
    figures.append(_figure("precision of what is folded", shipped[0].precision, at_least=REACH_PRECISION))
    figures.append(_figure("F1 with what is suggested", shipped[1].f1, at_least=REACH_F1))
    if validate and labels.judged is not None and scores.count <= TOGETHER:
        start = time.perf_counter()
        tried = cross_validated(scores.count, labels.judged, labels.same, scores.ours, UNLIKE)
        seconds = time.perf_counter() - start
        name = "ours, cross-validated"
        values = (f"{tried.precision:.3f}", f"{tried.recall:.3f}", f"{tried.f1:.3f} ± {tried.spread:.3f}")
        rows.append([name, "fitted", *values, "", f"{seconds:.2f} s"])
        methods[name] = {
            "precision": tried.precision,
            "recall": tried.recall,
            "f1": tried.f1,
            "spread": tried.spread,
        }
        figures.append(_figure("F1, cross-validated over articles", tried.f1, at_least=REACH_F1))
    grown = growth(*sizes)
    figures.append(
        _figure("cost of one article more, ratio", grown[-1].each / grown[0].each, at_most=REACH_RATIO)
    )
    _show(rows, grown, figures, judged)
    same = len(labels.same)
    held = {"articles": scores.count, "pairs_of_one_story": same, "suggestions": len(found.suggestions)}
    costs = [{"known": g.known, "microseconds": round(g.each * 1e6, 1), "bytes": g.memory} for g in grown]
    return {
        "benchmark": "dedupe",
        **held,
        "methods": methods,
        "growth": costs,
        "figures": figures,
        "judged": judged,
    }


def _figure(name: str, value: float, **bound: float) -> dict[str, Any]:
    met = value >= bound["at_least"] if "at_least" in bound else value <= bound["at_most"]
    return {"name": name, "value": round(value, 3), **bound, "met": met}


def _show(
    rows: Sequence[Sequence[str]], grown: Sequence[Growth], figures: Sequence[dict[str, Any]], judged: bool
) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    table = Table(title="dedupe", title_justify="left")
    for place, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for each in grown:
        memory = f"{each.memory / 1e6:.0f} MB"
        console.print(f"  one article beside {each.known:,} known: {each.each * 1e6:.0f} µs, {memory} held")
    for figure in figures:
        verdict = ("met" if figure["met"] else "[bold]missed[/bold]") if judged else "not judged"
        least = "at_least" in figure
        bound = f"at least {figure['at_least']}" if least else f"at most {figure['at_most']}"
        console.print(f"  {figure['name']}: {figure['value']} ({bound}): {verdict}")


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(
        prog="benchmarks.dedupe", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    files = parser.add_mutually_exclusive_group()
    files.add_argument("--pairs", type=Path, help="a CSV file of pairs")
    files.add_argument("--stories", type=Path, help="a CSV file of articles with their stories")
    parser.add_argument("--million", action="store_true", help="also beside 1,000,000 known (minutes, 2 GB)")
    parser.add_argument("--quick", action="store_true", help="a small size: shows that it works, no more")
    given = parser.parse_args(arguments)
    try:
        labels = read_pairs(given.pairs) if given.pairs else read_stories(given.stories or OUR_OWN)
    except Malformed as wrong:
        parser.exit(2, f"{wrong}\n")
    sizes = [100, 300] if given.quick else [1_000, 100_000] + [1_000_000] * given.million
    told = measure(labels, sizes, validate=not given.quick, judged=not given.quick)
    print(json.dumps(told), flush=True)
    return told


if __name__ == "__main__":
    main()
