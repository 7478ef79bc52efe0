"""Public holidays of a country, or of a part of one (source: the `holidays` library, ISO 3166 codes)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

# The library is imported where it is used: it takes a tenth of a second and few processes need it at start.

_CODE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")

# The library lists only the French territories with holidays of their own. The regions and departments
# people know are valid ISO 3166-2 as well, and keep the national calendar; Alsace goes by its collectivity.
_FRENCH_REGIONS = frozenset(
    {"ARA", "BFC", "BRE", "COR", "CVL", "20R", "HDF", "IDF", "NAQ", "NOR", "OCC", "PAC", "PDL", "2A", "2B"}
)
_FRENCH_DEPARTMENT = re.compile(r"0[1-9]|[1-8][0-9]|9[0-5]|75C|69M")
_ALSACE = frozenset({"67", "68"})


def valid_country(code: str) -> bool:
    """Whether `code` ("FR", "DE-BY", "FR-BRE"; any case) has a calendar of public holidays."""
    parts = _parts(code)
    if parts is None:
        return False
    try:
        _days(parts, 2026)
    except NotImplementedError:
        return False
    return True


def is_public_holiday(country: str | None, day: date) -> bool:
    """Whether `day` is a public holiday in `country`. No country, or an unknown one, has none.

    Unknown codes are refused when a schedule is set; should one be met later (a library that dropped it), a
    channel posted to on a holiday is better than one that falls silent.
    """
    if not country:
        return False
    return day in _known_days(country, day.year)


@lru_cache(maxsize=256)
def _known_days(country: str, year: int) -> frozenset[date]:
    parts = _parts(country)
    if parts is None:
        return frozenset()
    try:
        return _days(parts, year)
    except NotImplementedError:
        return frozenset()


def _parts(code: str) -> tuple[str, str | None] | None:
    """Country and subdivision as the library names them, or None when it is no such code."""
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        return None
    country, part = match.group(1), match.group(2)
    if country == "FR" and part is not None:
        if part in _ALSACE:
            return country, "6AE"
        if part != "57" and (part in _FRENCH_REGIONS or _FRENCH_DEPARTMENT.fullmatch(part)):
            return country, None
    return country, part


def _days(parts: tuple[str, str | None], year: int) -> frozenset[date]:
    """Raises NotImplementedError (the library's word) for a country or a part it does not know."""
    from holidays import country_holidays

    return frozenset(country_holidays(parts[0], subdiv=parts[1], years=year))
