"""Block Kit's tables, charts and rich text, within Slack's limits.

Where Slack's page and what its servers were seen to take differ (rows of a data table, series of a chart),
the page's figure stands: a view that holds here holds there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from playground.blockkit_check import Check

TABLE_CHARACTERS = 10_000
_RICH_PARTS = frozenset(
    {"text", "link", "user", "usergroup", "team", "channel", "emoji", "broadcast", "date", "color"}
)
_RICH_NEEDS = {
    "text": "text",
    "link": "url",
    "user": "user_id",
    "channel": "channel_id",
    "usergroup": "usergroup_id",
    "emoji": "name",
    "broadcast": "range",
    "date": "timestamp",
}
_CHART_KINDS = ("area", "bar", "line", "pie")


def rich_text(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "elements"})
    for index, part in enumerate(check.items(value, "elements", at, low=1, high=1000)):
        _rich_element(check, part, f"{at}/elements/{index}")


def _rich_element(check: Check, value: object, at: str) -> None:
    found = check.mapping(value, at)
    if found is None:
        return
    kind = found.get("type")
    if kind == "rich_text_list":
        check.fields(found, at, {"elements", "style", "indent", "offset", "border"})
        check.choice(found, "style", at, ("bullet", "ordered"))
        if "style" not in found:
            check.fail(at, "missing required field: style", "missing_field")
        check.whole(found, "indent", at, low=0, high=8)
        for index, item in enumerate(check.items(found, "elements", at, low=1, high=1000)):
            if not isinstance(item, dict) or item.get("type") != "rich_text_section":
                check.fail(f"{at}/elements/{index}/type", "must be one of: rich_text_section")
            else:
                _rich_element(check, item, f"{at}/elements/{index}")
    elif kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        check.fields(found, at, {"elements", "border", "language"})
        for index, part in enumerate(check.items(found, "elements", at, low=0, high=1000)):
            _rich_part(check, part, f"{at}/elements/{index}")
    else:
        check.fail(f"{at}/type", f"unsupported type: {kind}", "unsupported_type")


def _rich_part(check: Check, value: object, at: str) -> None:
    found = check.mapping(value, at)
    if found is None:
        return
    kind = found.get("type")
    if kind not in _RICH_PARTS:
        check.fail(f"{at}/type", f"unsupported type: {kind}", "unsupported_type")
        return
    needed = _RICH_NEEDS.get(kind)
    if needed is not None and needed not in found:
        check.fail(at, f"missing required field: {needed}", "missing_field")
    if kind == "text":
        check.string(found, "text", at, limit=TABLE_CHARACTERS * 4)
    if kind == "link":
        check.url(found, "url", at)


def text_length(value: object) -> int:
    """Characters under every `text` key of a payload that are plain strings."""
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else text_length(v) for k, v in value.items())
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    return 0


def _cell(check: Check, value: object, at: str, kinds: tuple[str, ...]) -> None:
    found = check.mapping(value, at)
    if found is None:
        return
    kind = found.get("type")
    if kind not in kinds:
        check.fail(f"{at}/type", f"must be one of: {', '.join(kinds)}")
    elif kind == "raw_text":
        check.fields(found, at, {"text"})
        check.string(found, "text", at, limit=TABLE_CHARACTERS, required=True)
    elif kind == "raw_number":
        check.fields(found, at, {"value", "text"})
        if not _finite(found.get("value")):
            check.fail(f"{at}/value", "must be a number", "invalid_type")
    else:
        rich_text(check, found, at)


def _rows(
    check: Check, value: Mapping[str, Any], at: str, *, low: int, high: int, header: tuple[str, ...]
) -> int:
    """Check rows of cells, all of one width; the width is returned."""
    width = -1
    kinds = ("raw_text", "raw_number", "rich_text")
    for index, row in enumerate(check.items(value, "rows", at, low=low, high=high)):
        here = f"{at}/rows/{index}"
        if not isinstance(row, list):
            check.fail(here, "must provide an array", "invalid_type")
            continue
        if not 1 <= len(row) <= 20:
            check.fail(here, "must have between 1 and 20 cells")
        if width not in (-1, len(row)):
            check.fail(here, "all rows must have the same number of cells")
        width = len(row) if width == -1 else width
        for place, cell in enumerate(row):
            _cell(check, cell, f"{here}/{place}", header if index == 0 else kinds)
    if text_length(value.get("rows")) > TABLE_CHARACTERS:
        check.fail(f"{at}/rows", f"cells must be less than {TABLE_CHARACTERS + 1} characters in all")
    return width


def table(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "rows", "column_settings"})
    _rows(check, value, at, low=1, high=100, header=("raw_text", "raw_number", "rich_text"))
    for index, one in enumerate(check.items(value, "column_settings", at, low=0, high=20, required=False)):
        here = f"{at}/column_settings/{index}"
        if one is None:
            continue
        found = check.mapping(one, here)
        if found is not None:
            check.fields(found, here, {"align", "is_wrapped"})
            check.choice(found, "align", here, ("left", "center", "right"))
            check.boolean(found, "is_wrapped", here)


def data_table(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "rows", "caption", "page_size", "row_header_column_index"})
    check.string(value, "caption", at, limit=TABLE_CHARACTERS, required=True)
    width = _rows(check, value, at, low=2, high=101, header=("raw_text", "raw_number"))
    check.whole(value, "page_size", at, low=1, high=100)
    check.whole(value, "row_header_column_index", at, low=0, high=max(width - 1, 0))


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def data_visualization(check: Check, value: Mapping[str, Any], at: str) -> None:
    check.fields(value, at, {"block_id", "title", "chart"})
    check.string(value, "title", at, limit=50, required=True)
    if "chart" not in value:
        check.fail(at, "missing required field: chart", "missing_field")
        return
    here = f"{at}/chart"
    chart = check.mapping(value["chart"], here)
    if chart is None:
        return
    kind = chart.get("type")
    if kind not in _CHART_KINDS:
        check.fail(f"{here}/type", f"must be one of: {', '.join(_CHART_KINDS)}")
    elif kind == "pie":
        _pie(check, chart, here)
    else:
        _axes_chart(check, chart, here)


def _pie(check: Check, chart: Mapping[str, Any], at: str) -> None:
    check.fields(chart, at, {"segments"})
    for index, segment in enumerate(check.items(chart, "segments", at, low=1, high=6)):
        here = f"{at}/segments/{index}"
        found = check.mapping(segment, here)
        if found is None:
            continue
        check.fields(found, here, {"label", "value"})
        check.string(found, "label", here, limit=20, required=True)
        if not _finite(found.get("value")) or found["value"] <= 0:
            check.fail(f"{here}/value", "must be more than 0")


def _axes_chart(check: Check, chart: Mapping[str, Any], at: str) -> None:
    check.fields(chart, at, {"series", "axis_config"})
    axis = check.mapping(chart.get("axis_config"), f"{at}/axis_config")
    categories: list[Any] = []
    if axis is not None:
        here = f"{at}/axis_config"
        check.fields(axis, here, {"categories", "x_label", "y_label"})
        categories = list(check.items(axis, "categories", here, low=1, high=20))
        for index, label in enumerate(categories):
            check.string({"category": label}, "category", f"{here}/categories/{index}", limit=20)
        if len({str(label) for label in categories}) != len(categories):
            check.fail(f"{here}/categories", "must be unique")
        for name in ("x_label", "y_label"):
            check.string(axis, name, here, limit=50)
    names: set[Any] = set()
    for index, one in enumerate(check.items(chart, "series", at, low=1, high=6)):
        here = f"{at}/series/{index}"
        found = check.mapping(one, here)
        if found is None:
            continue
        check.fields(found, here, {"name", "data"})
        called = check.string(found, "name", here, limit=20, required=True)
        if called in names:
            check.fail(f"{here}/name", "must be unique among the series")
        names.add(called)
        labels = [_point(check, p, f"{here}/data/{i}") for i, p in enumerate(_data(check, found, here))]
        if axis is not None and sorted(map(str, labels)) != sorted(map(str, categories)):
            check.fail(f"{here}/data", "must hold one value for each category")


def _data(check: Check, series: Mapping[str, Any], at: str) -> list[Any]:
    return list(check.items(series, "data", at, low=1, high=20))


def _point(check: Check, value: object, at: str) -> str | None:
    found = check.mapping(value, at)
    if found is None:
        return None
    check.fields(found, at, {"label", "value"})
    if not _finite(found.get("value")):
        check.fail(f"{at}/value", "must be a finite number", "invalid_type")
    return check.string(found, "label", at, limit=20, required=True)
