"""Starter packs: well-known sources of a profession, in a language, to begin a programme with (packs.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("packs.toml")
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class PackSource:
    """`url`: the feed's, or the site's whose feed is to be found."""

    title: str
    url: str


@cache
def packs() -> Mapping[tuple[str, str], tuple[PackSource, ...]]:
    """By profession ("hr", "marketing", "sales", "tech", "finance") and language."""
    known = tomllib.loads(FILE.read_text("utf-8"))
    return {
        (profession, language): tuple(PackSource(title, url) for title, url in listed)
        for profession, languages in known.items()
        for language, listed in languages.items()
    }
