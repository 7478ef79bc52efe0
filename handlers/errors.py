"""The refusals that a person can act on. One tree: the face words them by code; anything else is our fault."""

from __future__ import annotations

from scheduler.messages import Params

CODES = frozenset(
    {
        # Who may do it: programme.roles' reason codes.
        "admins",
        "editors",
        "ambassadors",
        "members",
        "nobody",
        "profile_unknown",  # the chat did not say who is asking: nobody is an admin then
        # What is missing or gone.
        "not_set_up",  # no channel here yet: /dizaine setup
        "channel_not_set_up",  # this channel is not an ambassador channel
        "article_gone",
        "delivery_gone",
        "nothing_to_post",
        "workspace_paused",
        "channel_paused",
        "channel_stopped",  # params: reason
        "database_slow",
        "click_again",  # the chat waited too long for a modal
        # Sources.
        "source_not_found",  # params: words
        "source_ambiguous",  # params: words, count, sources (a line each: its number, a space, its name)
        "bad_url",  # params: url
        "no_feed_address",  # source add without anything behind
        "no_article_address",  # article, alike
        "too_many_sources",  # params: limit
        "page_unread",  # params: url, status (a SourceStatus), detail
        # Topics.
        "topic_gone",
        "topic_exists",
        "topic_holds_others",
        "too_many_topics",  # params: limit
        "too_many_professions",  # params: limit
        "too_many_words",  # params: limit, of a field
        "too_long_words",  # params: limit, of a field
        "word_too_long",  # params: word, limit
        "bad_word",  # params: word
        "no_label",
        "label_too_long",  # params: limit
        "too_many_filed",  # params: limit, of an article
        # Fields.
        "no_alias",
        "alias_taken",  # params: alias
        "bad_instance",
        "bad_post_url",  # params: network
        "no_channel",
        "not_in_channel",
        "unknown_zone",
        "unknown_country",
        "no_working_day",
        "no_hour",
        "bad_count",
        "not_eligible",  # a guest or someone of elsewhere cannot be an admin
        "no_person",  # admin add without anyone named
    }
)


class Refused(Exception):
    """A request that cannot be met; `code` is worded by the face, with `params`."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = params
