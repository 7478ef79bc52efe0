"""The refusals that a person can act on. One tree: the face words them by code; anything else is our fault."""

from __future__ import annotations

from scheduler.messages import Params

CODES = frozenset(
    {
        # Who may do it: programme.roles' reason codes, of those that refuse.
        "role_admins",
        "role_editors",
        "role_ambassadors",
        "role_members",
        "role_nobody",
        "not_set_up",  # no channel here yet: /dizaine setup
        "channel_not_set_up",  # this channel is not an ambassador channel
        "article_gone",
        "draft_gone",
        "source_not_found",  # params: words
        "source_ambiguous",  # params: words, count
        "bad_url",  # params: url
        "too_many_sources",  # params: limit
        "nothing_to_post",
        "not_joined",
        "alias_missing",
        "alias_taken",  # params: alias
        "share_url",  # params: network
        "bad_zone",  # params: words
        "bad_hour",
        "bad_country",
        "bad_count",
        "channel_missing",
        "no_days",
        "workspace_paused",
        "database_slow",
        "delivery_gone",
    }
)


class Refused(Exception):
    """A request that cannot be met; `code` is worded by the face, with `params`."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params
