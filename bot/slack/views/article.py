"""An article in words: its title, the line that tells what it is, and the names of types and networks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.i18n import Translator
from bot.slack.text import clean, link, plain, safe
from scheduler.messages import ArticleCard

_TO_READ = re.compile(r"\b(?:e-?books?|guides?|livres?)\b", re.IGNORECASE)
_TO_HEAR = re.compile(r"\b(?:podcasts?|[ée]pisodes?)\b", re.IGNORECASE)
OLD = timedelta(days=30)  # past it, a date says more than an age


def type_name(code: str | None, t: Translator) -> str | None:
    """The word of product.md's D2; None for the plain article and for what is not known."""
    if not code:
        return None
    _ = t.gettext
    names = {
        "study": _("study"),
        "white_paper": _("white paper"),
        "analysis": _("analysis"),
        "press": _("press"),
        "company_news": _("company news"),
        "event": _("event"),
        "trade_fair": _("trade fair"),
        "job_offer": _("job offer"),
        "internship": _("internship"),
        "job_dating": _("job dating"),
        "training": _("training"),
        "featured_occupation": _("featured occupation"),
        "award": _("award"),
        "resource": _("resource"),
        "podcast": _("podcast"),
        "ebook": _("e-book"),
        "video": _("video"),
    }
    return names.get(code)


def network_name(network: str, t: Translator) -> str:
    """Brands are not translated; what is unknown keeps its own name."""
    names = {
        "linkedin": "LinkedIn",
        "x": "X",
        "facebook": "Facebook",
        "bluesky": "Bluesky",
        "mastodon": "Mastodon",
    }
    return names.get(str(network), plain(str(network), 40) or t.gettext("another network"))


def kind_name(kind: str, t: Translator) -> str:
    return t.gettext("Company") if kind == "company" else t.gettext("Market")


def title(card: ArticleCard, t: Translator) -> str:
    """The title as the feed gave it, cleaned, not escaped; a stand-in where there is none."""
    return clean(card.title) or t.gettext("Untitled article")


def title_link(card: ArticleCard, t: Translator, limit: int = 600) -> str:
    """The linked title, mrkdwn."""
    return link(card.url, title(card, t), limit)


def length(card: ArticleCard, t: Translator) -> str | None:
    """Reading or listening time."""
    if card.minutes <= 0:
        return None
    if card.type == "podcast" or (card.type == "resource" and _heard(card.title)):
        return t.ngettext("{n} min to listen", "{n} min to listen", card.minutes)
    if card.type == "video":
        return t.ngettext("{n} min", "{n} min", card.minutes)
    return t.ngettext("{n} min read", "{n} min read", card.minutes)


def _heard(title: str) -> bool:
    """Whether a resource with a length is one to listen to, as nearly all are: its title may say otherwise."""
    return bool(_TO_HEAR.search(title)) or not _TO_READ.search(title)


def age(card: ArticleCard, at: datetime | None, t: Translator) -> str | None:
    if card.published is None or at is None:
        return None
    if at - card.published > OLD:
        return t.date(card.published.date(), "d MMM y")
    return t.ago(card.published, at)


def facts(card: ArticleCard, at: datetime | None, t: Translator) -> list[str]:
    """Source, type, age (told from `at`), length: those that are known, escaped."""
    kind = type_name(card.type, t)
    known = (
        safe(card.source, 60) or None,
        kind and kind[:1].upper() + kind[1:],
        age(card, at, t),
        length(card, t),
    )
    return [fact for fact in known if fact]


def also_in(card: ArticleCard, t: Translator, most: int = 3) -> str | None:
    """`Also in A, B and 2 others`, linked, mrkdwn."""
    if not card.also_in:
        return None
    named = [
        link(other.url, clean(other.source) or t.gettext("another source"), 300)
        for other in card.also_in[:most]
    ]
    if (rest := len(card.also_in) - most) > 0:
        named.append(t.ngettext("{n} other", "{n} others", rest))
    return t.gettext("Also in {sources}", sources=t.list(named))
