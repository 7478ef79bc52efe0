"""Help: the commands, in both languages, by what a person may do."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from bot.i18n import Translator
from bot.slack.blocks import Message, context, header, message, section
from bot.slack.text import bold, safe
from handlers.answers import Help

COMMAND = "/dizaine"


def commands(t: Translator, *, admin: bool) -> list[tuple[str, str]]:
    """Each command as the reader's language writes it, and what it does."""
    _ = t.gettext
    everyone = [
        (_("me"), _("what you did: picks, drafts, shares, points, your rank")),
        (_("leaderboard"), _("the week’s leaderboard")),
        (_("join"), _("join the ambassadors, or change how you appear")),
        (_("leave"), _("leave, without a question asked")),
        (_("help"), _("this page")),
    ]
    if not admin:
        return everyone
    return [
        *everyone,
        (_("setup"), _("the guided set-up of a channel")),
        (_("source add <address>"), _("add a feed")),
        (_("source list"), _("the sources and how they fare")),
        (_("source check <address>"), _("read a source now")),
        (_("source remove <address>"), _("remove a source")),
        (_("article <address>"), _("add an article, for the next digest")),
        (_("preview"), _("see what would be posted now, for you alone")),
        (_("post"), _("post today’s digest now")),
        (_("pause"), _("stop posting in this channel")),
        (_("resume"), _("start posting here again")),
        (_("status"), _("channels, sources, deliveries")),
        (_("admin add <person>"), _("name an admin; “admin remove” and “admin list” as well")),
    ]


def help_page(answer: Help, t: Translator) -> Message:
    """Ephemeral. With `unknown`, the nearest command comes first."""
    blocks: list[Block] = []
    text = t.gettext("Dizaine’s commands")
    if answer.unknown is not None:
        text = unknown_word(answer, t)
        blocks.append(section(text, block_id="unknown"))
    blocks.append(header(t.gettext("Dizaine’s commands"), "help"))
    own = commands(t, admin=False)
    blocks.append(section(_table(own), block_id="everyone"))
    if answer.admin:
        more = commands(t, admin=True)[len(own) :]
        blocks.append(
            section("\n".join([bold(t.gettext("For admins and editors")), _table(more)]), block_id="admins")
        )
    blocks.append(
        context(
            t.gettext("French words work as well: `aide`, `moi`, `classement`, `rejoindre`, `quitter`…"),
            "words",
        )
    )
    return message(text, blocks)


def unknown_word(answer: Help, t: Translator) -> str:
    """`I do not know … Did you mean …?`, mrkdwn."""
    typed = safe(answer.unknown or "", 60)
    if answer.nearest:
        return t.gettext(
            "I do not know “{typed}”. Did you mean `{command}`?",
            typed=typed,
            command=f"{COMMAND} {safe(answer.nearest, 60)}",
        )
    return t.gettext("I do not know “{typed}”. Here is what I know:", typed=typed)


def _table(rows: list[tuple[str, str]]) -> str:
    return "\n".join(f"`{COMMAND} {_escaped(word)}`  {told}" for word, told in rows)


def _escaped(word: str) -> str:
    return word.replace("<", "&lt;").replace(">", "&gt;")
