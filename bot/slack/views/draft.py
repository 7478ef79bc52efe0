"""From a pick to a share: the draft's modal, the ready caption with its links, and what answers each."""

from __future__ import annotations

from collections.abc import Iterable

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextPreformattedElement,
    StaticSelectElement,
    UrlInputElement,
)

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import (
    INPUT_MAX,
    OPTION,
    Json,
    Message,
    actions,
    button,
    context,
    field_block,
    message,
    modal,
    section,
    words,
)
from bot.slack.text import plain, raw, safe, web_address, width
from bot.slack.views.article import facts, network_name, title, title_link
from bot.slack.views.codes import points_reason, problem
from handlers.answers import DraftForm, DraftSaved, Ready, Shared
from programme.checks import Level, Problem
from programme.networks import LIMITS, Intent, Network, post_text
from scheduler.messages import ArticleCard


def draft_modal(form: DraftForm, t: Translator) -> Json:
    """The draft's view. Its network select dispatches, so that the view can be drawn again for another network."""
    card = form.card
    blocks: list[Block] = [section(_article(card, t), block_id="article")]
    if not form.joined:
        blocks.append(
            context(
                t.gettext("Your draft is kept. Shares count once you have joined: `/dizaine join`."),
                "joining",
            )
        )
    blocks.append(_network(form.network, t))
    if card.kind == "market":
        blocks.append(context(own_view(t), "own_view"))
    blocks.append(_caption(form, t))
    blocks += _told(form.problems, t)
    if form.network is Network.MASTODON:
        blocks.append(_instance(form.mastodon, t))
    blocks.append(_keep(t))
    return modal(
        title=t.gettext("My draft"),
        callback_id=ids.DRAFT,
        private_metadata=_value(card, form.network),
        submit=t.gettext("Save"),
        close=t.gettext("Close"),
        blocks=blocks,
    )


def draft_errors(problems: Iterable[Problem], t: Translator, block_id: str = ids.CAPTION) -> dict[str, str]:
    """What refuses a caption, by its block's id, for `response_action: errors` (plain text)."""
    grave = [found for found in problems if found.level is Level.ERROR]
    if not grave:
        return {}
    return {block_id: plain(" ".join(_bare(problem(found, t)) for found in grave), 2000)}


def own_view(t: Translator) -> str:
    """The prompt on market items: what makes a share worth reading."""
    return t.gettext(
        "*Your own view:* what strikes you, what it changes in your trade, whether you agree. One sentence is plenty."
    )


def limit_told(network: Network, t: Translator) -> str:
    """A network's limit as it counts it."""
    limit = t.number(LIMITS[network])
    match network:
        case Network.X:
            return t.gettext("{limit} characters, an emoji counts two, the link 23", limit=limit)
        case Network.MASTODON:
            return t.gettext("{limit} characters on most servers, the link counts 23", limit=limit)
        case Network.BLUESKY:
            return t.gettext("{limit} characters, link included", limit=limit)
        case _:
            return t.gettext("{limit} characters", limit=t.number(min(LIMITS[network], INPUT_MAX)))


def ready_modal(ready: Ready, t: Translator) -> Json:
    """The text to copy, where to post it, and `I posted it` with an optional address."""
    name = network_name(ready.network, t)
    blocks: list[Block] = [
        section(_article(ready.card, t), block_id="article"),
        section(t.gettext("*1. Copy the text*"), block_id="first"),
        *_copyable(ready, t),
        *_told(ready.notes, t),
        section(t.gettext("*2. Post it on {network}*", network=name), block_id="post"),
        *_links(ready.intents, ready.network, t),
    ]
    if ready.shared:
        blocks.append(section(t.gettext("You said you posted it: thank you."), block_id="thanks"))
    else:
        blocks.append(section(t.gettext("*3. Come back and say so*"), block_id="come_back"))
        blocks.append(_address(t))
    return modal(
        title=t.gettext("Ready to share"),
        callback_id=ids.READY,
        private_metadata=ids.draft_value(ready.card.digest_id, ready.card.article_id, str(ready.network)),
        submit=None if ready.shared else t.gettext("I posted it"),
        close=t.gettext("Later"),
        blocks=blocks,
    )


