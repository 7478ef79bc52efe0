"""Roles: who may do what. Deny by default: what stands in no row of the table is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person is to a workspace's programme."""

    ADMIN = "admin"
    EDITOR = "editor"
    AMBASSADOR = "ambassador"  # has joined, whatever their account
    MEMBER = "member"  # of the workspace, has not joined
    GUEST = "guest"  # a guest account that has not joined
    STRANGER = "stranger"  # of another workspace (shared channels), a bot, or unknown


class Permission(StrEnum):
    """Every act that needs leave."""

    SETUP = "setup"
    SOURCE_ADD = "source.add"
    SOURCE_LIST = "source.list"
    SOURCE_CHECK = "source.check"
    SOURCE_REMOVE = "source.remove"
    ARTICLE_ADD = "article.add"
    STORY_LIST = "story.list"
    STORY_JUDGE = "story.judge"
    ARTICLE_FILE = "article.file"
    TOPICS_LIST = "topics.list"
    TOPICS_CHANGE = "topics.change"
    PREVIEW = "preview"
    POST = "post"
    PAUSE = "pause"
    RESUME = "resume"
    STATUS = "status"
    ADMINS_MANAGE = "admins.manage"
    LEADERBOARD_SEE = "leaderboard.see"
    LEADERBOARD_POST = "leaderboard.post"
    JOIN = "join"
    LEAVE = "leave"
    ME = "me"
    HELP = "help"
    PICK = "pick"
    DRAFT = "draft"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an act is allowed; `reason_code` says who may do it, allowed or not.

    Codes: `admins`, `editors` (and admins), `ambassadors` (and editors, admins: joining comes first),
    `members` (anyone of this workspace, guests included), `everyone`, `nobody` (an act unknown here).
    """

    allowed: bool
    reason_code: str


_WHO: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "admins": frozenset({Role.ADMIN}),
        "editors": frozenset({Role.ADMIN, Role.EDITOR}),
        "ambassadors": frozenset({Role.ADMIN, Role.EDITOR, Role.AMBASSADOR}),
        "members": frozenset({Role.ADMIN, Role.EDITOR, Role.AMBASSADOR, Role.MEMBER, Role.GUEST}),
        "everyone": frozenset(Role),
        "nobody": frozenset(),
    }
)

_TABLE: Mapping[str, str] = MappingProxyType(
    {
        Permission.SETUP: "admins",
        Permission.SOURCE_ADD: "editors",
        Permission.SOURCE_LIST: "editors",
        Permission.SOURCE_CHECK: "editors",
        Permission.SOURCE_REMOVE: "editors",
        Permission.ARTICLE_ADD: "editors",
        Permission.STORY_LIST: "editors",
        Permission.STORY_JUDGE: "editors",
        Permission.ARTICLE_FILE: "editors",
        Permission.TOPICS_LIST: "editors",
        Permission.TOPICS_CHANGE: "editors",
        Permission.PREVIEW: "editors",
        Permission.POST: "editors",
        # Editors animate the channel day by day: stopping it must not wait for an admin.
        Permission.PAUSE: "editors",
        Permission.RESUME: "editors",
        Permission.STATUS: "editors",
        Permission.ADMINS_MANAGE: "admins",
        Permission.LEADERBOARD_SEE: "members",
        Permission.LEADERBOARD_POST: "admins",
        Permission.JOIN: "members",
        Permission.LEAVE: "members",
        Permission.ME: "members",
        Permission.HELP: "everyone",
        # A pick by someone who has not joined is kept, and answered with an offer to join.
        Permission.PICK: "members",
        Permission.DRAFT: "ambassadors",
        Permission.SHARE: "ambassadors",
    }
)


def allowed(role: Role, act: Permission | str) -> Decision:
    """Whether `role` may do `act` (a Permission or its value, "source.add"); an unknown act is refused."""
    who = _TABLE.get(act, "nobody")
    return Decision(role in _WHO[who], who)


def role_of(
    *,
    outside: bool = False,
    guest: bool = False,
    workspace_admin: bool = False,
    named_admin: bool = False,
    named_editor: bool = False,
    joined: bool = False,
) -> Role:
    """The one role a person acts under, from what the workspace and the programme know of them.

    outside: of another workspace, or a bot; nothing else counts then. A guest account never holds authority,
    even when named, but may take part (customers and partners often are guests).
    """
    if outside:
        return Role.STRANGER
    if guest:
        return Role.AMBASSADOR if joined else Role.GUEST
    if workspace_admin or named_admin:
        return Role.ADMIN
    if named_editor:
        return Role.EDITOR
    return Role.AMBASSADOR if joined else Role.MEMBER
