"""What a change of the ranking would have brought, estimated from the log of what was chosen and what was done. Pure.

Two things can be told from a log and no more. What stood there would have got more or less in another place: its acts
are scaled by how much each place gets (inverse propensity by examination), which supposes that a place draws the same
whatever stands in it. What was tried by lot, one among so many, stands for the others of its lot: it counts so many
times (inverse propensity of the draw), which is right on average and uncertain on few.

It says nothing of what was never shown: such choices are left out, and `covered` tells how much of the new selections
the log can speak for. Below a half, do not believe the rest. Nor does it know what people would have done with a better
neighbour beside an article. `low` and `high` hold nine in ten redraws of the log's days.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

MOST_WEIGHT = 10.0
"""One lucky act in a rare draw must not decide: a little bias for much less noise."""
PRIOR = 25.0
REDRAWS = 400


@dataclass(frozen=True, slots=True)
class Placed:
    """An article where it stood, first place first. `among`: how many it was drawn from by lot (`explored`), 1 if
    it was chosen outright."""

    article_id: int
    acts: int
    among: int = 1


@dataclass(frozen=True, slots=True)
class Logged:
    """One selection as it was posted, and `pool`: the ids that there was to choose from (its own at least)."""

    audience: str
    shown: tuple[Placed, ...]
    pool: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """Acts a day: as they were (`logged`), and as the change would have had them (`expected`, within `low` and
    `high`). `covered`: the part (0 to 1) of the new selections' places of which the log can tell. `days`: how many."""

    logged: float
    expected: float
    low: float
    high: float
    covered: float
    days: int


Policy = Callable[[Logged], Sequence[int]]
"""From a day (not from its acts) to the article ids that would be shown, in order."""


def places(log: Sequence[Logged]) -> list[float]:
    """How much each place gets of what an even share would be, smoothed; 1.0 is even."""
    longest = max((len(day.shown) for day in log), default=0)
    acts, due = [0.0] * longest, [0.0] * longest
    for day in log:
        total = sum(each.acts for each in day.shown)
        for place, each in enumerate(day.shown):
            acts[place] += each.acts
            due[place] += total / len(day.shown)
    return [(got + PRIOR) / (even + PRIOR) for got, even in zip(acts, due, strict=True)]


def estimate(log: Sequence[Logged], policy: Policy, *, seed: int = 1) -> Estimate:
    """What `policy` would have brought on the days of `log`. Zeros for an empty log."""
    if not log:
        return Estimate(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    pull = places(log)
    values, known, asked = [], 0, 0
    for day in log:
        chosen = list(dict.fromkeys(policy(day)))
        stood = {each.article_id: (place, each) for place, each in enumerate(day.shown)}
        asked += len(chosen)
        value = 0.0
        for place, article in enumerate(chosen):
            if article not in stood:
                continue
            known += 1
            before, each = stood[article]
            at = pull[min(place, len(pull) - 1)]
            value += each.acts * min(at / pull[before] * each.among, MOST_WEIGHT)
        values.append(value)
    random = Random(seed)  # noqa: S311 - redraws, no secrets
    means = sorted(fmean(random.choices(values, k=len(values))) for _ in range(REDRAWS))
    return Estimate(
        logged=fmean(sum(each.acts for each in day.shown) for day in log),
        expected=fmean(values),
        low=means[REDRAWS // 20],
        high=means[-1 - REDRAWS // 20],
        covered=known / asked if asked else 0.0,
        days=len(log),
    )
