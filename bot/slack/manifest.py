"""The Slack app's manifest: the scopes, events and commands that are used, each with its use, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

COMMAND: Final = "/dizaine"
EVENTS_PATH: Final = "/slack/events"

# What each scope is for: the Web API methods and the events that need it.
SCOPES: Final[Mapping[str, tuple[str, ...]]] = {
    "channels:join": ("conversations.join",),
    "channels:read": ("conversations.info",),
    "chat:write": ("chat.postMessage", "chat.postEphemeral"),
    "commands": (COMMAND,),
    "files:write": ("files.getUploadURLExternal", "files.completeUploadExternal"),
    "groups:read": ("conversations.info",),
    "reactions:read": ("reaction_added", "reaction_removed"),
    "reactions:write": ("reactions.add",),
    "users:read": ("users.info",),
}
# Methods that any bot token may call.
FREE_METHODS: Final = frozenset({"auth.test", "views.open", "views.update", "views.publish", "views.push"})
EVENTS: Final = ("app_home_opened", "app_uninstalled", "reaction_added", "reaction_removed", "tokens_revoked")

WORDS: Final = {
    "fr": ("La dizaine d’articles du jour, pour vos ambassadeurs.", "aide, moi, rejoindre, statut…"),
    "en": ("About ten articles a day, for your ambassadors.", "help, me, join, status…"),
}


def manifest(*, http_url: str | None = None, language: str = "fr") -> dict[str, Any]:
    """The manifest as Slack's page takes it. `http_url` is the bot's public address; None is Socket Mode.

    Source: docs.slack.dev/reference/app-manifest
    """
    description, hint = WORDS[language]
    address = http_url.rstrip("/") + EVENTS_PATH if http_url else None
    where = {"request_url": address} if address else {}
    at = {"url": address} if address else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Dizaine",
            "description": description,
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Dizaine", "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    **at,
                    "description": description,
                    "usage_hint": hint,
                    "should_escape": True,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**where, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }
