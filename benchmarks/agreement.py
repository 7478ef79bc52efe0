"""How far predicted stories agree with those that people saw, and how a threshold fares on articles it has not seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import comb, log
from random import Random
from statistics import mean, stdev

import numpy as np

from curation.linkage import average, components

Pair = tuple[int, int]
Likeness = Callable[[int, int], float]
FOLDS = 10
ODDS = 0.6
"""How likely a pair must be to count as one story: a wrong fold hides an article, a missed one shows a second."""
SEEDS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Over pairs; and B-cubed, over articles, with its F1."""

    precision: float
    recall: float
    b_cubed: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Repeated:
    """Means over the seeds, and the standard deviation of F1 between them."""

    precision: float
    recall: float
    f1: float
    spread: float


def groups_of(count: int, pairs: Iterable[Pair]) -> list[int]:
    """For each of `count` articles, the first of those it hangs together with through `pairs`."""
    first = list(range(count))
    for members in components(pairs):
        for place in members:
            first[place] = members[0]
    return first


def agreement(
    predicted: Sequence[int], truth: Sequence[int], same: frozenset[Pair], judged: frozenset[Pair] | None
) -> Agreement:
    """`predicted` and `truth`: a group for each article. Pairs count where `judged`; None counts them all."""
    if judged is None:
        together = Counter(zip(predicted, truth, strict=True))
        right = sum(comb(size, 2) for size in together.values())
        said = sum(comb(size, 2) for size in Counter(predicted).values())
    else:
        claimed = [pair for pair in judged if predicted[pair[0]] == predicted[pair[1]]]
        said, right = len(claimed), sum(pair in same for pair in claimed)
    precision = right / said if said else 1.0
    recall = right / len(same) if same else 1.0
    return Agreement(precision, recall, _b_cubed(predicted, truth))


def of_pairs(claimed: Iterable[Pair], count: int, truth: Sequence[int], same: frozenset[Pair]) -> Agreement:
    """The same for a method that claims pairs, one by one; for B-cubed they are joined."""
    claimed = list(claimed)
    right = sum(pair in same for pair in claimed)
    precision = right / len(claimed) if claimed else 1.0
    b_cubed = _b_cubed(groups_of(count, claimed), truth)
    return Agreement(precision, right / len(same) if same else 1.0, b_cubed)


def _b_cubed(predicted: Sequence[int], truth: Sequence[int]) -> float:
    both = Counter(zip(predicted, truth, strict=True))
    said, meant = Counter(predicted), Counter(truth)
    precision = sum(size * size / said[one] for (one, _), size in both.items()) / len(truth)
    recall = sum(size * size / meant[other] for (_, other), size in both.items()) / len(truth)
    return 2 * precision * recall / (precision + recall)


def heights(members: Sequence[int], likeness: Likeness, least: float) -> dict[Pair, float]:
    """For each pair that comes together at all, the average likeness at which it does, `least` at the least."""
    found: dict[Pair, float] = {}
    grown = {place: [place] for place in members}
    links = average(members, likeness, lambda one, other: False, float("inf"), least).likely
    height = float("inf")
    for link in links:
        # Averages may rise again after a join: what came together stays together.
        height = min(height, link.likeness)
        for one in grown[link.one]:
            for other in grown[link.other]:
                found[min(one, other), max(one, other)] = height
        grown[link.one] += grown.pop(link.other)
    return found


def best_threshold(scores: dict[Pair, float], same: frozenset[Pair]) -> float:
    """The one with the best F1 over `scores`; pairs that are not among them score nothing."""
    best, threshold, right = -1.0, float("inf"), 0
    ordered = sorted(scores.items(), key=lambda item: -item[1])
    for place, (pair, score) in enumerate(ordered, start=1):
        right += pair in same
        if place < len(ordered) and ordered[place][1] == score:
            continue
        f1 = 2 * right / (place + len(same))
        if f1 > best:
            best, threshold = f1, score
    return threshold


def cross_validated(
    count: int,
    judged: frozenset[Pair],
    same: frozenset[Pair],
    scores_among: Callable[[Sequence[int]], dict[Pair, float]],
    least: float,
    seeds: Sequence[int] = SEEDS,
) -> Repeated:
    """A threshold fitted without the articles it is tried on.

    The articles are dealt into `FOLDS` folds, those of one story into one fold. Each pair of folds (and each fold with
    itself) is tried with the threshold fitted on the pairs of articles of all the other folds: so each judged pair is
    tried once, by a threshold that has seen neither of its articles nor any other of their stories. `scores_among`
    scores the pairs among some articles, as if there were no others; a pair it leaves out has `least`.
    """
    everything = scores_among(range(count))
    runs = [_run(count, judged, same, scores_among, everything, least, seed) for seed in seeds]
    spread = stdev(run.f1 for run in runs) if len(runs) > 1 else 0.0
    return Repeated(
        mean(run.precision for run in runs),
        mean(run.recall for run in runs),
        mean(run.f1 for run in runs),
        spread,
    )


def _run(
    count: int,
    judged: frozenset[Pair],
    same: frozenset[Pair],
    scores_among: Callable[[Sequence[int]], dict[Pair, float]],
    everything: dict[Pair, float],
    least: float,
    seed: int,
) -> Agreement:
    fold = dealt(count, same, seed)
    tried: dict[Pair, list[Pair]] = defaultdict(list)
    for one, other in judged:
        tried[min(fold[one], fold[other]), max(fold[one], fold[other])].append((one, other))
    said = right = 0
    for folds, pairs in sorted(tried.items()):
        training = [place for place in range(count) if fold[place] not in folds]
        seen = set(training)
        scores = scores_among(training)
        known = sorted(pair for pair in judged if pair[0] in seen and pair[1] in seen)
        threshold = fitted([scores.get(pair, least) for pair in known], [pair in same for pair in known])
        claimed = [pair for pair in pairs if everything.get(pair, least) >= threshold]
        said += len(claimed)
        right += sum(pair in same for pair in claimed)
    return Agreement(right / said if said else 1.0, right / len(same) if same else 1.0, 0.0)


def dealt(count: int, same: frozenset[Pair], seed: int) -> list[int]:
    """The fold of each article: whole stories, the largest first, each into the smallest fold, in an order that `seed`
    gives."""
    first = groups_of(count, same)
    stories: dict[int, list[int]] = defaultdict(list)
    for place in range(count):
        stories[first[place]].append(place)
    order = list(stories.values())
    Random(seed).shuffle(order)
    order.sort(key=len, reverse=True)
    sizes, fold = [0] * FOLDS, [0] * count
    for members in order:
        smallest = min(range(FOLDS), key=lambda each: sizes[each])
        sizes[smallest] += len(members)
        for place in members:
            fold[place] = smallest
    return fold


def fitted(scores: Sequence[float], labels: Sequence[bool], *, odds: float = ODDS) -> float:
    """The score at which a logistic curve, fitted to all of them with a light penalty, reaches `odds`."""
    x, y = np.array(scores), np.array(labels, float)
    centre, width = float(x.mean()), float(x.std()) or 1.0
    design = np.c_[(x - centre) / width, np.ones(len(x))]
    penalty = np.diag([0.1, 1e-9])
    weights = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (chance - y) + penalty @ weights
        step = np.linalg.solve((design * (chance * (1 - chance))[:, None]).T @ design + penalty, slope)
        weights -= step
        if float(abs(step).max()) < 1e-7:
            break
    if weights[0] <= 0:
        return float("inf")
    return centre + width * (log(odds / (1 - odds)) - float(weights[1])) / float(weights[0])
