"""Sources as admins and editors see them: each with its state in words and what to do about it."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from bot.i18n import Translator
from bot.slack.blocks import Message, context, header, message, section
from bot.slack.text import clean, link, safe
from bot.slack.views.article import kind_name
from bot.slack.views.codes import source_status, source_told
from bot.slack.views.fitting import fitting, pages
from handlers.answers import SourceAdded, SourceLine, SourceList, SourceRemoved

WORKING = frozenset({"ok", "not_modified"})
# Of these the words leave open what happened: the technical detail goes with them.
UNCLEAR = frozenset({"malformed"})
SHOWN = 40


def source_list(answer: SourceList, t: Translator) -> Message:
    """Every source with its status in words and what to do."""
    if not answer.sources:
        said = t.gettext("No source yet. Add one: `/dizaine source add https://…`")
        return message(said, [section(said, block_id="sources")])
    said = t.ngettext("{n} source", "{n} sources", len(answer.sources))
    blocks: list[Block] = [header(said, "sources")]
    lines = [
        f"{number}. {source_line(source, t)}" for number, source in enumerate(answer.sources[:SHOWN], start=1)
    ]
    blocks += [section(text, block_id=f"sources{place}") for place, text in enumerate(pages(lines))]
    if (rest := len(answer.sources) - SHOWN) > 0:
        blocks.append(context(t.ngettext("and {n} other", "and {n} others", rest), "rest"))
    blocks.append(
        context(
            t.gettext("`/dizaine source add <address>` · `check` · `remove`")
            .replace("<", "&lt;")
            .replace(">", "&gt;"),
            "how",
        )
    )
    return message(said, fitting(blocks))


def source_line(source: SourceLine, t: Translator) -> str:
    """A source in one or two lines, mrkdwn."""
    told, advice = source_told(source.status, source.detail, t), source_status(source.status, t)[1]
    mark = (
        ":white_check_mark:"
        if source.status in WORKING
        else ":hourglass:"
        if source.status == "new"
        else ":warning:"
    )
    facts = [
        kind_name(source.kind, t),
        safe(told, 200),
        t.ngettext("{n} article", "{n} articles", source.articles),
    ]
    lines = [f"{mark} {link(source.url, clean(source.title) or source.url, 400)} · {' · '.join(facts)}"]
    if source.status not in WORKING:
        if source.detail and source.status in UNCLEAR:
            lines.append(f"    `{safe(source.detail, 150)}`")
        if advice:
            lines.append(f"    {advice}")
    return "\n".join(lines)


def source_added(answer: SourceAdded, t: Translator) -> Message:
    """What was read of it, or what is wrong and what to do."""
    source = answer.source
    if source.status == "new":
        said = t.gettext(
            "Source added. It will be read within a few minutes; `/dizaine source check` then tells how it went."
        )
    elif answer.already:
        said = t.gettext("This source was there already.")
    elif source.status in WORKING:
        said = t.gettext("Source added and read. Its articles will enter the next digests.")
    elif source.status == "empty":
        said = t.gettext("Source added and read. It is read again by itself.")
    else:
        said = t.gettext("Source added, but it could not be read:")
    lines = [said, source_line(source, t)]
    if answer.newest is not None:
        lines.append("    " + t.gettext("The newest article: {age}", age=t.ago(answer.newest, answer.now)))
    return message(said, [section("\n".join(lines), block_id="source")])


def source_checked(source: SourceLine, t: Translator) -> Message:
    said = t.gettext("Checked just now:")
    return message(
        f"{said} {safe(source_told(source.status, source.detail, t), 200)}",
        [section(f"{said}\n{source_line(source, t)}", block_id="source")],
    )


def source_removed(answer: SourceRemoved, t: Translator) -> Message:
    name = safe(clean(answer.title) or answer.url, 200)
    said = t.gettext("{source} is removed. What was posted stays.", source=name)
    return message(said, [section(said, block_id="source")])
