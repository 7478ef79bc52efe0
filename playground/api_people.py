"""Web API: api.test, auth.test, apps.connections.open, users.*, team.info, bots.info."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from playground.api import Call, Method
from playground.delivery import MOST_CONNECTIONS
from playground.errors import Refused
from playground.workspace import Json, Person, Workspace


def user_json(workspace: Workspace, person: Person, *, locale: bool) -> Json:
    """A user object."""
    offset = workspace.moment().astimezone(ZoneInfo(person.tz)).utcoffset() or timedelta(0)
    found: Json = {
        "id": person.id,
        "team_id": workspace.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.color.removeprefix("#"),
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()),
        "profile": {
            "title": person.title,
            "real_name": person.real_name,
            "real_name_normalized": person.real_name,
            "display_name": person.real_name,
            "display_name_normalized": person.real_name,
            "team": workspace.team_id,
        },
        "is_admin": person.is_admin,
        "is_owner": person.is_admin,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1735689600,
    }
    if locale:
        found["locale"] = person.locale
    return found


def api_test(call: Call) -> Json:
    if error := call.text("error"):
        raise Refused(error, args=call.args)
    return {"args": call.args} if call.args else {}


def auth_test(call: Call) -> Json:
    workspace = call.workspace
    return {
        "url": f"{call.base_url}/",
        "team": workspace.team_name,
        "user": workspace.bot_name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    if len(call.delivery.connections) >= MOST_CONNECTIONS:
        raise Refused("too_many_websockets")
    address = call.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/socket/{call.delivery.ticket()}"}


def users_info(call: Call) -> Json:
    return {"user": user_json(call.workspace, call.person(), locale=call.flag("include_locale"))}


def users_list(call: Call) -> Json:
    page, metadata = call.page(list(call.workspace.people.values()), 100)
    locale = call.flag("include_locale")
    shown = [user_json(call.workspace, person, locale=locale) for person in page]
    return {
        "members": shown,
        "cache_ts": int(call.workspace.moment().timestamp()),
        "response_metadata": metadata,
    }


def team_info(call: Call) -> Json:
    workspace = call.workspace
    if call.text("team") not in ("", workspace.team_id):
        raise Refused("team_not_found")
    team = {"id": workspace.team_id, "name": workspace.team_name, "domain": workspace.team_domain}
    return {"team": team | {"email_domain": "", "icon": {"image_default": True}}}


def bots_info(call: Call) -> Json:
    workspace = call.workspace
    if call.text("bot") not in ("", workspace.bot_id):
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": workspace.bot_id,
            "deleted": False,
            "name": workspace.bot_name,
            "updated": 1735689600,
            "app_id": workspace.app_id,
            "user_id": workspace.bot_user,
            "icons": {},
        }
    }


METHODS = {
    "api.test": Method(api_test, caller="anyone", per_minute=100),
    "auth.test": Method(auth_test, per_minute=600),
    "apps.connections.open": Method(connections_open, caller="app", per_minute=20),
    "users.info": Method(users_info, "users:read", per_minute=100),
    "users.list": Method(users_list, "users:read", per_minute=20),
    "team.info": Method(team_info, "team:read"),
    "bots.info": Method(bots_info, "users:read"),
}
