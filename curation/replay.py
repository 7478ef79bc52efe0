"""What a change of the choice would have brought, estimated from the log of what was chosen and what was done. Pure.

Three things can be told from a log and no more. What stood there would have got more or less in another place: its
acts are scaled by how much each place gets (inverse propensity by examination), which supposes that a place draws the
same whatever stands in it. What was tried by lot, one among so many, stands for the others of its lot: it counts so
many times (inverse propensity of the draw), which is right on average and uncertain on few. What was never shown is
taken for as good as the usual in its place with that audience: it speaks neither for the change nor against it (the
estimate is doubly robust; counted as nothing, it would damn every change), and `covered` tells how much of the new
selections the log can speak for. Below a half, do not believe the rest: the change was hardly tried.

Nor does a log know what people would have done with a better neighbour beside an article.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from random import Random
from statistics import fmean

MOST_WEIGHT = 10.0
"""One lucky act in a rare draw must not decide: a little bias for much less noise."""
PRIOR = 25.0
REDRAWS = 400
LEAST_COVERED = 0.5
LEAST_DAYS = 10
"""With fewer, redraws of the days say little of days to come."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An article where it stood, first place first. `among`: how many it was drawn from by lot (`explored`), 1 if
    it was chosen outright."""

    article_id: int
    acts: int
    among: int = 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article as the change would have chosen it; `among` likewise. A lot is drawn by the seed that drew the
    log's."""

    article_id: int
    among: int = 1


@dataclass(frozen=True, slots=True)
class Replayed:
    """One selection: as it was posted on `day`, and as the change would have had it, both in their order."""

    audience: int | str
    day: date
    shown: tuple[Placed, ...]
    chosen: tuple[Chosen, ...]

    @property
    def acts(self) -> int:
        return sum(each.acts for each in self.shown)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Acts a selection: as they were (`logged`), and as the change would have had them (`expected`). `low` and
    `high`: nine in ten redraws of the log's days, each beside what that very day was; what several audiences did on one
    day goes together. `covered`: the part (0 to 1) of the new selections' places of which the log can tell. `days`: how
    many there were a selection on."""

    logged: float
    expected: float
    low: float
    high: float
    covered: float
    days: int


class Verdict(StrEnum):
    """What may be made of an estimate."""

    MORE = "more"
    FEWER = "fewer"
    ALIKE = "alike"
    """No difference beyond what chance makes between days."""
    UNKNOWN = "unknown"
    """Too little of it in the log, or too few days."""


def verdict(found: Estimate) -> Verdict:
    """What may be made of `found`: nothing where less than half is covered."""
    if found.covered < LEAST_COVERED or found.days < LEAST_DAYS:
        return Verdict.UNKNOWN
    if found.low > found.logged:
        return Verdict.MORE
    return Verdict.FEWER if found.high < found.logged else Verdict.ALIKE


def places(log: Sequence[Replayed]) -> list[float]:
    """How much each place gets of what an even share would be, smoothed; 1.0 is even."""
    longest = max((len(day.shown) for day in log), default=0)
    acts, due = [0.0] * longest, [0.0] * longest
    for day in log:
        for place, each in enumerate(day.shown):
            acts[place] += each.acts
            due[place] += day.acts / len(day.shown)
    return [(got + PRIOR) / (even + PRIOR) for got, even in zip(acts, due, strict=True)]


def estimate(log: Sequence[Replayed], *, pull: Sequence[float] | None = None, seed: int = 1) -> Estimate:
    """What the change would have brought on the days of `log`. Zeros for an empty log.

    `pull`: what each place gets, where a larger log than this one tells it (`places`)."""
    if not log:
        return Estimate(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    pulls = places(log) if pull is None else pull
    usual = _usual(log)
    deepest = Counter[int | str]()
    for day in log:
        deepest[day.audience] = max(deepest[day.audience], len(day.shown))
    gains: dict[date, list[float]] = {}
    known, asked = 0, 0
    for day in log:
        stood = {each.article_id: (place, each) for place, each in enumerate(day.shown)}
        chosen = list({each.article_id: each for each in reversed(day.chosen)}.values())[::-1]
        asked += len(chosen)
        value = 0.0
        for place, new in enumerate(chosen):
            at = pulls[min(place, len(pulls) - 1)] if pulls else 1.0
            # Nobody knows what one more place brings than there ever were.
            taken_for = usual[day.audience] * at if place < deepest[day.audience] else 0.0
            if new.article_id in stood:
                known += 1
                before, each = stood[new.article_id]
                weight = _weight(each, new)
                value += weight * each.acts * (at / pulls[before]) + (1 - weight) * taken_for
            else:
                value += taken_for
        gains.setdefault(day.day, []).append(value - day.acts)
    logged = fmean(day.acts for day in log)
    random = Random(seed)  # noqa: S311 - redraws, no secrets
    days = list(gains.values())
    means = sorted(fmean(chain.from_iterable(random.choices(days, k=len(days)))) for _ in range(REDRAWS))
    return Estimate(
        logged=logged,
        expected=max(0.0, logged + fmean(chain.from_iterable(days))),
        low=max(0.0, logged + means[REDRAWS // 20]),
        high=max(0.0, logged + means[-1 - REDRAWS // 20]),
        covered=known / asked if asked else 0.0,
        days=len(days),
    )


def _weight(each: Placed, new: Chosen) -> float:
    """How many times what was done counts: as one chosen outright would have stood on each day that its lot was
    drawn, and one of a wider lot, drawn by the same seed, stands in both only where it comes first in the wider."""
    return min(max(each.among, new.among) / new.among, MOST_WEIGHT)


def _usual(log: Sequence[Replayed]) -> dict[int | str, float]:
    """Acts an article shown, by audience."""
    acts, shown = Counter[int | str](), Counter[int | str]()
    for day in log:
        acts[day.audience] += day.acts
        shown[day.audience] += len(day.shown)
    return {audience: acts[audience] / max(1, shown[audience]) for audience in shown}
