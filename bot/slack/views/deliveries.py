"""Deliveries that need a look: what became of them, and the two buttons that settle it."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import actions, button, confirm, section
from bot.slack.text import safe, slack_id
from bot.slack.views.codes import delivery_reason
from handlers.answers import DeliveryLine


def trouble(line: DeliveryLine, now: datetime, t: Translator) -> list[Block]:
    """A parked or failed delivery, with what can be done about it."""
    kind = message_kind(line.kind, t)
    where = _destination(line.destination)
    when = t.ago(line.at, now)
    if line.state == "parked":
        said = t.gettext(
            ":grey_question: {kind} to {where}, {when}: Slack’s answer was lost, so it may have arrived. "
            "Look there first.",
            kind=kind,
            where=where,
            when=when,
        )
    else:
        said = t.gettext(
            ":x: {kind} to {where}, {when}: {reason}.",
            kind=kind,
            where=where,
            when=when,
            reason=safe(delivery_reason(line.reason or "", t), 200),
        )
    value = ids.delivery_value(line.outgoing_id)
    doubt = (
        confirm(
            t.gettext("Send it again?"),
            t.gettext("If the first one did arrive, the channel will have it twice. Look there first."),
            t.gettext("Send again"),
            t.gettext("Not now"),
        )
        if line.state == "parked"
        else None
    )
    forget = confirm(
        t.gettext("Forget it?"),
        t.gettext("It will not be sent, and leaves this list."),
        t.gettext("Forget"),
        t.gettext("Not now"),
    )
    buttons = [
        button(t.gettext("Send again"), ids.SEND_AGAIN, value, confirm=doubt),
        button(t.gettext("Forget"), ids.FORGET, value, confirm=forget),
    ]
    return [
        section(said, block_id=f"trouble{line.outgoing_id}"),
        actions(buttons, f"trouble{line.outgoing_id}_actions"),
    ]


def message_kind(kind: str, t: Translator) -> str:
    _ = t.gettext
    names = {
        "digest": _("The digest"),
        "reactions": _("The number reactions"),
        "board": _("The leaderboard"),
        "notice": _("A notice"),
    }
    return names.get(kind, _("A message"))


def _destination(where: str) -> str:
    known = slack_id(where)
    return f"<@{known}>" if known.startswith(("U", "W")) else f"<#{known}>"
