"""Who may do what."""

from __future__ import annotations

import pytest

from programme.roles import Permission, Role, allowed, role_of

FOR_ADMINS = {"setup", "admins.manage", "leaderboard.post"}
FOR_EDITORS = {f"source.{act}" for act in ("add", "list", "check", "remove")}
FOR_EDITORS |= {"article.add", "article.file", "topics.list", "topics.change", "story.list", "story.judge"}
FOR_EDITORS |= {"preview", "post", "pause", "resume", "status"}
FOR_AMBASSADORS = {"draft", "share"}
FOR_MEMBERS = {"leaderboard.see", "join", "leave", "me", "pick"}
FOR_ALL = {"help"}

MAY = {
    Role.ADMIN: FOR_ADMINS | FOR_EDITORS | FOR_AMBASSADORS | FOR_MEMBERS | FOR_ALL,
    Role.EDITOR: FOR_EDITORS | FOR_AMBASSADORS | FOR_MEMBERS | FOR_ALL,
    Role.AMBASSADOR: FOR_AMBASSADORS | FOR_MEMBERS | FOR_ALL,
    Role.MEMBER: FOR_MEMBERS | FOR_ALL,
    Role.GUEST: FOR_MEMBERS | FOR_ALL,
    Role.STRANGER: FOR_ALL,
}


def test_the_table_covers_every_act_and_role() -> None:
    assert MAY[Role.ADMIN] == {str(act) for act in Permission}
    assert set(MAY) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_do_its_own_acts_and_no_other(role: Role) -> None:
    assert {str(act) for act in Permission if allowed(role, act).allowed} == MAY[role]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", ["", "source", "SETUP", "source.add ", "drop tables"])
def test_an_unknown_act_is_refused_to_all(role: Role, act: str) -> None:
    decision = allowed(role, act)
    assert not decision.allowed
    assert decision.reason_code == "nobody"


@pytest.mark.parametrize(
    ("act", "who"),
    [
        ("setup", "admins"),
        ("source.add", "editors"),
        ("draft", "ambassadors"),
        ("me", "members"),
        ("help", "everyone"),
    ],
)
def test_a_refusal_says_who_may(act: str, who: str) -> None:
    assert allowed(Role.STRANGER, act).reason_code == who
    assert allowed(Role.ADMIN, Permission(act)).reason_code == who


@pytest.mark.parametrize(
    ("facts", "role"),
    [
        ({}, Role.MEMBER),
        ({"joined": True}, Role.AMBASSADOR),
        ({"named_editor": True}, Role.EDITOR),
        ({"named_editor": True, "named_admin": True}, Role.ADMIN),
        ({"workspace_admin": True}, Role.ADMIN),
        ({"guest": True}, Role.GUEST),
        ({"guest": True, "joined": True}, Role.AMBASSADOR),
        ({"guest": True, "named_admin": True}, Role.GUEST),
        ({"outside": True, "workspace_admin": True, "joined": True}, Role.STRANGER),
    ],
)
def test_role_of(facts: dict[str, bool], role: Role) -> None:
    assert role_of(**facts) is role
