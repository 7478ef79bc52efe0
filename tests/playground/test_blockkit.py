"""Block Kit's limits, in a table: each case is one thing Slack refuses, and where."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.blockkit import find_element, message_problems, view_problems, with_ids


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(action_id: str = "go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Aller"), **more}


def options(count: int) -> list[dict[str, Any]]:
    return [{"text": plain(f"n{i}"), "value": f"v{i}"} for i in range(count)]


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def typed(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "t", **more}


def asked(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Nom"), "element": element, **more}


def actions(*elements: Any, **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", **more}


def image(**more: Any) -> dict[str, Any]:
    return {"type": "image", "image_url": "https://exemple.fr/a.png", "alt_text": "Un dessin", **more}


def card(**more: Any) -> dict[str, Any]:
    return {"type": "card", "title": mrkdwn("Titre"), **more}


def table(*rows: list[Any], **more: Any) -> dict[str, Any]:
    return {"type": "data_table", "caption": "Classement", "rows": list(rows), **more}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def number(value: Any) -> dict[str, Any]:
    return {"type": "raw_number", "value": value}


def chart(**more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "bar",
        "series": [{"name": "Parts", "data": [{"label": "Lu", "value": 3}, {"label": "Ma", "value": 0}]}],
        "axis_config": {"categories": ["Lu", "Ma"], "x_label": "Jour", "y_label": "Partages"},
    }
    return {"type": "data_visualization", "title": "Semaine", "chart": found | more}


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Bonjour"}]}],
}
HEADER_ROW, DATA_ROW = [raw("Nom"), raw("Points")], [raw("Inès"), number(3)]

GOOD = [
    section(text=mrkdwn("x" * 3000), accessory=button()),
    section(fields=[plain("a"), mrkdwn("b")]),
    section(text=plain("a"), accessory=image()),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [mrkdwn("a"), image()]},
    {"type": "divider"},
    image(title=plain("Titre")),
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Un dessin"},
    actions(*(button(f"b{i}") for i in range(25))),
    actions(select(initial_option=options(2)[1]), button("url", url="https://exemple.fr")),
    asked(typed(min_length=2, max_length=300, multiline=True, initial_value="abc")),
    asked({"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "30"}),
    asked({"type": "timepicker", "initial_time": "09:30"}),
    asked({"type": "datepicker", "initial_date": "2026-11-23"}),
    asked({"type": "conversations_select", "filter": {"include": ["public"]}}),
    asked({"type": "checkboxes", "options": options(10), "initial_options": options(1)}),
    RICH,
    {"type": "markdown", "text": "# Titre"},
    {"type": "table", "rows": [[raw("a"), RICH]], "column_settings": [{"align": "right"}]},
    card(body=mrkdwn("x" * 200), actions=[button()], hero_image=image()),
    {"type": "carousel", "elements": [card() for _ in range(10)]},
    {
        "type": "container",
        "title": plain("Plus"),
        "is_collapsible": True,
        "child_blocks": [section(text=plain("a"))],
    },
    table(HEADER_ROW, DATA_ROW, page_size=10),
    chart(),
    chart(type="line"),
    {
        "type": "data_visualization",
        "title": "Parts",
        "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
    },
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_taken_in_a_message(block: dict[str, Any]) -> None:
    assert message_problems([block]) == []


BAD: list[tuple[str, list[Any], str, str]] = [
    ("51 blocks", [{"type": "divider"}] * 51, "/blocks", "no more than 50"),
    ("no type", [{}], "/blocks/0", "missing required field: type"),
    ("unknown", [{"type": "video_wall"}], "/blocks/0/type", "unsupported type"),
    ("type is a list", [{"type": ["section"]}], "/blocks/0/type", "unsupported type"),
    ("not an object", ["section"], "/blocks/0", "must provide an object"),
    ("alert outside modals", [{"type": "alert", "text": plain("a")}], "/blocks/0/type", "unsupported type"),
    ("section of nothing", [section()], "/blocks/0", "missing required field: text or fields"),
    ("empty text", [section(text=mrkdwn(""))], "/blocks/0/text/text", "must be more than 0"),
    ("text 3001", [section(text=mrkdwn("x" * 3001))], "/blocks/0/text/text", "must be less than 3001"),
    ("field 2001", [section(fields=[plain("x" * 2001)])], "/blocks/0/fields/0/text", "less than 2001"),
    ("11 fields", [section(fields=[plain("a")] * 11)], "/blocks/0/fields", "no more than 10"),
    ("two accessories", [section(text=plain("a"), accessory=[button()])], "/blocks/0/accessory", "object"),
    ("input accessory", [section(text=plain("a"), accessory=typed())],
     "/blocks/0/accessory/type", "unsupported"),
    ("unknown property", [section(text=plain("a"), colour="red")],
     "/blocks/0", "invalid additional property: colour"),
    ("header 151", [{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text", "less than 151"),
    ("header mrkdwn", [{"type": "header", "text": mrkdwn("a")}], "/blocks/0/text/type", "plain_text"),
    ("11 in context", [{"type": "context", "elements": [plain("a")] * 11}],
     "/blocks/0/elements", "no more than 10"),
    ("image without alt", [{"type": "image", "image_url": "https://a.fr/b"}], "/blocks/0", "alt_text"),
    ("image of nothing", [{"type": "image", "alt_text": "a"}], "/blocks/0", "exactly one of"),
    ("image url 3001", [image(image_url="https://" + "x" * 3000)], "/blocks/0/image_url", "less than 3001"),
    ("image javascript", [image(image_url="javascript:alert(1)")], "/blocks/0/image_url", "invalid url"),
    ("empty actions", [actions()], "/blocks/0/elements", "at least 1"),
    ("26 actions", [actions(*(button(f"b{i}") for i in range(26)))], "/blocks/0/elements", "no more than 25"),
    ("input in actions", [actions(typed())], "/blocks/0/elements/0/type", "unsupported type"),
    ("same action", [actions(button("a"), button("a"))], "/blocks/0/elements/1/action_id", "already exists"),
    ("same block", [section(text=plain("a"), block_id="b")] * 2, "/blocks/1/block_id", "already exists"),
    ("block id 256", [section(text=plain("a"), block_id="b" * 256)], "/blocks/0/block_id", "less than 256"),
    ("action id 256", [actions(button("a" * 256))], "/blocks/0/elements/0/action_id", "less than 256"),
    ("button 76", [actions(button(text=plain("x" * 76)))], "/blocks/0/elements/0/text/text", "less than 76"),
    ("button mrkdwn", [actions(button(text=mrkdwn("a")))], "/blocks/0/elements/0/text/type", "plain_text"),
    ("button value 2001", [actions(button(value="x" * 2001))],
     "/blocks/0/elements/0/value", "less than 2001"),
    ("button style", [actions(button(style="green"))], "/blocks/0/elements/0/style", "must be one of"),
    ("button url", [actions(button(url="https://" + "x" * 3000))],
     "/blocks/0/elements/0/url", "less than 3001"),
    ("no options", [actions(select(options=[]))], "/blocks/0/elements/0/options", "at least 1"),
    ("101 options", [actions(select(options=options(101)))],
     "/blocks/0/elements/0/options", "no more than 100"),
    (
        "option text 76",
        [actions(select(options=[{"text": plain("x" * 76), "value": "v"}]))],
        "/blocks/0/elements/0/options/0/text/text",
        "less than 76",
    ),
    (
        "option value 151",
        [actions(select(options=[{"text": plain("a"), "value": "v" * 151}]))],
        "/blocks/0/elements/0/options/0/value",
        "less than 151",
    ),
    (
        "initial elsewhere",
        [actions(select(initial_option={"text": plain("z"), "value": "z"}))],
        "/blocks/0/elements/0/initial_option",
        "among the options",
    ),
    (
        "6 overflow",
        [actions({"type": "overflow", "options": options(6)})],
        "/blocks/0/elements/0/options",
        "no more than 5",
    ),
    ("11 boxes", [asked({"type": "checkboxes", "options": options(11)})],
     "/blocks/0/element/options", "than 10"),
    ("button as input", [asked(button())], "/blocks/0/element/type", "unsupported type"),
    ("no label", [{"type": "input", "element": typed()}], "/blocks/0", "missing required field: label"),
    ("min above max", [asked(typed(min_length=5, max_length=2))],
     "/blocks/0/element/min_length", "max_length"),
    ("max 3001", [asked(typed(max_length=3001))], "/blocks/0/element/max_length", "between 1 and 3000"),
    ("number as int", [asked({"type": "number_input", "is_decimal_allowed": False, "min_value": 1})],
     "/blocks/0/element/min_value", "string"),
    ("time", [asked({"type": "timepicker", "initial_time": "9:30"})],
     "/blocks/0/element/initial_time", "format"),
    ("placeholder", [asked(typed(placeholder=plain("x" * 151)))],
     "/blocks/0/element/placeholder/text", "151"),
    ("response url", [asked({"type": "channels_select", "response_url_enabled": True})],
     "/blocks/0/element/response_url_enabled", "modals"),
    ("confirm", [actions(button(confirm={"title": plain("a")}))], "/blocks/0/elements/0/confirm", "text"),
    ("markdown 12001", [{"type": "markdown", "text": "x" * 12001}], "/blocks/0/text", "less than 12001"),
    ("card of nothing", [{"type": "card", "subtitle": plain("a")}], "/blocks/0", "at least one of"),
    ("card title 151", [card(title=plain("x" * 151))], "/blocks/0/title/text", "less than 151"),
    ("card body 201", [card(body=mrkdwn("x" * 201))], "/blocks/0/body/text", "less than 201"),
    ("4 card buttons", [card(actions=[button(f"b{i}") for i in range(4)])],
     "/blocks/0/actions", "no more than 3"),
    ("card select", [card(actions=[select()])], "/blocks/0/actions/0/type", "button"),
    ("11 cards", [{"type": "carousel", "elements": [card()] * 11}], "/blocks/0/elements", "no more than 10"),
    ("empty carousel", [{"type": "carousel", "elements": []}], "/blocks/0/elements", "at least 1"),
    ("carousel of sections", [{"type": "carousel", "elements": [section(text=plain("a"))]}],
     "/blocks/0/elements/0/type", "unsupported"),
    ("container in container", [{"type": "container", "title": plain("a"), "child_blocks": [
        {"type": "container", "title": plain("b"), "child_blocks": []}]}],
     "/blocks/0/child_blocks/0/type", "unsupported"),
    ("untitled container", [{"type": "container", "child_blocks": [{"type": "divider"}]}],
     "/blocks/0", "title"),
    ("collapsed", [{"type": "container", "title": plain("a"), "default_collapsed": True,
                    "child_blocks": [{"type": "divider"}]}], "/blocks/0/default_collapsed", "is_collapsible"),
    ("one row", [table(HEADER_ROW)], "/blocks/0/rows", "no less than 2"),
    ("102 rows", [table(HEADER_ROW, *[DATA_ROW] * 101)], "/blocks/0/rows", "no more than 101"),
    ("uneven rows", [table(HEADER_ROW, [raw("a")])], "/blocks/0/rows/1", "same number"),
    ("21 columns", [table([raw("a")] * 21, [raw("a")] * 21)], "/blocks/0/rows/0", "between 1 and 20"),
    ("rich header", [table([RICH], [raw("a")])], "/blocks/0/rows/0/0/type", "must be one of"),
    ("empty cell", [table(HEADER_ROW, [raw(""), number(1)])], "/blocks/0/rows/1/0/text", "more than 0"),
    ("number as text", [table(HEADER_ROW, [raw("a"), number("3")])], "/blocks/0/rows/1/1/value", "number"),
    ("no caption", [{"type": "data_table", "rows": [HEADER_ROW, DATA_ROW]}], "/blocks/0", "caption"),
    ("page of 0", [table(HEADER_ROW, DATA_ROW, page_size=0)], "/blocks/0/page_size", "between 1 and 100"),
    ("long table", [table(HEADER_ROW, [raw("x" * 9999), number(1)])], "/blocks/0/rows", "in all"),
    ("two tables", [{"type": "table", "rows": [[raw("a")]]}] * 2, "/blocks", "only 1 table"),
    ("three charts", [chart()] * 3, "/blocks", "only 2 data_visualization"),
    ("chart title 51", [chart() | {"title": "x" * 51}], "/blocks/0/title", "less than 51"),
    ("chart kind", [chart(type="donut")], "/blocks/0/chart/type", "must be one of"),
    ("no series", [chart(series=[])], "/blocks/0/chart/series", "at least 1"),
    ("missing value", [chart(series=[{"name": "a", "data": [{"label": "Lu", "value": 1}]}])],
     "/blocks/0/chart/series/0/data", "one value for each category"),
    ("infinite", [chart(series=[{"name": "a", "data": [
        {"label": "Lu", "value": float("inf")}, {"label": "Ma", "value": 1}]}])],
     "/blocks/0/chart/series/0/data/0/value", "finite"),
    ("long category", [chart(axis_config={"categories": ["x" * 21, "Ma"]})],
     "/blocks/0/chart/axis_config/categories/0/category", "less than 21"),
    ("same series", [chart(series=chart()["chart"]["series"] * 2)],
     "/blocks/0/chart/series/1/name", "unique"),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "pointer", "said"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_refused_in_a_message(blocks: list[Any], pointer: str, said: str) -> None:
    problems = message_problems(blocks)
    assert [p for p in problems if p.pointer == pointer and said in p.message], problems


def modal(**more: Any) -> dict[str, Any]:
    found = {
        "type": "modal",
        "title": plain("Réglages"),
        "submit": plain("Envoyer"),
        "blocks": [asked(typed())],
    }
    return {k: v for k, v in (found | more).items() if v is not None}


def home(*blocks: Any, **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks), **more}


VIEWS: list[tuple[str, Any, str, str]] = [
    ("list", [], "/view", "must provide an object"),
    ("kind", {"type": "sheet"}, "/view/type", "must be one of"),
    ("untitled", modal(title=None), "/view", "missing required field: title"),
    ("title 25", modal(title=plain("x" * 25)), "/view/title/text", "less than 25"),
    ("submit 25", modal(submit=plain("x" * 25)), "/view/submit/text", "less than 25"),
    ("close 25", modal(close=plain("x" * 25)), "/view/close/text", "less than 25"),
    ("metadata 3001", modal(private_metadata="x" * 3001), "/view/private_metadata", "less than 3001"),
    ("callback 256", modal(callback_id="x" * 256), "/view/callback_id", "less than 256"),
    ("no submit", modal(submit=None), "/view", "missing required field: submit"),
    ("101 blocks", modal(blocks=[{"type": "divider"}] * 101), "/view/blocks", "no more than 100"),
    ("no blocks", modal(blocks=None), "/view", "missing required field: blocks"),
    ("carousel", modal(blocks=[{"type": "carousel", "elements": [card()]}]),
     "/view/blocks/0/type", "unsupported"),
    ("table", modal(blocks=[table(HEADER_ROW, DATA_ROW)]), "/view/blocks/0/type", "unsupported"),
    ("markdown in home", home({"type": "markdown", "text": "a"}), "/view/blocks/0/type", "unsupported"),
    ("alert in home", home({"type": "alert", "text": plain("a")}), "/view/blocks/0/type", "unsupported"),
    ("alert level", modal(blocks=[{"type": "alert", "text": plain("a"), "level": "loud"}]),
     "/view/blocks/0/level", "must be one of"),
    ("titled home", home(title=plain("a")), "/view", "invalid additional property: title"),
    ("two focused", modal(blocks=[asked(typed(focus_on_load=True)),
                                  asked({"type": "timepicker", "focus_on_load": True})]),
     "/view/blocks", "focus_on_load"),
]  # fmt: skip


@pytest.mark.parametrize(("view", "pointer", "said"), [v[1:] for v in VIEWS], ids=[v[0] for v in VIEWS])
def test_refused_as_a_view(view: Any, pointer: str, said: str) -> None:
    problems = view_problems(view)
    assert [p for p in problems if p.pointer == pointer and said in p.message], problems


@pytest.mark.parametrize(
    "view",
    [
        modal(),
        modal(submit=None, blocks=[section(text=plain("a"))]),
        modal(blocks=[{"type": "alert", "text": mrkdwn("Attention"), "level": "warning"}, card()]),
        home(table(HEADER_ROW, DATA_ROW), chart(), asked(typed())),
    ],
)
def test_taken_as_a_view(view: Any) -> None:
    assert view_problems(view) == []


@pytest.mark.parametrize("kind", ["card", "carousel", "data_table", "data_visualization"])
def test_block_not_rolled_out_here(kind: str) -> None:
    blocks = [block for block in GOOD if block["type"] == kind][:1]
    assert [p.message for p in message_problems(blocks, {kind})] == [f"unsupported type: {kind}"]


def test_card_refused_within_a_carousel_too() -> None:
    problems = message_problems([{"type": "carousel", "elements": [card()]}], {"card"})
    assert problems[0].pointer == "/blocks/0/elements/0/type"


def test_ids_are_filled_in_and_elements_found_where_they_are() -> None:
    blocks = [{"type": "carousel", "elements": [card(actions=[button(f"b{i}")]) for i in range(3)]}]
    names = iter(f"id{i}" for i in range(100))
    before = copy.deepcopy(blocks)
    found = with_ids(blocks, lambda: next(names))
    assert blocks == before
    second = found[0]["elements"][1]
    assert find_element(found, second["block_id"], "b1") == (second, second["actions"][0])
    assert find_element(found, found[0]["block_id"], "b2") is not None
    assert find_element(found, second["block_id"], "b2") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(GOOD), st.data())
def test_broken_blocks_are_refused_and_never_crash(block: dict[str, Any], data: st.DataObject) -> None:
    broken = copy.deepcopy(block)
    place: Any = broken
    while isinstance(place, dict | list) and place and data.draw(st.booleans()):
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(list(keys)))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(JSON)
            break
        place = place[key]
    message_problems([broken])
    view_problems({"type": "modal", "title": data.draw(JSON), "blocks": [broken]})


@given(JSON)
def test_any_json_is_looked_at(value: Any) -> None:
    message_problems(value)
    view_problems(value)
