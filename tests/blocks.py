"""The strictest reading of Slack's Block Kit that tests have: two validators, the SDK's own, and limits of ours.

blockkit and slackblocks validate what they build, so each message is built again with both, from its JSON: each of
them misses what the other finds. The newest blocks are slackblocks' (cards, tables, charts), the SDK's, and ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import blockkit.core as bk
import slackblocks as sb
import slackblocks.blocks as sb_blocks
import slackblocks.elements as sb_elements
import slackblocks.objects as sb_objects
import slackblocks.rich_text.elements as sb_rich_elements
import slackblocks.rich_text.objects as sb_rich
import slackblocks.views as sb_views
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]
MESSAGE_SIZE = 13_000
NEWEST = frozenset({"card", "carousel", "data_table", "data_visualization"})


class Drawn(Protocol):
    text: str
    blocks: list[Json]


def check_message(message: Drawn, *, most: int = MESSAGE_SIZE) -> None:
    """Raises AssertionError, or a validator's own error, when Slack would refuse the message or cut it."""
    assert message.text.strip(), "no_text"
    assert _utf16(message.text) <= 4000
    _check_mrkdwn(message.text)
    if not message.blocks:
        return  # a sentence
    _check_blocks(message.blocks, most=50)
    assert sum(_utf16(text) for text in carried(message.blocks)) <= most
    json.dumps(message.blocks, ensure_ascii=False).encode("utf-8")
    sb.Message(channel="C1", text=message.text, blocks=[_slackblocks(block) for block in message.blocks])
    known = [block for block in message.blocks if block["type"] not in NEWEST]
    bk.Message(text=message.text, blocks=[_blockkit(block) for block in known]).build()


def check_view(view: Json) -> None:
    """The same for a modal or a Home tab."""
    _check_blocks(view["blocks"], most=100)
    assert not any(block["type"] in NEWEST for block in view["blocks"])
    assert _utf16(json.dumps(view)) <= 250_000
    assert _utf16(view.get("private_metadata", "")) <= 3000
    View(**view).to_dict()
    rest = {key: value for key, value in view.items() if key not in ("type", "blocks")}
    texts = ("title", "submit", "close")
    if view["type"] == "home":
        bk.Home(blocks=[_blockkit(block) for block in view["blocks"]], **rest).build()
        sb_views.HomeTabView(blocks=[_slackblocks(block) for block in view["blocks"]], **rest)._resolve()
        return
    if any(block["type"] == "input" for block in view["blocks"]):
        assert view.get("submit"), "inputs without a way to submit them"
    for name in texts:
        assert name not in view or _utf16(view[name]["text"]) <= 24
    bk.Modal(
        blocks=[_blockkit(block) for block in view["blocks"]],
        **{key: _blockkit(value) if key in texts else value for key, value in rest.items()},
    ).build()
    sb_views.ModalView(
        blocks=[_slackblocks(block) for block in view["blocks"]],
        **{key: value["text"] if key in texts else value for key, value in rest.items()},
    )._resolve()


