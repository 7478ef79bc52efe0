"""What admins and editors see: preview, posting, pause, status, admins, notices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from slack_sdk.models.blocks import Block

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import (
    MESSAGE_BLOCKS,
    MESSAGE_SIZE,
    Message,
    button,
    context,
    header,
    message,
    section,
    size,
    to_dicts,
)
from bot.slack.text import bold, safe, slack_id
from bot.slack.views import digest as digest_view
from bot.slack.views.article import title
from bot.slack.views.codes import (
    choice_reason,
    delivery_reason,
    missing_told,
)
from bot.slack.views.deliveries import trouble
from bot.slack.views.filing import filing_buttons
from bot.slack.views.fitting import fitting, pages
from bot.slack.views.setup import country_name, zone_name
from bot.slack.views.sources import source_line
from bot.slack.views.stories import doubles_told
from handlers.answers import (
    AdminChanged,
    AdminList,
    ChannelLine,
    Paused,
    PostQueued,
    Preview,
    Status,
)
from scheduler.messages import Params

SHOWN_CHANNELS = 12
SHOWN_TOPICS = 4
SHOWN_TROUBLES = 8


def preview(answer: Preview, t: Translator, *, classic: bool, pictures: bool = True) -> Message:
    """What would be posted now, with the reasons of each choice. Ephemeral."""
    reasons: list[Block] = [
        section(
            t.gettext(
                "*A preview of {channel}, for you alone.* Nothing is posted.",
                channel=f"<#{slack_id(answer.conversation_id)}>",
            ),
            block_id="preview",
        )
    ]
    missing = missing_told(answer.missing, t)
    if missing:
        reasons.append(context(missing, "missing"))
    if doubles := doubles_told(answer, t):
        reasons.append(doubles)
    lines = [f"{card.number}. {why}" for card in answer.post.cards if (why := reasons_told(card.reasons, t))]
    why_blocks: list[Block] = (
        [
            context(text, f"why{place}")
            for place, text in enumerate(pages([t.gettext("*Why these*"), *lines], 1900))
        ]
        if lines
        else []
    )
    why_blocks += filing_buttons([card.article_id for card in answer.post.cards], t)
    extra = to_dicts([*reasons, *why_blocks])
    shown = digest_view.digest(answer.post, t, classic=classic, pictures=pictures)
    blocks = [*extra[: len(reasons)], *shown.blocks, *extra[len(reasons) :]]
    if size(blocks) > MESSAGE_SIZE or len(blocks) > MESSAGE_BLOCKS:
        plain_list = [
            section(text, block_id=f"titles{place}") for place, text in enumerate(pages(_titles(answer, t)))
        ]
        filing = to_dicts(filing_buttons([card.article_id for card in answer.post.cards], t))
        blocks = [*extra[: len(reasons)], *to_dicts(plain_list), *filing]
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
    shown = [replace(line, next_post=None) if answer.paused else line for line in answer.channels]
    channels = [channel_line(line, t) for line in shown[:SHOWN_CHANNELS]]
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
    blocks += [section(text, block_id=f"sources{place}") for place, text in enumerate(pages(sources))]
    blocks.append(section(_figures(answer, t), block_id="figures"))
    for line in answer.troubles[:SHOWN_TROUBLES]:
        blocks += trouble(line, answer.now, t)
    return message(
        "\n".join([t.gettext("Status of the programme"), _sources_told(answer, t)]), fitting(blocks)
    )


def channel_line(line: ChannelLine, t: Translator) -> str:
    """A channel: its hour, its next digest, and what stops it, mrkdwn."""
    facts = [
        f"<#{slack_id(line.conversation_id)}>",
        t.time(line.post_at),
        safe(zone_name(line.time_zone, t.locale), 64),
        t.ngettext("{n} article", "{n} articles", line.article_count),
        safe(t.locale.languages.get(line.language, line.language), 40),
    ]
    if line.country:
        facts.append(t.gettext("holidays: {country}", country=safe(country_name(line.country, t), 60)))
    told = " · ".join(facts)
    if line.topics:
        topics = [safe(topic.label(t.language), 80) for topic in line.topics[:SHOWN_TOPICS]]
        if (rest := len(line.topics) - SHOWN_TOPICS) > 0:
            topics.append(t.ngettext("{n} other", "{n} others", rest))
        told += "\n    " + t.gettext("Topics wanted: {topics}", topics=" · ".join(topics))
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
