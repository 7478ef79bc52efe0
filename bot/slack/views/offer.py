"""What answers a pick: the article and a way to draft it, for the one who picked."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import Message, actions, button, message, section
from bot.slack.text import safe
from bot.slack.views.article import facts, title, title_link
from handlers.answers import Offer, Unpicked
from scheduler.messages import ArticleCard


def offer(answer: Offer, t: Translator) -> Message:
    """Ephemeral: the pick is kept; Draft, or Join for those who have not; and a way back."""
    card = answer.card
    lines = [t.gettext("You picked {number}. {title}", number=card.number, title=title_link(card, t))]
    if small := facts(card, None, t):
        lines.append(" · ".join(small))
    buttons: list[ButtonElement] = []
    if answer.joined:
        label = t.gettext("Continue my draft") if answer.has_draft else t.gettext("Draft")
        value = ids.article_value(card.digest_id, card.article_id)
        buttons.append(button(label, ids.DRAFT_OPEN, value, style="primary"))
    else:
        lines.append(
            t.gettext(
                "Your pick is kept. To draft and share it, join the ambassadors: two taps, and you can leave any time."
            )
        )
        buttons.append(join_button(t))
    buttons.append(unpick_button(card, t))
    return message(
        _said(card, t), [section("\n".join(lines), block_id="offer"), actions(buttons, "offer_actions")]
    )


def join_offer(t: Translator) -> Message:
    """For someone who has not joined, away from any article."""
    words = t.gettext("This is for ambassadors. Joining takes two taps, and you can leave any time.")
    return message(words, [section(words, block_id="join_offer"), actions([join_button(t)], "join_actions")])


def unpicked(answer: Unpicked, t: Translator) -> Message:
    """Ephemeral, where a button (not a reaction) took the pick back."""
    words = t.gettext(
        "Your pick of {title} is taken back. To pick it again, draft it, or put your reaction on anew.",
        title=title_link(answer.card, t),
    )
    return message(words, [section(words, block_id="unpicked")])


def unpick_button(card: ArticleCard, t: Translator) -> ButtonElement:
    """For those who picked by Draft too, who have no reaction to take off."""
    return button(
        t.gettext("Take my pick back"), ids.UNPICK, ids.article_value(card.digest_id, card.article_id)
    )


def join_button(t: Translator) -> ButtonElement:
    return button(t.gettext("Join"), ids.JOIN_OPEN, "1", style="primary")


def _said(card: ArticleCard, t: Translator) -> str:
    return t.gettext("You picked {number}. {title}", number=card.number, title=safe(title(card, t), 300))