def walk(node: Any) -> Iterator[Json]:
    """Every object of a tree of blocks, itself first."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def texts(node: Any) -> Iterator[tuple[str, str]]:
    """Every text with its type: mrkdwn, plain_text, raw_text, text (of a rich text)..."""
    for found in walk(node):
        if isinstance(found.get("text"), str):
            yield str(found.get("type", "")), found["text"]


def carried(node: Any) -> Iterator[str]:
    """Every text, address and value: what is counted against the size of a message."""
    for found in walk(node):
        for key, value in found.items():
            if isinstance(value, str) and key not in ("type", "block_id", "action_id", "style"):
                yield value


def _check_blocks(blocks: list[Json], *, most: int) -> None:
    assert 1 <= len(blocks) <= most
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    ids += [card["block_id"] for block in blocks for card in block.get("elements", ()) if "block_id" in card]
    assert len(ids) == len(set(ids)), "repeated block_id"
    assert len(ids) >= len(blocks), "a block without a stable id"
    for block in blocks:
        if block["type"] not in ("data_table", "data_visualization"):
            assert Block.parse(block).to_dict()
        _check_elements(block)
    for kind, text in texts(blocks):
        assert text.strip(), f"empty {kind}"
        assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
        if kind == "mrkdwn":
            _check_mrkdwn(text)
        elif kind in ("plain_text", "raw_text"):
            assert "<" not in text
    for found in walk(blocks):
        for key in ("url", "image_url"):
            if key in found:
                assert re.match(r"https?://[^\s<>|]+$", found[key]), found[key]
                assert len(found[key]) <= 3000


def _check_elements(block: Json) -> None:
    actions = [found["action_id"] for found in walk(block) if "action_id" in found]
    if block["type"] == "carousel":
        for card in block["elements"]:
            _check_elements(card)
    else:
        assert len(actions) == len(set(actions)), "repeated action_id"
    assert all(0 < len(action) <= 255 for action in actions)
    for found in walk(block):
        if found.get("type") in ("actions", "context", "carousel"):
            assert found["elements"], "nothing inside"
        if found.get("type") == "card":
            assert found.get("actions", ["unset"]), "empty actions"
            assert len(found.get("actions", [])) <= 3
            for name, limit in (("title", 150), ("subtitle", 150), ("body", 200)):
                assert name not in found or _utf16(found[name]["text"]) <= limit
        if found.get("type") == "button":
            assert _utf16(found["text"]["text"]) <= 75
            assert found.get("value") or found.get("url")


def _check_mrkdwn(text: str) -> None:
    """Nothing between angle brackets but links to the web and the mentions that the bot writes itself."""
    bare = re.sub(r"<https?://[^\s<>|]+\|[^<>|]*>|<[@#][A-Z0-9]+>", "", text)
    assert "<" not in bare, bare
    assert ">" not in bare, bare
    assert "<!" not in text
    assert not re.search(r"&(?!amp;|lt;|gt;)", text), text


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


Build = Callable[[Any], Any]


def _rebuilt(node: Json, classes: Mapping[str, Any], build: Build, untyped: Mapping[str, Any]) -> Any:
    """An object of a validator's classes, from JSON whose keys are its parameters."""
    given = {}
    for key, value in node.items():
        if key == "type":
            continue
        if key in untyped and isinstance(value, dict):
            given[key] = untyped[key](**{name: build(part) for name, part in value.items()})
        elif key in untyped and isinstance(value, list):
            given[key] = [
                untyped[key](**{name: build(part) for name, part in each.items()}) for each in value
            ]
        else:
            given[key] = build(value)
    return classes[node["type"]](**given)


_BK_UNTYPED = {
    "options": bk.Option,
    "initial_option": bk.Option,
    "initial_options": bk.Option,
    "option_groups": bk.OptionGroup,
    "slack_file": bk.SlackFile,
    "filter": bk.ConversationFilter,
}
_BK = {
    "button": bk.Button,
    "static_select": bk.StaticSelect,
    "radio_buttons": bk.RadioButtons,
    "checkboxes": bk.Checkboxes,
    "timepicker": bk.TimePicker,
    "number_input": bk.NumberInput,
    "conversations_select": bk.ConversationsSelect,
    "plain_text_input": bk.PlainTextInput,
    "url_text_input": bk.UrlInput,
    "actions": bk.Actions,
    "context": bk.Context,
    "divider": bk.Divider,
    "header": bk.Header,
    "input": bk.Input,
    "section": bk.Section,
    "rich_text": bk.RichText,
    "rich_text_preformatted": bk.RichTextPreformatted,
    "text": bk.RichTextEl,
}


def _blockkit(node: Any) -> Any:
    if isinstance(node, list):
        return [_blockkit(each) for each in node]
    if not isinstance(node, dict):
        return node
    match node.get("type"):
        case "plain_text" | "mrkdwn":
            return bk.Text(**node)
        case "image":
            return _rebuilt(
                node, {"image": bk.Image if "block_id" in node else bk.ImageEl}, _blockkit, _BK_UNTYPED
            )
        case None if "options" in node:
            return bk.OptionGroup(label=_blockkit(node["label"]), options=_options(node["options"]))
        case None if "confirm" in node and "deny" in node:
            return bk.Confirm(**{name: _blockkit(part) for name, part in node.items()})
        case "static_select" | "multi_static_select" if "option_groups" in node:
            # blockkit looks for the initial option among the groups themselves: looked for here instead.
            known = [option for group in node["option_groups"] for option in group["options"]]
            initial = node.get(
                "initial_options", [node["initial_option"]] if "initial_option" in node else []
            )
            assert all(option in known for option in initial)
            assert len(initial) <= node.get("max_selected_items", 100)
            assert len({option["value"] for option in known}) == len(known) <= 100
            element = bk.StaticSelect if node["type"] == "static_select" else bk.MultiStaticSelect
            return element(action_id=node["action_id"], option_groups=_blockkit(node["option_groups"]))
        case "number_input":
            # blockkit takes numbers and writes strings, which is what Slack reads.
            numbers = ("initial_value", "min_value", "max_value")
            given = {name: int(part) if name in numbers else part for name, part in node.items()}
            return _rebuilt(given, _BK, _blockkit, _BK_UNTYPED)
        case _:
            return _rebuilt(node, _BK, _blockkit, _BK_UNTYPED)


