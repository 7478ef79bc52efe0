"""The pencil of the Block Kit checker: problems with their place, and the checks every block shares."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]

TEXT_LIMIT = 3000
ID_LIMIT = 255
URL_LIMIT = 3000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing Slack would refuse: where (a JSON pointer), what, and the code `blocks.validate` gives it."""

    pointer: str
    message: str
    code: str = "failed_constraint"

    def sentence(self) -> str:
        """The way Slack writes it in `response_metadata.messages`."""
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


@dataclass(slots=True)
class Check:
    """What is known while one payload is checked: surface, types not rolled out here, problems."""

    surface: Surface
    refuse: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    focused: int = 0

    def fail(self, at: str, message: str, code: str = "failed_constraint") -> None:
        self.problems.append(Problem(at, message, code))

    def mapping(self, value: object, at: str) -> Mapping[str, Any] | None:
        if isinstance(value, dict):
            return value
        self.fail(at, "must provide an object", "invalid_type")
        return None

    def fields(self, value: Mapping[str, Any], at: str, allowed: Collection[str]) -> None:
        """Slack refuses a property it does not know, rather than ignoring it."""
        for name in value:
            if name != "type" and name not in allowed:
                self.fail(at, f"invalid additional property: {name}", "invalid_property")

    def string(
        self,
        value: Mapping[str, Any],
        name: str,
        at: str,
        *,
        limit: int,
        required: bool = False,
        least: int = 1,
    ) -> str | None:
        if name not in value or value[name] is None:
            if required:
                self.fail(at, f"missing required field: {name}", "missing_field")
            return None
        found = value[name]
        here = f"{at}/{name}"
        if not isinstance(found, str):
            self.fail(here, "must provide a string", "invalid_type")
            return None
        if len(found) < least:
            self.fail(here, f"must be more than {least - 1} characters")
        if len(found) > limit:
            self.fail(here, f"must be less than {limit + 1} characters")
        return found

    def url(self, value: Mapping[str, Any], name: str, at: str, *, required: bool = False) -> None:
        found = self.string(value, name, at, limit=URL_LIMIT, required=required)
        if found is not None and not found.startswith(("http://", "https://", "mailto:", "slack://")):
            self.fail(f"{at}/{name}", "invalid url")

    def boolean(self, value: Mapping[str, Any], name: str, at: str) -> None:
        if name in value and not isinstance(value[name], bool):
            self.fail(f"{at}/{name}", "must be a boolean", "invalid_type")

    def whole(self, value: Mapping[str, Any], name: str, at: str, *, low: int, high: int) -> int | None:
        if name not in value:
            return None
        found = value[name]
        if isinstance(found, bool) or not isinstance(found, int):
            self.fail(f"{at}/{name}", "must be an integer", "invalid_type")
            return None
        if not low <= found <= high:
            self.fail(f"{at}/{name}", f"must be between {low} and {high}")
        return found

    def choice(self, value: Mapping[str, Any], name: str, at: str, choices: Collection[str]) -> None:
        if name in value and value[name] not in choices:
            self.fail(f"{at}/{name}", f"must be one of: {', '.join(sorted(choices))}")

    def text(
        self,
        value: Mapping[str, Any],
        name: str,
        at: str,
        *,
        limit: int,
        kinds: Collection[str] = ("plain_text",),
        required: bool = False,
    ) -> None:
        """A text object under `name`: its type among `kinds`, 1 to `limit` characters."""
        if name not in value or value[name] is None:
            if required:
                self.fail(at, f"missing required field: {name}", "missing_field")
            return
        self.text_object(value[name], f"{at}/{name}", limit=limit, kinds=kinds)

    def text_object(self, value: object, at: str, *, limit: int, kinds: Collection[str]) -> None:
        found = self.mapping(value, at)
        if found is None:
            return
        kind = found.get("type")
        if kind not in kinds:
            self.fail(f"{at}/type", f"must be one of: {', '.join(sorted(kinds))}", "invalid_type")
            return
        allowed = {"text", "emoji"} if kind == "plain_text" else {"text", "verbatim"}
        self.fields(found, at, allowed)
        for flag in ("emoji", "verbatim"):
            self.boolean(found, flag, at)
        self.string(found, "text", at, limit=limit, required=True)

    def items(
        self, value: Mapping[str, Any], name: str, at: str, *, low: int, high: int, required: bool = True
    ) -> Sequence[Any]:
        if name not in value or value[name] is None:
            if required:
                self.fail(at, f"missing required field: {name}", "missing_field")
            return ()
        found = value[name]
        here = f"{at}/{name}"
        if not isinstance(found, list):
            self.fail(here, "must provide an array", "invalid_type")
            return ()
        if len(found) < low:
            self.fail(
                here, f"no less than {low} items allowed" if low > 1 else "must contain at least 1 item"
            )
        if len(found) > high:
            self.fail(here, f"no more than {high} items allowed")
        return found


Checker = Callable[[Check, Mapping[str, Any], str], None]
