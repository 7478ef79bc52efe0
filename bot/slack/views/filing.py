"""Articles filed under topics: the way there, the form, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    Option,
    OptionGroup,
    StaticMultiSelectElement,
)

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import (
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
from bot.slack.text import bold, clean, cut, safe
from bot.slack.views.topics import NAME, topic_groups
from curation.topics import MOST, Filed
from handlers.filing import ArticlesFiled, FilingForm, FilingLine

TOGETHER = 10  # articles on one page: each bears the whole tree, and a page holds 250 kB
TITLE = 120
VIEW_SIZE = 200_000  # bytes; Slack refuses a view of 250,000
SHORTEST = 10  # characters of a topic's name, where the tree is of the largest


def filing_buttons(article_ids: Sequence[int], t: Translator) -> list[Block]:
    """The way from articles to their topics: a button, or one for each ten."""
    pages = [article_ids[start : start + TOGETHER] for start in range(0, len(article_ids), TOGETHER)]
    buttons = [
        button(
            t.gettext("Topics…")
            if len(pages) == 1
            else t.gettext(
                "Topics, {first} to {last}…", first=place * TOGETHER + 1, last=place * TOGETHER + len(page)
            ),
            f"{ids.FILING_OPEN}_{place}",
            ids.articles_value(page),
        )
        for place, page in enumerate(pages[:5])
    ]
    return [actions(buttons, "filing")] if buttons else []


def filing_modal(form: FilingForm, channel_id: str | None, t: Translator) -> Json:
    """A field an article: its topics, as they were found, and why."""
    longest = OPTION
    while True:
        view = _modal(form, channel_id, t, longest)
        # As the SDK sends it, in ASCII: the whole tree stands in it once an article.
        if longest <= SHORTEST or len(json.dumps(view)) <= VIEW_SIZE:
            return view
        longest = max(longest // 2, SHORTEST)


def _modal(form: FilingForm, channel_id: str | None, t: Translator, longest: int) -> Json:
    groups, options = topic_groups(form.tree, t, t.gettext("{profession} in general"), longest)
    labels = {topic.id: topic.label(t.language) for topic in form.tree}
    articles = form.articles[:TOGETHER]
    told = t.gettext(
        "What you change stands, and teaches Dizaine what belongs to each topic; the rest stays as it was found."
    )
    fields = [_article(line, groups, options, labels, t) for line in articles] if options else []
    return modal(
        title=t.gettext("Topics"),
        callback_id=ids.FILING,
        private_metadata=ids.filing_value(
            [(line.article_id, [each.topic for each in _offered(line, options)]) for line in articles],
            channel_id,
        ),
        submit=t.gettext("Save"),
        close=t.gettext("Close"),
        blocks=[context(told, "told"), *fields],
    )


def _article(
    line: FilingLine,
    groups: Sequence[OptionGroup],
    options: dict[str, Option],
    labels: dict[str, str],
    t: Translator,
) -> InputBlock:
    found = _offered(line, options)
    block_id = ids.filed_block(line.article_id)
    element = StaticMultiSelectElement(
        action_id=block_id,
        option_groups=list(groups),
        initial_options=[options[each.topic] for each in found] or None,
        max_selected_items=MOST,
        placeholder=words(t.gettext("Choose topics") if found else t.gettext("About none of them"), 150),
    )
    why = " · ".join(f"{labels[each.topic]}{_colon(t)} {why_filed(each, t)}" for each in found)
    title = cut(clean(line.title), TITLE) or t.gettext("Untitled article")
    return field_block(title, element, block_id, hint=why or t.gettext("No topic was found."), optional=True)


def _offered(line: FilingLine, options: Container[str]) -> list[Filed]:
    """What was found and can be chosen: what the field begins with."""
    return [each for each in line.found if each.topic in options][:MOST]


def why_filed(found: Filed, t: Translator) -> str:
    """Why an article was filed under a topic; plain, from outside."""
    quoted = t.list([t.gettext("“{word}”", word=word) for word in found.words])
    if found.how == "filed":
        return t.gettext("said by an editor")
    if found.how == "like":
        return t.gettext("like what was filed there, by {words}", words=quoted)
    return t.gettext("found by {words}", words=quoted)


def _colon(t: Translator) -> str:
    return "\u00a0:" if t.language == "fr" else ":"


def articles_filed(answer: ArticlesFiled, t: Translator) -> Message:
    """What was filed, for the editor alone."""
    said = (
        t.ngettext("{n} article filed.", "{n} articles filed.", len(answer.articles))
        if answer.articles
        else t.gettext("Nothing was changed.")
    )
    untitled = t.gettext("Untitled article")
    lines = [
        f"• {safe(title, TITLE) or untitled} → "
        + (
            # Their names hold commas and "and" already.
            " · ".join(safe(topic.label(t.language), NAME) for topic in topics)
            if topics
            else t.gettext("about none of the topics")
        )
        for title, topics in answer.articles[:TOGETHER]
    ]
    blocks: list[Block] = [section("\n".join([bold(said) if lines else said, *lines]), block_id="filed")]
    if answer.article_ids:
        undo = button(t.gettext("Undo"), ids.FILING_UNDO, ids.articles_value(answer.article_ids[:TOGETHER]))
        blocks.append(actions([undo], "filing_undo"))
    return message(said, blocks)


def filing_undone(articles: int, t: Translator) -> Message:
    said = t.ngettext(
        "Undone: this article is back to the topics that Dizaine finds for it.",
        "Undone: these {n} articles are back to the topics that Dizaine finds for them.",
        articles,
    )
    return message(said, [section(said, block_id="filing_undone")])
