"""The daily digest: one message, as cards where Slack draws them, as sections everywhere else.

Why stacked cards: docs/decisions/0002-digest-message.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import Block, ButtonElement, CardBlock

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import (
    CARD_BODY,
    CARD_SUBTITLE,
    CARD_TITLE,
    MESSAGE_BLOCKS,
    MESSAGE_SIZE,
    MESSAGE_TEXT,
    Json,
    Message,
    button,
    context,
    header,
    image,
    mrkdwn,
    section,
    size,
    to_dicts,
)
from bot.slack.text import cut, escape, gist, safe, web_address, width
from bot.slack.views.article import also_in, facts, title, title_link
from scheduler.messages import ArticleCard, DigestPost

CARD_SUMMARY = 80  # a card is narrow: a line or two, for ten of them to be scanned
REACTIONS = 10  # Slack has a number emoji up to ten


@dataclass(frozen=True, slots=True)
class Fullness:
    """How much of each article is told. A message that would be too long tells less of all, never less articles."""

    summary: int = 110
    title: int = 600
    address: int = 1500  # of the Read button: a longer one is left out
    pictures: bool = True
    also: bool = True
    facts: int = 4


# What goes first is what is missed least. The last one holds twenty articles whatever the feeds hold.
LEVELS = (
    Fullness(),
    Fullness(summary=80),
    Fullness(summary=80, also=False),
    Fullness(summary=60, also=False, pictures=False),
    Fullness(summary=0, also=False, pictures=False),
    Fullness(summary=0, also=False, pictures=False, title=340, address=340, facts=2),
    Fullness(summary=0, also=False, pictures=False, title=150, address=150, facts=1),
)

Layout = Callable[[DigestPost, Translator, Fullness], list[Block]]


def digest(post: DigestPost, t: Translator, *, classic: bool, pictures: bool = True) -> Message:
    """The message of the day.

    classic: blocks that every workspace takes. pictures: false when Slack could not fetch one (it then refuses the
    whole message as `invalid_blocks`).
    """
    layout = sections if classic else cards
    return Message(fallback(post, t), fitted(post, t, layout, pictures=pictures))


def fitted(post: DigestPost, t: Translator, layout: Layout, *, pictures: bool = True) -> list[Json]:
    """The fullest rendering that stays within Slack's number of blocks and size of a message."""
    drawn: list[Json] = []
    for level in LEVELS:
        drawn = to_dicts(layout(post, t, level if pictures else replace(level, pictures=False)))
        if len(drawn) <= MESSAGE_BLOCKS and size(drawn) <= MESSAGE_SIZE:
            break
    return drawn


def headline(post: DigestPost, t: Translator) -> str:
    """`The 10 of Tuesday 3 March`."""
    day = t.date(post.local_date)
    if not post.cards:
        return t.gettext("No article for {day}", day=day)
    return t.ngettext("The article of {day}", "The {n} of {day}", len(post.cards), day=day)


def mix(post: DigestPost, t: Translator) -> str:
    """`2 company, 8 market`; nothing for none."""
    company = sum(card.kind == "company" for card in post.cards)
    market = len(post.cards) - company
    parts = []
    if company:
        parts.append(t.ngettext("{n} company", "{n} company", company))
    if market:
        parts.append(t.ngettext("{n} market", "{n} market", market))
    return ", ".join(parts)


def fallback(post: DigestPost, t: Translator) -> str:
    """What a notification and a screen reader say: the headline, then the titles."""
    whole = full_headline(post, t)
    room = (MESSAGE_TEXT - 100 - len(whole)) // max(1, len(post.cards)) - 8
    lines = [f"{card.number}. {escape(cut(title(card, t), min(room, 180)))}" for card in post.cards]
    return "\n".join([escape(whole), *lines])


def full_headline(post: DigestPost, t: Translator) -> str:
    shares = mix(post, t)
    return f"{headline(post, t)} · {shares}" if shares else headline(post, t)


def cards(post: DigestPost, t: Translator, level: Fullness) -> list[Block]:
    """A card an article, stacked: number and title, what it is, a line of summary, Read and Draft."""
    return [*_top(post, t), *(_card(card, post, t, level) for card in post.cards), *_bottom(post, t)]


def sections(post: DigestPost, t: Translator, level: Fullness) -> list[Block]:
    """Two blocks an article: a section with its Draft button, then a small line with picture and facts."""
    drawn: list[Block] = [*_top(post, t)]
    for card in post.cards:
        drawn += _section(card, post, t, level)
    return [*drawn, *_bottom(post, t)]


