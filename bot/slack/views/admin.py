"""What admins and editors see: sources, preview, posting, pause, status, admins, notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import Block

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import (
    MESSAGE_BLOCKS,
    MESSAGE_SIZE,
    Json,
    Message,
    button,
    context,
    header,
    message,
    section,
    size,
    to_dicts,
)
from bot.slack.text import bold, clean, link, safe, slack_id, width
from bot.slack.views import digest as digest_view
from bot.slack.views.article import kind_name, title
from bot.slack.views.codes import choice_reason, delivery_reason, fill, shortfall, source_status, whole
from bot.slack.views.deliveries import trouble
from bot.slack.views.setup import country_name
from handlers.answers import (
    AdminChanged,
    AdminList,
    ChannelLine,
    Paused,
    PostQueued,
    Preview,
    SourceAdded,
    SourceLine,
    SourceList,
    SourceRemoved,
    Status,
)
from scheduler.messages import Notice, Params

WORKING = frozenset({"ok", "not_modified"})
SHOWN_SOURCES = 40
SHOWN_CHANNELS = 12
SHOWN_TROUBLES = 8


def source_list(answer: SourceList, t: Translator) -> Message:
    """Every source with its status in words and what to do."""
    if not answer.sources:
        said = t.gettext("No source yet. Add one: `/dizaine source add https://…`")
        return message(said, [section(said, block_id="sources")])
    said = t.ngettext("{n} source", "{n} sources", len(answer.sources))
    blocks: list[Block] = [header(said, "sources")]
    lines = [source_line(source, t) for source in answer.sources[:SHOWN_SOURCES]]
    blocks += [section(text, block_id=f"sources{place}") for place, text in enumerate(_pages(lines))]
    if (rest := len(answer.sources) - SHOWN_SOURCES) > 0:
        blocks.append(context(t.ngettext("and {n} other", "and {n} others", rest), "rest"))
    blocks.append(
        context(
            t.gettext("`/dizaine source add <address>` · `check` · `remove`")
            .replace("<", "&lt;")
            .replace(">", "&gt;"),
            "how",
        )
    )
    return message(said, _fitting(blocks))


def source_line(source: SourceLine, t: Translator) -> str:
    """A source in one or two lines, mrkdwn."""
    told, advice = source_status(source.status, t)
    mark = (
        ":white_check_mark:"
        if source.status in WORKING
        else ":hourglass:"
        if source.status == "new"
        else ":warning:"
    )
    facts = [kind_name(source.kind, t), told, t.ngettext("{n} article", "{n} articles", source.articles)]
    lines = [f"{mark} {link(source.url, clean(source.title) or source.url, 400)} · {' · '.join(facts)}"]
    if source.status not in WORKING:
        if source.detail:
            lines.append(f"    `{safe(source.detail, 150)}`")
        if advice:
            lines.append(f"    {advice}")
    return "\n".join(lines)


def source_added(answer: SourceAdded, t: Translator) -> Message:
    said = (
        t.gettext("This source was there already.")
        if answer.already
        else t.gettext("Source added. Its articles will enter the next digests.")
    )
    return message(said, [section(f"{said}\n{source_line(answer.source, t)}", block_id="source")])


def source_checked(source: SourceLine, t: Translator) -> Message:
    said = t.gettext("Checked just now:")
    return message(
        f"{said} {source_status(source.status, t)[0]}",
        [section(f"{said}\n{source_line(source, t)}", block_id="source")],
    )


def source_removed(answer: SourceRemoved, t: Translator) -> Message:
    name = safe(clean(answer.title) or answer.url, 200)
    said = t.gettext("{source} is removed. What was posted stays.", source=name)
    return message(said, [section(said, block_id="source")])


def preview(answer: Preview, t: Translator, *, classic: bool, pictures: bool = True) -> Message:
    """What would be posted now, with the reasons of each choice. Ephemeral."""
    reasons: list[Block] = [
        section(t.gettext("*A preview, for you alone.* Nothing is posted."), block_id="preview")
    ]
    missing = missing_told(answer.missing, t)
    if missing:
        reasons.append(context(missing, "missing"))
    lines = [f"{card.number}. {why}" for card in answer.post.cards if (why := reasons_told(card.reasons, t))]
    why_blocks: list[Block] = (
        [
            context(text, f"why{place}")
            for place, text in enumerate(_pages([t.gettext("*Why these*"), *lines], 1900))
        ]
        if lines
        else []
    )
    extra = to_dicts([*reasons, *why_blocks])
    shown = digest_view.digest(answer.post, t, classic=classic, pictures=pictures)
    blocks = [*extra[: len(reasons)], *shown.blocks, *extra[len(reasons) :]]
    if size(blocks) > MESSAGE_SIZE or len(blocks) > MESSAGE_BLOCKS:
        plain_list = [
            section(text, block_id=f"titles{place}") for place, text in enumerate(_pages(_titles(answer, t)))
        ]
        blocks = [*extra[: len(reasons)], *to_dicts(plain_list)]
    return message("\n".join([t.gettext("A preview, for you alone."), shown.text]), blocks)


def _titles(answer: Preview, t: Translator) -> list[str]:
    """The preview in its shortest form: a line an article, its reasons behind."""
    told = []
    for card in answer.post.cards:
        why = reasons_told(card.reasons, t)
        told.append(
            f"*{card.number}.* {safe(title(card, t), 200)} · {safe(card.source, 60)}"
            + (f" · _{why}_" if why else "")
        )
    return told


def reasons_told(reasons: Iterable[tuple[str, Params]], t: Translator) -> str:
    """The reasons of a choice in one line, mrkdwn."""
    return " · ".join(dict.fromkeys(choice_reason(code, params, t) for code, params in reasons))


def missing_told(missing: Iterable[tuple[str, Params]], t: Translator) -> str:
    """Why there are fewer articles than wanted; nothing when there are not."""
    why = list(dict.fromkeys(shortfall(code, params, t) for code, params in missing))
    return (
        t.gettext(
            "Fewer than wanted: {reasons}.",
            reasons="\u202f; ".join(why) if t.language == "fr" else "; ".join(why),
        )
        if why
        else ""
    )


def post_queued(answer: PostQueued, t: Translator) -> Message:
    channel = f"<#{slack_id(answer.conversation_id)}>"
    if answer.already:
        said = t.gettext(
            "Today’s digest of {channel} was made already: nothing is posted twice.", channel=channel
        )
    else:
        said = t.ngettext(
            "{n} article is on its way to {channel}.",
            "{n} articles are on their way to {channel}.",
            answer.count,
            channel=channel,
        )
    blocks: list[Block] = [section(said, block_id="queued")]
    if missing := missing_told(answer.missing, t):
        blocks.append(context(missing, "missing"))
    return message(said, blocks)


def paused(answer: Paused, t: Translator) -> Message:
    _ = t.gettext
    said = {
        ("channel", True, False): _("This channel is paused. Nothing is posted until `/dizaine resume`."),
        ("channel", True, True): _("This channel was paused already."),
        ("channel", False, False): _("This channel starts again at its next hour."),
        ("channel", False, True): _("This channel was not paused."),
        ("workspace", True, False): _(
            "Dizaine is paused everywhere. Nothing is posted until `/dizaine resume`."
        ),
        ("workspace", True, True): _("Dizaine was paused already."),
        ("workspace", False, False): _("Dizaine starts again: each channel at its next hour."),
        ("workspace", False, True): _("Dizaine was not paused."),
    }[("workspace" if answer.scope == "workspace" else "channel", answer.paused, answer.already)]
    return message(said, [section(said, block_id="paused")])


def admin_list(answer: AdminList, t: Translator) -> Message:
    own = t.gettext("The workspace’s own admins always are.")
    if not answer.user_ids:
        said = t.gettext("Nobody else was named.")
        return message(f"{own} {said}", [section(f"{own} {said}", block_id="admins")])
    named = t.list([f"<@{slack_id(user)}>" for user in answer.user_ids[:60]])
    said = t.gettext("Named admins: {people}.", people=named)
    return message(said, [section(f"{said}\n{own}", block_id="admins")])


def admin_changed(answer: AdminChanged, t: Translator) -> Message:
    _ = t.gettext
    said = {
        (True, False): _("{person} is an admin now."),
        (True, True): _("{person} was an admin already."),
        (False, False): _("{person} is no longer an admin."),
        (False, True): _("{person} was not an admin."),
    }[(answer.added, answer.already)].format(person=f"<@{slack_id(answer.user_id)}>")
    return message(said, [section(said, block_id="admins")])


def notice(told: Notice, t: Translator) -> Message:
    """A sentence or two for the admins, by code."""
    _ = t.gettext
    params = dict(told.params)
    channel = slack_id(str(params.get("channel") or params.get("conversation_id") or ""))
    params["channel"] = ""
    status, advice = source_status(str(params.get("status", "")), t)
    sentences = {
        "few_articles": t.ngettext(
            "{{channel}} will receive {n} article instead of {{wanted}}.",
            "{{channel}} will receive {n} articles instead of {{wanted}}.",
            whole(params, "count"),
        ),
        "no_articles": _("{channel} received nothing today: there was no new article."),
        "source_failing": _("A source needs a look: {source} ({status})."),
        "source_gone": _("The publisher closed {source} for good. It is no longer asked."),
        "channel_stopped": _(
            "Nothing more is posted in {channel}: {reason}. Once mended, set it up again: `/dizaine setup`."
        ),
        "delivery_parked": _(
            "Nobody knows whether a message reached {channel}. Have a look there, then decide: `/dizaine status`."
        ),
        "delivery_failed": _("A message to {channel} was refused: {reason}. See `/dizaine status`."),
    }
    template = sentences.get(told.code, _("Something needs a look: `/dizaine status`."))
    params |= {
        "reason": delivery_reason(str(params.get("reason", "")), t),
        "status": status,
        "source": str(params.get("title") or params.get("source") or params.get("url") or "…"),
    }
    said = fill(template.replace("{channel}", "\x00"), params, t)
    said = said.replace("\x00", f"<#{channel}>" if channel else t.gettext("a channel"))
    if told.code == "source_failing" and advice:
        said = f"{said} {advice}"
    return message(said, [section(said, block_id="notice")])


def status(answer: Status, t: Translator) -> Message:
    """How it is going: channels, sources, mix, deliveries, and what to do about those that need a look."""
    blocks: list[Block] = [header(t.gettext("Status of the programme"), "status")]
    if answer.paused:
        blocks.append(
            section(
                t.gettext(":double_vertical_bar: Dizaine is paused everywhere. `/dizaine resume`"),
                block_id="paused",
            )
        )
    channels = [channel_line(line, t) for line in answer.channels[:SHOWN_CHANNELS]]
    blocks.append(section(bold(t.gettext("Channels")), block_id="channels"))
    # A block each: where emoji are known by their colons, an hour must not join the next line's mark.
    blocks += [section(told, block_id=f"channel{place}") for place, told in enumerate(channels)]
    if not channels:
        start = button(t.gettext("Set it up"), ids.SETUP_OPEN, ids.VERSION)
        blocks.append(section(t.gettext("No channel yet: `/dizaine setup`"), start, "no_channel"))
    sources = [
        bold(t.gettext("Sources")),
        _sources_told(answer, t),
        *(source_line(line, t) for line in answer.failing[:10]),
    ]
    blocks += [section(text, block_id=f"sources{place}") for place, text in enumerate(_pages(sources))]
    blocks.append(section(_figures(answer, t), block_id="figures"))
    for line in answer.troubles[:SHOWN_TROUBLES]:
        blocks += trouble(line, answer.now, t)
    return message(
        "\n".join([t.gettext("Status of the programme"), _sources_told(answer, t)]), _fitting(blocks)
    )


def channel_line(line: ChannelLine, t: Translator) -> str:
    """A channel: its hour, its next digest, and what stops it, mrkdwn."""
    facts = [
        f"<#{slack_id(line.conversation_id)}>",
        t.time(line.post_at),
        safe(line.time_zone, 64),
        t.ngettext("{n} article", "{n} articles", line.article_count),
        {"fr": "français", "en": "English"}.get(line.language, safe(line.language, 8)),
    ]
    if line.country:
        facts.append(t.gettext("holidays: {country}", country=safe(country_name(line.country, t), 60)))
    told = " · ".join(facts)
    if line.broken_reason:
        return f":warning: {told}\n    " + t.gettext(
            "Stopped: {reason}.", reason=safe(delivery_reason(line.broken_reason, t), 200)
        )
    if line.paused:
        return f":double_vertical_bar: {told}\n    " + t.gettext("Paused.")
    if line.next_post:
        return f":calendar: {told}\n    " + t.gettext(
            "Next: {when}", when=t.datetime(line.next_post, line.time_zone)
        )
    return f":calendar: {told}"


def _sources_told(answer: Status, t: Translator) -> str:
    return t.gettext(
        "{ok} working, {failing} to look at, {articles}.",
        ok=t.number(answer.sources_ok),
        failing=t.number(answer.sources_failing),
        articles=t.ngettext(
            "{n} article recent enough to choose from",
            "{n} articles recent enough to choose from",
            answer.articles,
        ),
    )


def _figures(answer: Status, t: Translator) -> str:
    whole = answer.week_company + answer.week_market
    share = answer.week_company / whole if whole else 0.0
    mix = (
        t.gettext(
            "Over the last seven days: {share} company ({wanted} wanted), {company} and {market}.",
            share=t.percent(share),
            wanted=t.percent(answer.company_share),
            company=t.ngettext("{n} company article", "{n} company articles", answer.week_company),
            market=t.ngettext("{n} market article", "{n} market articles", answer.week_market),
        )
        if whole
        else t.gettext("No article posted in the last seven days.")
    )
    deliveries = t.gettext(
        "Deliveries: {sent} sent, {waiting} waiting, {parked} in doubt, {failed} refused.",
        sent=t.number(answer.sent),
        waiting=t.number(answer.waiting),
        parked=t.number(answer.parked),
        failed=t.number(answer.failed),
    )
    people = t.ngettext("{n} ambassador", "{n} ambassadors", answer.ambassadors)
    return "\n".join([bold(t.gettext("Figures")), people, mix, deliveries])


def _pages(lines: Sequence[str], limit: int = 2900) -> list[str]:
    """Lines gathered into as few texts as `limit` allows; a line that is longer than that is left out."""
    pages: list[str] = []
    for line in lines:
        if width(line) > limit:
            continue
        if pages and width(pages[-1]) + 1 + width(line) <= limit:
            pages[-1] = f"{pages[-1]}\n{line}"
        else:
            pages.append(line)
    return pages


def _fitting(blocks: Sequence[Block]) -> list[Json]:
    """As many blocks as a message holds; the first ones matter most."""
    kept = to_dicts(blocks)
    while len(kept) > MESSAGE_BLOCKS or size(kept) > MESSAGE_SIZE:
        kept.pop()
    return kept
