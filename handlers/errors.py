"""The refusals that a person can act on. One tree: the face words them by code; anything else is our fault."""

from __future__ import annotations

from scheduler.messages import Params

CODES = frozenset(
    {
        # programme.roles' reason codes are added by the face: "needs_admin", "needs_editor", ...
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
