"""What people enter in Block Kit's elements: state as Slack keeps it, and its client's own checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from playground.blockkit import elements_of, walk_blocks
from playground.words import Told
from playground.workspace import Json

VALUE_OF: Mapping[str, str] = {
    **dict.fromkeys(("plain_text_input", "number_input", "email_text_input", "url_text_input"), "value"),
    **dict.fromkeys(("static_select", "external_select", "radio_buttons"), "selected_option"),
    **dict.fromkeys(("checkboxes", "multi_static_select", "multi_external_select"), "selected_options"),
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
Words = Callable[..., str]


def options_of(element: Mapping[str, Any]) -> list[Any]:
    """Every option of a menu, in groups or not."""
    groups = element.get("option_groups") or ()
    return [*element.get("options", ()), *(option for group in groups for option in group.get("options", ()))]


def _match(element: Mapping[str, Any], chosen: object) -> Any:
    """The element's own option behind what the page sent (an option, or its value)."""
    wanted = chosen.get("value") if isinstance(chosen, dict) else chosen
    if wanted is None:
        return None
    for option in options_of(element):
        if option.get("value") == wanted:
            return option
    raise Told("no_option")


def entered(element: Mapping[str, Any], given: Mapping[str, Any]) -> Json:
    """One element's state: its type, and under Slack's key what was entered (None or [] for nothing).

    Raises Told("no_option") for an option the element does not offer.
    """
    kind = str(element["type"])
    key = VALUE_OF[kind]
    value = given.get(key)
    if key == "selected_option" and element.get("options", element.get("option_groups")) is not None:
        value = _match(element, value)
    elif key == "selected_options":
        value = [_match(element, one) for one in value or ()]
    elif key.endswith("s") and key != "value":
        value = list(value or ())
    elif value == "":
        value = None
    elif key == "value" and value is not None:
        value = str(value)
    return {"type": kind, key: value}


def initial(element: Mapping[str, Any]) -> Json:
    """One element's state before anybody touched it."""
    kind = str(element["type"])
    key = VALUE_OF[kind]
    name = "initial_" + key.removeprefix("selected_")
    empty: Any = [] if key.endswith("s") and key != "value" else None
    return {"type": kind, key: element.get(name, empty)}


def stateful(blocks: object) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """(block, element) for every element that holds something people enter."""
    for block, _ in walk_blocks(blocks):
        for element in elements_of(block):
            if element.get("type") in VALUE_OF:
                yield block, element


def whole_state(blocks: object, given: Mapping[str, Any]) -> Json:
    """`state.values`: what was entered, and the initial value where nothing was."""
    values: Json = {}
    for block, element in stateful(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        found = given.get(block_id) or {}
        one = found.get(action_id) if isinstance(found, dict) else None
        state = entered(element, one) if isinstance(one, dict) else initial(element)
        values.setdefault(block_id, {})[action_id] = state
    return values


def mistakes(blocks: object, state: Mapping[str, Any], say: Words) -> dict[str, str]:
    """What Slack's client would refuse to send, by block id: required, lengths, numbers, addresses."""
    found = {}
    for block, element in stateful(blocks):
        if block.get("type") != "input":
            continue
        entry = state[block["block_id"]][element["action_id"]]
        value = entry[VALUE_OF[entry["type"]]]
        if value in (None, [], {}) or (isinstance(value, str) and not value.strip()):
            if not block.get("optional"):
                found[block["block_id"]] = say("required")
            continue
        said = _mistake(element, value, say)
        if said is not None:
            found[block["block_id"]] = said
    return found


def _mistake(element: Mapping[str, Any], value: Any, say: Words) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        if len(value) < element.get("min_length", 0):
            return say("too_short", n=element["min_length"])
        if len(value) > element.get("max_length", 3000):
            return say("too_long", n=element.get("max_length", 3000))
    elif kind == "number_input":
        form = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
        if not re.fullmatch(form, value):
            return say("not_number")
        if "min_value" in element and float(value) < float(element["min_value"]):
            return say("too_low", n=element["min_value"])
        if "max_value" in element and float(value) > float(element["max_value"]):
            return say("too_high", n=element["max_value"])
    elif kind == "url_text_input":
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return say("not_url")
    elif kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return say("not_email")
    return None
