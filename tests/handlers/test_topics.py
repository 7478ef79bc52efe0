"""The tree of topics changed by editors, and what channels want of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import select

from curation.topic_tree import Topic, default_tree
from handlers import filing, posting, setup, status, topics
from handlers.errors import Refused
from handlers.filing import Refiling
from handlers.posting import labelled
from handlers.topic_answers import TopicForm, TopicProblems, TopicSaved, TopicTyped
from handlers.topics import MOST_PROFESSIONS, MOST_TOPICS, MOST_WORDS, by_profession, new_id
from store import people
from store import topics as rows
from store.channels import find
from store.models import AuditEntry, Filing
from store.topics import OwnTopic
from tests.handlers.conftest import CONVERSATION, OTHER_TEAM, TEAM, World

NIGHT = TopicTyped(
    None,
    "hr",
    {"fr": "Travail de nuit", "en": "Night work"},
    {"fr": "nocturne, 3x8", "en": "night shift"},
    {},
)


def as_it_is(form: TopicForm) -> TopicTyped:
    """What Slack sends of a form that nobody touched."""
    assert form.topic is not None
    return TopicTyped(
        form.topic.id,
        None,
        form.topic.labels,
        {language: ", ".join(words) for language, words in form.words.items()},
        {language: ", ".join(words) for language, words in form.hints.items()},
        form.topic.hidden,
    )


async def own(world: World, team: str = TEAM) -> dict[str, OwnTopic]:
    async with world.db.read(team) as session:
        return {each.topic: each for each in await rows.own(session)}


async def saved(world: World, typed: TopicTyped) -> TopicSaved:
    answer = await topics.save(world.services, world.admin, typed)
    assert isinstance(answer, TopicSaved), answer
    return answer


async def refused(world: World, typed: TopicTyped) -> dict[str, str]:
    """Codes by field; nothing was written."""
    before = await own(world)
    answer = await topics.save(world.services, world.admin, typed)
    assert isinstance(answer, TopicProblems), answer
    assert await own(world) == before
    return {field: code for field, code, _ in answer.problems}


async def test_a_topic_is_added_and_twice_is_once(world: World) -> None:
    assert (await saved(world, NIGHT)).outcome == "added"
    assert (await saved(world, NIGHT)).topic.id == "hr.night_work"
    assert await own(world) == {
        "hr.night_work": OwnTopic(
            "hr.night_work",
            {"fr": "Travail de nuit", "en": "Night work"},
            {"fr": ["nocturne", "3x8"], "en": ["night shift"]},
        )
    }
    assert await own(world, OTHER_TEAM) == {}
    listed = await topics.listed(world.services, world.admin)
    line = next(line for line in listed.lines if line.topic.id == "hr.night_work")
    assert (line.own, line.changed, line.articles) == (True, False, 0)
    # Behind the others of its profession.
    names = [line.topic.id for line in listed.lines]
    assert names[names.index("hr.night_work") + 1] == "marketing"


async def test_another_of_the_same_name_is_refused(world: World) -> None:
    await saved(world, NIGHT)
    other = replace(NIGHT, words={"fr": "autre chose"})
    assert await refused(world, other) == {"label_fr": "topic_exists"}
    assert await refused(world, replace(other, labels={"en": "Hiring"})) == {"label_en": "topic_exists"}


async def test_a_form_that_nobody_touched_changes_nothing(world: World) -> None:
    for topic in default_tree():
        form = await topics.open_form(world.services, world.admin, topic.id)
        assert (await saved(world, as_it_is(form))).outcome == "original", topic.id
    assert await own(world) == {}


async def test_a_topic_is_changed_and_brought_back(world: World) -> None:
    form = await topics.open_form(world.services, world.admin, "tech.ai")
    assert (form.own, form.changed) == (False, False)
    typed = as_it_is(form)
    typed = replace(typed, words={**typed.words, "fr": typed.words["fr"] + "\nrobot bavard"})
    assert (await saved(world, typed)).outcome == "changed"
    again = await topics.open_form(world.services, world.admin, "tech.ai")
    assert again.changed
    assert set(again.words["fr"]) == {*form.words["fr"], "robot bavard"}
    # What is written alike in all languages still is.
    assert set(again.words["en"]) == set(form.words["en"])
    assert again.topic is not None
    assert "ChatGPT" in again.topic.words["any"]
    back = await saved(world, replace(typed, original=True, labels={}))
    assert (back.outcome, back.topic) == ("original", form.topic)
    assert await own(world) == {}


async def test_a_topic_of_ones_own_is_removed_unless_it_holds_others(world: World) -> None:
    sea = await saved(world, replace(NIGHT, profession=None, labels={"fr": "Mer"}))
    await saved(world, replace(NIGHT, profession=sea.topic.id))
    remove = replace(NIGHT, topic=sea.topic.id, original=True)
    assert await refused(world, remove) == {"state": "topic_holds_others"}
    assert (await saved(world, replace(remove, topic="mer.night_work"))).outcome == "removed"
    assert (await saved(world, remove)).outcome == "removed"
    with pytest.raises(Refused, match="topic_gone"):
        await topics.save(world.services, world.admin, remove)
    with pytest.raises(Refused, match="topic_gone"):
        await topics.open_form(world.services, world.admin, sea.topic.id)
    with pytest.raises(Refused, match="topic_gone"):
        await topics.choose(world.services, world.admin, "mer")


async def test_what_is_hidden_is_offered_nowhere_but_to_be_brought_back(world: World) -> None:
    typed = as_it_is(await topics.open_form(world.services, world.admin, "sales"))
    await saved(world, replace(typed, hidden=True))
    form = await setup.open_form(
        world.services, world.admin, conversation_id=CONVERSATION, language="fr", time_zone=None
    )
    assert not any(topic.id.startswith("sales") for topic in form.tree)
    chosen = await topics.choose(world.services, world.admin, "sales")
    assert [topic.hidden for topic in chosen.topics] == [True, False, False, False, False]
    assert (await saved(world, typed)).outcome == "original"


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({"labels": {"fr": " ", "en": ""}}, {"label_fr": "no_label"}),
        ({"labels": {"en": "x" * 41}}, {"label_en": "label_too_long"}),
        ({"words": {"fr": "mot" + "x" * 60}}, {"words_fr": "word_too_long"}),
        (
            {"words": {"en": ",".join(f"word{n}" for n in range(MOST_WORDS + 1))}},
            {"words_en": "too_many_words"},
        ),
        (
            {"words": {"fr": ",".join(f"{n:02d}&" + "mot&" * 9 for n in range(60))}},
            {"words_fr": "too_long_words"},
        ),
        (
            {"hints": {"en": ",".join(f"{n:02d}" + "m" * 58 for n in range(50))}},
            {"hints_en": "too_long_words"},
        ),
        ({"words": {"fr": "chalutier, les"}}, {"words_fr": "bad_word"}),
        ({"hints": {"en": "the"}, "labels": {}}, {"label_fr": "no_label", "hints_en": "bad_word"}),
        ({"profession": "gone"}, {"profession": "topic_gone"}),
        ({"profession": "hr.pay"}, {"profession": "topic_gone"}),
        ({"labels": {"en": "Hiring"}}, {"label_en": "topic_exists"}),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field(
    world: World, changed: dict[str, object], problems: dict[str, str]
) -> None:
    assert await refused(world, replace(NIGHT, **changed)) == problems


async def test_there_is_room_for_so_many(world: World) -> None:
    async with world.db.write(TEAM) as session:
        for place in range(MOST_TOPICS - len(default_tree())):
            await rows.put(session, OwnTopic(f"hr.n{place}", {"fr": str(place)}))
    assert await refused(world, NIGHT) == {"label_fr": "too_many_topics"}
    # Those that are there may still be changed.
    changed = replace(NIGHT, topic="hr.n1")
    assert (await saved(world, changed)).outcome == "changed"


async def test_there_is_room_for_so_many_professions(world: World) -> None:
    async with world.db.write(TEAM) as session:
        for place in range(MOST_PROFESSIONS - 6):
            await rows.put(session, OwnTopic(f"own{place}", {"fr": str(place)}))
        await rows.put(session, OwnTopic("gone.left", {"fr": "Reste"}))
    sea = replace(NIGHT, profession=None, labels={"fr": "Mer"})
    assert await refused(world, sea) == {"profession": "too_many_professions"}
    assert (await saved(world, NIGHT)).outcome == "added"
    assert (await saved(world, replace(NIGHT, topic="own1", original=True))).outcome == "removed"
    for _ in range(2):
        assert (await saved(world, sea)).outcome == "added"


async def test_a_topic_may_not_take_the_name_of_one_beside_it(world: World) -> None:
    pay = as_it_is(await topics.open_form(world.services, world.admin, "hr.pay"))
    theirs = dict(pay.labels)
    assert await refused(world, replace(pay, labels={**theirs, "en": "HIRING"})) == {
        "label_en": "topic_exists"
    }
    assert await refused(world, replace(pay, labels={**theirs, "fr": "Recrutement"})) == {
        "label_fr": "topic_exists"
    }
    # Nor by going back to the name it had, once another bears it.
    money = await saved(world, replace(pay, labels={"fr": "Argent", "en": "Money"}))
    await saved(world, replace(NIGHT, labels=theirs))
    assert await refused(world, replace(pay, original=True)) == {"state": "topic_exists"}
    assert (await saved(world, replace(pay, labels=dict(money.topic.labels)))).outcome == "changed"
    # What it is called already is its own, whoever else came to be called so.
    assert (await saved(world, replace(pay, labels={"fr": "Argent", "en": "Cloud"}))).outcome == "changed"


async def test_a_name_is_refused_only_where_its_profession_has_it(world: World) -> None:
    """Ids outlive names: one that is taken is no reason to refuse a name that is free."""
    pay = as_it_is(await topics.open_form(world.services, world.admin, "hr.pay"))
    await saved(world, replace(pay, labels={"fr": "Argent", "en": "Money"}))
    typed = replace(NIGHT, labels={"en": "Pay"})
    assert [(await saved(world, typed)).topic.id for _ in range(2)] == ["hr.pay_2", "hr.pay_2"]
    assert set(await own(world)) == {"hr.pay", "hr.pay_2"}
    assert await refused(world, replace(NIGHT, labels={"fr": "ARGÉNT"})) == {"label_fr": "topic_exists"}
    # The same letters of an id, and another name.
    others = [replace(NIGHT, labels={"fr": label}) for label in ("C", "C++", "C#")]
    assert [(await saved(world, each)).topic.id for each in others] == ["hr.c", "hr.c_2", "hr.c_3"]
    assert [(await saved(world, each)).topic.id for each in others] == ["hr.c", "hr.c_2", "hr.c_3"]
    # Another profession's name is free, and a profession may be called as a topic is.
    assert (await saved(world, replace(NIGHT, profession="tech"))).topic.id == "tech.night_work"
    assert (await saved(world, replace(NIGHT, profession=None))).topic.id == "night_work"


async def test_what_no_database_takes(world: World) -> None:
    typed = replace(NIGHT, labels={"fr": "R&D  <nuit>\x00\ud800"}, words={"fr": "R&D, recherche\x00"})
    made = (await saved(world, typed)).topic
    assert (made.id, made.labels) == ("hr.r_d_nuit", {"fr": "R&D <nuit>"})
    assert made.words == {"fr": ("R&D", "recherche")}


async def test_other_languages_of_a_topic_are_kept(world: World) -> None:
    german = OwnTopic(
        "hr.tarif", {"fr": "Accords", "de": "Tarif"}, {"de": ["Betriebsrat"], "fr": ["branche"]}
    )
    async with world.db.write(TEAM) as session:
        await rows.put(session, german)
    typed = as_it_is(await topics.open_form(world.services, world.admin, "hr.tarif"))
    await saved(world, replace(typed, labels={"fr": "Accords de branche"}))
    kept = (await own(world))["hr.tarif"]
    assert (kept.labels, kept.words) == ({"fr": "Accords de branche", "de": "Tarif"}, german.words)


async def test_a_topic_of_ones_own_is_found_at_once(world: World) -> None:
    typed = replace(NIGHT, labels={"fr": "Articles"}, words={"en": "article", "fr": "article"})
    made = (await saved(world, typed)).topic
    form = await filing.open_form(world.services, world.admin, world.article_ids[:1])
    assert [(each.topic, each.how, each.words) for each in form.articles[0].found] == [
        (made.id, "words", ("article",))
    ]
    listed = await topics.listed(world.services, world.admin)
    assert {line.topic.id: line.articles for line in listed.lines if line.articles} == {"hr": 6, made.id: 6}


async def test_who_may_not_may_not(world: World) -> None:
    member = world.actor("U9")
    for act in (
        topics.listed(world.services, member),
        topics.choose(world.services, member, "hr"),
        topics.open_form(world.services, member, None),
        topics.save(world.services, member, NIGHT),
        filing.open_form(world.services, member, world.article_ids),
        filing.file(world.services, member, [Refiling(world.article_ids[0], ("hr",), ())]),
        filing.unfile(world.services, member, world.article_ids),
    ):
        with pytest.raises(Refused, match="editors"):
            await act
    assert await own(world) == {}
    async with world.db.read(TEAM) as session:
        assert await rows.examples(session) == []


async def test_a_channel_is_told_what_it_wants_and_why(world: World) -> None:
    services = world.services
    form = await setup.open_form(
        services, world.admin, conversation_id=CONVERSATION, language="fr", time_zone=None
    )
    assert form.topics == ()
    chosen = setup.Chosen(
        CONVERSATION, "fr", "Europe/Paris", "FR", form.post_at, 10, (1, 2, 3, 4, 5), "", "",
        topics=("hr", "gone", "tech.ai", "hr"),
    )  # fmt: skip
    await setup.save(services, world.admin, chosen)
    async with world.db.read(TEAM) as session:
        channel = await find(session, CONVERSATION)
    assert channel is not None
    assert channel.topics == ["hr", "tech.ai"]
    (line,) = (await status.status(services, world.admin)).channels
    assert [topic.label("en") for topic in line.topics] == ["Human resources", "Artificial intelligence"]
    # The last of those not posted yet is about pay.
    wanted = world.article_ids[-1]
    await filing.file(services, world.admin, [Refiling(wanted, ("hr.pay",), ())])
    shown = await posting.preview(services, world.admin, CONVERSATION)
    reasons = {card.article_id: dict(card.reasons) for card in shown.post.cards}
    assert reasons.pop(wanted)["topic"] == {
        "topic": "hr.pay",
        "label_fr": "Rémunération et paie",
        "label_en": "Pay and benefits",
    }
    assert all("topic" not in others for others in reasons.values())
    await setup.save(services, world.admin, replace(chosen, topics=()))
    shown = await posting.preview(services, world.admin, CONVERSATION)
    assert all("topic" not in dict(card.reasons) for card in shown.post.cards)
    again = await setup.open_form(
        services, world.admin, conversation_id=CONVERSATION, language="fr", time_zone=None
    )
    assert again.topics == ()


async def test_a_wanted_topic_that_is_hidden_outlasts_the_set_up(world: World) -> None:
    services = world.services
    chosen = setup.Chosen(CONVERSATION, "fr", "Europe/Paris", "FR", time(9), 10, (1, 2, 3, 4, 5), "", "")
    sales = default_tree()[[topic.parent for topic in default_tree()].index("sales")].id
    await setup.save(services, world.admin, replace(chosen, topics=("hr.pay", sales)))
    typed = as_it_is(await topics.open_form(services, world.admin, sales))
    await saved(world, replace(typed, hidden=True))
    for wanted, kept in ((("hr.pay",), ["hr.pay", sales]), (("tech", sales), ["tech", sales]), ((), [sales])):
        for _ in range(2):
            await setup.save(services, world.admin, replace(chosen, topics=wanted))
        async with world.db.read(TEAM) as session:
            channel = await find(session, CONVERSATION)
        assert channel is not None
        assert channel.topics == kept
    await saved(world, typed)
    await setup.save(services, world.admin, replace(chosen, topics=("hr.pay",)))
    async with world.db.read(TEAM) as session:
        channel = await find(session, CONVERSATION)
    assert channel is not None
    assert channel.topics == ["hr.pay"]


async def test_a_reason_whose_topic_is_gone_keeps_silent_about_it(world: World) -> None:
    post = (await posting.preview(world.services, world.admin, CONVERSATION)).post
    post = replace(post, cards=(replace(post.cards[0], reasons=(("topic", {"topic": "gone"}),)),))
    assert labelled(post, default_tree()) == post


async def test_what_editors_do_is_in_the_audit(world: World) -> None:
    async with world.db.write(TEAM) as session:
        person = await people.ensure(session, "U7", world.clock.now())
        person.role = "editor"
    editor = world.actor("U7")
    first, second, third = world.article_ids[:3]
    services = world.services
    await topics.listed(services, editor)
    await topics.open_form(services, editor, None)
    assert isinstance(await topics.save(services, editor, NIGHT), TopicSaved)
    night, pay = replace(NIGHT, topic="hr.night_work"), await topics.open_form(services, editor, "hr.pay")
    for typed in (
        replace(night, hidden=True),
        night,
        replace(night, labels={}),
        replace(night, original=True),
    ):
        await topics.save(services, editor, typed)
    await topics.save(services, editor, as_it_is(pay))
    await filing.open_form(services, editor, [first, second])
    wishes = [
        Refiling(first, ("hr.pay", "hr"), ()),
        Refiling(second, (), ("hr",)),
        Refiling(third, ("hr",), ("hr",)),
    ]
    await filing.file(services, editor, wishes)
    await filing.file(services, editor, wishes[2:])
    async with world.db.read(TEAM) as session:
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
        filings = (await session.scalars(select(Filing))).all()
    assert {(entry.user_id, entry.allowed) for entry in entries} == {("U7", True)}
    assert [(entry.act, entry.subject) for entry in entries] == [
        ("topics.list", None),
        ("topics.list", None),
        ("topics.change", "hr.night_work added"),
        ("topics.list", "hr.pay"),
        ("topics.change", "hr.night_work hidden"),
        ("topics.change", "hr.night_work changed"),
        # A form with problems wrote nothing.
        ("topics.change", "hr.night_work removed"),
        ("topics.change", "hr.pay original"),
        ("topics.list", f"articles {first} {second}"),
        ("article.file", f"article {first}: hr.pay+hr"),
        ("article.file", f"article {second}: none"),
        ("article.file", "nothing changed"),
    ]
    await filing.unfile(services, editor, [first, second])
    async with world.db.read(TEAM) as session:
        last = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()))).first()
    assert last is not None
    assert (last.act, last.subject) == ("article.file", f"articles {first} {second} undone")
    assert [filing.filed_by for filing in filings] == ["U7"] * 3


@pytest.mark.parametrize(
    ("profession", "label", "name"),
    [
        ("hr", "Night work", "hr.night_work"),
        ("hr", "Égalité & équité", "hr.egalite_equite"),
        (None, "  Mer !", "mer"),
        ("hr", "夜勤", "hr.t239f78e2"),
        ("hr", "x" * 40, "hr." + "x" * 24),
    ],
)
def test_ids_of_new_topics(profession: str | None, label: str, name: str) -> None:
    assert new_id(profession, label) == name


def test_a_topic_whose_profession_is_gone_stands_as_one() -> None:
    tree = [Topic(name, {"fr": name}) for name in ("hr.pay", "sea", "hr.law", "sea.port")]
    assert [topic.id for topic in by_profession(tree)] == ["hr.pay", "hr.law", "sea", "sea.port"]
