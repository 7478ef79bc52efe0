"""Why an article was chosen, and why there are fewer than wanted: codes for the faces to word."""

from dataclasses import dataclass
from enum import StrEnum

Params = tuple[tuple[str, str | int | float], ...]


class ReasonCode(StrEnum):
    """Why an article is among the chosen. In brackets, the parameters."""

    BY_HAND = "by_hand"
    """[] An editor added it by its address."""
    FRESH = "fresh"
    """[hours: int] Told less than 48 hours ago."""
    RECENT = "recent"
    """[days: int] Older than that, within the window."""
    ALSO_IN = "also_in"
    """[count: int] Other sources tell the story too."""
    OFTEN_PICKED = "often_picked"
    """[source: str] Its source's articles are picked here more than others."""
    PINNED = "pinned"
    """[] An editor wants it in this selection."""
    CAMPAIGN = "campaign"
    """[campaign: str] For a campaign's quota of the day."""
    WELL_PICKED = "well_picked"
    """[count: int] Picked, drafted and shared so often where it was shown, well above what its places give."""
    TOPIC = "topic"
    """[topic: str] On a topic that this audience wants."""
    LIKE_PICKED = "like_picked"
    """[] Close in its words to what was picked here before."""
    EXPLORED = "explored"
    """[among: int] Tried for once, to learn: drawn evenly among so many of sources that were little shown here."""
    UNDATED = "undated"
    """[] When it was told is not known: its source gives no date, or one that is still to come."""
    COMPANY_SHARE = "company_share"
    """[percent: int, target: int] The week owed the company this much: its part of the week with this
    selection, and the aim."""


class ShortfallCode(StrEnum):
    """Why fewer were chosen than wanted, or what the choice had to leave out. In brackets, the parameters."""

    NO_CANDIDATES = "no_candidates"
    """[] No article at all came in."""
    FEW = "few"
    """[count: int] That many are left once all that cannot be posted is set aside: fewer than wanted."""
    TOO_OLD = "too_old"
    """[count: int, days: int] Older than the window."""
    ALREADY_POSTED = "already_posted"
    """[count: int] Posted in this channel before."""
    DUPLICATES = "duplicates"
    """[count: int] Told the same story as another."""
    OTHER_LANGUAGE = "other_language"
    """[count: int, languages: str] In none of the channel's languages (comma-separated)."""
    NO_TITLE = "no_title"
    """[count: int] Without a title that says anything."""
    EMBARGOED = "embargoed"
    """[count: int] Not to be posted yet, or no longer."""
    SOURCE_SHARE = "source_share"
    """[count: int, limit: int, sources: int] Left out because their source had its share already."""
    COMPANY_SHARE = "company_share"
    """[count: int, target: int] Company articles left out to hold the mix: more market sources would help."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code and its parameters, which `params` gives as a dict."""

    code: ReasonCode
    values: Params = ()

    @property
    def params(self) -> dict[str, str | int | float]:
        return dict(self.values)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One cause of a shorter selection: a code and its parameters, which `params` gives as a dict."""

    code: ShortfallCode
    values: Params = ()

    @property
    def params(self) -> dict[str, str | int | float]:
        return dict(self.values)


def reason(code: ReasonCode, **params: str | int | float) -> Reason:
    """A reason from keywords."""
    return Reason(code, tuple(params.items()))


def shortfall(code: ShortfallCode, **params: str | int | float) -> Shortfall:
    """A shortfall from keywords."""
    return Shortfall(code, tuple(params.items()))
