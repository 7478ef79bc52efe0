"""Long lists in as few blocks as Slack takes."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.slack.blocks import MESSAGE_BLOCKS, MESSAGE_SIZE, Json, size, to_dicts
from bot.slack.text import width


def pages(lines: Sequence[str], limit: int = 2900) -> list[str]:
    """Lines gathered into as few texts as `limit` allows; a line that is longer than that is left out."""
    pages: list[str] = []
    for line in lines:
        if width(line) > limit:
            continue
        if pages and width(pages[-1]) + 1 + width(line) <= limit:
            pages[-1] = f"{pages[-1]}\n{line}"
        else:
            pages.append(line)
    return pages


def fitting(blocks: Sequence[Block]) -> list[Json]:
    """As many blocks as a message holds; the first ones matter most."""
    kept = to_dicts(blocks)
    while len(kept) > MESSAGE_BLOCKS or size(kept) > MESSAGE_SIZE:
        kept.pop()
    return kept
