"""What editors want of a selection beyond its rules: pins, embargoes, campaigns with their quotas. Data alone."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pin:
    """An article that must be there. `place`: where (1 is first); None: with what editors added, at the top."""

    article_id: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Embargo:
    """An article that may be posted from `opens` until before `closes` (aware; None: no such bound). Whoever
    else tells its story waits with it."""

    article_id: int
    opens: datetime | None = None
    closes: datetime | None = None

    def bars(self, now: datetime) -> bool:
        return (self.opens is not None and now < self.opens) or (
            self.closes is not None and now >= self.closes
        )


@dataclass(frozen=True, slots=True)
class Campaign:
    """`least` of its articles stand in each selection while it runs, if there are so many; `most` at most
    (None: as many as rank). `starts` inclusive, `ends` exclusive (aware)."""

    name: str
    articles: frozenset[int]
    starts: datetime
    ends: datetime
    least: int = 1
    most: int | None = None

    def runs(self, now: datetime) -> bool:
        return self.starts <= now < self.ends


@dataclass(frozen=True, slots=True)
class Editorial:
    """What editors want of one audience's selection. Nothing by default."""

    pins: tuple[Pin, ...] = ()
    embargoes: tuple[Embargo, ...] = ()
    campaigns: tuple[Campaign, ...] = ()


NOTHING = Editorial()
