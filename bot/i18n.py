"""Words, dates and numbers in a person's language: catalogues read once, and a translator that is passed in."""

from __future__ import annotations

import datetime as dates
import gettext as gnu
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("fr", "en")
DOMAIN = "dizaine"

# English is told with British dates (Tuesday 3 March, 14:00): nobody can take the day for the month.
_FORMATS = {"fr": "fr_FR", "en": "en_GB"}


def language_of(locale: str | None) -> str:
    """`fr` for any French locale of Slack's (fr-FR, fr-CA, FR), `en` for everything else, none included."""
    return "fr" if (locale or "").strip().lower().startswith("fr") else "en"


def spoken(locale: str | None) -> str | None:
    """The language of ours that a locale is in; None for any other, and for none: the channel's is better then."""
    begins = (locale or "").strip().lower()[:2]
    return begins if begins in LANGUAGES else None


def translator(locale: str | None) -> Translator:
    """The translator of a Slack locale or of a channel's language. The same object for the same language."""
    return _translator(language_of(locale))


@lru_cache(maxsize=len(LANGUAGES))
def _translator(language: str) -> Translator:
    return Translator(language, load(language))


def load(language: str) -> gnu.NullTranslations:
    """Read a catalogue and compile it in memory, so that no compiled file has to be kept in step."""
    with (LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as source:
        catalogue = read_po(source, locale=language, domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


UNITS = (365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3_600, 60)  # s: those in which Babel tells an age


class Translator:
    """One language. Its strings are `str.format` templates; what fills them is never read as a template."""

    def __init__(self, language: str, catalogue: gnu.NullTranslations) -> None:
        self.language = language
        self.locale = Locale.parse(_FORMATS[language])
        self._catalogue = catalogue

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """By its language, so that it can be handed to another process."""
        return (translator, (self.language,))

    def gettext(self, message: str, **params: object) -> str:
        words = self._catalogue.gettext(message)
        return words.format(**params) if params else words

    _ = gettext

    def ngettext(self, singular: str, plural: str, n: int, **params: object) -> str:
        """`n` picks the form (French counts zero as one) and fills `{n}`, localised."""
        return self._catalogue.ngettext(singular, plural, n).format(n=self.number(n), **params)

    def form(self, value: float) -> int:
        """A number that takes the same form as `value` in `ngettext`, which knows whole ones alone: `1,5 point`."""
        shown = round(value, 1)
        return 1 if self.locale.plural_form(int(shown) if shown.is_integer() else shown) == "one" else 2

    def date(self, day: dates.date, format: str = "EEEE d MMMM") -> str:  # noqa: A002  (Babel's own word)
        """A day, by a Babel pattern or one of short, medium, long, full; `mardi 3 mars` by default."""
        words = format_date(day, format, locale=self.locale)
        if self.language == "fr" and day.day == 1 and format not in ("short",):
            return words.replace(" 1 ", " 1er ") if " 1 " in words else _first_of_month(words)
        return words

    def time(self, at: dates.time) -> str:
        """A local hour: 09:00, in French 9 h 00."""
        if self.language == "fr":
            return f"{at.hour}\u00a0h\u00a0{at.minute:02}"
        return format_time(at, "short", locale=self.locale)

    def datetime(self, at: dates.datetime, zone: str) -> str:
        """An instant, told in `zone`: `mardi 3 mars à 9 h 00`."""
        local = at.astimezone(ZoneInfo(zone))
        return self.gettext("{day} at {hour}", day=self.date(local.date()), hour=self.time(local.timetz()))

    def stamp(self, at: dates.datetime, zone: str) -> str:
        """An instant in its shortest form, told in `zone`."""
        return format_datetime(at, "short", tzinfo=ZoneInfo(zone), locale=self.locale)

    def number(self, value: float) -> str:
        """At most one decimal."""
        if isinstance(value, int) and -1000 < value < 1000:
            return str(value)  # the same in both languages, at a fortieth of the price
        return format_decimal(value, "#,##0.#", locale=self.locale)

    def percent(self, share: float) -> str:
        """A share (0.2 is 20%), without decimals."""
        return format_percent(
            share, "#,##0%" if self.language == "en" else "#,##0\u00a0%", locale=self.locale
        )

    def ago(self, then: dates.datetime, now: dates.datetime) -> str:
        """How long ago, in whole units that have passed, short: `il y a 3 h`; `just now` under a minute or for a time
        to come."""
        seconds = int((now - then).total_seconds())
        unit = next((each for each in UNITS if seconds >= each), None)
        if unit is None:
            return self.gettext("just now")
        past = dates.timedelta(seconds=-(seconds - seconds % unit))
        # "m." and "a", as French shortens months and years, are read by nobody.
        length: Literal["short", "long"] = "short" if unit < UNITS[1] else "long"
        return format_timedelta(past, add_direction=True, format=length, threshold=1.0, locale=self.locale)

    def list(self, items: Iterable[str]) -> str:
        """`a, b et c`."""
        return format_list(tuple(items), locale=self.locale)


def _first_of_month(words: str) -> str:
    return "1er " + words[2:] if words.startswith("1 ") else words
