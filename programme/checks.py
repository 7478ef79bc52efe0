"""The check of a caption before it is kept or ready (G2 in its simplest form).

A draft that is only saved is never refused for what can still be mended: it is told. Once it is to be ready,
the same findings are errors.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from programme.networks import BLUESKY_BYTES, NAMES, Network, judge, safe_address

# Directions and marks that turn or hide what is read; joiners are left alone, emoji and scripts need them.
_HIDDEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_CONTROLS = frozenset("\n\r\t")


class Level(StrEnum):
    """How much a problem weighs: an error refuses, a warning tells, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, to be said beside the field. `params` fill the sentence's placeholders.

    Codes: `over_limit` (network, length, limit, excess), `too_heavy` (network, limit: bytes),
    `control_characters`, `hidden_characters` (count), `no_words` (network), `unsafe_address`.
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    level: Level = Level.ERROR


def check_caption(network: Network, caption: str, url: str, *, ready: bool) -> tuple[Problem, ...]:
    """What is to be said about `caption` with the article's `url`, the gravest first.

    An empty caption is nobody's fault: saved, nothing is said; ready, it is a plain relay of the article,
    allowed on every network with a note (`no_words`), since relaying is worth points too.
    """
    grave = Level.ERROR if ready else Level.WARNING
    found: list[Problem] = []
    if not safe_address(url):
        found.append(Problem("unsafe_address", level=grave))
    unwritable = sum(map(_is_unwritable, caption))
    if unwritable:
        found.append(Problem("control_characters", {"count": unwritable}, grave))
    verdict = judge(network, caption, url)
    if verdict.length > verdict.limit:
        found.append(
            Problem(
                "over_limit",
                {
                    "network": NAMES[network],
                    "length": verdict.length,
                    "limit": verdict.limit,
                    "excess": verdict.length - verdict.limit,
                },
                grave,
            )
        )
    elif verdict.over:
        found.append(Problem("too_heavy", {"network": NAMES[network], "limit": BLUESKY_BYTES}, grave))
    hidden = sum(sign in _HIDDEN for sign in caption)
    if hidden:
        found.append(Problem("hidden_characters", {"count": hidden}, Level.WARNING))
    if ready and not caption.strip():
        found.append(Problem("no_words", {"network": NAMES[network]}, Level.NOTE))
    return tuple(found)


def refuses(problems: Iterable[Problem]) -> bool:
    """Whether any of them is an error."""
    return any(problem.level is Level.ERROR for problem in problems)


def _is_unwritable(sign: str) -> bool:
    """Controls, and halves of signs: no network takes them, and they hide what is written."""
    return sign not in _KEPT_CONTROLS and unicodedata.category(sign) in {"Cc", "Cs"}
