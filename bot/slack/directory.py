"""Who a Slack user is: language, name, authority. Asked of Slack, remembered for ten minutes, never stored."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import code_of

LIFETIME = 600.0  # seconds
SIZE = 5_000  # people
STRANGERS = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
ASKED_AGAIN = 15.0  # seconds after a failure: a silent Slack must not hold up every click
ANSWER_WITHIN = 1.0  # second: a trigger lives three

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Profile:
    """`known` is false when Slack did not answer: nobody is an admin then."""

    user_id: str
    known: bool = False
    name: str = ""
    locale: str | None = None
    time_zone: str | None = None
    admin: bool = False
    guest: bool = False
    outside: bool = False


class Directory:
    """Profiles by user of one workspace."""

    def __init__(self, client: AsyncWebClient, team_id: str) -> None:
        self._client = client
        self._team_id = team_id
        self._known: OrderedDict[str, tuple[float, Profile]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[tuple[Profile, float]]] = {}

    async def profile(self, user_id: str) -> Profile:
        """Never raises: a silent Slack gives a profile without authority, and is asked again a little later."""
        kept = self._known.get(user_id)
        if kept is not None and kept[0] > monotonic():
            return kept[1]
        asked = self._asked.get(user_id)
        if asked is None:  # several requests of one person ask once
            asked = self._asked[user_id] = asyncio.create_task(self._ask(user_id))
            asked.add_done_callback(lambda _: self._asked.pop(user_id, None))
        profile, lifetime = await asyncio.shield(asked)
        self._known[user_id] = (monotonic() + lifetime, profile)
        self._known.move_to_end(user_id)
        while len(self._known) > SIZE:
            self._known.popitem(last=False)
        return profile

    async def _ask(self, user_id: str) -> tuple[Profile, float]:
        """The profile, and for how many seconds it holds."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                answer = await self._client.users_info(user=user_id, include_locale=True)
            user = answer.get("user")
            if isinstance(user, Mapping):
                return read(user, user_id, self._team_id), LIFETIME
            reason: str | None = "no_user"
        except (
            Exception
        ) as error:  # an answer of any shape, or none: whoever asks must be served all the same
            reason = code_of(error) or type(error).__name__
        log.warning("user_unknown", user=user_id, reason=reason)
        # Someone met in a shared channel, whom this workspace does not know, is not one of its members.
        return Profile(user_id, outside=reason in STRANGERS), ASKED_AGAIN


def read(user: Mapping[str, Any], user_id: str, team_id: str) -> Profile:
    """A profile from Slack's `user` object (docs.slack.dev/reference/objects/user-object)."""
    details = user.get("profile")
    if not isinstance(details, Mapping):
        details = {}
    return Profile(
        user_id=user_id,
        known=True,
        name=str(details.get("display_name") or user.get("real_name") or user.get("name") or user_id),
        locale=_text(user.get("locale")),
        time_zone=_text(user.get("tz")),
        admin=bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        outside=bool(user.get("is_stranger") or user.get("is_bot") or user.get("deleted"))
        or _elsewhere(user, team_id),
    )


def _elsewhere(user: Mapping[str, Any], team_id: str) -> bool:
    """Of another workspace: with Enterprise Grid, one person may belong to several."""
    organisation = user.get("enterprise_user")
    teams = organisation.get("teams") if isinstance(organisation, Mapping) else None
    if isinstance(teams, list) and teams:
        return team_id not in teams
    return bool(user.get("team_id")) and user["team_id"] != team_id


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