def ready_message(ready: Ready, t: Translator) -> Message:
    """A ready caption, to find it again."""
    said = t.gettext(
        "Ready for {network}: {title}",
        network=network_name(ready.network, t),
        title=title_link(ready.card, t),
    )
    again = button(t.gettext("Post it"), ids.READY_OPEN, _value(ready.card, ready.network), style="primary")
    later = t.gettext("It waits for you, without a reminder. Your drafts: `/dizaine me`")
    return message(
        _text("Ready for {network}: {title}", ready.card, ready.network, t),
        [section(said, again, "ready"), context(later, "later")],
    )


def draft_saved(answer: DraftSaved, t: Translator) -> Message:
    """The draft is kept; findings are told, none refuses a draft. Or it is no more."""
    if not answer.kept:
        none = t.gettext(
            "No draft any more for {network}: {title}",
            network=network_name(answer.network, t),
            title=title_link(answer.card, t),
        )
        told = _text("No draft any more for {network}: {title}", answer.card, answer.network, t)
        return message(told, [section(none, block_id="saved")])
    said = t.gettext(
        "Draft kept for {network}: {title}",
        network=network_name(answer.network, t),
        title=title_link(answer.card, t),
    )
    blocks: list[Block] = [
        section(
            said,
            button(t.gettext("Continue"), ids.DRAFT_CONTINUE, _value(answer.card, answer.network)),
            "saved",
        ),
        *_told(answer.problems, t),
        context(t.gettext("Only you see it. Find it again: `/dizaine me`"), "later"),
    ]
    return message(_text("Draft kept for {network}: {title}", answer.card, answer.network, t), blocks)


def shared(answer: Shared, t: Translator) -> Message:
    """Thanks, and the points with their reason."""
    name = network_name(answer.network, t)
    if not answer.first_time:
        said = t.gettext(
            "This share on {network} was counted already: {title}",
            network=name,
            title=title_link(answer.card, t),
        )
        return message(
            _text("This share on {network} was counted already: {title}", answer.card, answer.network, t),
            [section(said, block_id="shared")],
        )
    said = t.gettext(
        "Thank you! Shared on {network}: {title}", network=name, title=title_link(answer.card, t)
    )
    reason = points_reason(answer.reason, t)
    if answer.points > 0:
        earned = t.ngettext("+{n} point: {reason}.", "+{n} points: {reason}.", answer.points, reason=reason)
    else:
        earned = t.gettext("No points this time: {reason}. It counts as a share all the same.", reason=reason)
    blocks = [
        section(said, block_id="shared"),
        context(earned + " " + t.gettext("All of it: `/dizaine me`"), "points"),
    ]
    return message(
        _text("Thank you! Shared on {network}: {title}", answer.card, answer.network, t) + "\n" + earned,
        blocks,
    )


def _text(template: str, card: ArticleCard, network: Network, t: Translator) -> str:
    return t.gettext(template, network=network_name(network, t), title=safe(title(card, t), 300))


def _value(card: ArticleCard, network: Network) -> str:
    return ids.draft_value(card.digest_id, card.article_id, str(network))


def _article(card: ArticleCard, t: Translator) -> str:
    small = " · ".join(facts(card, None, t))
    return f"*{title_link(card, t)}*" + (f"\n{small}" if small else "")


def _network(chosen: Network, t: Translator) -> InputBlock:
    options = {
        network: Option(
            value=str(network), text=words(f"{network_name(network, t)} · {limit_told(network, t)}", OPTION)
        )
        for network in Network
    }
    select = StaticSelectElement(
        action_id=ids.NETWORK, options=list(options.values()), initial_option=options[chosen]
    )
    return field_block(t.gettext("Network"), select, ids.NETWORK, dispatch=True)


def _caption(form: DraftForm, t: Translator) -> InputBlock:
    kept = raw(form.caption)
    while width(kept) > INPUT_MAX:
        kept = kept[: INPUT_MAX - 1]
    element = PlainTextInputElement(
        action_id=ids.CAPTION,
        multiline=True,
        # Slack shows what is left of it, and cuts there: only where the network has as much room, counted alike.
        max_length=INPUT_MAX if LIMITS[form.network] >= INPUT_MAX else None,
        initial_value=kept or None,
        placeholder=words(t.gettext("In your own words"), 150),
    )
    hint = t.gettext(
        "{network}: {limit}. The article’s address is added by itself.",
        network=network_name(form.network, t),
        limit=limit_told(form.network, t),
    )
    block_id = ids.caption_block(form.network) if form.found else ids.CAPTION
    return field_block(t.gettext("What you will post"), element, block_id, hint=hint, optional=True)


