"""What admins are told unasked, one sentence or two a matter: each code of the scheduler's notices in words."""

from __future__ import annotations

from collections.abc import Callable

from bot.i18n import Translator
from bot.slack.blocks import Message, message, section
from bot.slack.text import safe, slack_id
from bot.slack.views.codes import delivery_reason, source_status, whole, why_fewer
from scheduler.messages import Notice, Params
from scheduler.notices import shortfall_of


def notice(told: Notice, t: Translator) -> Message:
    """The sentences of a notice, by its code."""
    said = _SENTENCES.get(told.code, _unknown)(told.params, t)
    return message(said, [section(said, block_id="notice")])


def _few_articles(params: Params, t: Translator) -> str:
    count, wanted = whole(params, "count"), whole(params, "wanted")
    said = t.ngettext(
        "{channel} will receive {n} article instead of {wanted}.",
        "{channel} will receive {n} articles instead of {wanted}.",
        count,
        channel=_channel(params, t),
        wanted=t.number(wanted),
    )
    return _with_reasons(said, params, t)


def _no_articles(params: Params, t: Translator) -> str:
    said = t.gettext(
        "{channel} received nothing today: there was no new article.", channel=_channel(params, t)
    )
    return _with_reasons(said, params, t)


def _source_failing(params: Params, t: Translator) -> str:
    status, advice = source_status(str(params.get("status", "")), t)
    said = t.gettext("A source needs a look: {source} ({status}).", source=_source(params), status=status)
    return f"{said} {advice}" if advice else said


def _source_gone(params: Params, t: Translator) -> str:
    return t.gettext("The publisher closed {source} for good. It is no longer asked.", source=_source(params))


def _source_given_up(params: Params, t: Translator) -> str:
    return t.gettext(
        "{source} failed for weeks ({status}) and is no longer asked. "
        "To try again: `/dizaine source check`. Otherwise: `/dizaine source remove`.",
        source=_source(params),
        status=source_status(str(params.get("status", "")), t)[0],
    )


def _channel_stopped(params: Params, t: Translator) -> str:
    return t.gettext(
        "Nothing more is posted in {channel}: {reason}. Once mended, set it up again: `/dizaine setup`.",
        channel=_channel(params, t),
        reason=_reason(params, t),
    )


def _delivery_parked(params: Params, t: Translator) -> str:
    return t.gettext(
        "Nobody knows whether a message reached {channel}. Have a look there, then decide: `/dizaine status`.",
        channel=_channel(params, t),
    )


def _delivery_failed(params: Params, t: Translator) -> str:
    return t.gettext(
        "A message to {channel} was refused: {reason}. See `/dizaine status`.",
        channel=_channel(params, t),
        reason=_reason(params, t),
    )


def _unknown(_params: Params, t: Translator) -> str:
    return t.gettext("Something needs a look: `/dizaine status`.")


_SENTENCES: dict[str, Callable[[Params, Translator], str]] = {
    "few_articles": _few_articles,
    "no_articles": _no_articles,
    "source_failing": _source_failing,
    "source_gone": _source_gone,
    "source_given_up": _source_given_up,
    "channel_stopped": _channel_stopped,
    "delivery_parked": _delivery_parked,
    "delivery_failed": _delivery_failed,
}


def _channel(params: Params, t: Translator) -> str:
    found = slack_id(str(params.get("channel") or params.get("conversation_id") or ""))
    return f"<#{found}>" if found else t.gettext("a channel")


def _source(params: Params) -> str:
    return safe(str(params.get("title") or params.get("source") or params.get("url") or "…"), 300)


def _reason(params: Params, t: Translator) -> str:
    return safe(delivery_reason(str(params.get("reason", "")), t), 300)


def _with_reasons(said: str, params: Params, t: Translator) -> str:
    why = why_fewer(shortfall_of(params), t)
    return f"{said} " + t.gettext("Why: {reasons}.", reasons=why) if why else said
