"""Slack's limits, and the few helpers that views build their blocks with. The classes are the SDK's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    BlockElement,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    HeaderBlock,
    ImageElement,
    InputBlock,
    InputInteractiveElement,
    InteractiveElement,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.slack import validation
from bot.slack.text import plain, web_address, width

validation.install()

# docs.slack.dev/reference/block-kit; all in characters unless told otherwise.
MESSAGE_TEXT = 4000
MESSAGE_BLOCKS = 50
MESSAGE_SIZE = 13_000  # of all that the blocks carry: msg_blocks_too_long was seen near 13,200
HEADER = 150
SECTION = 3000
BUTTON = 75
OPTION = 75
CARD_TITLE = 150
CARD_SUBTITLE = 150
CARD_BODY = 200
VIEW_TITLE = 24
VIEW_BLOCKS = 100
INPUT_MAX = 3000
CHART_TITLE = 50
CHART_LABEL = 20
ALT_TEXT = 255  # Slack says 2,000; its older clients, and blockkit, 255

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What `chat.postMessage`, `chat.postEphemeral` and `respond` take. `text` is escaped already."""

    text: str
    blocks: list[Json] = field(default_factory=list)


def message(text: str, blocks: Iterable[Block | Json]) -> Message:
    return Message(text=text, blocks=to_dicts(blocks))


def to_dicts(blocks: Iterable[Block | Json]) -> list[Json]:
    """Raises slack_sdk's SlackObjectFormationError where a limit that the SDK knows is passed."""
    return [block if isinstance(block, dict) else block.to_dict() for block in blocks]


def size(blocks: Sequence[Json]) -> int:
    """Characters that the blocks carry: texts, addresses, values; their structure is not counted."""
    return sum(_carried(block) for block in blocks)


def _carried(node: object) -> int:
    if isinstance(node, str):
        return width(node)
    if isinstance(node, Mapping):
        return sum(_carried(value) for key, value in node.items() if key not in _STRUCTURE)
    if isinstance(node, Sequence):
        return sum(_carried(value) for value in node)
    return 0


_STRUCTURE = frozenset({"type", "block_id", "action_id", "style"})


def mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)


def words(text: str, limit: int = SECTION) -> PlainTextObject:
    return PlainTextObject(text=plain(text, limit), emoji=True)


def header(text: str, block_id: str | None = None) -> HeaderBlock:
    return HeaderBlock(text=words(text, HEADER), block_id=block_id)


def section(text: str, accessory: BlockElement | None = None, block_id: str | None = None) -> SectionBlock:
    """`text` is mrkdwn whose outside words are escaped already."""
    return SectionBlock(text=mrkdwn(text), accessory=accessory, block_id=block_id)


def context(text: str, block_id: str | None = None) -> ContextBlock:
    return ContextBlock(elements=[mrkdwn(text)], block_id=block_id)


def actions(elements: Sequence[InteractiveElement], block_id: str | None = None) -> ActionsBlock:
    return ActionsBlock(elements=list(elements), block_id=block_id)


def button(
    label: str,
    action_id: str,
    value: str | None = None,
    *,
    url: str | None = None,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    return ButtonElement(
        text=words(label, BUTTON), action_id=action_id, value=value, url=url, style=style, confirm=confirm
    )


def confirm(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """Limits: title 100, text 300, buttons 30."""
    return ConfirmObject(
        title=words(title, 100), text=words(text, 300), confirm=words(yes, 30), deny=words(no, 30)
    )


def image(url: str | None, alt: str) -> ImageElement | None:
    """None where the address is not one that Slack would fetch."""
    address = web_address(url)
    return ImageElement(image_url=address, alt_text=plain(alt, ALT_TEXT) or "…") if address else None


def field_block(
    label: str,
    element: InputInteractiveElement,
    block_id: str,
    *,
    hint: str | None = None,
    optional: bool = False,
    dispatch: bool | None = None,
) -> InputBlock:
    """An input: label and hint are cut to 2,000."""
    return InputBlock(
        label=words(label, 2000),
        element=element,
        block_id=block_id,
        hint=words(hint, 2000) if hint else None,
        optional=optional or None,
        dispatch_action=dispatch,
    )


def modal(
    *,
    title: str,
    blocks: Iterable[Block | Json],
    close: str,
    callback_id: str | None = None,
    submit: str | None = None,
    private_metadata: str | None = None,
) -> Json:
    view = View(
        type="modal",
        callback_id=callback_id,
        title=words(title, VIEW_TITLE),
        submit=words(submit, VIEW_TITLE) if submit else None,
        close=words(close, VIEW_TITLE),
        private_metadata=private_metadata,
        blocks=to_dicts(blocks),
    )
    return dict(view.to_dict())


def home(blocks: Iterable[Block | Json]) -> Json:
    return dict(View(type="home", blocks=to_dicts(blocks)[:VIEW_BLOCKS]).to_dict())
