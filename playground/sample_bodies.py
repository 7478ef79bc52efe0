"""The whole text of the sample articles: paragraphs of their outlet's theme, the same ones for the same article.

They are background that suits any article of the theme, so that pages are worth opening and reading times are
real; what an article has of its own is its summary, which comes first.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from types import MappingProxyType

from playground.sample_articles import FOLDER, Article, Language, Outlet

BODIES = FOLDER / "bodies"
FEWEST, MOST = 4, 12

THEMES: Mapping[str, str] = MappingProxyType(
    {
        "banking-review": "banking",
        "data-securite": "technology",
        "echo-banque": "banking",
        "finance-durable": "sustainable",
        "fintech-wire": "technology",
        "green-ledger": "sustainable",
        "lumen-actualites": "company",
        "lumen-carrieres": "company",
        "lumen-newsroom": "company",
        "lyon-eco": "local",
        "people-at-work": "people",
        "rh-demain": "people",
    }
)
"""By outlet. The odd ones and the podcast have no text beyond their summaries."""

NOTICES = frozenset({"podcast", "event", "trade-fair", "job-dating"})
"""Types whose summary says it all."""

WHOLE_IN_FEED = 0.86
"""The part of a market outlet's texts that its feed gives whole; the others are teasers, to be read on its site."""


@cache
def paragraphs(theme: str, language: Language) -> tuple[str, ...]:
    """A theme's paragraphs, in their order; KeyError for a language that it is not written in."""
    return tuple(tomllib.loads((BODIES / f"{theme}.toml").read_text(encoding="utf-8"))[language])


def body(outlet: Outlet, article: Article) -> tuple[str, ...]:
    """What follows the summary on the article's page: 4 to 12 paragraphs, or none."""
    theme = THEMES.get(outlet.name)
    if theme is None or article.type in NOTICES or article.same_as:
        return ()
    known = paragraphs(theme, outlet.language)
    count = FEWEST + int(_lot(article.slug) * (MOST - FEWEST + 1))
    kept = sorted(range(len(known)), key=lambda place: _lot(f"{article.slug} {place}"))[:count]
    return tuple(known[place] for place in sorted(kept))


def body_in_feed(outlet: Outlet, article: Article) -> tuple[str, ...]:
    """What the feed gives of it: all, or nothing where it gives a teaser. A company's own feeds hold nothing back."""
    if outlet.kind == "market" and _lot(f"{article.slug} in the feed") >= WHOLE_IN_FEED:
        return ()
    return body(outlet, article)


def as_html(summary: str, texts: tuple[str, ...]) -> str:
    """The whole text as feeds and pages carry it; nothing when there is nothing beyond the summary."""
    return "".join(f"<p>{escape(text)}</p>" for text in (summary, *texts)) if texts else ""


def _lot(key: str) -> float:
    """From 0 to 1 (exclusive), drawn for good by the key."""
    return int.from_bytes(sha256(key.encode()).digest()[:4]) / 2**32