def _instance(known: str | None, t: Translator) -> InputBlock:
    element = PlainTextInputElement(
        action_id=ids.INSTANCE,
        initial_value=plain(known, 200) if known else None,
        max_length=200,
        placeholder=words("mastodon.social", 150),
    )
    return field_block(
        t.gettext("Your Mastodon server"),
        element,
        ids.INSTANCE,
        hint=t.gettext("Kept for the next time."),
        optional=True,
    )


def _keep(t: Translator) -> InputBlock:
    keep = Option(
        value=ids.KEEP_DRAFT,
        text=words(t.gettext("Keep it as a draft"), OPTION),
        description=words(t.gettext("To be finished later; only you see it"), OPTION),
    )
    ready = Option(
        value=ids.KEEP_READY,
        text=words(t.gettext("It is ready"), OPTION),
        description=words(t.gettext("Checks it, then gives the text and the links to post it"), OPTION),
    )
    element = RadioButtonsElement(action_id=ids.KEEP, options=[keep, ready], initial_option=ready)
    return field_block(t.gettext("And now?"), element, ids.KEEP)


def _address(t: Translator) -> InputBlock:
    element = UrlInputElement(action_id=ids.ADDRESS, placeholder=words("https://", 150))
    return field_block(
        t.gettext("Address of your post"),
        element,
        ids.ADDRESS,
        hint=t.gettext("If you have it at hand. Your word is enough."),
        optional=True,
    )


def _copyable(ready: Ready, t: Translator) -> list[Block]:
    """The text in a field, where a phone selects all of it; as it is where a field cannot hold it, or where nothing
    is submitted any more (Slack takes no field without a way to submit it)."""
    text = raw(post_text(ready.network, ready.caption, ready.card.url))
    if not text.strip():
        return []
    if width(text) <= INPUT_MAX and not ready.shared:
        element = PlainTextInputElement(action_id=ids.COPY, multiline=True, initial_value=text)
        hint = t.gettext("Tap in it, select all, copy. What is changed here is not kept.")
        # Optional: a text that was cut out rather than copied must not stand in the way of "I posted it".
        return [field_block(t.gettext("Text to copy"), element, ids.COPY, hint=hint, optional=True)]
    part = RichTextPreformattedElement(elements=[RichTextElementParts.Text(text=text)])
    return [RichTextBlock(elements=[part], block_id="text")]


def _links(intents: Iterable[Intent], network: Network, t: Translator) -> list[Block]:
    buttons: list[ButtonElement] = []
    pasted = False
    for place, intent in enumerate(intents):
        if (address := web_address(intent.url)) is None:
            continue
        label = intent_label(intent, t)
        pasted = pasted or not intent.prefilled
        style = None if buttons else "primary"
        buttons.append(button(label, f"{ids.LINK}_{intent.network}_{place}", url=address, style=style))
    if not buttons:
        if network is Network.MASTODON:
            return [context(t.gettext("Open your own Mastodon server and paste the text there."), "links")]
        return [context(t.gettext("Open the network and paste the text there."), "links")]
    drawn: list[Block] = [actions(buttons, "links")]
    if pasted:
        drawn.append(
            context(t.gettext("This page takes the address only: paste the text you copied."), "paste")
        )
    return drawn


def intent_label(intent: Intent, t: Translator) -> str:
    """The words of an intent's button."""
    name = network_name(intent.network, t)
    if intent.label_code == "open_linkedin_text":
        return t.gettext("Open {network} with the text", network=name)
    return t.gettext("Open {network}", network=name)


def _told(problems: Iterable[Problem], t: Translator) -> list[Block]:
    found = [f"{_MARK[each.level]} {problem(each, t)}" for each in problems]
    return [context("\n".join(found), "problems")] if found else []


_MARK = {Level.ERROR: ":warning:", Level.WARNING: ":warning:", Level.NOTE: ":bulb:"}


def _bare(sentence: str) -> str:
    return sentence.replace("&lt;", "‹").replace("&gt;", "›").replace("&amp;", "&")
