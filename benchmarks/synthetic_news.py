"""News that nobody wrote, as much as is wanted: words as frequent as in a language, names that keep coming up new."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from statistics import median

import psutil

from curation.dedupe import WINDOW
from curation.known import Known
from curation.likeness import Rarity, text

START = datetime(2026, 3, 2, tzinfo=UTC)
VOCABULARY, NAMES_EACH = 30_000, 2
TITLE, SUMMARY = 9, 32
TOLD_AGAIN = 0.15
LETTERS = "aaabcdeeeefghiiijklmnooopqrrsstttuuvwxyz"
BATCH, BATCHES = 25, 40


@dataclass(frozen=True, slots=True)
class Growth:
    """What one article more costs beside `known` others, in seconds; and what all of them hold, in bytes."""

    known: int
    each: float
    memory: int


def articles(seed: int) -> Iterator[tuple[str, str]]:
    """Titles with summaries, without end. One in seven tells a recent one again in other words."""
    random = Random(seed)
    vocabulary = [_word(random) for _ in range(VOCABULARY)]
    weights = [1 / (place + 3) for place in range(VOCABULARY)]
    for place in range(1, VOCABULARY):
        weights[place] += weights[place - 1]
    recent: list[list[str]] = []
    while True:
        if recent and random.random() < TOLD_AGAIN:
            names = random.choice(recent)
        else:
            names = [_word(random) for _ in range(NAMES_EACH)]
            recent.append(names)
            del recent[:-200]
        words = random.choices(vocabulary, cum_weights=weights, k=TITLE + SUMMARY) + names * 2
        title, summary = words[:TITLE] + names, words[TITLE:]
        yield " ".join(title), " ".join(summary)


def _word(random: Random) -> str:
    return "".join(random.choices(LETTERS, k=random.randint(3, 10)))


class _Pool:
    """An index with `known` texts, all within the window, and what it costs to take more."""

    def __init__(self, known: int) -> None:
        gc.collect()
        before = psutil.Process().memory_info().rss
        self.known = known
        self._rarity = Rarity()
        self._held: Known[int] = Known(self._rarity)
        self._news = articles(seed=11)
        self._at = START
        self._count = 0
        self._step = WINDOW / (known + BATCH * BATCHES + 1)
        for _ in range(known):
            self._take(next(self._news), compare=False)
        self.memory = psutil.Process().memory_info().rss - before
        self.taken: list[float] = []

    def batch(self) -> None:
        """More come in as they would from a feed: read, compared with what is known, put in."""
        coming = [next(self._news) for _ in range(BATCH)]
        start = time.process_time()
        for new in coming:
            self._take(new, compare=True)
        self.taken.append((time.process_time() - start) / BATCH)

    def _take(self, new: tuple[str, str], *, compare: bool) -> None:
        words = text(*new)
        self._rarity.add(words)
        if compare:
            self._held.like(words)
            # Nothing is as old yet; the question is part of the price.
            self._held.forget(self._at - WINDOW)
        self._held.put(self._count, words, self._at)
        self._count += 1
        self._at += self._step


def growth(*known: int) -> list[Growth]:
    """For each number of known texts. They take turns, batch by batch, so that a busy machine slows all alike."""
    pools = [_Pool(each) for each in known]
    # The sweep of a process that holds much is no part of what an article costs.
    gc.collect()
    gc.disable()
    try:
        for _ in range(BATCHES):
            for pool in pools:
                pool.batch()
    finally:
        gc.enable()
    return [Growth(pool.known, median(pool.taken), pool.memory) for pool in pools]
