"""Help: the commands in the reader's words, by what a person may do, and the nearest one to a mistyped word."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from bot.i18n import Translator
from bot.slack.blocks import Message, context, header, message, section
from bot.slack.text import bold, safe
from bot.slack.words import Command
from handlers.answers import Help

COMMAND = "/dizaine"
EVERYONE = (Command.ME, Command.LEADERBOARD, Command.JOIN, Command.LEAVE, Command.HELP)


def usages(t: Translator) -> dict[Command, tuple[str, str]]:
    """Each command as the reader's language writes it, and what it does."""
    _ = t.gettext
    return {
        Command.ME: (_("me"), _("what you did: picks, drafts, shares, points, your rank")),
        Command.LEADERBOARD: (_("leaderboard"), _("the week’s leaderboard")),
        Command.JOIN: (_("join"), _("join the ambassadors, or change how you appear")),
        Command.LEAVE: (_("leave"), _("leave, without a question asked")),
        Command.HELP: (_("help"), _("this page")),
        Command.SETUP: (_("setup"), _("the guided set-up of a channel")),
        Command.SOURCE_ADD: (_("source add <address>"), _("add a feed, or a site’s own")),
        Command.SOURCE_LIST: (_("source list"), _("the sources and how they fare")),
        Command.SOURCE_CHECK: (_("source check <address>"), _("read a source now")),
        Command.SOURCE_REMOVE: (_("source remove <address>"), _("remove a source")),
        Command.SOURCE_PACK: (_("source pack <profession>"), _("well-known sources to begin with")),
        Command.SOURCE_IMPORT: (_("source import <address>"), _("add the sources of an OPML file")),
        Command.SOURCE_EXPORT: (_("source export"), _("your sources as an OPML file")),
        Command.ARTICLE: (_("article <address>"), _("add an article, for the next digest")),
        Command.TOPICS: (_("topics"), _("the topics that articles are filed under")),
        Command.PREVIEW: (_("preview"), _("see what would be posted now, for you alone")),
        Command.DUPLICATES: (_("duplicates"), _("say which articles tell the same story")),
        Command.POST: (_("post"), _("post today’s digest now")),
        Command.PAUSE: (_("pause"), _("stop posting in this channel")),
        Command.RESUME: (_("resume"), _("start posting here again")),
        Command.STATUS: (_("status"), _("channels, sources, deliveries")),
        Command.ADMIN_ADD: (_("admin add <person>"), _("name an admin")),
        Command.ADMIN_LIST: (_("admin list"), _("the named admins")),
        Command.ADMIN_REMOVE: (_("admin remove <person>"), _("an admin no longer")),
    }


def help_page(answer: Help, t: Translator) -> Message:
    """Ephemeral: every command that this person may use."""
    text = t.gettext("Dizaine’s commands")
    known = usages(t)
    blocks: list[Block] = [
        header(text, "help"),
        section(_table([known[each] for each in EVERYONE]), block_id="everyone"),
    ]
    if answer.admin:
        more = [usage for each, usage in known.items() if each not in EVERYONE]
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


def unknown_word(answer: Help, t: Translator) -> Message:
    """`I do not know … Did you mean …?`, ephemeral: one sentence, and the way to the whole of the help."""
    typed = safe(answer.unknown or "", 60)
    known = usages(t)
    way = f"{COMMAND} {known[Command.HELP][0]}"
    near = next((each for each in Command if each.value == answer.nearest), None)
    if near is None or not (answer.admin or near in EVERYONE):
        said = t.gettext("I do not know “{typed}”. All that I know: `{help}`", typed=typed, help=way)
    else:
        usage, told = known[near]
        said = t.gettext(
            "I do not know “{typed}”. Did you mean `{command}` ({told})? All the commands: `{help}`",
            typed=typed,
            command=f"{COMMAND} {_escaped(usage)}",
            told=told,
            help=way,
        )
    return message(said, [section(said, block_id="unknown")])


def _table(rows: list[tuple[str, str]]) -> str:
    return "\n".join(f"`{COMMAND} {_escaped(word)}`  {told}" for word, told in rows)


def _escaped(word: str) -> str:
    return word.replace("<", "&lt;").replace(">", "&gt;")
