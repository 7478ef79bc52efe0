"""What a person reads when something cannot be done: a refusal says why and what to do, a trouble bears its id."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Translator
from bot.slack.text import safe, slack_id
from bot.slack.views.article import network_name
from bot.slack.views.codes import delivery_reason, fill, source_status, source_told
from scheduler.messages import Params

SHOWN_CHANNELS = 12
SHOWN_SOURCES, SOURCE_NAME = 6, 60


def refusal(code: str, params: Params, t: Translator) -> str:
    """One or two sentences, mrkdwn, by a code of handlers/errors.py, programme.roles or programme.errors."""
    _ = t.gettext
    sentences = {
        "not_set_up": _("No channel is set up yet. An admin can do it in two minutes: `/dizaine setup`."),
        "which_channel": _("Several channels have a programme: say it in the one you mean ({channels})."),
        "channel_not_set_up": _(
            "This channel does not receive the daily ten. An admin can change that from here: `/dizaine setup`."
        ),
        "article_gone": _("This article is no longer there. The others are still waiting for you."),
        "source_not_found": _("No source matches “{words}”. The list: `/dizaine source list`."),
        "source_ambiguous": _(
            "“{words}” matches {count} sources: {sources}; their number in the list, a few more letters or the address "
            "will tell them apart."
        ),
        "bad_url": _("“{url}” is not an address that can be read. It should begin with https://."),
        "no_feed_address": _(
            "Put the address of a feed or of a site behind: `/dizaine source add https://example.com`. "
            "With `company` behind it, for a source of the company’s own."
        ),
        "no_article_address": _(
            "Put the article’s address behind: `/dizaine article https://example.com/article`. "
            "With `company` behind it, when it is the company’s own."
        ),
        "page_unread": _("“{url}” was not added: {status}."),
        "no_feed_found": _(
            "“{url}” is a page, and no feed was found on it. If the site has one, look there for the word RSS or "
            "Atom, and add that address."
        ),
        "site_asks_patience": _(
            "The site of “{url}” asks to be left alone for a while: nothing was added. Try again in an hour."
        ),
        "no_source_yet": _("No source yet. Add one: `/dizaine source add https://…`"),
        "no_list_address": _(
            "Put the address of an OPML file behind: `/dizaine source import https://example.com/sources.opml`. "
            "Several addresses of feeds, with a space between them, are taken as well."
        ),
        "list_unread": _("The list at “{url}” was not read: {status}."),
        "bad_list": _("Nothing was added: {problem} (line {line})."),
        "unknown_pack": _("No starter pack is called “{words}”. The list: `/dizaine source pack`."),
        "too_many_sources": _(
            "There is room for {limit} sources. Removing one makes room: `/dizaine source list`."
        ),
        "nothing_to_post": _(
            "There is nothing to post just now: no new article. The sources: `/dizaine source list`."
        ),
        "workspace_paused": _("Dizaine is paused here. An editor can start it again: `/dizaine resume`."),
        "channel_paused": _("This channel is paused. An editor can start it again: `/dizaine resume`."),
        "channel_stopped": _(
            "Nothing is posted in this channel any more: {reason}. Once mended, set it up again: `/dizaine setup`."
        ),
        "profile_unknown": _(
            "Slack did not say who you are just now, so nothing was done. Please try again in a minute."
        ),
        "database_slow": _(
            "Dizaine is slow at the moment: your text is still here, and may not be kept yet. "
            "Please send it again in a minute; twice counts once."
        ),
        "click_again": _("Slack waited too long for this. Please click again."),
        "not_eligible": _("Only members of this workspace can be admins: guests cannot."),
        "delivery_gone": _("This delivery was settled in the meantime. Nothing is left to do."),
        "topic_gone": _("This topic is no longer there. The list: `/dizaine topics`."),
        "topic_exists": _(
            "There is a topic of this name there already: change that one, or choose another name."
        ),
        "topic_holds_others": _(
            "Other topics stand below this one: remove them first, or hide it with them."
        ),
        "too_many_topics": _("There is room for {limit} topics. Changing or removing one makes do."),
        "too_many_professions": _(
            "There is room for {limit} professions: put this topic below one of them, or remove one first."
        ),
        "too_many_words": _("At most {limit} words or phrases fit here."),
        "too_long_words": _("All of these words together are too long for this field: leave some out."),
        "word_too_long": _("“{word}…” is longer than {limit} characters. Is a comma missing?"),
        "bad_word": _(
            "“{word}” stands in any text: it would name no topic. A more telling word, or a phrase, will."
        ),
        "no_label": _("Give it a name, in one language at least."),
        "label_too_long": _("At most {limit} characters."),
        "too_many_filed": _("At most {limit} topics an article."),
        # programme.roles: who may do it.
        "admins": _("This is for admins: the workspace’s own, and those they named (`/dizaine admin list`)."),
        "editors": _("This is for the programme’s editors and admins."),
        "ambassadors": _("This is for ambassadors. Joining takes two taps: `/dizaine join`."),
        "members": _("This is for the members of this workspace."),
        "nobody": _("This cannot be done here."),
        # programme.errors: a schedule that cannot be.
        "unknown_zone": _("This time zone is not known."),
        "unknown_country": _("The public holidays of this country are not known."),
        "no_working_day": _("At least one day is needed."),
        "bad_weekday": _("One of these days is not a day of the week."),
        "bad_hour": _("This is not an hour of the day: write it like 09:00."),
        # The other fields of the set-up.
        "bad_count": _("Choose a number from 1 to 20."),
        "no_channel": _("Choose a channel first."),
        "not_in_channel": _("Dizaine is not in this channel yet: invite it there, then try again."),
        "no_alias": _("Choose the alias you want to appear under."),
        "alias_taken": _("Someone else appears as “{alias}” already. Another alias will do."),
        "no_person": _("Say whom: `/dizaine admin add @name`, or `/dizaine admin remove @name`."),
        "bad_instance": _("This does not look like a Mastodon server: write it like mastodon.social."),
        "bad_post_url": _(
            "This does not look like the address of a post on {network}. It may also be left empty."
        ),
        "no_hour": _("Choose an hour."),
    }
    told = dict(params)
    if "network" in told:
        told["network"] = network_name(str(told["network"]), t)
    if "status" in told:
        told["status"] = page_status(str(told["status"]), str(told.get("detail", "")), t)
    if "reason" in told:
        told["reason"] = delivery_reason(str(told["reason"]), t)
    if "problem" in told:
        told["problem"] = _list_problem(str(told["problem"]), t)
    channels = str(told.pop("channels", "")).split()[:SHOWN_CHANNELS]
    drawn = {"channels": t.list([f"<#{slack_id(each)}>" for each in channels])}
    drawn["sources"] = _numbered(str(told.pop("sources", "")).splitlines())
    return fill(sentences.get(code, _("This cannot be done here.")), told, t, drawn)


def _numbered(lines: Sequence[str]) -> str:
    """`3. Le Journal · 12. Le Journal du dimanche`."""
    told = [
        f"{number}. {safe(name, SOURCE_NAME)}"
        for number, _, name in (line.partition(" ") for line in lines[:SHOWN_SOURCES])
    ]
    return " · ".join([*told, *(["…"] if len(lines) > SHOWN_SOURCES else [])])


def _list_problem(code: str, t: Translator) -> str:
    """Why a list of sources was refused: a code of curation.opml.OpmlError, or "empty"."""
    _ = t.gettext
    return {
        "too_large": _("the file is larger than a megabyte"),
        "not_opml": _("this is no OPML file"),
        "entities": _("the file has a document type, which no OPML file needs"),
        "too_deep": _("its folders are too deep"),
        "too_many": _("it holds too many entries"),
        "empty": _("it holds no feed"),
    }.get(code, _("the file is damaged"))


def page_status(status: str, detail: str, t: Translator) -> str:
    """What ails a page, with the answer's number where it has one. The advice for feeds does not fit the others."""
    words, advice = source_told(status, detail, t), source_status(status, t)[1]
    return f"{words}. {advice.removesuffix('.')}" if status == "not_a_page" and advice else words


def trouble(error_id: str, t: Translator) -> str:
    """Our own fault: what to quote to whoever runs Dizaine. mrkdwn."""
    return fill(
        t.gettext(
            "Something went wrong on our side, and it is in the log. If you report it, quote `{error_id}`."
        ),
        {"error_id": error_id},
        t,
    )


def field_trouble(error_id: str, t: Translator) -> str:
    """`trouble` in plain text, for a field."""
    return _unmarked(trouble(error_id, t))


def field_error(code: str, params: Params, t: Translator) -> str:
    """The same sentences for Slack's `response_action: errors`, which takes plain text: no code marks."""
    return _unmarked(refusal(code, params, t))


def _unmarked(sentence: str) -> str:
    bare = sentence.replace("`", "")
    return bare.replace("&lt;", "‹").replace("&gt;", "›").replace("&amp;", "&")
