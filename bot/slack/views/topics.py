"""Topics: the list, and the modals to change one or add one."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InputBlock,
    Option,
    OptionGroup,
    PlainTextInputElement,
    StaticSelectElement,
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
    header,
    message,
    modal,
    section,
    words,
)
from bot.slack.text import bold, cut, raw, safe
from bot.slack.views.errors import field_error
from bot.slack.views.fitting import fitting, pages
from curation.topic_tree import Topic
from handlers.topic_answers import TopicChoice, TopicForm, TopicLine, TopicList, TopicProblems, TopicSaved
from handlers.topics import LONGEST_LABEL

NAME = 60


def topic_list(answer: TopicList, t: Translator) -> Message:
    """The tree by profession, with how many articles bear each topic. Ephemeral."""
    title = t.gettext("Topics")
    recent = t.ngettext(
        "Beside each, how many of the {n} recent article bear it.",
        "Beside each, how many of the {n} recent articles bear it.",
        answer.articles,
    )
    known = t.gettext("An article has three at most.")
    blocks: list[Block] = [header(title, "topics"), context(f"{recent} {known}", "recent")]
    for root, lines in _professions(answer.lines):
        named = [_name(line, t) for line in lines]
        change = button(t.gettext("Change…"), ids.TOPIC_CHANGE, ids.topic_value(root))
        for place, told in enumerate(pages([bold(named[0]), *(f"• {each}" for each in named[1:])])):
            blocks.append(section(told, None if place else change, f"topics_{root}_{place}"))
    add = button(t.gettext("Add a topic…"), ids.TOPIC_ADD, ids.VERSION)
    return message(f"{title}. {recent}", [*fitting(blocks)[:49], actions([add], "topic_add")])


def _professions(lines: Sequence[TopicLine]) -> list[tuple[str, list[TopicLine]]]:
    found: dict[str, list[TopicLine]] = {}
    for line in lines:
        found.setdefault(line.topic.id.partition(".")[0], []).append(line)
    return list(found.items())


def _name(line: TopicLine, t: Translator) -> str:
    """`Hiring · 12 · changed`."""
    marks = [
        t.gettext("hidden") if line.topic.hidden else None,
        t.gettext("yours") if line.own else t.gettext("changed") if line.changed else None,
    ]
    facts = [safe(line.topic.label(t.language), NAME)]
    if not line.topic.hidden:
        facts.append(t.number(line.articles))
    return " · ".join([*facts, *(f"_{mark}_" for mark in marks if mark)])


def choice_modal(answer: TopicChoice, channel_id: str | None, t: Translator) -> Json:
    """Which topic of a profession to change: choosing it draws its form."""
    hidden = t.gettext("hidden")
    names = {
        topic.id: f"{label} ({hidden})" if topic.hidden else label
        for topic in answer.topics
        if (label := topic.label(t.language) or topic.id)
    }
    options = [Option(value=topic, text=words(name, OPTION)) for topic, name in names.items()]
    menu = StaticSelectElement(
        action_id=ids.CHOSEN_TOPIC, options=options, placeholder=words(t.gettext("Choose a topic"), 150)
    )
    return modal(
        title=t.gettext("Change a topic"),
        callback_id=ids.TOPIC_CHOICE,
        private_metadata=ids.place_value(channel_id),
        close=t.gettext("Close"),
        blocks=[section(t.gettext("Which one is to be changed?"), menu, ids.CHOSEN_TOPIC)],
    )


def topic_modal(form: TopicForm, channel_id: str | None, t: Translator) -> Json:
    """The form of one topic, or of a new one. Its blocks bear the names of TopicTyped's fields."""
    _ = t.gettext
    topic = form.topic
    labels = topic.labels if topic else {}
    blocks: list[Block] = []
    if topic is None:
        blocks.append(_profession(form.professions, t))
    blocks += [
        _line(ids.topic_field(ids.LABEL, "fr"), _("Name in French"), labels.get("fr", "")),
        _line(ids.topic_field(ids.LABEL, "en"), _("Name in English"), labels.get("en", "")),
    ]
    naming = _(
        "With a comma between them, or one a line. One of them in a title, or two in a summary, and the article is "
        "filed here; singular or plural, with or without accents."
    )
    clues = _("They count for half: a clue alone does not name the topic.")
    for name, told, listed, hint in (
        (ids.WORDS, (_("Words in French"), _("Words in English")), form.words, naming),
        (ids.HINTS, (_("Clues in French"), _("Clues in English")), form.hints, clues),
    ):
        blocks += [
            _many(ids.topic_field(name, language), label, listed.get(language, ()), hint)
            for language, label in zip(("fr", "en"), told, strict=True)
        ]
    if topic is not None:
        blocks.append(_state(form, topic, t))
    return modal(
        title=t.gettext("Change a topic") if topic else t.gettext("Add a topic"),
        callback_id=ids.TOPIC,
        private_metadata=ids.topic_place_value(topic.id if topic else None, channel_id),
        submit=t.gettext("Save"),
        close=t.gettext("Close"),
        blocks=blocks,
    )


