"""The SDK's own checks of what is drawn, found once a class.

By itself the SDK looks through every attribute of every object it serialises, for those marked as validators: half
of what drawing a digest cost (docs/benchmarks.md). The checks that run are the same, and as many.
"""

from __future__ import annotations

from functools import cache

from slack_sdk.models.basic_objects import JsonObject


@cache
def validators(kind: type[JsonObject]) -> tuple[str, ...]:
    """The names of a class's validators."""
    names = (name for name in dir(kind) if not name.startswith("__"))
    return tuple(name for name in names if hasattr(getattr(kind, name, None), "validator"))


def _validate_json(self: JsonObject) -> None:
    for name in validators(type(self)):
        getattr(self, name)()


def install() -> None:
    """For every object of the SDK, in this process."""
    JsonObject.validate_json = _validate_json  # type: ignore[method-assign]
