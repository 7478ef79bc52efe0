"""Is this what Slack would take? Whole messages and views, and the walk through the elements they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from playground.blockkit_check import ID_LIMIT, Check, Problem
from playground.blockkit_data import text_length
from playground.blockkit_layout import block

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 13_200
VIEW_BYTES = 250_000

_VIEW_FIELDS = frozenset({"blocks", "private_metadata", "callback_id", "external_id"})
_MODAL_FIELDS = _VIEW_FIELDS | {
    "title",
    "submit",
    "close",
    "clear_on_close",
    "notify_on_close",
    "submit_disabled",
}


def message_problems(blocks: object, refuse: Collection[str] = (), at: str = "/blocks") -> list[Problem]:
    """What Slack would refuse in a message's blocks; `refuse` names types not rolled out here."""
    check = Check("message", frozenset(refuse))
    found = check.items({"blocks": blocks}, "blocks", at.removesuffix("/blocks"), low=0, high=MESSAGE_BLOCKS)
    for index, one in enumerate(found):
        block(check, one, f"{at}/{index}")
    _at_most(check, found, at, "data_visualization", 2)
    _at_most(check, found, at, "table", 1)
    return check.problems


def _at_most(check: Check, blocks: Collection[Any], at: str, kind: str, most: int) -> None:
    if sum(isinstance(one, dict) and one.get("type") == kind for one in blocks) > most:
        check.fail(at, f"only {most} {kind} allowed in a message")


def message_size(blocks: object) -> int:
    """Characters of text in the blocks, the measure behind `msg_blocks_too_long` (seen near 13,200)."""
    return text_length(blocks)


def view_problems(view: object, refuse: Collection[str] = ()) -> list[Problem]:
    """What Slack would refuse in a view (modal or home)."""
    if not isinstance(view, dict):
        return [Problem("/view", "must provide an object", "invalid_type")]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [Problem("/view/type", "must be one of: home, modal", "invalid_type")]
    check = Check("modal" if kind == "modal" else "home", frozenset(refuse))
    check.fields(view, "/view", _MODAL_FIELDS if kind == "modal" else _VIEW_FIELDS)
    check.string(view, "private_metadata", "/view", limit=3000, least=0)
    check.string(view, "callback_id", "/view", limit=ID_LIMIT, least=0)
    check.string(view, "external_id", "/view", limit=ID_LIMIT, least=0)
    if kind == "modal":
        check.text(view, "title", "/view", limit=24, required=True)
        check.text(view, "submit", "/view", limit=24)
        check.text(view, "close", "/view", limit=24)
        for flag in ("clear_on_close", "notify_on_close", "submit_disabled"):
            check.boolean(view, flag, "/view")
    found = check.items(view, "blocks", "/view", low=0, high=VIEW_BLOCKS)
    for index, one in enumerate(found):
        block(check, one, f"/view/blocks/{index}")
    if kind == "modal" and not view.get("submit") and any(_is_input(one) for one in found):
        check.fail("/view", "missing required field: submit", "missing_field")
    if check.focused > 1:
        check.fail("/view/blocks", "only one element may set focus_on_load")
    return check.problems


def _is_input(one: object) -> bool:
    return isinstance(one, dict) and one.get("type") == "input"


def view_too_large(view: object) -> bool:
    return len(json.dumps(view).encode()) > VIEW_BYTES


def walk_blocks(blocks: object) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Every block, nested ones included, each with its own id after those of the blocks around it."""
    yield from _walk(blocks, ())


def _walk(blocks: object, outer: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    for one in blocks if isinstance(blocks, list) else ():
        if not isinstance(one, dict):
            continue
        ids = (*outer, str(one.get("block_id", "")))
        yield one, ids
        if one.get("type") == "carousel":
            yield from _walk(one.get("elements"), ids)
        elif one.get("type") == "container":
            yield from _walk(one.get("child_blocks"), ids)


def elements_of(one: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The interactive elements of one block, not of the blocks nested in it."""
    kind = one.get("type")
    if kind in ("actions", "context_actions"):
        yield from (e for e in one.get("elements", ()) if isinstance(e, dict))
    elif kind == "card":
        yield from (e for e in one.get("actions") or () if isinstance(e, dict))
    elif kind == "section" and isinstance(one.get("accessory"), dict):
        if one["accessory"].get("type") != "image":
            yield one["accessory"]
    elif kind == "input" and isinstance(one.get("element"), dict):
        yield one["element"]


def with_ids(blocks: list[Any], fresh: Callable[[], str]) -> list[Any]:
    """A copy of the blocks in which every block and element has an id, as Slack fills in those left out."""
    filled: list[Any] = json.loads(json.dumps(blocks))
    for one, _ in walk_blocks(filled):
        one.setdefault("block_id", fresh())
        for element in elements_of(one):
            element.setdefault("action_id", fresh())
    return filled


def images_of(blocks: object) -> Iterator[tuple[dict[str, Any], str]]:
    """Every image block or element that may name a Slack file, with its JSON pointer under the blocks."""
    yield from _images(blocks, "")


def _images(value: object, at: str) -> Iterator[tuple[dict[str, Any], str]]:
    if isinstance(value, dict):
        if value.get("type") == "image":
            yield value, at
        for name, inner in value.items():
            yield from _images(inner, f"{at}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _images(inner, f"{at}/{index}")


def find_element(
    blocks: object, block_id: str, action_id: str
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """(block, element) of that action id, in the block of that id or one nested in it."""
    for one, ids in walk_blocks(blocks):
        if block_id in ids:
            for element in elements_of(one):
                if element.get("action_id") == action_id:
                    return one, element
    return None
