"""An article added by hand: what was read of its page, and when each channel is given it."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from bot.i18n import Translator
from bot.slack.blocks import ALT_TEXT, Message, image, message, section
from bot.slack.text import cut, gist, safe, slack_id
from bot.slack.views.article import facts, kind_name, title, title_link
from bot.slack.views.filing import filing_buttons
from handlers.answers import ArticleAdded, Outing

SHOWN_CHANNELS = 8
SUMMARY = 400


def article_added(answer: ArticleAdded, t: Translator, *, picture: bool = True) -> Message:
    """Ephemeral. picture: false when Slack could not fetch it."""
    card = answer.card
    said = _said(answer, t)
    lines = [
        f"*{title_link(card, t)}*",
        " · ".join([*facts(card, None, t), kind_name(card.kind, t)]),
        gist(card.summary, SUMMARY),
    ]
    shown = image(card.image_url, cut(title(card, t), ALT_TEXT)) if picture else None
    blocks: list[Block] = [
        section(said, block_id="added"),
        section("\n".join(line for line in lines if line), shown, block_id="article"),
    ]
    if answer.outings:
        told = [outing_told(outing, t) for outing in answer.outings[:SHOWN_CHANNELS]]
        if (rest := len(answer.outings) - SHOWN_CHANNELS) > 0:
            told.append(t.ngettext("and {n} other", "and {n} others", rest))
        blocks.append(section("\n".join(told), block_id="outings"))
    else:
        blocks.append(section(t.gettext("No channel yet: `/dizaine setup`"), block_id="no_channel"))
    blocks += filing_buttons([card.article_id], t)
    return message(f"{said} {safe(title(card, t), 300)}", blocks)


def _said(answer: ArticleAdded, t: Translator) -> str:
    days = [outing.posted_on for outing in answer.outings]
    known = [day for day in days if day is not None]
    if known and len(known) == len(days):
        return t.gettext(
            "This article, or another that tells its story, was posted on {day}: it does not come a second time. "
            "It can still be picked in that digest. Another article: `/dizaine article https://…`",
            day=t.date(max(known)),
        )
    if answer.already:
        return t.gettext("This article had been added already: it was read anew.")
    if answer.outings and all(outing.at is None and outing.why_not != "paused" for outing in answer.outings):
        return t.gettext("This article was read, and no channel will be given it:")
    return t.gettext("Article added.")


def outing_told(outing: Outing, t: Translator) -> str:
    """A channel's line, mrkdwn."""
    channel = f"<#{slack_id(outing.conversation_id)}>"
    if outing.at is not None:
        return t.gettext(
            "{channel}: among the first of {when}",
            channel=channel,
            when=t.datetime(outing.at, outing.time_zone),
        )
    if outing.posted_on is not None:
        return t.gettext(
            "{channel}: it was posted there on {day}", channel=channel, day=t.date(outing.posted_on)
        )
    _ = t.gettext
    reasons = {
        "posted": _("{channel}: no, it was posted there before"),
        "language": _("{channel}: no, it is in another language"),
        "stopped": _("{channel}: no, nothing is posted there any more. `/dizaine status`"),
        "paused": _("{channel}: once the pause ends. `/dizaine resume`"),
    }
    return reasons.get(outing.why_not or "", _("{channel}: not planned")).format(channel=channel)
