"""One's own order in Home: the line that tells it, why an article stands where it does, and the form."""

from __future__ import annotations

from slack_sdk.models.blocks import CheckboxesElement, Option, SectionBlock, StaticMultiSelectElement

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import OPTION, Json, button, context, field_block, modal, section, words
from bot.slack.text import safe
from bot.slack.views.topics import NAME, topic_groups
from curation.own_order import FEWEST
from handlers.own_order import MOST_TOPICS, OrderForm, OwnOrder


def order_told(order: OwnOrder | None, t: Translator) -> SectionBlock:
    """In which order the articles stand, and the way to change it."""
    change = button(t.gettext("My order…"), ids.ORDER_OPEN, ids.VERSION)
    return section(_told(order, t), change, "order")


def _told(order: OwnOrder | None, t: Translator) -> str:
    _ = t.gettext
    if order is None or not (order.topics or order.picks):
        return _("In the channel’s order.")
    # Their names hold commas and "and" already.
    topics = " · ".join(safe(topic.label(t.language), NAME) for topic in order.topics)
    if topics and order.picks:
        said = _("First your topics: {topics}. Then what is like your picks.", topics=topics)
    elif topics:
        said = _("First your topics: {topics}.", topics=topics)
    else:
        said = _("First what is like your picks.")
    if order.few_picks:
        said += " " + t.ngettext(
            "What you like can be told from {n} pick of another day on.",
            "What you like can be told from {n} picks of other days on.",
            FEWEST,
        )
    elif not any(why.topic or why.picks for why in order.why.values()):
        said += " " + _("None of these articles matches: they stand in the channel’s order.")
    return f"{said} " + _("Nobody else sees it.")


def why_here(order: OwnOrder | None, article_id: int, t: Translator) -> str | None:
    """Why an article stands before others; None where it has no reason to."""
    why = order.why.get(article_id) if order else None
    if order is None or why is None:
        return None
    topic = next((each for each in order.topics if each.id == why.topic), None)
    if topic is not None:
        return t.gettext("your topic: {topic}", topic=safe(topic.label(t.language), NAME))
    if why.picks:
        return t.ngettext(
            "same source or topic as one of your picks",
            "same source or topic as {n} of your picks",
            why.picks,
        )
    return None


def order_modal(form: OrderForm, t: Translator) -> Json:
    """What one wants first."""
    _ = t.gettext
    groups, options = topic_groups(form.tree, t, _("{profession}: everything"))
    alike = Option(
        value=ids.ORDER_PICKS,
        text=words(_("What is like my picks"), OPTION),
        description=words(_("Same source or topic as my picks of the last 60 days (3 at least)."), OPTION),
    )
    told = _(
        "Everyone gets the same articles. In your Home, some can come first: nobody else sees it, and the channel’s "
        "message does not change. It is worked out each time you look, and nothing is kept of it."
    )
    fields = [
        field_block(
            _("And also"),
            CheckboxesElement(
                action_id=ids.ORDER_PICKS,
                options=[alike],
                initial_options=[alike] if form.wish.picks else None,
            ),
            ids.ORDER_PICKS,
            hint=_("If you choose nothing, Home keeps the channel’s order."),
            optional=True,
        )
    ]
    if options:
        wanted = [options[topic] for topic in form.wish.topics if topic in options]
        element = StaticMultiSelectElement(
            action_id=ids.ORDER_TOPICS,
            option_groups=groups,
            initial_options=wanted or None,
            max_selected_items=MOST_TOPICS,
            placeholder=words(_("Choose topics"), 150),
        )
        fields.insert(0, field_block(_("My topics"), element, ids.ORDER_TOPICS, optional=True))
    return modal(
        title=_("My order"),
        callback_id=ids.ORDER,
        submit=_("Save"),
        close=_("Close"),
        blocks=[context(told, "told"), *fields],
    )
