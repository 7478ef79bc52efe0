"""Who a user is, from Slack's own object."""

from __future__ import annotations

import pytest

from bot.slack.directory import read


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
