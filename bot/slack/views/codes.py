"""Every reason code of the house in words: why an article was chosen, why a point was given, what ails a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.i18n import Translator
from bot.slack.text import safe
from programme.checks import Problem
from scheduler.messages import Params

_HTTP = re.compile(r"HTTP (\d{3})")


def told(value: object, t: Translator) -> str:
    """A parameter as it is shown: numbers localised, words from outside escaped."""
    if isinstance(value, bool):
        return t.gettext("yes") if value else t.gettext("no")
    if isinstance(value, int | float):
        return t.number(value)
    return safe(str(value), 300)


def fill(
    template: str, params: Mapping[str, object], t: Translator, drawn: Mapping[str, str] | None = None
) -> str:
    """`template.format` that never fails: a parameter that is missing leaves nothing. `drawn`: mrkdwn already."""
    return template.format_map(
        _Gaps({key: told(value, t) for key, value in params.items()} | dict(drawn or {}))
    )


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def problem(found: Problem, t: Translator) -> str:
    """A finding on a caption, to stand beside its field. Escaped."""
    _ = t.gettext
    sentences = {
        "over_limit": _("{network} takes {limit} characters; this is {length}: {excess} too many."),
        "too_heavy": _("{network} counts bytes as well, and this passes its {limit}: fewer emoji would do."),
        "control_characters": _("Some characters here cannot be posted: retyping that part is enough."),
        "hidden_characters": _("There are invisible characters here, perhaps from a copy and paste."),
        "no_words": _(
            "No words of your own: it will be a plain relay. That is fine, and a sentence carries further."
        ),
        "unsafe_address": _("The address of this article cannot be put in a post."),
    }
    return fill(sentences.get(found.code, _("Something here needs another look.")), found.params, t)


def points_reason(code: str, t: Translator) -> str:
    """Why a share earned what it earned."""
    _ = t.gettext
    sentences = {
        "share_comment": _("shared with your own words"),
        "share_relay": _("relayed as it is"),
        "daily_cap_trimmed": _("the day’s ceiling was close"),
        "daily_cap_reached": _("the day’s ceiling was reached"),
        "already_counted": _("counted already"),
    }
    return sentences.get(code, _("as the programme counts"))


def grade(code: str, t: Translator) -> str:
    """How a share is known."""
    _ = t.gettext
    names = {
        "started": _("started"),
        "declared": _("declared"),
        "clicked": _("clicked"),
        "confirmed": _("confirmed"),
    }
    return names.get(code, _("declared"))


def source_status(code: str, t: Translator) -> tuple[str, str | None]:
    """What a source's status means, and what to do about it (None: nothing)."""
    _ = t.gettext
    sentences: dict[str, tuple[str, str | None]] = {
        "new": (_("not read yet"), None),
        "ok": (_("works"), None),
        "not_modified": (_("works, nothing new"), None),
        "not_a_feed": (
            _("this is a page, not a feed"),
            _("It names no feed: look for the site’s RSS or Atom address and add that one."),
        ),
        "not_a_page": (
            _("holds no article that can be read"),
            _("Open the address in a browser: it should lead to one article, open to all."),
        ),
        "empty": (_("works, but holds no article"), None),
        "too_large": (_("more than 15 MB"), _("Ask the publisher for a shorter feed, or remove it.")),
        "too_slow": (
            _("took more than 20 seconds"),
            _("It is tried again by itself; if it lasts, remove it."),
        ),
        "malformed": (
            _("cannot be read"),
            _("It is tried again by itself; if it lasts, tell the publisher."),
        ),
        "http_error": (
            _("the site answers with an error"),
            _("Open the address in a browser to see whether it moved."),
        ),
        "gone": (
            _("the publisher closed it for good"),
            _("It is no longer asked. Remove it, or add its successor."),
        ),
        "rate_limited": (_("the site asks us to come less often"), None),
        "redirect_loop": (_("redirects without end"), _("Look for the feed’s new address.")),
        "refused_address": (
            _("leads to a private address"),
            _("Only public addresses are read; use one that anyone can open."),
        ),
        "unreachable": (_("cannot be reached"), _("Check the spelling; it is tried again by itself.")),
        "bad_url": (_("is not a web address"), _("Remove it and add it again, beginning with https://.")),
    }
    return sentences.get(code, (_("in an unknown state"), None))


def source_told(code: str, detail: str | None, t: Translator) -> str:
    """What ails a source or a page, with the number that its site answered. Not escaped."""
    answered = _HTTP.fullmatch(detail or "")
    if answered is None:
        return {
            "no such host": t.gettext("no site has this name"),
            "TLS failed": t.gettext("its certificate does not hold"),
        }.get(detail or "", source_status(code, t)[0])
    number = answered[1]
    if code != "http_error":
        return f"{source_status(code, t)[0]} ({number})"
    match number:
        case "404":
            words = t.gettext("page not found")
        case "401" | "403":
            words = t.gettext("the site lets nobody read it")
        case _ if number.startswith("5"):
            words = t.gettext("the site is out of order")
        case _:
            words = source_status(code, t)[0]
    return f"{words} ({number})"


