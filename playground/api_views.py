"""Web API: views.*, and the checks a view passes wherever it comes from."""

from __future__ import annotations

from typing import Any

from playground.api import Call, Method, file_problems, filled
from playground.blockkit import view_problems, view_too_large
from playground.errors import Refused, refused_for
from playground.workspace import Json, View, Workspace

STACK_LIMIT = 3


def checked_view(workspace: Workspace, view: object, kind: str) -> Json:
    """The view with its ids filled in. Raises `invalid_arguments` (with the places) or `view_too_large`."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] must provide: view"]})
    if view_too_large(view):
        raise Refused("view_too_large")
    problems = view_problems(view, workspace.refuse_blocks)
    if problems := problems or file_problems(workspace, view["blocks"], "/view/blocks"):
        raise refused_for("invalid_arguments", problems)
    if view["type"] != kind:
        said = f"[ERROR] must be one of: {kind} [json-pointer:/view/type]"
        raise Refused("invalid_arguments", response_metadata={"messages": [said]})
    external = view.get("external_id")
    return {**view, "blocks": filled(workspace, view["blocks"]) or [], "external_id": external or ""}


def view_json(workspace: Workspace, view: View) -> Json:
    """A view as answers and payloads show it."""
    payload: dict[str, Any] = {
        "private_metadata": "",
        "callback_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "title": None,
        "submit": None,
        "close": None,
        **view.payload,
    }
    return {
        **payload,
        "id": view.id,
        "team_id": workspace.team_id,
        "state": {"values": view.state},
        "hash": view.hash,
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }


def _unique(workspace: Workspace, payload: Json, but: View | None = None) -> None:
    name = payload["external_id"]
    others = [*workspace.views.values(), *workspace.homes.values()]
    if name and any(v.payload.get("external_id") == name for v in others if v is not but):
        raise Refused("duplicate_external_id")


def open_(call: Call) -> Json:
    trigger_id = call.required("trigger_id")
    payload = checked_view(call.workspace, call.parsed("view"), "modal")
    _unique(call.workspace, payload)
    trigger = call.workspace.use_trigger(trigger_id)
    return {"view": view_json(call.workspace, call.workspace.show(trigger.user, payload))}


def push(call: Call) -> Json:
    trigger_id = call.required("trigger_id")
    payload = checked_view(call.workspace, call.parsed("view"), "modal")
    _unique(call.workspace, payload)
    trigger = call.workspace.use_trigger(trigger_id)
    stack = call.workspace.stack(trigger.user)
    if not stack or trigger.from_view is None:
        raise Refused("not_found")
    return {"view": view_json(call.workspace, push_on(call.workspace, stack, payload))}


def push_on(workspace: Workspace, stack: list[View], payload: Json) -> View:
    """Put a view on top of a person's stack. Raises `push_limit_reached` past three."""
    if len(stack) >= STACK_LIMIT:
        raise Refused("push_limit_reached")
    return workspace.show(stack[0].user, payload, root=stack[0], previous=stack[-1])


def update(call: Call) -> Json:
    external, view_id = call.text("external_id"), call.text("view_id")
    if not external and not view_id:
        said = "[ERROR] must provide one of: view_id, external_id"
        raise Refused("invalid_arguments", response_metadata={"messages": [said]})
    workspace = call.workspace
    known = [*workspace.views.values(), *workspace.homes.values()]
    found = next(
        (v for v in known if v.id == view_id or (external and v.payload["external_id"] == external)), None
    )
    payload = checked_view(workspace, call.parsed("view"), found.payload["type"] if found else "modal")
    if found is None:
        raise Refused("not_found")
    _hash(call, found)
    _unique(workspace, payload, found)
    workspace.replace_view(found, payload)
    return {"view": view_json(workspace, found)}


def _hash(call: Call, view: View) -> None:
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refused("hash_conflict")


def publish(call: Call) -> Json:
    workspace = call.workspace
    person = call.person("user_id")
    payload = checked_view(workspace, call.parsed("view"), "home")
    if person.is_bot:
        raise Refused("invalid_arguments")
    home = workspace.homes.get(person.id)
    if home is None:
        view_id = workspace.fresh("V")
        home = View(view_id, person.id, payload, workspace.new_hash(), view_id)
        workspace.homes[person.id] = home
        workspace.changed("home", None, person.id)
    else:
        _hash(call, home)
        _unique(workspace, payload, home)
        workspace.replace_view(home, payload)
    return {"view": view_json(workspace, home)}


METHODS = {
    "views.open": Method(open_, per_minute=100),
    "views.push": Method(push, per_minute=100),
    "views.update": Method(update, per_minute=100),
    "views.publish": Method(publish, per_minute=100),
}
