"""Which sources are one outlet: several feeds of one site are no several voices."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from curation.wording import normalised

# They publish for many: what is called "Blog" there twice is of two people.
_SHARED = frozenset(
    [
        "feeds.feedburner.com",
        "feeds2.feedburner.com",
        "feedproxy.google.com",
        "rss.app",
        "medium.com",
        "youtube.com",
        "rsshub.app",
    ]
)


class Feed(NamedTuple):
    """A source as it is told from others. `kind`: company or market."""

    source_id: int
    title: str
    url: str
    kind: str


def outlets_of(feeds: Iterable[Feed]) -> dict[int, int]:
    """The outlet of each source, by their ids: feeds of one name at one site (in two formats, one for each of its
    authors) are one, called by the first of them."""
    first: dict[tuple[str, str, str], int] = {}
    found: dict[int, int] = {}
    for feed in sorted(feeds):
        site, name = _site(feed.url), normalised(feed.title)
        alone = not name or not site or site in _SHARED
        found[feed.source_id] = (
            feed.source_id if alone else first.setdefault((name, site, feed.kind), feed.source_id)
        )
    return found


def _site(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
