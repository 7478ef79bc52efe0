"""The manifest asks for exactly what the code uses: scopes, events, commands."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import bot.slack
from bot.slack.manifest import COMMAND, EVENTS, EVENTS_PATH, FREE_METHODS, SCOPES, manifest

SOURCES = sorted(Path(bot.slack.__file__).parent.rglob("*.py"))
# Of the app-level token, which has a scope of its own.
APP_LEVEL = {"apps.connections.open"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a method by its name, in the face's source."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def mentioned() -> set[str]:
    """Attributes that are read, called or not: `client.auth_test` may be passed on."""
    return {
        node.attr
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }


def api_method(name: str) -> str | None:
    """`chat_postMessage` to `chat.postMessage`, from the SDK's own source."""
    method = getattr(AsyncWebClient, name, None)
    if method is None or "_" not in name.strip("_") or name.startswith("_"):
        return None
    found = re.search(r"self\.api_call\(\s*\"([\w.]+)\"", inspect.getsource(method))
    return found.group(1) if found else None


def words_of(registration: str) -> set[str]:
    found = set()
    for name, call in calls():
        if name == registration and call.args and isinstance(call.args[0], ast.Constant):
            found.add(str(call.args[0].value))
    return found


USED = {method for name in mentioned() if (method := api_method(name)) is not None}


def test_the_methods_used_are_found() -> None:
    assert {"chat.postMessage", "reactions.add", "views.open", "auth.test"} <= USED


def test_every_method_used_is_allowed_and_every_scope_is_used() -> None:
    events = words_of("event")
    granted = {use for uses in SCOPES.values() for use in uses}
    needed = USED - FREE_METHODS - APP_LEVEL
    assert needed <= granted
    assert granted <= USED | events | {COMMAND}


def test_the_events_are_those_listened_to() -> None:
    assert words_of("event") == set(EVENTS)


def test_the_command_is_the_one_listened_to() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert sources.count(".command(") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_socket_mode(language: str) -> None:
    printed = manifest(language=language)
    assert printed["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in str(printed)
    assert printed["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert printed["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    (command,) = printed["features"]["slash_commands"]
    assert command["command"] == COMMAND
    # Slack's limits of a manifest.
    assert len(printed["display_information"]["description"]) <= 140
    assert len(command["usage_hint"]) <= 1000


def test_signed_http() -> None:
    printed = manifest(http_url="https://dizaine.example/")
    address = f"https://dizaine.example{EVENTS_PATH}"
    assert printed["settings"]["socket_mode_enabled"] is False
    assert printed["settings"]["event_subscriptions"]["request_url"] == address
    assert printed["settings"]["interactivity"]["request_url"] == address
    assert printed["features"]["slash_commands"][0]["url"] == address
