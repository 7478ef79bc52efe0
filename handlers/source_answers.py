"""What the handlers of sources answer: plain data, in no language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as an admin sees it. `status` is curation.status.SourceStatus's value, or "new"."""

    source_id: int
    title: str
    url: str
    kind: str
    status: str
    detail: str | None
    checked_at: datetime | None
    next_check_at: datetime | None
    articles: int


@dataclass(frozen=True, slots=True)
class SourceList:
    """`first`: the number from which it is shown."""

    sources: tuple[SourceLine, ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class SourceAdded:
    """`newest`: when its newest article was told, None when it holds none or was not read yet; `now`: to tell its age
    from; `found_on`: the page whose feed it is, where that was the address given; `rekinded`: it was there already,
    and is of another kind now."""

    source: SourceLine
    already: bool
    newest: datetime | None
    now: datetime
    found_on: str | None = None
    rekinded: bool = False


@dataclass(frozen=True, slots=True)
class OfferedFeed:
    """`already`: the programme reads it."""

    url: str
    title: str
    articles: int
    newest: datetime | None
    already: bool


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """The feeds of a site, to choose from; `kind`: what the chosen one will be, where it was told."""

    page: str
    kind: str | None
    feeds: tuple[OfferedFeed, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class SourcesImported:
    """How many of a list came in. `refused`: (address as given, code)."""

    added: int
    already: int
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourcesExported:
    """An OPML file, and how many sources it holds."""

    name: str
    data: bytes
    count: int


@dataclass(frozen=True, slots=True)
class PackLine:
    """A starter pack: `known` of its `count` sources are read already."""

    profession: str
    language: str
    count: int
    known: int


@dataclass(frozen=True, slots=True)
class PackList:
    packs: tuple[PackLine, ...]


@dataclass(frozen=True, slots=True)
class PackShown:
    """What a pack holds: (title, address, whether it is read already)."""

    profession: str
    language: str
    sources: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class SourceRemoved:
    title: str
    url: str