def _profession(professions: Sequence[Topic], t: Translator) -> InputBlock:
    new = Option(
        value=ids.NO_PROFESSION, text=words(t.gettext("None: it is a profession of its own"), OPTION)
    )
    options = [
        Option(value=topic.id, text=words(topic.label(t.language) or topic.id, OPTION))
        for topic in professions
    ]
    options = [*options[:99], new]
    menu = StaticSelectElement(
        action_id=ids.PROFESSION,
        options=options,
        placeholder=words(t.gettext("Choose a profession"), 150),
    )
    return field_block(t.gettext("Profession"), menu, ids.PROFESSION)


def _line(block_id: str, label: str, value: str) -> InputBlock:
    element = PlainTextInputElement(
        action_id=block_id, initial_value=raw(value) or None, max_length=LONGEST_LABEL
    )
    return field_block(label, element, block_id, optional=True)


def _many(block_id: str, label: str, listed: Sequence[str], hint: str) -> InputBlock:
    element = PlainTextInputElement(
        action_id=block_id,
        multiline=True,
        initial_value=cut(raw("\n".join(listed)), INPUT_MAX) or None,
        max_length=INPUT_MAX,
    )
    return field_block(label, element, block_id, hint=hint, optional=True)


def _state(form: TopicForm, topic: Topic, t: Translator) -> InputBlock:
    _ = t.gettext
    hide = Option(
        value=ids.STATE_HIDDEN,
        text=words(_("Hide this topic"), OPTION),
        description=words(_("Nothing is filed under it any more, nor under those below it."), OPTION),
    )
    options = [hide]
    if form.own or form.changed:
        back = _("Remove this topic") if form.own else _("Back to the original")
        lost = _("What else is on this page is left aside.")
        options.append(
            Option(value=ids.STATE_ORIGINAL, text=words(back, OPTION), description=words(lost, OPTION))
        )
    element = CheckboxesElement(
        action_id=ids.STATE, options=options, initial_options=[hide] if topic.hidden else None
    )
    return field_block(_("And also"), element, ids.STATE, optional=True)


def topic_errors(found: TopicProblems, t: Translator) -> dict[str, str]:
    """By block id, for `response_action: errors`."""
    errors: dict[str, str] = {}
    for name, code, params in found.problems:
        errors.setdefault(name, field_error(code, params, t))
    return errors


def topic_saved(answer: TopicSaved, t: Translator) -> Message:
    _ = t.gettext
    topic = safe(answer.topic.label(t.language), NAME)
    if answer.outcome == "added":
        said = _("The topic “{topic}” is there.", topic=topic)
    elif answer.outcome == "original":
        said = _("The topic “{topic}” is the original one.", topic=topic)
    elif answer.outcome == "removed":
        said = _("The topic “{topic}” is removed.", topic=topic)
    elif answer.topic.hidden:
        said = _("The topic “{topic}” is hidden.", topic=topic)
    else:
        said = _("The topic “{topic}” is changed.", topic=topic)
    if answer.outcome in ("added", "changed") and not (answer.topic.words or answer.topic.hints):
        said += " " + _("Without any word, it holds what editors file there and what is like it.")
    said += " " + _("The recent articles are read again with it: `/dizaine topics`")
    return message(said, [section(said, block_id="topic_saved")])


def topic_groups(
    tree: Sequence[Topic], t: Translator, whole: str, longest: int = OPTION
) -> tuple[list[OptionGroup], dict[str, Option]]:
    """The tree as a menu's groups, a profession each, and its options by topic; `whole`: how a profession itself is
    named, with `{profession}`; `longest`: of a name."""
    grouped: dict[str, list[Option]] = {}
    labels: dict[str, str] = {}
    options: dict[str, Option] = {}
    for topic in tree[:100]:
        root, label = topic.id.partition(".")[0], topic.label(t.language) or topic.id
        name = whole.format(profession=label) if topic.id == root else label
        labels[root] = label if topic.id == root else labels.get(root, label)
        options[topic.id] = Option(value=topic.id, text=words(name, longest))
        grouped.setdefault(root, []).append(options[topic.id])
    groups = [
        OptionGroup(label=words(labels[root], OPTION), options=listed) for root, listed in grouped.items()
    ]
    return groups, options
