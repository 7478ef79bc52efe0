"""Figures: medians, percentiles, the table a person reads and the JSON line a program reads."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is held against a bound. `value` and `at_most` are in `unit` ("×" for a ratio)."""

    name: str
    value: float
    at_most: float
    unit: str = "×"

    @property
    def met(self) -> bool:
        return self.value <= self.at_most


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0..1) of the values do not exceed. `values` is not empty."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))]


TICK = 0.001  # s: what some systems cannot tell from nothing


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, and of processors (this process and children that ended): the latter hardly change
    when the machine is busy with something else."""

    wall: float
    cpu: float


async def cost(work: Callable[[], Awaitable[object]]) -> Cost:
    """What `work` takes, with yesterday's rubbish swept beforehand."""
    gc.collect()
    start, before = time.perf_counter(), _cpu()
    await work()
    return Cost(time.perf_counter() - start, max(_cpu() - before, TICK))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def typical(costs: Sequence[Cost]) -> Cost:
    """The medians."""
    return Cost(median([each.wall for each in costs]), median([each.cpu for each in costs]))


def shown(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}".rstrip() if unit != "×" else f"{value:.2f}×"


def report(
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    targets: Sequence[Target],
    *,
    judged: bool = True,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Print the table, what is held against a bound, and one line of JSON, with `extra` in it. `judged`: it means
    something."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    table = Table(title=name, title_justify="left")
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for target in targets:
        verdict = ("met" if target.met else "[bold]missed[/bold]") if judged else "not judged"
        bound = shown(target.at_most, target.unit)
        console.print(f"  {target.name}: {shown(target.value, target.unit)} (at most {bound}): {verdict}")
    print(json.dumps({**summary(name, targets), **(extra or {}), "judged": judged}), flush=True)


def summary(name: str, targets: Sequence[Target]) -> dict[str, Any]:
    return {
        "benchmark": name,
        "figures": [
            {
                "name": target.name,
                "value": round(target.value, 3),
                "at_most": target.at_most,
                "unit": target.unit,
                "met": target.met,
            }
            for target in targets
        ],
    }


def middle(values: Sequence[float]) -> float:
    return median(values)
