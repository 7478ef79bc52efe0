"""The Web API refuses what Slack refuses, under Slack's own codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.responses import JSONResponse

from playground.app import LostReply, Workspace, playground_of

from .conftest import APP, BOT, FRENCH, Running, Ticking

Made = Callable[..., dict[str, Any]]
GENERAL = "C0GENERAL"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Bonjour"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Un"}, "blocks": [SECTION]}
HOME = {"type": "home", "blocks": [SECTION]}


@pytest.fixture
def posted(call: Made) -> str:
    return str(call("chat.postMessage", channel=FRENCH, text="Bonjour")["ts"])


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-other", "invalid_auth"),
        ("auth.test", APP, "not_allowed_token_type"),
        ("apps.connections.open", BOT, "not_allowed_token_type"),
        ("apps.connections.open", "xapp-other", "invalid_auth"),
        ("chat.scheduleMessage", BOT, "unknown_method"),
        ("nothing", None, "unknown_method"),
    ],
)
async def test_tokens(call: Made, method: str, token: str | None, error: str) -> None:
    assert call(method, token)["error"] == error


async def test_revoked_token_and_missing_scope(workspace: Workspace, app: Starlette, call: Made) -> None:
    workspace.scopes = frozenset({"chat:write"})
    answer = call("reactions.add", channel=FRENCH, timestamp="1.1", name="one")
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "reactions:write",
        "chat:write",
    )
    playground_of(app).api.revoked.add(BOT)
    assert call("auth.test")["error"] == "token_revoked"


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C404", "text": "a"}, "channel_not_found"),
        ("chat.postMessage", {"channel": GENERAL, "text": "a"}, "not_in_channel"),
        ("chat.postMessage", {"channel": FRENCH}, "no_text"),
        ("chat.postMessage", {"channel": FRENCH, "text": "", "blocks": []}, "no_text"),
        ("chat.postMessage", {"channel": FRENCH, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": FRENCH, "text": "a", "blocks": "{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": FRENCH, "text": "a", "blocks": {}}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": FRENCH, "text": "a", "blocks": [{"type": "x"}]}, "invalid_blocks"),
        (
            "chat.postMessage",
            {
                "channel": FRENCH,
                "text": "a",
                "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5,
            },
            "msg_blocks_too_long",
        ),
        ("chat.postMessage", {"channel": FRENCH, "text": "a", "metadata": "[]"}, "invalid_metadata_format"),
        (
            "chat.postMessage",
            {"channel": FRENCH, "text": "a", "markdown_text": "b"},
            "markdown_text_conflict",
        ),
        ("chat.postMessage", {"channel": FRENCH, "text": "a", "thread_ts": "1.1"}, "thread_not_found"),
        ("chat.postEphemeral", {"channel": FRENCH, "user": "U404", "text": "a"}, "user_not_found"),
        ("chat.postEphemeral", {"channel": "C0AMBEN", "user": "U0PAUL", "text": "a"}, "user_not_in_channel"),
        ("chat.postEphemeral", {"channel": FRENCH, "user": "U0PAUL"}, "no_text"),
        ("chat.update", {"channel": FRENCH, "ts": "1.1", "text": "a"}, "message_not_found"),
        ("chat.delete", {"channel": FRENCH, "ts": "1.1"}, "message_not_found"),
        ("chat.getPermalink", {"channel": FRENCH, "message_ts": "1.1"}, "message_not_found"),
        ("conversations.info", {"channel": "C404"}, "channel_not_found"),
        ("conversations.history", {"channel": GENERAL}, "not_in_channel"),
        ("conversations.history", {"channel": FRENCH, "oldest": "hier"}, "invalid_ts_oldest"),
        ("conversations.history", {"channel": FRENCH, "limit": 5000}, "invalid_limit"),
        ("conversations.list", {"types": "secret"}, "invalid_types"),
        ("conversations.list", {"cursor": "zz"}, "invalid_cursor"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U404"}, "user_not_found"),
        ("conversations.open", {"users": "U0BOT"}, "cannot_dm_bot"),
        ("conversations.join", {"channel": "D0PAUL"}, "method_not_supported_for_channel_type"),
        ("reactions.add", {"name": "one"}, "no_item_specified"),
        ("reactions.add", {"channel": FRENCH, "timestamp": "hier", "name": "one"}, "bad_timestamp"),
        ("reactions.add", {"channel": FRENCH, "timestamp": "1.1", "name": "one"}, "message_not_found"),
        ("reactions.add", {"channel": GENERAL, "timestamp": "1.1", "name": "one"}, "not_in_channel"),
        ("users.info", {"user": "U404"}, "user_not_found"),
        ("users.info", {}, "user_not_found"),
        ("team.info", {"team": "T404"}, "team_not_found"),
        ("bots.info", {"bot": "B404"}, "bot_not_found"),
        ("views.open", {"view": MODAL}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2.abc", "view": MODAL}, "invalid_trigger_id"),
        ("views.open", {"trigger_id": "1.2.abc", "view": HOME}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2.abc", "view": {"type": "modal"}}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2.abc"}, "invalid_arguments"),
        ("views.update", {"view": MODAL}, "invalid_arguments"),
        ("views.update", {"view": MODAL, "view_id": "V404"}, "not_found"),
        ("views.publish", {"view": HOME, "user_id": "U404"}, "user_not_found"),
        ("views.publish", {"view": MODAL, "user_id": "U0PAUL"}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"length": 3}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a.png", "length": 0}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": [{"id": "F404"}]}, "file_not_found"),
        ("blocks.validate", {}, "invalid_arguments"),
        ("blocks.validate", {"blocks": [SECTION], "view": MODAL}, "invalid_arguments"),
        ("blocks.validate", {"blocks": [{"type": "x"}]}, "invalid_blocks"),
        ("blocks.validate", {"view": {"type": "modal"}}, "invalid_view"),
        ("blocks.validate", {"message": {"blocks": [{"type": "x"}]}}, "invalid_message"),
        ("api.test", {"error": "mine"}, "mine"),
    ],
)
async def test_refusals(call: Made, method: str, args: dict[str, Any], error: str) -> None:
    assert call(method, **args)["error"] == error


async def test_invalid_blocks_say_where(call: Made) -> None:
    blocks = [SECTION, {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    answer = call("chat.postMessage", channel=FRENCH, text="a", blocks=blocks)
    said = "[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]"
    assert answer["response_metadata"]["messages"] == [said]
    assert answer["errors"] == [said.removeprefix("[ERROR] ")]


async def test_archived_channel(workspace: Workspace, call: Made, posted: str) -> None:
    workspace.channels[FRENCH].is_archived = True
    assert call("chat.postMessage", channel=FRENCH, text="a")["error"] == "is_archived"
    assert call("chat.update", channel=FRENCH, ts=posted, text="a")["error"] == "is_archived"
    assert call("reactions.add", channel=FRENCH, timestamp=posted, name="one")["error"] == "is_archived"
    assert FRENCH not in str(call("conversations.list", exclude_archived=True))


async def test_only_its_own_messages(workspace: Workspace, call: Made) -> None:
    channel = workspace.channels[FRENCH]
    message = workspace.post(channel, "U0PAUL", "À moi")
    assert call("chat.update", channel=FRENCH, ts=message.ts, text="a")["error"] == "cant_update_message"
    assert call("chat.delete", channel=FRENCH, ts=message.ts)["error"] == "cant_delete_message"


async def test_update_keeps_blocks_unless_emptied(call: Made) -> None:
    ts = call("chat.postMessage", channel=FRENCH, text="a", blocks=[SECTION])["ts"]
    assert call("chat.update", channel=FRENCH, ts=ts, text="b")["message"]["blocks"]
    assert "blocks" not in call("chat.update", channel=FRENCH, ts=ts, text="b", blocks=[])["message"]
    assert call("chat.update", channel=FRENCH, ts=ts, text="x" * 4001)["error"] == "msg_too_long"


async def test_ephemeral_messages_are_in_no_history(call: Made) -> None:
    ts = call("chat.postEphemeral", channel=FRENCH, user="U0PAUL", text="a")["message_ts"]
    assert call("conversations.history", channel=FRENCH)["messages"] == []
    assert call("reactions.add", channel=FRENCH, timestamp=ts, name="one")["error"] == "message_not_found"
    assert call("chat.update", channel=FRENCH, ts=ts, text="a")["error"] == "message_not_found"


async def test_reactions(call: Made, posted: str) -> None:
    def react(method: str, name: str = "one") -> str | None:
        return call(f"reactions.{method}", channel=FRENCH, timestamp=posted, name=name).get("error")

    assert react("remove") == "no_reaction"
    assert react("add") is None
    assert react("add") == "already_reacted"
    assert react("add", "keycap_ten") is None
    assert react("add", "not_an_emoji") == "invalid_name"
    assert react("add", "") == "invalid_name"
    shown = call("reactions.get", channel=FRENCH, timestamp=posted)["message"]["reactions"]
    assert [(r["name"], r["count"], r["users"]) for r in shown] == [
        ("one", 1, ["U0BOT"]),
        ("keycap_ten", 1, ["U0BOT"]),
    ]
    assert react("remove") is None


async def test_history_pages_and_metadata(call: Made) -> None:
    kind = {"event_type": "digest", "event_payload": {"outbox": 7}}
    for index in range(5):
        call("chat.postMessage", channel=FRENCH, text=f"n{index}", metadata=json.dumps(kind))
    first = call("conversations.history", channel=FRENCH, limit=3, include_all_metadata=1)
    assert [m["text"] for m in first["messages"]] == ["n4", "n3", "n2"]
    assert first["messages"][0]["metadata"] == kind
    cursor = first["response_metadata"]["next_cursor"]
    rest = call("conversations.history", channel=FRENCH, limit=3, cursor=cursor)
    assert [m["text"] for m in rest["messages"]] == ["n1", "n0"]
    assert "metadata" not in rest["messages"][0]
    assert rest["has_more"] is False
    since = call("conversations.history", channel=FRENCH, oldest=first["messages"][1]["ts"])
    assert [m["text"] for m in since["messages"]] == ["n4"]


async def test_triggers_serve_once_and_for_three_seconds(
    workspace: Workspace, monotonic: Ticking, call: Made
) -> None:
    trigger = workspace.new_trigger("U0PAUL")
    assert call("views.open", trigger_id=trigger, view=MODAL)["ok"]
    assert call("views.open", trigger_id=trigger, view=MODAL)["error"] == "exchanged_trigger_id"
    late = workspace.new_trigger("U0PAUL")
    monotonic.seconds += 3.1
    assert call("views.open", trigger_id=late, view=MODAL)["error"] == "expired_trigger_id"


async def test_refused_view_does_not_spend_the_trigger(workspace: Workspace, call: Made) -> None:
    trigger = workspace.new_trigger("U0PAUL")
    assert call("views.open", trigger_id=trigger, view={"type": "modal"})["error"] == "invalid_arguments"
    assert call("views.open", trigger_id=trigger, view=MODAL)["ok"]


async def test_modal_stack(workspace: Workspace, call: Made) -> None:
    alone = workspace.new_trigger("U0PAUL")
    assert call("views.push", trigger_id=alone, view=MODAL)["error"] == "not_found"
    root = call("views.open", trigger_id=workspace.new_trigger("U0PAUL"), view=MODAL)["view"]
    for _ in range(2):
        trigger = workspace.new_trigger("U0PAUL", root["id"])
        pushed = call("views.push", trigger_id=trigger, view=MODAL)["view"]
        assert pushed["root_view_id"] == root["id"]
    trigger = workspace.new_trigger("U0PAUL", root["id"])
    assert call("views.push", trigger_id=trigger, view=MODAL)["error"] == "push_limit_reached"


async def test_view_hash_and_external_id(workspace: Workspace, call: Made) -> None:
    view = {**MODAL, "external_id": "one"}
    first = call("views.open", trigger_id=workspace.new_trigger("U0PAUL"), view=view)["view"]
    again = call("views.open", trigger_id=workspace.new_trigger("U0INES"), view=view)
    assert again["error"] == "duplicate_external_id"
    second = call("views.update", external_id="one", hash=first["hash"], view=view)["view"]
    assert second["hash"] != first["hash"]
    stale = call("views.update", view_id=first["id"], hash=first["hash"], view=view)
    assert stale["error"] == "hash_conflict"


async def test_view_too_large(workspace: Workspace, call: Made) -> None:
    text = {"type": "mrkdwn", "text": "x" * 2990}
    view = {**MODAL, "blocks": [{"type": "section", "text": text}] * 90}
    answer = call("views.open", trigger_id=workspace.new_trigger("U0PAUL"), view=view)
    assert answer["error"] == "view_too_large"


async def test_block_types_not_rolled_out(workspace: Workspace, call: Made) -> None:
    workspace.refuse_blocks = {"card"}
    blocks = [{"type": "card", "title": {"type": "plain_text", "text": "a"}}]
    answer = call("chat.postMessage", channel=FRENCH, text="a", blocks=blocks)
    assert answer["error"] == "invalid_blocks"
    assert "unsupported type: card" in answer["errors"][0]


async def test_people_and_places(call: Made) -> None:
    paul = call("users.info", user="U0PAUL", include_locale=True)["user"]
    assert (paul["locale"], paul["is_admin"], paul["tz"]) == ("fr-FR", False, "Europe/Paris")
    assert "locale" not in call("users.info", user="U0PAUL")["user"]
    assert call("users.info", user="U0ADMIN")["user"]["is_admin"] is True
    assert call("users.info", user="U0GUEST")["user"]["is_restricted"] is True
    page = call("users.list", limit=4)
    assert len(page["members"]) == 4
    cursor = page["response_metadata"]["next_cursor"]
    assert len(call("users.list", cursor=cursor)["members"]) == 6
    names = {c["name"] for c in call("users.conversations")["channels"]}
    assert names == {"ambassadeurs", "ambassadors-en"}
    assert "U0PAUL" in call("conversations.members", channel=FRENCH)["members"]
    assert call("conversations.open", users="U0PAUL")["channel"]["id"] == "D0PAUL"
    assert call("conversations.join", channel=GENERAL)["channel"]["is_member"] is True
    assert call("conversations.join", channel=GENERAL)["warning"] == "already_in_channel"
    assert call("chat.postMessage", channel="U0PAUL", text="a")["channel"] == "D0PAUL"
    assert call("chat.postMessage", channel="#ambassadeurs", text="a")["channel"] == FRENCH


async def test_rates_when_switched_on(running: Running) -> None:
    running.workspace.rate_limits = True
    client = running.client()
    for _ in range(3):
        await client.chat_postMessage(channel=FRENCH, text="a")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=FRENCH, text="a")
    response: Any = refused.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert int(response.headers["Retry-After"]) == 3
    await client.chat_postMessage(channel="C0AMBEN", text="another channel has its own")
    running.monotonic.seconds += 3
    await client.chat_postMessage(channel=FRENCH, text="a")


async def test_scopes_header_json_form_and_token_argument(running: Running) -> None:
    answer = await running.client().auth_test()
    assert "chat:write" in answer.headers["x-oauth-scopes"]
    url = f"{running.url}/api/chat.postMessage"
    bearer = {"Authorization": f"Bearer {BOT}"}
    blocks = json.dumps([SECTION])
    form = {"token": BOT, "channel": FRENCH, "blocks": blocks}
    async with running.http.post(url, data=form) as response:
        assert (await response.json())["ok"] is True
    async with running.http.post(url, json={"channel": FRENCH, "text": "é"}, headers=bearer) as response:
        assert (await response.json())["message"]["text"] == "é"
    for body, kind, error in (
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json", "json_not_object"),
        ("text=a", "text/plain", "invalid_post_type"),
    ):
        headers = bearer | {"Content-Type": kind}
        async with running.http.post(url, data=body, headers=headers) as response:
            assert (await response.json())["error"] == error


async def test_faults(running: Running) -> None:
    api = running.playground.api
    api.fault = lambda method, args: JSONResponse({"ok": False, "error": "internal_error"}, 500)
    with pytest.raises(SlackApiError, match="internal_error"):
        await running.client().chat_postMessage(channel=FRENCH, text="a")
    api.fault = None
    api.lose_reply = lambda method, args: True
    with pytest.raises(Exception, match=r"ContentLength|payload|disconnected"):
        await running.client().chat_postMessage(channel=FRENCH, text="posted, but who knows")
    assert running.workspace.channels[FRENCH].messages[-1].text == "posted, but who knows"
    api.lose_reply = None
    api.fault = lambda method, args: LostReply()
    with pytest.raises(Exception, match=r"ContentLength|payload|disconnected"):
        await running.client().auth_test()
