"""Words people type: folding them for comparison, and the nearest known one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import OSA

# Below this share of letters in common a guess confuses more than it helps.
_LIKENESS = 0.6
_SHORTEST_PREFIX = 3


def fold(text: str) -> str:
    """`text` without accents, case or spare spaces, for comparing what people type."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The word of `known` that `word` was probably meant to be, as it stands in `known`, or None.

    Accents, case and swapped letters count for little; a beginning of three letters or more is enough when
    only one known word (or the shortest) goes on so. Between equals, the first of `known` wins.
    """
    typed = fold(word)
    if not typed:
        return None
    candidates = [(fold(each), each) for each in known]
    begun = [pair for pair in candidates if len(typed) >= _SHORTEST_PREFIX and pair[0].startswith(typed)]
    if begun:
        return min(begun, key=lambda pair: len(pair[0]))[1]
    best, likeness = None, 0.0
    for folded, each in candidates:
        score = OSA.normalized_similarity(typed, folded)
        if score > likeness:
            best, likeness = each, score
    return best if likeness >= _LIKENESS else None
