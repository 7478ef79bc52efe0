"""What every Web API method is given (its call) and how a method is declared."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from playground.blockkit import images_of, with_ids
from playground.blockkit_check import Problem
from playground.delivery import Delivery
from playground.errors import Refused
from playground.workspace import Channel, Json, Message, Person, StoredFile, Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: whose workspace, with which arguments. `base_url` is this server's address, without slash."""

    workspace: Workspace
    delivery: Delivery
    args: Json
    base_url: str

    def text(self, name: str) -> str:
        value = self.args.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def required(self, name: str, code: str = "invalid_arguments") -> str:
        value = self.text(name)
        if value:
            return value
        if code == "invalid_arguments":
            said = f"[ERROR] missing required field: {name}"
            raise Refused(code, response_metadata={"messages": [said]})
        raise Refused(code)

    def flag(self, name: str) -> bool:
        return str(self.args.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise Refused("invalid_arguments") from None

    def parsed(self, name: str, code: str = "invalid_arguments") -> Any:
        """An argument that may be JSON written as a string (forms) or JSON already (JSON bodies)."""
        value = self.args.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise Refused(code) from None
        return value

    # What is named must be there

    def channel(self, name: str = "channel") -> Channel:
        """The channel of that id, or raise `channel_not_found`."""
        found = self.workspace.channels.get(self.required(name, "channel_not_found"))
        if found is None:
            raise Refused("channel_not_found")
        return found

    def joined_channel(self, *, open_for_posts: bool = False) -> Channel:
        """The channel, with the bot in it; not archived when something is to be written there."""
        channel = self.channel()
        if open_for_posts and channel.is_archived:
            raise Refused("is_archived")
        if self.workspace.bot_user not in channel.members:
            raise Refused("channel_not_found" if channel.is_private else "not_in_channel")
        return channel

    def person(self, name: str = "user") -> Person:
        found = self.workspace.person(self.required(name, "user_not_found"))
        if found is None:
            raise Refused("user_not_found")
        return found

    def page(self, items: Sequence[T], default: int, most: int = 1000) -> tuple[list[T], Json]:
        """The page the cursor asks for, and the `response_metadata` that leads to the next."""
        limit = self.number("limit", default)
        if not 1 <= limit <= most:
            raise Refused("invalid_limit")
        cursor = self.text("cursor")
        if cursor and not cursor.removeprefix("next:").isdigit():
            raise Refused("invalid_cursor")
        start = int(cursor.removeprefix("next:")) if cursor else 0
        end = start + limit
        return list(items[start:end]), {"next_cursor": f"next:{end}" if end < len(items) else ""}


Caller = Literal["bot", "app", "anyone"]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: what it does, whose token and which scope it needs, its calls a minute when rates are on."""

    run: Callable[[Call], Json]
    scope: str | None = None
    caller: Caller = "bot"
    per_minute: int = 50


def file_json(file: StoredFile, base_url: str) -> Json:
    address = f"{base_url}/files/{file.id}/{file.name}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "size": file.length,
        "alt_txt": file.alt_txt,
        "url_private": address,
        "permalink": address,
    }


def message_json(workspace: Workspace, message: Message, base_url: str, *, metadata: bool = False) -> Json:
    """A message as the Web API and payloads show it."""
    found: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    found["team"] = workspace.team_id
    if message.by_app:
        found |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
    if message.blocks is not None:
        found["blocks"] = message.blocks
    if message.thread_ts is not None:
        found["thread_ts"] = message.thread_ts
    if message.edited is not None:
        found["edited"] = {"user": message.user, "ts": message.edited}
    if message.files:
        known = [workspace.files[file_id] for file_id in message.files if file_id in workspace.files]
        found["files"] = [file_json(file, base_url) for file in known]
    if message.reactions:
        found["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    if metadata and message.metadata is not None:
        found["metadata"] = message.metadata
    return found


def file_problems(workspace: Workspace, blocks: object, at: str) -> list[Problem]:
    """Images that name a file which was not uploaded here."""
    found = []
    for image, place in images_of(blocks):
        source = image.get("slack_file")
        if isinstance(source, dict) and isinstance(source.get("id"), str):
            file = workspace.files.get(source["id"])
            if file is None or not file.done:
                found.append(Problem(f"{at}{place}/slack_file", "invalid slack file"))
    return found


def filled(workspace: Workspace, blocks: list[Any] | None) -> list[Any] | None:
    """Blocks with the ids Slack would have given them."""
    return with_ids(blocks, lambda: workspace.fresh("b")) if blocks else None