def _options(nodes: list[Json]) -> list[bk.Option]:
    return [bk.Option(**{name: _blockkit(part) for name, part in node.items()}) for node in nodes]


_SB_UNTYPED = {
    "options": sb_objects.Option,
    "initial_option": sb_objects.Option,
    "initial_options": sb_objects.Option,
    "filter": sb_objects.ConversationFilter,
}
_SB = {
    "button": sb_elements.Button,
    "static_select": sb_elements.StaticSelectMenu,
    "radio_buttons": sb_elements.RadioButtonGroup,
    "checkboxes": sb_elements.CheckboxGroup,
    "timepicker": sb_elements.TimePicker,
    "number_input": sb_elements.NumberInput,
    "conversations_select": sb_elements.ConversationSelectMenu,
    "plain_text_input": sb_elements.PlainTextInput,
    "url_text_input": sb_elements.URLInput,
    "actions": sb_blocks.ActionsBlock,
    "context": sb_blocks.ContextBlock,
    "divider": sb_blocks.DividerBlock,
    "header": sb_blocks.HeaderBlock,
    "input": sb_blocks.InputBlock,
    "section": sb_blocks.SectionBlock,
    "rich_text": sb_blocks.RichTextBlock,
    "rich_text_preformatted": sb_rich.RichTextCodeBlock,
    "text": sb_rich_elements.RichText,
    "card": sb_blocks.CardBlock,
    "carousel": sb_blocks.CarouselBlock,
    "raw_text": sb_objects.RawText,
    "raw_number": sb_objects.RawNumber,
    "data_table": sb_blocks.DataTableBlock,
}


def _slackblocks(node: Any) -> Any:
    if isinstance(node, list):
        return [_slackblocks(each) for each in node]
    if not isinstance(node, dict):
        return node
    match node.get("type"):
        case "plain_text":
            return sb_objects.PlainText(node["text"], emoji=node.get("emoji", False))
        case "mrkdwn":
            return sb_objects.Markdown(node["text"])
        case "image":
            given = dict(node)
            given.pop("type")
            if "slack_file" in given:
                given["slack_file"] = sb_objects.SlackFile(url=None, **given["slack_file"])
            return (sb_blocks.ImageBlock if "block_id" in node else sb_elements.Image)(**given)
        case "data_visualization":
            return sb_blocks.DataVisualizationBlock(
                title=node["title"], chart=_chart(node["chart"]), block_id=node["block_id"]
            )
        case None if "options" in node:
            return sb_objects.OptionGroup(
                label=_slackblocks(node["label"]),
                options=[
                    sb_objects.Option(**{name: _slackblocks(part) for name, part in each.items()})
                    for each in node["options"]
                ],
            )
        case None if "confirm" in node and "deny" in node:
            return sb_objects.ConfirmationDialogue(
                **{name: _slackblocks(part) for name, part in node.items()}
            )
        case "static_select" | "multi_static_select" if "option_groups" in node:
            # slackblocks wants the initial option to be a group: Slack's reference says an option of a group.
            groups = _slackblocks(node["option_groups"])
            if node["type"] == "static_select":
                return sb_elements.StaticSelectMenu(action_id=node["action_id"], option_groups=groups)
            return sb_elements.StaticMultiSelectMenu(node["action_id"], options=None, option_groups=groups)
        case _:
            return _rebuilt(node, _SB, _slackblocks, _SB_UNTYPED)


def _chart(node: Json) -> Any:
    assert node["type"] == "bar"
    return sb_objects.BarChart(
        series=[
            sb_objects.DataSeries(each["name"], [sb_objects.DataPoint(**point) for point in each["data"]])
            for each in node["series"]
        ],
        axis_config=sb_objects.AxisConfig(**node["axis_config"]),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the Web API was called with it."""

    text: str
    blocks: list[Json]


def check_calls(calls: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Check whatever was posted, opened or published in these (method, arguments); how many there were."""
    checked = 0
    for method, arguments in calls:
        if method in ("views.open", "views.push", "views.update", "views.publish"):
            check_view(_read(arguments["view"]))
        elif method in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
            check_message(Said(str(arguments.get("text") or ""), _read(arguments.get("blocks") or [])))
        else:
            continue
        checked += 1
    return checked


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
