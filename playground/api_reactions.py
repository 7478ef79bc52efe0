"""Web API: reactions.*, and the events that reactions make."""

from __future__ import annotations

from playground.api import Call, Method, message_json
from playground.delivery import Delivery
from playground.errors import Refused
from playground.workspace import Channel, Json, Message, Workspace


def reaction_event(
    workspace: Workspace, channel: Channel, message: Message, user: str, name: str, *, on: bool
) -> Json:
    """`reaction_added` or `reaction_removed`; it bears no trigger."""
    return {
        "type": "reaction_added" if on else "reaction_removed",
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": workspace.next_ts(),
    }


def react(
    workspace: Workspace,
    delivery: Delivery,
    channel: Channel,
    message: Message,
    user: str,
    name: str,
    *,
    on: bool,
) -> None:
    """Change a reaction and tell the app, when it is in the channel; its own reactions are told too."""
    workspace.react(channel, message, user, name, on=on)
    if workspace.bot_user in channel.members:
        delivery.send_event(reaction_event(workspace, channel, message, user, name, on=on))


def _item(call: Call) -> tuple[Channel, Message]:
    if not call.text("channel"):
        raise Refused("no_item_specified")
    channel = call.joined_channel()
    ts = call.required("timestamp", "no_item_specified")
    if not ts.replace(".", "", 1).isdigit():
        raise Refused("bad_timestamp")
    message = channel.find(ts)
    if message is None:
        raise Refused("message_not_found")
    return channel, message


def _change(call: Call, *, on: bool) -> Json:
    name = call.required("name", "invalid_name").strip(":")
    channel, message = _item(call)
    if on and channel.is_archived:
        raise Refused("is_archived")
    react(call.workspace, call.delivery, channel, message, call.workspace.bot_user, name, on=on)
    return {}


def add(call: Call) -> Json:
    return _change(call, on=True)


def remove(call: Call) -> Json:
    return _change(call, on=False)


def get(call: Call) -> Json:
    channel, message = _item(call)
    shown = message_json(call.workspace, message, call.base_url)
    return {"type": "message", "channel": channel.id, "message": shown}


METHODS = {
    "reactions.add": Method(add, "reactions:write"),
    "reactions.remove": Method(remove, "reactions:write", per_minute=20),
    "reactions.get": Method(get, "reactions:read"),
}
