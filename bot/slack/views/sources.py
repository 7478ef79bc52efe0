"""Sources as admins and editors see them: each with its state in words and what to do about it."""

from __future__ import annotations

from slack_sdk.models.blocks import Block

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import Message, actions, button, context, header, message, section
from bot.slack.text import bold, clean, link, safe
from bot.slack.views.article import kind_name
from bot.slack.views.codes import source_status, source_told
from bot.slack.views.errors import refusal
from bot.slack.views.fitting import fitting, pages
from handlers.source_answers import (
    PackList,
    PackShown,
    SourceAdded,
    SourceChoice,
    SourceLine,
    SourceList,
    SourceRemoved,
    SourcesExported,
    SourcesImported,
)
from handlers.sources import LIMIT
from scheduler.messages import Params

WORKING = frozenset({"ok", "not_modified"})
# Of these the words leave open what happened: the technical detail goes with them.
UNCLEAR = frozenset({"malformed"})
SHOWN = 30
CHOICES = 12
REFUSED_SHOWN = 10


def source_list(answer: SourceList, t: Translator) -> Message:
    """Every source with its status in words and what to do."""
    if not answer.sources:
        said = t.gettext("No source yet. Add one: `/dizaine source add https://…`")
        return message(said, [section(said, block_id="sources")])
    said = t.ngettext("{n} source", "{n} sources", len(answer.sources))
    blocks: list[Block] = [header(said, "sources")]
    shown = answer.sources[answer.first - 1 :][:SHOWN]
    lines = [f"{number}. {source_line(source, t)}" for number, source in enumerate(shown, start=answer.first)]
    blocks += [section(text, block_id=f"sources{place}") for place, text in enumerate(pages(lines))]
    following = answer.first + len(shown)
    if (rest := len(answer.sources) - following + 1) > 0:
        told = t.ngettext(
            "and {n} other: `/dizaine source list {number}`",
            "and {n} others: `/dizaine source list {number}`",
            rest,
            number=following,
        )
        blocks.append(context(told, "rest"))
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
        if source.next_check_at is None and source.status not in ("new", "gone"):
            advice = t.gettext(
                "It failed for weeks and is no longer asked. To try again: `/dizaine source check {url}`",
                url=safe(source.url, 300).replace("`", ""),
            )
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
    elif answer.rekinded:
        said = (
            t.gettext("This source was there already; it now counts as the company’s own.")
            if source.kind == "company"
            else t.gettext("This source was there already; it now counts as one of the market.")
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
    if answer.found_on is not None:
        lines.append("    " + t.gettext("Found on {page}", page=link(answer.found_on, answer.found_on, 400)))
    if answer.newest is not None:
        lines.append("    " + t.gettext("The newest article: {age}", age=t.ago(answer.newest, answer.now)))
    return message(said, [section("\n".join(lines), block_id="source")])


def source_choice(answer: SourceChoice, t: Translator) -> Message:
    """The feeds of a site, each with what it holds and a button."""
    said = t.ngettext(
        "{page} has {n} feed. Which one?",
        "{page} has {n} feeds. Which one?",
        len(answer.feeds),
        page=safe(answer.page, 300),
    )
    blocks: list[Block] = [section(said, block_id="choice")]
    for place, feed in enumerate(answer.feeds[:CHOICES]):
        facts = [t.ngettext("{n} article", "{n} articles", feed.articles)]
        if feed.newest is not None:
            facts.append(t.gettext("the newest: {age}", age=t.ago(feed.newest, answer.now)))
        if feed.already:
            facts.append(t.gettext("read already"))
        line = f"{link(feed.url, clean(feed.title) or feed.url, 300)} · {' · '.join(facts)}\n{safe(feed.url, 300)}"
        add = button(t.gettext("Add"), ids.FEED_ADD, ids.feed_value(answer.kind, feed.url))
        blocks.append(section(line, None if feed.already else add, block_id=f"feed{place}"))
    return message(said, blocks)


def sources_imported(answer: SourcesImported, t: Translator) -> Message:
    """How many came in, and what did not."""
    lines = [t.ngettext("{n} source added.", "{n} sources added.", answer.added)]
    if answer.already:
        lines.append(
            t.ngettext("{n} was there already.", "{n} were there already.", answer.already),
        )
    for typed, code in answer.refused[:REFUSED_SHOWN]:
        given: Params = {"url": typed, "words": typed, "limit": LIMIT}
        lines.append(f":warning: `{safe(typed, 150).replace('`', '')}` – {refusal(code, given, t)}")
    if (rest := len(answer.refused) - REFUSED_SHOWN) > 0:
        lines.append(t.ngettext("and {n} other", "and {n} others", rest))
    if answer.added:
        lines.append(t.gettext("They are read within a few minutes. How they fare: `/dizaine source list`"))
    said = "\n".join(lines)
    return message(lines[0], [section(said, block_id="imported")])


def pack_list(answer: PackList, t: Translator) -> Message:
    """The starter packs, those of the reader's language first."""
    said = t.gettext("Well-known sources to begin with, by profession:")
    blocks: list[Block] = [section(said, block_id="packs")]
    for pack in sorted(answer.packs, key=lambda each: each.language != t.language):
        facts = [pack_name(pack.profession, pack.language, t)]
        facts.append(t.ngettext("{n} source", "{n} sources", pack.count))
        see = button(t.gettext("See"), ids.PACK_SHOW, ids.pack_value(pack.profession, pack.language))
        blocks.append(section(" · ".join(facts), see, block_id=f"pack_{pack.profession}_{pack.language}"))
    return message(said, blocks)


def pack_shown(answer: PackShown, t: Translator) -> Message:
    """What a pack holds, and a button that adds it."""
    said = bold(pack_name(answer.profession, answer.language, t))
    lines = [said]
    lines += [
        f"{':white_check_mark:' if known else '•'} {link(url, title, 300)}"
        for title, url, known in answer.sources
    ]
    add = button(
        t.ngettext("Add this {n} source", "Add these {n} sources", len(answer.sources)),
        ids.PACK_ADD,
        ids.pack_value(answer.profession, answer.language),
        style="primary",
    )
    told = t.gettext(
        "Each is a source like any other: `/dizaine source remove` takes out what you do not want."
    )
    return message(
        said, [section("\n".join(lines), block_id="pack"), actions([add], "add"), context(told, "how")]
    )


def pack_name(profession: str, language: str, t: Translator) -> str:
    _ = t.gettext
    names = {
        "hr": _("Human resources"),
        "marketing": _("Marketing and communication"),
        "sales": _("Sales"),
        "tech": _("Tech"),
        "finance": _("Finance"),
    }
    spoken = str(t.locale.languages.get(language, language))
    return f"{names.get(profession, profession)} ({spoken})"


def sources_exported(answer: SourcesExported, t: Translator) -> Message:
    """What stands above the file, in the person's own messages with the bot."""
    said = t.ngettext(
        "Your {n} source, as an OPML file that any feed reader takes.",
        "Your {n} sources, as an OPML file that any feed reader takes.",
        answer.count,
    )
    return message(said, [section(said, block_id="exported")])


def export_sent(t: Translator) -> Message:
    said = t.gettext("The file is in your messages with Dizaine.")
    return message(said, [section(said, block_id="exported")])


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
