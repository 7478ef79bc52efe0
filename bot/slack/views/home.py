"""The Home tab: today's articles, my drafts, my rank."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, DividerBlock

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import VIEW_BLOCKS, Json, actions, button, context, header, section
from bot.slack.blocks import home as home_view
from bot.slack.views.article import facts, title_link
from bot.slack.views.digest import draft_button, headline
from bot.slack.views.own_order import order_told, why_here
from bot.slack.views.people import mine_blocks
from handlers.home import HomePage
from handlers.own_order import OwnOrder
from scheduler.messages import DigestPost


def home(page: HomePage, t: Translator) -> Json:
    """The published view: at most a hundred blocks, in those that every workspace takes."""
    blocks = [*_today(page.latest, page.order, t), DividerBlock(block_id="between")]
    blocks += [header(t.gettext("What you did"), "mine"), *mine_blocks(page.mine, t)]
    so_far = button(t.gettext("The leaderboard so far"), ids.BOARD_SHOW, ids.VERSION)
    blocks.append(actions([so_far], "board"))
    blocks.append(context(t.gettext("All the commands: `/dizaine help`"), "help"))
    return home_view(blocks[:VIEW_BLOCKS])


def _today(latest: DigestPost | None, order: OwnOrder | None, t: Translator) -> list[Block]:
    if latest is None or not latest.cards:
        return [
            header(t.gettext("The daily ten"), "headline"),
            section(
                t.gettext("The next articles will appear here on the next working day."), block_id="none"
            ),
        ]
    blocks: list[Block] = [header(headline(latest, t), "headline"), order_told(order, t)]
    for card in latest.cards[:20]:
        why = why_here(order, card.article_id, t)
        small = " · ".join([*facts(card, latest.sent_at, t), *([f"_{why}_"] if why else [])])
        told = f"*{card.number}. {title_link(card, t, 600)}*" + (f"\n{small}" if small else "")
        accessory = draft_button(card, t) if card.digest_id is not None else None
        blocks.append(section(told, accessory, f"article{card.number}"))
    return blocks
