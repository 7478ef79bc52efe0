"""Curation of one day for a thousand audiences from fifty thousand fresh articles: `python -m benchmarks.scale`.

The articles are made up (a seed, words by Zipf's law, one in eight telling another's story), of one workspace, none
older than its window; the audiences read two languages, were given sixty days of ten articles, and picked some of
them, from which their trust, their likes and the weights are learnt. Measured as `scheduler.selection` does it, without
the database: learning and folding once for all, then each audience's choice. Audiences are the first hundred, then the
thousand; the ratio is that of their times per audience, with what is done once in each, and without it.
"""

from __future__ import annotations

import argparse
import gc
import resource
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from benchmarks.figures import Target, report
from curation.dedupe import Candidate
from curation.engagement import Showing
from curation.learning import Learner
from curation.mix import History, Rules, Selection, choose_from
from curation.stories import Stories

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WINDOW = timedelta(days=7)
SOURCES = 400
VOCABULARY = 20_000
TYPES = (*(None,) * 6, "article", "press", "analysis", "study", "event", "job_offer", "resource")
TOPICS = tuple(f"topic{number}" for number in range(40))
LOG = 5_000  # as many as the scheduler learns from


@dataclass(frozen=True, slots=True)
class Audience:
    """One channel: what it reads, and what it was given."""

    number: int
    rules: Rules
    history: History


class Words:
    """Words as they come in texts: few often, most rarely."""

    def __init__(self, random: Random) -> None:
        self._random = random
        letters = "abcdefghijklmnoprstuvz"
        self._words = ["".join(random.choices(letters, k=random.randint(4, 10))) for _ in range(VOCABULARY)]
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))

    def some(self, count: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))


def articles(count: int, words: Words, random: Random, *, first: int = 0) -> list[Candidate]:
    """Fresh ones, an eighth of them telling the story of one before them in nearly its words."""
    found: list[Candidate] = []
    for number in range(first, first + count):
        source = random.randrange(SOURCES)
        published = NOW - timedelta(seconds=random.randrange(int(WINDOW.total_seconds())))
        url = f"https://s{source}.example/{number}"
        title, summary = words.some(9), words.some(30)
        if found and random.random() < 0.125:
            told = random.choice(found)
            title, summary = f"{told.title} {words.some(1)}", told.summary
            published = max(told.told_at - timedelta(hours=2), NOW - WINDOW)
        found.append(
            Candidate(
                article_id=number,
                source_id=source,
                source_title=f"Source {source}",
                kind="company" if source < SOURCES // 20 else "market",
                key=f"key{number}",
                url=url,
                title=title,
                summary=summary,
                published=published,
                first_seen=published,
                language="fr" if source % 2 else "en",
                type=random.choice(TYPES),
                topics=tuple(random.sample(TOPICS, random.randrange(3))),
            )
        )
    return found


def audiences(count: int, past: list[Candidate], random: Random) -> list[Audience]:
    """Each with sixty days of ten articles behind it."""
    found = []
    for number in range(count):
        had = random.sample(past, min(600, len(past)))
        history = History(
            keys=frozenset(each.key for each in had),
            urls=frozenset(each.url for each in had),
            titles=tuple(each.title for each in had),
            company=10,
            market=40,
        )
        rules = Rules(window=WINDOW, languages=frozenset({"fr" if number % 2 else "en"}))
        found.append(Audience(number, rules, history))
    return found


def log_of(
    count: int, past: list[Candidate], audience_count: int, random: Random
) -> list[tuple[int, list[Showing]]]:
    """Digests of ten as they were picked from, `count` articles in all."""
    return [
        (
            random.randrange(audience_count),
            [Showing(each, int(random.random() < 0.3)) for each in random.sample(past, 10)],
        )
        for _ in range(count // 10)
    ]


def ready(pool: list[Candidate], log: list[tuple[int, list[Showing]]]) -> tuple[Stories, Learner]:
    """What is done once for all audiences."""
    learner = Learner()
    for audience, shown in log:
        learner.learn(audience, shown, NOW - timedelta(days=8))
    stories = Stories(pool, NOW, WINDOW, engagement=learner.engagement, weights=learner.weights)
    return stories, learner


def day(stories: Stories, learner: Learner, each: Audience) -> Selection:
    """One audience's choice."""
    taste = replace(learner.taste(each.number), topics={TOPICS[each.number % len(TOPICS)]: 1.5})
    return choose_from(stories, each.rules, each.history, taste=taste, seed=str(each.number))


def measure(count: int, few: int, many: int, *, judged: bool) -> list[Target]:
    random = Random(7)
    words = Words(random)
    pool = articles(count, words, random)
    past = articles(min(count, 4_000), words, random, first=count)
    everyone = audiences(many, past, random)
    log = log_of(min(LOG, len(past)), past, many, random)
    gc.collect()
    before = _peak()
    start = time.perf_counter(), time.process_time()
    stories, learner = ready(pool, log)
    once = time.perf_counter() - start[0], time.process_time() - start[1]
    taken: dict[int, tuple[float, float]] = {}
    chosen = 0
    for size in (few, many):
        gc.collect()
        start = time.perf_counter(), time.process_time()
        for each in everyone[:size]:
            chosen += len(day(stories, learner, each).choices)
        taken[size] = time.perf_counter() - start[0], time.process_time() - start[1]
    grown = (_peak() - before) / 1024
    rows = [["learning and folding, once", f"{once[0]:.2f} s", f"{once[1]:.2f} s", ""]]
    rows += [
        [f"{size} audiences", f"{wall:.2f} s", f"{cpu:.2f} s", f"{1000 * wall / size:.1f} ms"]
        for size, (wall, cpu) in taken.items()
    ]
    whole = {size: (once[0] + wall) / size for size, (wall, _) in taken.items()}
    alone = {size: cpu / size for size, (_, cpu) in taken.items()}
    print(
        f"{count} articles, {len(stories.stories)} stories, {chosen} chosen; memory +{grown:.0f} MB at most"
    )
    targets = [
        Target(f"an audience among {many} against {few}, all in", whole[many] / whole[few], 1.2),
        Target("the same, without what is done once (processor)", alone[many] / alone[few], 1.2),
    ]
    extra = {
        "once_s": round(once[0], 2),
        "audiences_s": {str(size): round(wall, 2) for size, (wall, _) in taken.items()},
        "memory_mb": round(grown),
    }
    report("scale", ["", "on the clock", "processor", "each"], rows, targets, judged=judged, extra=extra)
    return targets


def _peak() -> int:
    """The most memory that this process ever held, kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(arguments: Iterable[str] | None = None) -> list[Target]:
    parser = argparse.ArgumentParser(prog="benchmarks.scale", description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--audiences", type=int, default=1_000)
    parser.add_argument("--quick", action="store_true", help="a small pool: shows that it works, no more")
    given = parser.parse_args(None if arguments is None else list(arguments))
    if given.quick:
        return measure(500, 5, 20, judged=False)
    return measure(given.articles, max(given.audiences // 10, 1), given.audiences, judged=True)


if __name__ == "__main__":
    main()
