"""What the SDK's objects cost to draw, without changing what they draw.

By itself the SDK looks through every attribute of every object for validators, each time it is serialised, and
serialises what an object holds once more at each level above it: two thirds of what drawing a digest cost
(docs/benchmarks.md). Here validators are found once a class, and each object is serialised once. The checks that run
are the same, and so is what comes out: tests/bot/slack/test_validation.py holds it against the SDK's own.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from slack_sdk.models.basic_objects import EMPTY_ALLOWED_TYPE_AND_PROPERTY_LIST, JsonObject

_MAY_BE_EMPTY = frozenset((each["type"], each["property"]) for each in EMPTY_ALLOWED_TYPE_AND_PROPERTY_LIST)
SDKS_OWN = JsonObject.get_non_null_attributes
_SCALARS = frozenset({str, int, float, bool})


@cache
def validators(kind: type[JsonObject]) -> tuple[str, ...]:
    """The names of a class's validators."""
    names = (name for name in dir(kind) if not name.startswith("__"))
    return tuple(name for name in names if hasattr(getattr(kind, name, None), "validator"))


def _validate_json(self: JsonObject) -> None:
    for name in validators(type(self)):
        getattr(self, name)()


def _get_non_null_attributes(self: JsonObject) -> dict[str, Any]:
    drawn = {}
    for key in sorted(self.attributes):
        value = self.get_object_attribute(key)
        if value is None:
            continue
        empty = hasattr(value, "__len__") and len(value) == 0
        if empty and (getattr(self, "type", None), key) not in _MAY_BE_EMPTY:
            continue
        drawn[key] = value if type(value) in _SCALARS else _plain(value)
    return drawn


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [each if type(each) in _SCALARS else _plain(each) for each in value]
    if isinstance(value, JsonObject):
        return value.to_dict()
    return value


def install() -> None:
    """For every object of the SDK, in this process."""
    JsonObject.validate_json = _validate_json  # type: ignore[method-assign]
    JsonObject.get_non_null_attributes = _get_non_null_attributes  # type: ignore[method-assign]
