"""Block Kit's layout blocks (section to carousel): which surface takes which, and their limits.

Limits and surfaces: docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground import blockkit_data as data
from playground.blockkit_check import ID_LIMIT, TEXT_LIMIT, Check, Checker, Surface
from playground.blockkit_elements import (
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    button,
    confirm,
    element,
    image,
    image_source,
)

_BOTH = ("plain_text", "mrkdwn")
_EVERYWHERE = frozenset(
    {"actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
)
_WIDE = frozenset({"carousel", "container", "data_table", "data_visualization", "table"})
ON_SURFACE: dict[Surface, frozenset[str]] = {
    "message": _EVERYWHERE | _WIDE | {"context_actions", "file", "markdown"},
    "modal": _EVERYWHERE | {"alert"},
    "home": _EVERYWHERE | _WIDE,
}
_IN_CONTAINER = frozenset(
    {
        "actions",
        "context",
        "divider",
        "file",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "table",
        "video",
    }
)


def block(check: Check, value: object, at: str, allowed: frozenset[str] | None = None) -> None:
    """Check one block: its type on this surface, its id among the others, and what it holds."""
    found = check.mapping(value, at)
    if found is None:
        return
    kind = found.get("type")
    if kind is None:
        check.fail(at, "missing required field: type", "missing_field")
        return
    taken = ON_SURFACE[check.surface] if allowed is None else allowed
    if not isinstance(kind, str) or kind not in taken or kind in check.refuse:
        check.fail(f"{at}/type", f"unsupported type: {kind}", "unsupported_type")
        return
    block_id = check.string(found, "block_id", at, limit=ID_LIMIT)
    if block_id is not None:
        if block_id in check.block_ids:
            check.fail(f"{at}/block_id", f"`block_id` {block_id} already exists")
        check.block_ids.add(block_id)
    _CHECKERS[kind](check, found, at)


def _elements(check: Check, value: Mapping[str, Any], at: str, allowed: frozenset[str], high: int) -> None:
    seen: set[str] = set()
    for index, one in enumerate(check.items(value, "elements", at, low=1, high=high)):
        here = f"{at}/elements/{index}"
        element(check, one, here, allowed)
        _unique_action(check, one, here, seen)


def _unique_action(check: Check, one: object, at: str, seen: set[str]) -> None:
    name = one.get("action_id") if isinstance(one, dict) else None
    if isinstance(name, str):
        if name in seen:
            check.fail(f"{at}/action_id", f"`action_id` {name} already exists")
        seen.add(name)


def _section(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "text", "fields", "accessory", "expand"})
    if value.get("text") is None and not value.get("fields"):
        check.fail(at, "missing required field: text or fields", "missing_field")
    check.text(value, "text", at, limit=TEXT_LIMIT, kinds=_BOTH)
    if "fields" in value:
        for index, one in enumerate(check.items(value, "fields", at, low=1, high=10)):
            check.text_object(one, f"{at}/fields/{index}", limit=2000, kinds=_BOTH)
    check.boolean(value, "expand", at)
    if "accessory" in value:
        element(check, value["accessory"], f"{at}/accessory", IN_SECTION)


def _context(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "elements"})
    for index, one in enumerate(check.items(value, "elements", at, low=1, high=10)):
        here = f"{at}/elements/{index}"
        if isinstance(one, dict) and one.get("type") == "image":
            image(check, one, here)
        else:
            check.text_object(one, here, limit=TEXT_LIMIT, kinds=_BOTH)


def _context_actions(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "elements"})
    _elements(check, value, at, IN_CONTEXT_ACTIONS, 5)


def _header(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "text", "level"})
    check.text(value, "text", at, limit=150, required=True)


def _divider(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id"})


def _image(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "image_url", "slack_file", "alt_text", "title"})
    check.string(value, "alt_text", at, limit=2000, required=True)
    check.text(value, "title", at, limit=2000)
    image_source(check, value, at)


def _actions(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "elements"})
    _elements(check, value, at, IN_ACTIONS, 25)


def _input(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "label", "element", "hint", "optional", "dispatch_action"})
    check.text(value, "label", at, limit=2000, required=True)
    check.text(value, "hint", at, limit=2000)
    check.boolean(value, "optional", at)
    check.boolean(value, "dispatch_action", at)
    if "element" not in value:
        check.fail(at, "missing required field: element", "missing_field")
    else:
        element(check, value["element"], f"{at}/element", IN_INPUT)


def _file(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "external_id", "source"})
    check.string(value, "external_id", at, limit=ID_LIMIT, required=True)


def _markdown(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "text"})
    check.string(value, "text", at, limit=12_000, required=True)


def _video(check: Check, value: Mapping[str, Any], at: str) -> None:
    allowed = {"block_id", "alt_text", "author_name", "description", "provider_icon_url", "provider_name"}
    check.fields(value, at, allowed | {"title", "title_url", "thumbnail_url", "video_url"})
    check.string(value, "alt_text", at, limit=2000, required=True)
    check.text(value, "title", at, limit=199, required=True)
    check.text(value, "description", at, limit=199)
    check.string(value, "author_name", at, limit=49)
    check.url(value, "thumbnail_url", at, required=True)
    check.url(value, "video_url", at, required=True)


def _card(check: Check, value: Mapping[str, Any], at: str) -> None:
    allowed = {
        "block_id",
        "hero_image",
        "icon",
        "slack_icon",
        "title",
        "subtitle",
        "body",
        "subtext",
        "actions",
    }
    check.fields(value, at, allowed)
    if not any(value.get(name) for name in ("hero_image", "title", "actions", "body")):
        check.fail(at, "must provide at least one of: hero_image, title, actions, body", "missing_field")
    if "icon" in value and "slack_icon" in value:
        check.fail(at, "must provide at most one of: icon, slack_icon")
    for name in ("hero_image", "icon"):
        if name in value:
            found = check.mapping(value[name], f"{at}/{name}")
            if found is not None:
                if found.get("type") != "image":
                    check.fail(f"{at}/{name}/type", "must be one of: image")
                image(check, found, f"{at}/{name}")
    for name, limit in (("title", 150), ("subtitle", 150), ("body", 200), ("subtext", 200)):
        check.text(value, name, at, limit=limit, kinds=_BOTH)
    if "actions" in value:
        seen: set[str] = set()
        for index, one in enumerate(check.items(value, "actions", at, low=1, high=3)):
            here = f"{at}/actions/{index}"
            if not isinstance(one, dict) or one.get("type") != "button":
                check.fail(f"{here}/type", "must be one of: button")
                continue
            check.string(one, "action_id", here, limit=ID_LIMIT)
            confirm(check, one, here)
            button(check, one, here)
            _unique_action(check, one, here, seen)


def _carousel(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "elements"})
    for index, one in enumerate(check.items(value, "elements", at, low=1, high=10)):
        block(check, one, f"{at}/elements/{index}", frozenset({"card"}))


def _container(check: Check, value: Mapping[str, Any], at: str) -> None:
    looks = {"width", "icon", "is_collapsible", "default_collapsed", "has_header_divider"}
    check.fields(value, at, {"block_id", "title", "rich_text_title", "subtitle", "child_blocks"} | looks)
    if "title" not in value and "rich_text_title" not in value:
        check.fail(at, "must provide one of: title, rich_text_title", "missing_field")
    check.text(value, "title", at, limit=150)
    check.text(value, "subtitle", at, limit=150, kinds=_BOTH)
    check.choice(value, "width", at, ("narrow", "standard", "wide", "full"))
    for name in ("is_collapsible", "default_collapsed", "has_header_divider"):
        check.boolean(value, name, at)
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        check.fail(f"{at}/default_collapsed", "requires is_collapsible")
    if value.get("has_header_divider") and value.get("is_collapsible"):
        check.fail(f"{at}/has_header_divider", "cannot be set when is_collapsible is true")
    if "icon" in value:
        found = check.mapping(value["icon"], f"{at}/icon")
        if found is not None:
            image(check, found, f"{at}/icon")
    for index, one in enumerate(check.items(value, "child_blocks", at, low=1, high=10)):
        block(check, one, f"{at}/child_blocks/{index}", _IN_CONTAINER)


def _alert(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "text", "level"})
    check.text(value, "text", at, limit=200, kinds=_BOTH, required=True)
    check.choice(value, "level", at, ("default", "info", "warning", "error", "success"))


_CHECKERS: dict[str, Checker] = {
    "section": _section,
    "context": _context,
    "context_actions": _context_actions,
    "header": _header,
    "divider": _divider,
    "image": _image,
    "actions": _actions,
    "input": _input,
    "file": _file,
    "markdown": _markdown,
    "video": _video,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "alert": _alert,
    "rich_text": data.rich_text,
    "table": data.table,
    "data_table": data.data_table,
    "data_visualization": data.data_visualization,
}
