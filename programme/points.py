"""Points: what an act earns, and why.

"Never twice for the same act" is not decided here: it is the ledger's unique key over the award's person, act
family and subject. Awards of no points are worth keeping all the same, since they explain themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import regex

from programme.words import fold


class Act(StrEnum):
    """What earns points."""

    COMMENT = "comment"  # a share with words of one's own
    RELAY = "relay"  # a share without


ACTS: Mapping[Act, int] = MappingProxyType({Act.COMMENT: 10, Act.RELAY: 5})

# Five comments: enough for a good day, too little for flooding one's followers to win a week.
DAILY_CAP = 50

# Five different words make a sentence; "Très intéressant !" does not.
OWN_WORDS = 5

_NOT_WORDS = regex.compile(r"https?://\S+|www\.\S+|(?<!\w)[#@][\w.@-]+", regex.IGNORECASE)
# Scripts written without spaces count by the sign.
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}]|[\p{L}\p{M}\p{N}]+", regex.VERSION1
)


@dataclass(frozen=True, slots=True)
class Award:
    """Points for one act on one subject.

    reason_code: `share_comment`, `share_relay`, `daily_cap_trimmed` (fewer than the act is worth) or
    `daily_cap_reached` (none left today); each has a sentence in the faces.
    """

    act: Act
    subject: str
    points: int
    reason_code: str


def own_words(caption: str, title: str) -> bool:
    """Whether `caption` says something of its own: at least `OWN_WORDS` different words that are neither the
    article's title, nor an address, a hashtag or a mention. Accents and case do not make a word different.
    """
    return len(_words(_NOT_WORDS.sub(" ", caption)) - _words(title)) >= OWN_WORDS


def award_for_share(caption: str, article_title: str, already_today: int, *, subject: str = "") -> Award:
    """What a share earns.

    already_today: points already given to this person on this local day. subject: what the ledger's key is
    about, such as the share's id. The cap trims, it never takes back.
    """
    act = Act.COMMENT if own_words(caption, article_title) else Act.RELAY
    worth = ACTS[act]
    left = max(0, DAILY_CAP - max(0, already_today))
    if left == 0:
        return Award(act, subject, 0, "daily_cap_reached")
    if left < worth:
        return Award(act, subject, left, "daily_cap_trimmed")
    return Award(act, subject, worth, f"share_{act}")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))
