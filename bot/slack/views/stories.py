"""Articles that may tell the same story, and those that were put behind another: an editor says what they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, DividerBlock, SectionBlock

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import MESSAGE_SIZE, Message, actions, button, context, message, section, size, to_dicts
from bot.slack.text import bold, safe
from bot.slack.views.article import age, title, title_link
from handlers.answers import Preview
from handlers.stories import DoubleLine, DoubleList
from scheduler.messages import ArticleCard

TITLE = 300  # with its address
MORE = 200  # kept for the last line
Pairs = Sequence[tuple[int, int]]


def doubles_told(answer: Preview, t: Translator) -> SectionBlock | None:
    """In a preview: what is in doubt or folded in it, with the way to the list."""
    said = []
    if answer.doubts:
        said.append(
            t.ngettext(
                ":mag: {n} pair of articles may tell the same story.",
                ":mag: {n} pairs of articles may tell the same story.",
                answer.doubts,
            )
        )
    if answer.folded:
        said.append(
            t.ngettext(
                "{n} article stands behind another: it can be taken apart.",
                "{n} articles stand behind another: they can be taken apart.",
                answer.folded,
            )
        )
    if not said:
        return None
    show = button(t.gettext("See them"), ids.STORIES_SHOW, ids.VERSION)
    return section(" ".join(said), show, "doubles")


def double_list(answer: DoubleList, t: Translator) -> Message:
    """What may be one story, each with two buttons; what the coming choice folds, to take apart; and what was said of
    either, to be undone. Ephemeral."""
    if not answer.lines:
        none = t.gettext(
            "No duplicate to look at: nothing recent seems to tell the same story twice. Nice and tidy."
        )
        return message(none, [section(none, block_id="doubles")])
    shown = [_pair(line) for line in answer.lines]
    # What was just said to be one story is folded too, and stays where it was.
    first = next(
        (place for place, line in enumerate(answer.lines) if line.folded and line.same is None), None
    )
    head = t.gettext("Possible duplicates")
    blocks: list[Block] = []
    if first != 0:
        told = t.gettext(
            "What you say holds from the next selection on, in all channels. Of two articles that tell one story, "
            "one is posted and names the other."
        )
        blocks.append(section(f"{bold(head)}\n{told}", block_id="doubles"))
    for place, line in enumerate(answer.lines):
        drawn = _line(line, shown, place, answer.now, t)
        if place == first:
            drawn.insert(0, section(bold(t.gettext("Gathered in the coming selection")), block_id="folded"))
        # Never a line without its buttons: what is left out comes once the others are settled.
        if size(to_dicts([*blocks, *drawn])) > MESSAGE_SIZE - MORE:
            break
        blocks += [DividerBlock(block_id=f"before{place}"), *drawn] if place else drawn
    if answer.more:
        blocks.append(
            context(
                t.ngettext(
                    "{n} more pair to look at: `/dizaine duplicates`",
                    "{n} more pairs to look at: `/dizaine duplicates`",
                    answer.more,
                ),
                "more",
            )
        )
    return message(head, blocks)


def _line(line: DoubleLine, shown: Pairs, place: int, now: datetime, t: Translator) -> list[Block]:
    value = ids.story_value(_pair(line), shown)
    if line.same is not None:
        said = t.gettext(":link: *Same story*") if line.same else t.gettext(":scissors: *Two stories*")
        undo = button(t.gettext("Undo"), ids.STORY_UNDO, value)
        told = "\n".join([said, *(title_link(card, t, TITLE) for card in (line.one, line.other))])
        return [section(told, undo, f"double{place}")]
    if line.folded:
        part = button(t.gettext("Take apart"), ids.STORY_TWO, value)
        behind = t.gettext(
            "Behind no. {n}, “{title}”", n=t.number(line.one.number), title=safe(title(line.one, t), 150)
        )
        return [section(f"{_article(line.other, now, t, number=False)}\n{behind}", part, f"double{place}")]
    texts = [_article(card, now, t) for card in (line.one, line.other)]
    if line.words:
        texts.append(t.gettext("_Both say: {words}_", words=safe(", ".join(line.words), 200)))
    buttons = [
        button(t.gettext("Same story"), ids.STORY_SAME, value),
        button(t.gettext("Two stories"), ids.STORY_TWO, value),
    ]
    return [section("\n".join(texts), block_id=f"double{place}"), actions(buttons, f"double{place}_actions")]


def _article(card: ArticleCard, now: datetime, t: Translator, *, number: bool = True) -> str:
    """Its title; its source, its age and where it stands."""
    facts = [safe(card.source, 60) or None, age(card, now, t)]
    if number and card.number:
        facts.append(t.gettext("*no. {n} of the coming selection*", n=t.number(card.number)))
    return "\n".join([bold(title_link(card, t, TITLE)), " · ".join(fact for fact in facts if fact)])


def _pair(line: DoubleLine) -> tuple[int, int]:
    one, other = line.one.article_id, line.other.article_id
    return min(one, other), max(one, other)
