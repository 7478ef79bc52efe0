"""The tree of topics, as editors see and change it."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncSession

from curation.topic_tree import ANY, PerLanguage, Topic, default_tree, shown, within
from curation.topics import telling
from handlers.access import done, expect, require
from handlers.errors import Refused
from handlers.services import Actor, Services
from handlers.topic_answers import (
    TopicChoice,
    TopicForm,
    TopicLine,
    TopicList,
    TopicProblems,
    TopicSaved,
    TopicTyped,
)
from programme.roles import Permission
from programme.words import fold
from scheduler.filing import filed_under, own_filing, tree_of
from scheduler.messages import Params
from scheduler.visits import clean
from store import articles, topics
from store.topics import OwnTopic

LANGUAGES = ("fr", "en")
MOST_TOPICS = 80  # a menu holds a hundred
MOST_PROFESSIONS = 40  # the list of them is one message, of fifty blocks
MOST_WORDS = 100  # a field
LONGEST_LABEL, LONGEST_WORD, LONGEST_NAME = 40, 60, 24  # characters; the last one of a part of an id
LONGEST_FIELD = 3000  # UTF-16 units, escaped: what a form can show again
_SEPARATORS = re.compile(r"[,;\n\r]+")
Problems = list[tuple[str, str, Params]]


async def listed(services: Services, actor: Actor) -> TopicList:
    """The workspace's tree, and how many of the pool's articles bear each topic. Raises the role's refusal."""
    await require(services, actor, Permission.TOPICS_LIST)
    since = services.clock.now() - services.selection.window
    async with services.db.read(actor.workspace_id) as session:
        tree = await tree_of(session, hidden=True)
        own = {each.topic for each in await topics.own(session)}
        pool = await articles.pool(session, since)
        filing = await own_filing(session, since)
    found = await asyncio.to_thread(filed_under, pool, filing)
    bearing: Counter[str] = Counter()
    for filed in found.values():
        bearing.update({name for each in filed for name in (each.topic, each.topic.partition(".")[0])})
    given = {topic.id for topic in default_tree()}
    lines = tuple(
        TopicLine(topic, bearing[topic.id], topic.id in own - given, topic.id in own & given)
        for topic in by_profession(tree)
    )
    return TopicList(lines, len(pool), services.selection.window.days)


async def choose(services: Services, actor: Actor, profession: str) -> TopicChoice:
    """Raises Refused: topic_gone, or the role's."""
    await require(services, actor, Permission.TOPICS_LIST, subject=profession)
    async with services.db.read(actor.workspace_id) as session:
        tree = await tree_of(session, hidden=True)
    found = tuple(topic for topic in by_profession(tree) if within(topic.id, profession))
    if not found:
        raise Refused("topic_gone")
    return TopicChoice(found)


async def open_form(services: Services, actor: Actor, topic_id: str | None) -> TopicForm:
    """One topic as it is, or a new one. Raises Refused: topic_gone, or the role's."""
    await require(services, actor, Permission.TOPICS_LIST, subject=topic_id)
    async with services.db.read(actor.workspace_id) as session:
        tree = await tree_of(session, hidden=True)
        own = {each.topic for each in await topics.own(session)}
    topic = _find(tree, topic_id) if topic_id else None
    if topic_id and topic is None:
        raise Refused("topic_gone")
    known = topic is not None and _find(default_tree(), topic.id) is not None
    return TopicForm(
        topic=topic,
        words=by_language(topic.words if topic else {}),
        hints=by_language(topic.hints if topic else {}),
        own=topic is not None and not known,
        changed=topic is not None and topic.id in own,
        professions=tuple(each for each in shown(tree) if each.parent is None),
    )


