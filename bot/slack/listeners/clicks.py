"""What every click tells: who, of which workspace, in which channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.asking import user_team


def clicker(body: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of Desk.asking, from a block_actions payload."""
    return {
        "user_id": body["user"]["id"],
        "user_team": user_team(body),
        "channel_id": (body.get("channel") or {}).get("id"),
    }