def _top(post: DigestPost, t: Translator) -> list[Block]:
    return [header(full_headline(post, t), "headline")]


def _bottom(post: DigestPost, t: Translator) -> list[Block]:
    return [context(how_to_pick(post, t), "how")]


def how_to_pick(post: DigestPost, t: Translator) -> str:
    if not post.cards:
        return t.gettext("See you at the next one.")
    if len(post.cards) > REACTIONS:
        return t.gettext(
            "To pick one, react with its number (1 to 10), or press Draft. Nothing to do today? That is fine too. "
            "Your picks: `/dizaine me`"
        )
    return t.gettext(
        "To pick one, react with its number, or press Draft. Nothing to do today? That is fine too. "
        "Your picks: `/dizaine me`"
    )


def _card(card: ArticleCard, post: DigestPost, t: Translator, level: Fullness) -> CardBlock:
    picture = image(card.image_url, _alt(card, t)) if level.pictures else None
    others = also_in(card, t) if level.also else None
    body = card_body(card, others, min(level.summary, CARD_SUMMARY))
    line = " · ".join(_within(facts(card, post.sent_at, t)[: level.facts], CARD_SUBTITLE))
    return CardBlock(
        block_id=f"article{card.number}",
        title=mrkdwn(card_title(card, t)),
        subtitle=mrkdwn(line) if line else None,
        body=mrkdwn(body) if body else None,
        icon=picture,
        actions=_buttons(card, t, level.address) or None,
    )


def card_title(card: ArticleCard, t: Translator) -> str:
    """`1. Title`, linked when the whole of it fits in a card's 150 characters; the Read button opens it anyway."""
    number = f"*{card.number}.* "
    room = CARD_TITLE - len(number)
    linked = title_link(card, t, 10 * CARD_TITLE)
    if linked.startswith("<") and width(linked) <= room:
        return number + linked
    return number + safe(title(card, t), room)


def card_body(card: ArticleCard, others: str | None, summary: int) -> str | None:
    """The summary, then "also in" when both fit; an "also in" that does not fit gives way."""
    told = others if others and width(others) <= CARD_BODY else None
    room = CARD_BODY - (width(told) + 1 if told else 0)
    if told and room < 60:
        told, room = None, CARD_BODY
    line = gist(card.summary, min(summary, room)) if summary else ""
    return "\n".join(part for part in (line, told) if part) or None


def _buttons(card: ArticleCard, t: Translator, longest: int) -> list[ButtonElement]:
    buttons = []
    if address := web_address(card.url, longest):
        buttons.append(button(t.gettext("Read"), f"{ids.LINK}_read", url=address))
    if card.digest_id is not None:
        buttons.append(draft_button(card, t))
    return buttons


def draft_button(card: ArticleCard, t: Translator, *, primary: bool = False) -> ButtonElement:
    value = ids.article_value(card.digest_id, card.article_id)
    return button(t.gettext("Draft"), ids.DRAFT_OPEN, value, style="primary" if primary else None)


def _section(card: ArticleCard, post: DigestPost, t: Translator, level: Fullness) -> list[Block]:
    lines = [f"*{card.number}. {title_link(card, t, level.title)}*"]
    if level.summary and (summary := gist(card.summary, level.summary)):
        lines.append(summary)
    small = facts(card, post.sent_at, t)[: level.facts]
    if level.also and (others := also_in(card, t)):
        small.append(others)
    draft = draft_button(card, t) if card.digest_id is not None else None
    drawn: list[Block] = [section("\n".join(lines), draft, f"article{card.number}")]
    if small:
        drawn.append(_small(card, " · ".join(small), t, level))
    return drawn


def _small(card: ArticleCard, line: str, t: Translator, level: Fullness) -> Block:
    found = context(line, f"facts{card.number}")
    if level.pictures and (picture := image(card.image_url, _alt(card, t))):
        found.elements = [picture, *found.elements]
    return found


def _alt(card: ArticleCard, t: Translator) -> str:
    return t.gettext("Picture of article {number}", number=card.number)


def _within(parts: Sequence[str], limit: int) -> list[str]:
    """As many of the first parts as stay within `limit`, separators counted."""
    kept: list[str] = []
    for part in parts:
        if width(" · ".join([*kept, part])) > limit:
            break
        kept.append(part)
    return kept
