"""Who a user is, from Slack's own object."""

from __future__ import annotations

import asyncio

import pytest

from bot.slack.connection import web_client
from bot.slack.directory import Directory, read
from tests.bot.slack_server import Reply, slack_server


@pytest.mark.parametrize(
    ("user", "admin", "guest", "outside"),
    [
        ({}, False, False, False),
        ({"team_id": "T1"}, False, False, False),
        ({"team_id": "T1", "is_admin": True}, True, False, False),
        ({"team_id": "T1", "is_primary_owner": True}, True, False, False),
        ({"team_id": "T1", "is_restricted": True}, False, True, False),
        ({"team_id": "T2"}, False, False, True),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, False, False, False),
        ({"team_id": "T1", "is_stranger": True}, False, False, True),
        ({"team_id": "T1", "is_bot": True}, False, False, True),
    ],
)
def test_authority_and_belonging(user: dict[str, object], admin: bool, guest: bool, outside: bool) -> None:
    profile = read(user, "U1", "T1")
    assert (profile.known, profile.admin, profile.guest, profile.outside) == (True, admin, guest, outside)


def test_the_name_people_see() -> None:
    named = {
        "name": "ana",
        "real_name": "Ana Martin",
        "profile": {"display_name": "Ana M."},
        "locale": "fr-FR",
    }
    assert read(named, "U1", "T1").name == "Ana M."
    assert read(named, "U1", "T1").locale == "fr-FR"
    assert read({"real_name": "Ana Martin"}, "U1", "T1").name == "Ana Martin"


async def test_several_requests_of_one_person_ask_slack_once() -> None:
    async with slack_server(lambda _method, _arguments: Reply(body='{"ok": true, "user": {}}')) as server:
        directory = Directory(web_client(server.url, "xoxb-test"), "T1")
        found = await asyncio.gather(*(directory.profile("U1") for _ in range(5)), directory.profile("U2"))
        assert [each.user_id for each in found] == ["U1"] * 5 + ["U2"]
        assert server.count("users.info") == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=404, body="no", content_type="text/plain"),
        Reply(status=429, body="slow down", content_type="text/plain"),
        Reply(body="[]"),
        Reply(body="not json"),
        Reply(body='{"ok": true}'),
        Reply(body='{"ok": true, "user": {"id": "U1", "profile": "x", "enterprise_user": 3, "locale": 7}}'),
        Reply(body='{"ok": false, "error": "unknown_method"}'),
        Reply(drop=True),
    ],
    ids=str,
)
async def test_whatever_slack_answers_the_person_is_served_without_authority(reply: Reply) -> None:
    async with slack_server(lambda _method, _arguments: reply) as server:
        directory = Directory(web_client(server.url, "xoxb-test"), "T1")
        profile = await directory.profile("U1")
        assert (profile.admin, profile.locale) == (False, None)
        asked = server.count("users.info")
        await directory.profile("U1")
        assert server.count("users.info") == asked  # not again at once