def choice_reason(code: str, params: Params, t: Translator) -> str:
    """Why an article was chosen, by curation's ReasonCode."""
    _ = t.gettext
    hours, days, count = (whole(params, name) for name in ("hours", "days", "count"))
    topic = params.get(f"label_{t.language}")
    sentences = {
        "by_hand": _("chosen by an editor"),
        "fresh": t.ngettext("told {n} hour ago", "told {n} hours ago", hours) if hours else _("just out"),
        "recent": t.ngettext("told {n} day ago", "told {n} days ago", days),
        "also_in": t.ngettext("told by {n} other source", "told by {n} other sources", count),
        "often_picked": _("from a source often picked here"),
        "pinned": _("wanted by an editor"),
        "campaign": _("for the campaign {campaign}"),
        "well_picked": _("often picked where it was shown"),
        "topic": _("on a topic wanted here: {topic}") if topic else _("on a topic wanted here"),
        "like_picked": _("close to what is picked here"),
        "explored": _("tried for once: little of its source was shown here"),
        "undated": _("its date is not known"),
        "company_share": _("from the company, which then has {percent}% of the week ({target}% wanted)"),
    }
    said = {**params, "topic": topic} if topic else params
    return fill(sentences.get(code, _("a good fit for today")), said, t)


def shortfall(code: str, params: Params, t: Translator) -> str:
    """Why there are fewer articles than wanted, by curation's ShortfallCode."""
    _ = t.gettext
    n = whole(params, "count")
    sentences = {
        "no_candidates": _("no article came in"),
        "few": t.ngettext("only {n} could be posted", "only {n} could be posted", n),
        "too_old": t.ngettext("{n} older than {{days}} days", "{n} older than {{days}} days", n),
        "already_posted": t.ngettext("{n} posted here before", "{n} posted here before", n),
        "duplicates": t.ngettext("{n} telling the same story", "{n} telling the same story", n),
        "other_language": t.ngettext("{n} in another language", "{n} in another language", n),
        "embargoed": t.ngettext("{n} not to be posted today", "{n} not to be posted today", n),
        "no_title": t.ngettext("{n} without a usable title", "{n} without a usable title", n),
        "source_share": t.ngettext(
            "{n} left out so that no source takes the day", "{n} left out so that no source takes the day", n
        ),
        "company_share": t.ngettext(
            "{n} company article left out to hold the mix", "{n} company articles left out to hold the mix", n
        ),
    }
    return fill(sentences.get(code, _("there were not enough good articles")), params, t)


def delivery_reason(reason: str, t: Translator) -> str:
    """Why a message did not go out or a channel stopped, in words; a code that is not known stands in brackets
    behind what can be said of it. Not escaped."""
    _ = t.gettext
    names = {
        "channel_not_found": _("the channel is not there, or Dizaine is not in it"),
        "not_in_channel": _("Dizaine is not in the channel"),
        "is_archived": _("the channel is archived"),
        "invalid_blocks": _("Slack refused the message’s form"),
        "msg_too_long": _("the message was too long"),
        "msg_blocks_too_long": _("the message was too long"),
        "undrawable": _("Dizaine could not draw it: its log says why"),
        "missing_scope": _("a permission is missing: install the app again with its manifest"),
        "token_revoked": _("the app was removed or its token revoked"),
        "invalid_auth": _("the token is wrong"),
        "account_inactive": _("the app’s account is closed"),
        "ratelimited": _("Slack asked us to slow down"),
        "restricted_action": _("the workspace does not let the app post there"),
        "user_not_found": _("this person is no longer in the workspace"),
        "user_disabled": _("this person is no longer in the workspace"),
        "messages_tab_disabled": _("the app’s messages are switched off: install it again with its manifest"),
        "timeout": _("Slack’s answer was lost"),
        "no_ts": _("Slack’s answer was lost"),
        "interrupted": _("Dizaine was stopped while it was posting"),
        "too_late": _("its day had passed before it could go out"),
        "nothing_to_post": _("its articles are no longer there"),
        "let_be": _("an admin chose to forget it"),
    }
    if reason in names:
        return names[reason]
    if not reason:
        return _("no reason was given")
    if reason.startswith(("http_", "unexpected:")):
        return _("the exchange with Slack went wrong ({code})", code=reason.removeprefix("unexpected:"))
    if reason.isascii() and reason.islower():  # as all of Slack's own
        return _("a reason that Dizaine does not know ({code})", code=reason)
    return _("Slack could not be reached ({code})", code=reason)


def missing_told(missing: Iterable[tuple[str, Params]], t: Translator) -> str:
    """Why there are fewer articles than wanted; nothing when there are not."""
    why = why_fewer(missing, t)
    return t.gettext("Fewer than wanted: {reasons}.", reasons=why) if why else ""


def why_fewer(missing: Iterable[tuple[str, Params]], t: Translator) -> str:
    """The reasons alone, in one line."""
    why = dict.fromkeys(shortfall(code, params, t) for code, params in missing)
    return ("\u202f; " if t.language == "fr" else "; ").join(why)


def whole(params: Params, name: str) -> int:
    """A parameter as a whole number; 0 when there is none."""
    value = params.get(name, 0)
    return int(value) if isinstance(value, int | float) else 0
