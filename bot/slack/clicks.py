"""What every click tells: who, of which workspace, in which channel; and what its value means, if it is one of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.slack import ids
from bot.slack.asking import user_team
from handlers.errors import Refused

Meaning = TypeVar("Meaning")


def clicker(body: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of Desk.asking, from a block_actions payload."""
    return {
        "user_id": body["user"]["id"],
        "user_team": user_team(body),
        "channel_id": (body.get("channel") or {}).get("id"),
        "digest_id": digest_of(body.get("view")),
    }


def digest_of(view: Mapping[str, Any] | None) -> int | None:
    """The digest that a modal is about, if it is about one."""
    try:
        return ids.parse_place((view or {}).get("private_metadata")).digest_id
    except ValueError:
        return None


def meant(parse: Callable[[str | None], Meaning], value: object, *, gone: str) -> Meaning:
    """What a value stands for. Raises Refused(`gone`) for one of another version, or that nobody here wrote."""
    try:
        return parse(value if isinstance(value, str) else None)
    except ValueError:
        raise Refused(gone) from None
