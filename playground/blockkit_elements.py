"""Block Kit's elements: buttons, menus, inputs and the small objects they hold, within Slack's limits.

Limits: docs.slack.dev/reference/block-kit/block-elements and /composition-objects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from playground.blockkit_check import ID_LIMIT, TEXT_LIMIT, Check, Checker

_CONVERSATION_KINDS = ("im", "mpim", "private", "public")
_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MULTI_SELECTS = tuple(f"multi_{name}" for name in _SELECTS)
_PICKERS = ("datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons")
_TYPED = (
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
)

IN_SECTION = frozenset(
    {"button", "image", "overflow", "workflow_button", *_SELECTS, *_MULTI_SELECTS, *_PICKERS}
    - {"datetimepicker"}
)
IN_ACTIONS = frozenset({"button", "overflow", "workflow_button", *_SELECTS, *_MULTI_SELECTS, *_PICKERS})
IN_INPUT = frozenset({*_SELECTS, *_MULTI_SELECTS, *_PICKERS, *_TYPED})
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})

_INPUT_FIELDS = {"action_id", "placeholder", "focus_on_load", "confirm"}
_TYPED_FIELDS = {"action_id", "placeholder", "focus_on_load", "initial_value", "dispatch_action_config"}


def element(check: Check, value: object, at: str, allowed: frozenset[str]) -> None:
    """Check one element, whose type must be among those its block takes."""
    found = check.mapping(value, at)
    if found is None:
        return
    kind = found.get("type")
    if not isinstance(kind, str) or kind not in allowed or kind not in _CHECKERS:
        check.fail(f"{at}/type", f"unsupported type: {kind}", "unsupported_type")
        return
    if kind != "image":
        check.string(found, "action_id", at, limit=ID_LIMIT)
        confirm(check, found, at)
    check.boolean(found, "focus_on_load", at)
    if found.get("focus_on_load") is True:
        check.focused += 1
    _CHECKERS[kind](check, found, at)


def confirm(check: Check, value: Mapping[str, Any], at: str) -> None:
    if "confirm" not in value:
        return
    here = f"{at}/confirm"
    found = check.mapping(value["confirm"], here)
    if found is None:
        return
    check.fields(found, here, {"title", "text", "confirm", "deny", "style"})
    check.text(found, "title", here, limit=100, required=True)
    check.text(found, "text", here, limit=300, kinds=("plain_text", "mrkdwn"), required=True)
    check.text(found, "confirm", here, limit=30, required=True)
    check.text(found, "deny", here, limit=30, required=True)
    check.choice(found, "style", here, ("primary", "danger"))


def image(check: Check, value: Mapping[str, Any], at: str) -> None:
    """An image element: one of `image_url` and `slack_file`, and a text for those who cannot see it."""
    check.fields(value, at, {"image_url", "alt_text", "slack_file"})
    check.string(value, "alt_text", at, limit=2000, required=True)
    image_source(check, value, at)


def image_source(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.url(value, "image_url", at)
    if ("image_url" in value) == ("slack_file" in value):
        check.fail(at, "must provide exactly one of: image_url, slack_file")
    if "slack_file" in value:
        found = check.mapping(value["slack_file"], f"{at}/slack_file")
        if found is not None and ("id" in found) == ("url" in found):
            check.fail(f"{at}/slack_file", "must provide exactly one of: id, url")


def button(check: Check, value: Mapping[str, Any], at: str) -> None:
    allowed = {"text", "action_id", "url", "value", "style", "confirm", "accessibility_label", "agent_prompt"}
    check.fields(value, at, allowed)
    check.text(value, "text", at, limit=75, required=True)
    check.url(value, "url", at)
    check.string(value, "value", at, limit=2000)
    check.string(value, "accessibility_label", at, limit=75)
    check.string(value, "agent_prompt", at, limit=4000)
    check.choice(value, "style", at, ("primary", "danger"))


def _option(check: Check, value: object, at: str, *, kinds: tuple[str, ...], url: bool = False) -> None:
    found = check.mapping(value, at)
    if found is None:
        return
    check.fields(found, at, {"text", "value", "description", *(("url",) if url else ())})
    check.text(found, "text", at, limit=75, kinds=kinds, required=True)
    check.string(found, "value", at, limit=150, required=True)
    check.text(found, "description", at, limit=75, kinds=kinds)
    if url:
        check.url(found, "url", at)


def _options(
    check: Check, value: Mapping[str, Any], at: str, *, high: int, kinds: tuple[str, ...]
) -> list[Any]:
    found = check.items(value, "options", at, low=1, high=high)
    seen: set[str] = set()
    for index, option in enumerate(found):
        here = f"{at}/options/{index}"
        _option(check, option, here, kinds=kinds)
        name = option.get("value") if isinstance(option, dict) else None
        if isinstance(name, str):
            if name in seen:
                check.fail(f"{here}/value", "must be unique among the options")
            seen.add(name)
    return list(found)


def _initial(check: Check, value: Mapping[str, Any], at: str, options: Sequence[Any], *, many: bool) -> None:
    name = "initial_options" if many else "initial_option"
    if name not in value:
        return
    chosen = check.items(value, name, at, low=1, high=100) if many else [value[name]]
    for index, one in enumerate(chosen):
        if one not in options:
            check.fail(
                f"{at}/{name}" + (f"/{index}" if many else ""), "initial option must be among the options"
            )


def _placeholder(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.text(value, "placeholder", at, limit=150)


def _static_select(check: Check, value: Mapping[str, Any], at: str) -> None:
    many = value["type"].startswith("multi_")
    extra = {"max_selected_items", "initial_options"} if many else {"initial_option"}
    check.fields(value, at, _INPUT_FIELDS | extra | {"options", "option_groups"})
    _placeholder(check, value, at)
    if many:
        check.whole(value, "max_selected_items", at, low=1, high=100)
    if ("options" in value) == ("option_groups" in value):
        check.fail(at, "must provide exactly one of: options, option_groups")
    options: list[Any] = []
    if "options" in value:
        options = _options(check, value, at, high=100, kinds=("plain_text",))
    elif "option_groups" in value:
        for index, group in enumerate(check.items(value, "option_groups", at, low=1, high=100)):
            here = f"{at}/option_groups/{index}"
            found = check.mapping(group, here)
            if found is not None:
                check.fields(found, here, {"label", "options"})
                check.text(found, "label", here, limit=75, required=True)
                options += _options(check, found, here, high=100, kinds=("plain_text",))
    _initial(check, value, at, options, many=many)


def _external_select(check: Check, value: Mapping[str, Any], at: str) -> None:
    many = value["type"].startswith("multi_")
    extra = {"max_selected_items", "initial_options"} if many else {"initial_option"}
    check.fields(value, at, _INPUT_FIELDS | extra | {"min_query_length"})
    _placeholder(check, value, at)


def _people_select(check: Check, value: Mapping[str, Any], at: str) -> None:
    kind = value["type"].removeprefix("multi_").removesuffix("s_select")
    many = value["type"].startswith("multi_")
    extra = {f"initial_{kind}s", "max_selected_items"} if many else {f"initial_{kind}"}
    if kind in ("conversation", "channel") and not many:
        extra.add("response_url_enabled")
    if kind == "conversation":
        extra |= {"default_to_current_conversation", "filter"}
    check.fields(value, at, _INPUT_FIELDS | extra)
    _placeholder(check, value, at)
    if many:
        check.whole(value, "max_selected_items", at, low=1, high=100)
    if value.get("response_url_enabled") and check.surface != "modal":
        check.fail(f"{at}/response_url_enabled", "only available in modals")
    if "filter" in value:
        here = f"{at}/filter"
        found = check.mapping(value["filter"], here)
        if found is not None:
            check.fields(found, here, {"include", "exclude_external_shared_channels", "exclude_bot_users"})
            for name in check.items(found, "include", here, low=1, high=4, required=False):
                if name not in _CONVERSATION_KINDS:
                    check.fail(f"{here}/include", f"must be one of: {', '.join(_CONVERSATION_KINDS)}")


def _overflow(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"action_id", "options", "confirm"})
    for index, option in enumerate(check.items(value, "options", at, low=1, high=5)):
        _option(check, option, f"{at}/options/{index}", kinds=("plain_text",), url=True)


def _choices(check: Check, value: Mapping[str, Any], at: str) -> None:
    many = value["type"] == "checkboxes"
    name = "initial_options" if many else "initial_option"
    check.fields(value, at, {"action_id", "options", "confirm", "focus_on_load", name})
    options = _options(check, value, at, high=10, kinds=("plain_text", "mrkdwn"))
    _initial(check, value, at, options, many=many)


def _picker(check: Check, value: Mapping[str, Any], at: str) -> None:
    name, form = _PICKED[value["type"]]
    extra = {"timezone"} if value["type"] == "timepicker" else set()
    check.fields(value, at, _INPUT_FIELDS | extra | {name})
    _placeholder(check, value, at)
    if name in value and not re.fullmatch(form, str(value[name])):
        check.fail(f"{at}/{name}", "invalid format")


_PICKED = {
    "datepicker": ("initial_date", r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "timepicker": ("initial_time", r"([01]\d|2[0-3]):[0-5]\d"),
    "datetimepicker": ("initial_date_time", r"\d{10}"),
}


def _typed(check: Check, value: Mapping[str, Any], at: str) -> None:
    kind = value["type"]
    extra: set[str] = set()
    if kind == "plain_text_input":
        extra = {"multiline", "min_length", "max_length"}
        check.boolean(value, "multiline", at)
        low = check.whole(value, "min_length", at, low=0, high=TEXT_LIMIT)
        high = check.whole(value, "max_length", at, low=1, high=TEXT_LIMIT)
        if low is not None and high is not None and low > high:
            check.fail(f"{at}/min_length", "must not be more than max_length")
        initial = check.string(value, "initial_value", at, limit=TEXT_LIMIT, least=0)
        if initial is not None and high is not None and len(initial) > high:
            check.fail(f"{at}/initial_value", "must not be longer than max_length")
    elif kind == "number_input":
        extra = {"is_decimal_allowed", "min_value", "max_value"}
        if not isinstance(value.get("is_decimal_allowed"), bool):
            check.fail(at, "missing required field: is_decimal_allowed", "missing_field")
        for name in ("initial_value", "min_value", "max_value"):
            if name in value and not re.fullmatch(r"-?\d+(\.\d+)?", str(value[name])):
                check.fail(f"{at}/{name}", "must be a number written as a string")
            elif name in value and not isinstance(value[name], str):
                check.fail(f"{at}/{name}", "must provide a string", "invalid_type")
    elif kind == "rich_text_input":
        extra = {"min_lines", "max_lines"}
    elif kind == "file_input":
        extra = {"filetypes", "max_files"}
        check.whole(value, "max_files", at, low=1, high=10)
    check.fields(value, at, _TYPED_FIELDS | extra)
    _placeholder(check, value, at)
    if "dispatch_action_config" in value:
        here = f"{at}/dispatch_action_config"
        found = check.mapping(value["dispatch_action_config"], here)
        triggers = ("on_enter_pressed", "on_character_entered")
        for name in (
            check.items(found, "trigger_actions_on", here, low=1, high=2) if found is not None else ()
        ):
            if name not in triggers:
                check.fail(f"{here}/trigger_actions_on", f"must be one of: {', '.join(triggers)}")


def _feedback_buttons(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"action_id", "positive_button", "negative_button"})
    for name in ("positive_button", "negative_button"):
        here = f"{at}/{name}"
        if name not in value:
            check.fail(at, f"missing required field: {name}", "missing_field")
            continue
        found = check.mapping(value[name], here)
        if found is not None:
            check.fields(found, here, {"text", "value", "accessibility_label"})
            check.text(found, "text", here, limit=75, required=True)
            check.string(found, "value", here, limit=2000, required=True)
            check.string(found, "accessibility_label", here, limit=75)


def _icon_button(check: Check, value: Mapping[str, Any], at: str) -> None:
    allowed = {"action_id", "icon", "text", "value", "confirm", "accessibility_label", "visible_to_user_ids"}
    check.fields(value, at, allowed)
    check.string(value, "icon", at, limit=ID_LIMIT, required=True)
    check.text(value, "text", at, limit=75, required=True)
    check.string(value, "value", at, limit=2000)
    check.string(value, "accessibility_label", at, limit=75)


def _workflow_button(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"text", "workflow", "style", "accessibility_label", "action_id"})
    check.text(value, "text", at, limit=75, required=True)
    check.mapping(value.get("workflow"), f"{at}/workflow")


_CHECKERS: dict[str, Checker] = {
    "image": image,
    "button": button,
    "overflow": _overflow,
    "checkboxes": _choices,
    "radio_buttons": _choices,
    "feedback_buttons": _feedback_buttons,
    "icon_button": _icon_button,
    "workflow_button": _workflow_button,
    **dict.fromkeys(("static_select", "multi_static_select"), _static_select),
    **dict.fromkeys(("external_select", "multi_external_select"), _external_select),
    **{
        f"{many}{kind}s_select": _people_select
        for many in ("", "multi_")
        for kind in ("user", "conversation", "channel")
    },
    **dict.fromkeys(_PICKED, _picker),
    **dict.fromkeys(_TYPED, _typed),
}
