"""The sample articles of the playground: what the outlets of `feeds/` publish, and when.

Outlets, people and companies are fictional and were written for this. One TOML file an outlet. An article
says when it appears by `hours_before_start`, or by `working_day` (1 is the first weekday after the start) and
`at`, a time in UTC: so there is something fresh on each working day of the two weeks after any start.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

FOLDER = Path(__file__).parent / "feeds"
SATURDAY = 5

Kind = Literal["company", "market"]
Language = Literal["fr", "en"]
Format = Literal["rss2", "rss1", "rss091", "atom", "json"]

WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
# fmt: off
MONTHS: Mapping[Language, tuple[str, ...]] = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin",
           "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}
# fmt: on
TYPES: Mapping[Language, Mapping[str, str]] = {
    "fr": {
        "article": "Article",
        "study": "Étude",
        "white-paper": "Livre blanc",
        "analysis": "Analyse",
        "press": "Communiqué de presse",
        "company-news": "Vie de l'entreprise",
        "event": "Événement",
        "trade-fair": "Salon",
        "job-offer": "Offre d'emploi",
        "internship": "Stage",
        "job-dating": "Job dating",
        "training": "Formation",
        "occupation": "Fiche métier",
        "award": "Prix",
        "podcast": "Podcast",
        "ebook": "E-book",
    },
    "en": {
        "article": "Article",
        "study": "Study",
        "white-paper": "White paper",
        "analysis": "Analysis",
        "press": "Press release",
        "company-news": "Company news",
        "event": "Event",
        "trade-fair": "Trade fair",
        "job-offer": "Job offer",
        "internship": "Internship",
        "job-dating": "Job dating",
        "training": "Training",
        "occupation": "Occupation",
        "award": "Award",
        "podcast": "Podcast",
        "ebook": "E-book",
    },
}


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its outlet wrote it. `link` replaces the address of its own page, as odd feeds do;
    `tracking` is a query string; `minutes` and `pages` are 0 when they do not apply.
    """

    slug: str
    type: str
    title: str
    summary: str
    author: str = ""
    picture: str = ""
    place: str = ""
    in_days: int = 0
    minutes: int = 0
    pages: int = 0
    hours_before_start: float | None = None
    working_day: int = 0
    at: time = time(6)
    undated: bool = False
    shown_early: bool = False
    same_as: str = ""
    link: str | None = None
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A feed and the fictional site it belongs to. `bytes_in` is the encoding its bytes are really in, when
    that is not the one it declares.
    """

    name: str
    title: str
    home: str
    description: str
    format: Format
    kind: Kind
    language: Language
    articles: tuple[Article, ...]
    bytes_in: str = "utf-8"


def outlet_from(name: str, data: Mapping[str, Any]) -> Outlet:
    """Read a feed's TOML; a key that means nothing is a TypeError, so that a slip of the pen is seen."""
    articles = tuple(Article(**article) for article in data["articles"])
    return Outlet(name=name, **{**data, "articles": articles})


@cache
def outlets() -> Mapping[str, Outlet]:
    """Every sample outlet by its name, in the order of the names."""
    files = sorted(FOLDER.glob("*.toml"))
    read = {
        file.stem: outlet_from(file.stem, tomllib.loads(file.read_text(encoding="utf-8"))) for file in files
    }
    return MappingProxyType(read)


def nth_weekday_after(start: datetime, number: int) -> datetime:
    """Midnight UTC of the `number`th day from Monday to Friday that comes after the day of `start`."""
    day = datetime.combine(start.astimezone(UTC).date(), time(), UTC)
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day


def published_at(article: Article, started: datetime) -> datetime:
    """When an article bears to have been published, in UTC to the second."""
    if article.hours_before_start is not None:
        moment = started.astimezone(UTC) - timedelta(hours=article.hours_before_start)
    else:
        day = nth_weekday_after(started, article.working_day)
        moment = day + timedelta(hours=article.at.hour, minutes=article.at.minute, seconds=article.at.second)
    return moment.replace(microsecond=0)


def visible(outlet: Outlet, now: datetime, started: datetime) -> tuple[tuple[Article, datetime], ...]:
    """What the outlet has published by `now`, newest first, with the time each article bears."""
    dated = [(article, published_at(article, started)) for article in outlet.articles]
    shown = [(article, moment) for article, moment in dated if moment <= now or article.shown_early]
    return tuple(sorted(shown, key=lambda pair: pair[1], reverse=True))


def in_words(day: datetime, language: Language) -> str:
    """« jeudi 12 mars » or "Thursday 12 March"."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{WEEKDAYS[language][day.weekday()]} {number} {MONTHS[language][day.month - 1]}"


def told(article: Article, language: Language, moment: datetime) -> str:
    """The summary as readers get it: its date in words, then the place, the minutes or the pages."""
    day = in_words(moment + timedelta(days=article.in_days), language)
    french = language == "fr"
    extras = (
        (article.place, f"Lieu : {article.place}." if french else f"Where: {article.place}."),
        (article.minutes, f"{article.minutes} min d'écoute." if french else f"{article.minutes} min listen."),
        (article.pages, f"{article.pages} pages."),
    )
    return " ".join([article.summary.replace("{date}", day), *(words for there, words in extras if there)])


def type_words(article: Article, language: Language) -> str:
    return TYPES[language][article.type]