async def save(services: Services, actor: Actor, typed: TopicTyped) -> TopicSaved | TopicProblems:
    """Write what was typed; twice changes nothing. What is the same as before any change is no change.

    Raises Refused: topic_gone, or the role's.
    """
    await expect(services, actor, Permission.TOPICS_CHANGE, subject=typed.topic or "new")
    async with services.db.write(actor.workspace_id) as session:
        tree = await tree_of(session, hidden=True)
        before = _find(tree, typed.topic) if typed.topic else None
        if typed.topic and before is None:
            # Removed by the same form, sent twice; or by somebody else.
            raise Refused("topic_gone")
        if before is not None and typed.original:
            forgotten = await _forget(session, tree, before)
            if isinstance(forgotten, TopicSaved):
                done(session, services, actor, Permission.TOPICS_CHANGE, _done(forgotten))
            return forgotten
        made, problems = _made(typed, before)
        if not problems:
            made, problems = _new(tree, made) if before is None else (made, _renamed(tree, made, before))
        if problems:
            return TopicProblems(tuple(problems))
        original = _find(default_tree(), made.id)
        if original is not None and _alike(made, original):
            await topics.restore(session, made.id)
            answer = TopicSaved(original, "original")
        else:
            await topics.put(session, OwnTopic(made.id, made.labels, made.words, made.hints, made.hidden))
            answer = TopicSaved(made, "added" if before is None else "changed")
        done(session, services, actor, Permission.TOPICS_CHANGE, _done(answer))
    return answer


def by_profession(tree: Sequence[Topic]) -> tuple[Topic, ...]:
    """Each profession with what is below it behind it, both in their order. A topic whose profession is no longer there
    stands as one."""
    roots = list(dict.fromkeys(topic.id.partition(".")[0] for topic in tree))
    return tuple(
        topic
        for root in roots
        for topic in sorted(
            (each for each in tree if within(each.id, root)), key=lambda each: each.id != root
        )
    )


def by_language(words: PerLanguage) -> dict[str, tuple[str, ...]]:
    """Words as people see them: those written alike in all languages stand in each."""
    return {name: tuple(dict.fromkeys((*words.get(name, ()), *words.get(ANY, ())))) for name in LANGUAGES}


def new_id(profession: str | None, label: str) -> str:
    """Of the profession and of the label's letters: "hr.night_work"; of a number where it has none of ours."""
    name = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:LONGEST_NAME].strip("_")
    name = name or f"t{crc32(label.encode()):08x}"
    return f"{profession}.{name}" if profession else name


def _made(typed: TopicTyped, before: Topic | None) -> tuple[Topic, Problems]:
    """The topic that was typed, and what is wrong with it."""
    problems: Problems = []
    labels = {name: " ".join(clean(typed.labels.get(name, "")).split()) for name in LANGUAGES}
    labels = {name: label for name, label in labels.items() if label}
    problems += [
        (f"label_{name}", "label_too_long", {"limit": LONGEST_LABEL})
        for name, label in labels.items()
        if len(label) > LONGEST_LABEL
    ]
    if not labels:
        problems.append(("label_fr", "no_label", {}))
    words, hints = (
        _of_all_languages(given, kind, old, problems)
        for given, kind, old in (
            (typed.words, "words", before.words if before else {}),
            (typed.hints, "hints", before.hints if before else {}),
        )
    )
    name = before.id if before else new_id(typed.profession, labels.get("en") or labels.get("fr") or "")
    kept = {
        language: label
        for language, label in (before.labels if before else {}).items()
        if language not in LANGUAGES
    }
    return Topic(name, {**labels, **kept}, words, hints, typed.hidden), problems


def _of_all_languages(
    given: Mapping[str, str], kind: str, before: PerLanguage, problems: Problems
) -> PerLanguage:
    """Words as typed, by language: those typed in both are of all; other languages keep theirs."""
    listed = {}
    for name in LANGUAGES:
        found = [" ".join(word.split()) for word in _SEPARATORS.split(clean(given.get(name, "")))]
        listed[name] = tuple(dict.fromkeys(word for word in found if word))
        if problem := _wrong(listed[name]):
            problems.append((f"{kind}_{name}", *problem))
    both = tuple(word for word in listed["fr"] if word in listed["en"])
    parts = {name: tuple(word for word in words if word not in both) for name, words in listed.items()}
    others = {name: words for name, words in before.items() if name not in (*LANGUAGES, ANY)}
    return {name: words for name, words in {**parts, ANY: both, **others}.items() if words}


