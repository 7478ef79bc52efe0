"""The payloads Slack sends when people act: commands, clicks, submitted and closed views, the Home opened."""

from __future__ import annotations

from typing import Any

from playground.api import message_json
from playground.api_views import view_json
from playground.workspace import Channel, Json, Message, Person, View, Workspace

TOKEN = "playground"  # noqa: S105 -- Slack's deprecated verification token, a name in every payload


def command(
    workspace: Workspace, person: Person, channel: Channel, name: str, text: str, response_url: str
) -> Json:
    return {
        "token": TOKEN,
        "team_id": workspace.team_id,
        "team_domain": workspace.team_domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else channel.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": workspace.new_trigger(person.id),
    }


def _common(workspace: Workspace, person: Person, kind: str) -> Json:
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": workspace.team_id,
        },
        "api_app_id": workspace.app_id,
        "token": TOKEN,
        "team": {"id": workspace.team_id, "domain": workspace.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_action(
    workspace: Workspace,
    person: Person,
    channel: Channel,
    message: Message,
    action: Json,
    state: Json,
    *,
    response_url: str,
    base_url: str,
) -> Json:
    """A click in a message. For an ephemeral one Slack says where, not what it said."""
    ephemeral = message.ephemeral_to is not None
    payload = _common(workspace, person, "block_actions") | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "trigger_id": workspace.new_trigger(person.id),
        "channel": {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name},
        "state": {"values": state},
        "response_url": response_url,
        "actions": [action],
    }
    if message.thread_ts is not None:
        payload["container"]["thread_ts"] = message.thread_ts
    if not ephemeral:
        payload["message"] = message_json(workspace, message, base_url, metadata=True)
    return payload


def view_action(workspace: Workspace, person: Person, view: View, action: Json) -> Json:
    """A click in a modal or in the Home."""
    from_modal = view.payload["type"] == "modal"
    return _common(workspace, person, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.new_trigger(person.id, view.id if from_modal else None),
        "view": view_json(workspace, view),
        "actions": [action],
    }


def submission(workspace: Workspace, person: Person, view: View, response_urls: list[Json]) -> Json:
    return _common(workspace, person, "view_submission") | {
        "trigger_id": workspace.new_trigger(person.id, view.id),
        "view": view_json(workspace, view),
        "response_urls": response_urls,
    }


def closed(workspace: Workspace, person: Person, view: View, *, cleared: bool) -> Json:
    return _common(workspace, person, "view_closed") | {
        "view": view_json(workspace, view),
        "is_cleared": cleared,
    }


def home_opened(workspace: Workspace, person: Person) -> Json:
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": workspace.im(person.id).id,
        "tab": "home",
        "event_ts": workspace.next_ts(),
    }
    home = workspace.homes.get(person.id)
    if home is not None:
        event["view"] = view_json(workspace, home)
    return event


def action(workspace: Workspace, block: Json, element: Json, value: Json) -> Json:
    """One entry of `actions`: the element, and what was done to it, in the shape Slack gives its type."""
    found: dict[str, Any] = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": workspace.next_ts(),
    }
    if element["type"] in ("button", "workflow_button", "icon_button"):
        found["text"] = element.get("text")
        for name in ("value", "style", "url"):
            if name in element:
                found[name] = element[name]
        return found
    if "placeholder" in element:
        found["placeholder"] = element["placeholder"]
    return found | {name: what for name, what in value.items() if name != "type"}
