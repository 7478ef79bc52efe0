"""What Slack sends of a modal's fields, read by action: whatever a person typed or chose, never trusted to be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.typed import unescaped


class Values:
    """The fields of a view's state. An action id is unique in each of our modals."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        state = view.get("state")
        values = state.get("values") if isinstance(state, Mapping) else None
        blocks = values.values() if isinstance(values, Mapping) else ()
        self._blocks: dict[str, str] = {
            action: block_id
            for block_id, block in (values.items() if isinstance(values, Mapping) else ())
            if isinstance(block, Mapping)
            for action in block
        }
        self._by_action: dict[str, Mapping[str, Any]] = {
            action: field
            for block in blocks
            if isinstance(block, Mapping)
            for action, field in block.items()
            if isinstance(field, Mapping)
        }

    def block_of(self, action: str) -> str:
        """The block that a field stands in, where its errors are said; its own name when it is not there."""
        return self._blocks.get(action, action)

    def text(self, action: str) -> str | None:
        """What was typed, as typed; None for an empty field."""
        value = self._by_action.get(action, {}).get("value")
        return unescaped(value) if isinstance(value, str) and value != "" else None

    def choice(self, action: str) -> str | None:
        """The value chosen in a select or among radio buttons."""
        field = self._by_action.get(action, {})
        option = field.get("selected_option")
        if isinstance(option, Mapping):
            return str(option.get("value"))
        for kind in ("selected_conversation", "selected_channel", "selected_user", "selected_time"):
            if isinstance(field.get(kind), str):
                return str(field[kind])
        return None

    def choices(self, action: str) -> tuple[str, ...]:
        options = self._by_action.get(action, {}).get("selected_options") or ()
        return tuple(str(option.get("value")) for option in options if isinstance(option, Mapping))