def _wrong(words: Sequence[str]) -> tuple[str, Params] | None:
    if len(words) > MOST_WORDS:
        return "too_many_words", {"limit": MOST_WORDS}
    if long := next((word for word in words if len(word) > LONGEST_WORD), None):
        return "word_too_long", {"word": long[:LONGEST_WORD], "limit": LONGEST_WORD}
    if empty := next((word for word in words if not telling(word)), None):
        return "bad_word", {"word": empty}
    shown = escape("\n".join(words), quote=False)
    if len(shown.encode("utf-16-le")) // 2 > LONGEST_FIELD:
        return "too_long_words", {"limit": LONGEST_FIELD}
    return None


def _new(tree: Sequence[Topic], made: Topic) -> tuple[Topic, Problems]:
    """A new topic under an id that is free, and what is wrong with it."""
    parent = made.parent
    if parent is not None and ("." in parent or _find(tree, parent) is None):
        return made, [("profession", "topic_gone", {})]
    if namesakes := [each for each in tree if each.parent == parent and _same_name(each, made)]:
        # The same form sent twice is no second topic.
        if (same := next((each for each in namesakes if _alike(made, each)), None)) is not None:
            return same, []
        return made, [(_first_label(made), "topic_exists", {})]
    if len(tree) >= MOST_TOPICS:
        return made, [(_first_label(made), "too_many_topics", {"limit": MOST_TOPICS})]
    # Below a profession that is no longer there too: the list shows it as one.
    if parent is None and len({each.id.partition(".")[0] for each in tree}) >= MOST_PROFESSIONS:
        return made, [("profession", "too_many_professions", {"limit": MOST_PROFESSIONS})]
    taken = {each.id for each in tree}
    free = (made.id, *(f"{made.id}_{place}" for place in range(2, len(taken) + 3)))
    return replace(made, id=next(each for each in free if each not in taken)), []


def _renamed(tree: Sequence[Topic], made: Topic, before: Topic) -> Problems:
    """What is wrong with the new name of a topic: another beside it bears it already."""
    others = [each for each in tree if each.parent == made.parent and each.id != made.id]
    return [
        (f"label_{language}", "topic_exists", {})
        for language in LANGUAGES
        if (name := fold(made.label(language))) != fold(before.label(language))
        and any(fold(each.label(language)) == name for each in others)
    ]


def _same_name(one: Topic, other: Topic) -> bool:
    """Whether people who read one of the languages could not tell them apart."""
    return any(fold(one.label(language)) == fold(other.label(language)) for language in LANGUAGES)


def _first_label(topic: Topic) -> str:
    return "label_fr" if "fr" in topic.labels else "label_en"


async def _forget(session: AsyncSession, tree: Sequence[Topic], before: Topic) -> TopicSaved | TopicProblems:
    """Back to the tree's own; a topic of the workspace's own is removed, unless others stand below it."""
    original = _find(default_tree(), before.id)
    if original is None and any(each.id != before.id and within(each.id, before.id) for each in tree):
        return TopicProblems((("state", "topic_holds_others", {}),))
    if original is not None and (taken := _renamed(tree, original, before)):
        return TopicProblems(tuple(("state", code, params) for _, code, params in taken[:1]))
    await topics.restore(session, before.id)
    return TopicSaved(original or before, "original" if original else "removed")


def _alike(one: Topic, other: Topic) -> bool:
    """Whether both say the same, in whatever order."""
    if (dict(one.labels), one.hidden) != (dict(other.labels), other.hidden):
        return False
    return all(
        {name: set(words) for name, words in by_language(ours).items()}
        == {name: set(words) for name, words in by_language(theirs).items()}
        for ours, theirs in ((one.words, other.words), (one.hints, other.hints))
    )


def _find(tree: Sequence[Topic], topic_id: str) -> Topic | None:
    return next((topic for topic in tree if topic.id == topic_id), None)


def _done(saved: TopicSaved) -> str:
    """For the audit: "hr.pay changed"."""
    hidden = saved.outcome == "changed" and saved.topic.hidden
    return f"{saved.topic.id} {'hidden' if hidden else saved.outcome}"
