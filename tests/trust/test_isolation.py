"""One workspace never reads or writes another's; and who may not, cannot, whatever way they ask."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.slack import ids
from bot.slack.words import Command
from handlers.access import AUTHORITY
from store import models
from tests.bot.slack.listeners.stage import (
    ADMIN,
    EDITOR,
    FORM,
    GUEST,
    INES,
    OTHER_MESSAGE,
    OTHER_TEAM,
    PAUL,
    STRANGER,
    TEAM,
    Stage,
    draft_state,
    event_body,
    filing_state,
    join_state,
    modal,
    order_state,
    reaction,
    setup_state,
    topic_state,
    typed,
)

OWN_WORDS = "Nos clients nous en parlent chaque semaine, et voici pourquoi."


async def test_payloads_of_another_workspace_do_nothing(stage: Stage) -> None:
    """Signed with our secret, as an app that was distributed would get them: another team's id in every place."""
    ours, theirs = await stage.contents(TEAM), await stage.contents(OTHER_TEAM)
    elsewhere = {"team": {"id": OTHER_TEAM, "domain": "x"}, "user": {"id": ADMIN, "team_id": OTHER_TEAM}}
    view = modal(ids.SETUP, "", setup_state()) | {"team_id": OTHER_TEAM, "app_installed_team_id": OTHER_TEAM}
    bodies: list[tuple[bytes, str]] = [
        (event_body(reaction(INES), team_id=OTHER_TEAM), "application/json"),
        (event_body(reaction(INES, ts=OTHER_MESSAGE), team_id=OTHER_TEAM), "application/json"),
        (event_body({"type": "app_uninstalled"}, team_id=OTHER_TEAM), "application/json"),
        (
            event_body({"type": "tokens_revoked", "tokens": {"bot": ["U"]}}, team_id=OTHER_TEAM),
            "application/json",
        ),
        (event_body({"type": "app_home_opened", "user": INES}, team_id=OTHER_TEAM), "application/json"),
        (event_body({"type": "app_uninstalled"}, team_id=None, authorizations=[]), "application/json"),
        (stage.command_body(ADMIN, "pause", team_id=OTHER_TEAM), FORM),
        (stage.command_body(ADMIN, "source list", team_id=OTHER_TEAM), FORM),
        (stage.click_body(ADMIN, ids.DRAFT_OPEN, stage.theirs.article(), **elsewhere), FORM),
        (
            stage.click_body(ADMIN, ids.SEND_AGAIN, ids.delivery_value(stage.theirs.parked_id), **elsewhere),
            FORM,
        ),
        (stage.submit_body(ADMIN, ids.SETUP, "", {}, **elsewhere, view=view), FORM),
    ]
    for body, kind in bodies:
        assert (await stage.post(body, kind)).status < 500
    await stage.quiet()
    assert await stage.contents(TEAM) == ours
    assert await stage.contents(OTHER_TEAM) == theirs
    # Bolt tells them, in its own words, that the app is not installed where they are.
    assert all("installation" in words and TEAM not in words for words in stage.told(ADMIN))
    assert stage.told(INES) == []
    assert stage.calls("views.open") == []


async def test_their_ids_in_our_hands(stage: Stage) -> None:
    """An admin of ours with the other workspace's article, digest, draft and delivery."""
    theirs, secret = await stage.contents(OTHER_TEAM), OTHER_TEAM
    theirs_one, theirs_other, _ = stage.theirs.article_ids
    await stage.event(reaction(INES, ts=OTHER_MESSAGE))
    for action, value in (
        (ids.DRAFT_OPEN, stage.theirs.article()),
        (ids.DRAFT_OPEN, ids.article_value(None, stage.theirs.article_ids[0])),
        (ids.DRAFT_OPEN, ids.article_value(stage.ours.digest_id, stage.theirs.article_ids[0])),
        (ids.DRAFT_CONTINUE, stage.theirs.draft()),
        (ids.READY_OPEN, stage.theirs.draft()),
        (ids.SEND_AGAIN, ids.delivery_value(stage.theirs.parked_id)),
        (ids.FORGET, ids.delivery_value(stage.theirs.parked_id)),
        (ids.STORY_SAME, ids.story_value((theirs_one, theirs_other), [(theirs_one, theirs_other)])),
        (ids.STORY_TWO, ids.story_value((stage.ours.article_ids[0], stage.theirs.article_ids[0]), [(1, 2)])),
        (f"{ids.FILING_OPEN}_0", ids.articles_value(stage.theirs.article_ids)),
        (ids.FILING_UNDO, ids.articles_value(stage.theirs.article_ids)),
    ):
        for user in (ADMIN, INES):
            assert (await stage.click(user, action, value)).status == 200
    answers = [
        await stage.submit(INES, ids.DRAFT, stage.theirs.article(), draft_state(OWN_WORDS)),
        await stage.submit(INES, ids.READY, stage.theirs.draft(), {ids.ADDRESS: typed(None)}),
        await stage.submit(
            ADMIN,
            ids.FILING,
            ids.filing_value([(stage.theirs.article_ids[0], ())], None),
            filing_state({stage.theirs.article_ids[0]: ["hr.pay"]}),
        ),
    ]
    await stage.quiet()
    for command in ("status", "source list", "me", "leaderboard", "preview", "duplicates", "admin list"):
        await stage.command(ADMIN, command)
        await stage.quiet()
    await stage.event({"type": "app_home_opened", "user": INES, "tab": "home"})
    await stage.quiet()
    assert await stage.contents(OTHER_TEAM) == theirs
    seen = stage.told(ADMIN) + stage.told(INES) + [answer.text for answer in answers]
    seen += [json.dumps(view) for view in stage.modals(INES) + stage.modals(ADMIN)]
    seen.append(json.dumps(stage.playground.workspace.homes[INES].payload))
    assert not [words for words in seen if secret in words]
    assert any(TEAM in words for words in seen)  # our own titles bear our own name: the eye works


async def test_someone_of_another_workspace_in_a_shared_channel(stage: Stage) -> None:
    """Slack Connect: they see the digest and may react and click, with their own team's id."""
    before = await stage.counts()
    user = {"id": STRANGER, "username": "loin", "team_id": OTHER_TEAM}
    await stage.event(reaction(STRANGER, user_team=OTHER_TEAM), is_ext_shared_channel=True)
    for action, value in (
        (ids.DRAFT_OPEN, stage.ours.article()),
        (ids.DRAFT_CONTINUE, stage.ours.draft()),
        (ids.JOIN_OPEN, "1"),
        (ids.SETUP_OPEN, "1"),
        (ids.BOARD_SHOW, "1"),
        (ids.ORDER_OPEN, "1"),
        (ids.SEND_AGAIN, ids.delivery_value(stage.ours.parked_id)),
    ):
        await stage.click(STRANGER, action, value, user=user)
    await stage.submit(STRANGER, ids.JOIN, "", join_state(), user=user)
    await stage.submit(STRANGER, ids.DRAFT, stage.ours.article(), draft_state(OWN_WORDS), user=user)
    await stage.submit(STRANGER, ids.ORDER, "", order_state(["hr"], picks=True), user=user)
    await stage.quiet()
    after = await stage.counts()
    assert {**after, "audit": 0} == {**before, "audit": 0}
    assert stage.modals(STRANGER) == []


async def test_who_slack_does_not_know_here_is_a_stranger(stage: Stage) -> None:
    before = await stage.counts()
    await stage.event(reaction("U0NOBODY"))
    await stage.submit("U0NOBODY", ids.JOIN, "", join_state())
    await stage.quiet()
    assert {**await stage.counts(), "audit": 0} == {**before, "audit": 0}


AUTHORITY_WORDS = {
    Command.SETUP: "setup",
    Command.SOURCE_ADD: "source add https://new.example/f",
    Command.SOURCE_LIST: "source list",
    Command.ARTICLE: "article https://news.example/one",
    Command.SOURCE_CHECK: "source check",
    Command.SOURCE_REMOVE: "source remove 1",
    Command.TOPICS: "topics",
    Command.PREVIEW: "preview",
    Command.DUPLICATES: "duplicates",
    Command.POST: "post",
    Command.PAUSE: "pause",
    Command.RESUME: "resume",
    Command.STATUS: "status",
    Command.ADMIN_ADD: f"admin add <@{PAUL}>",
    Command.ADMIN_LIST: "admin list",
    Command.ADMIN_REMOVE: f"admin remove <@{ADMIN}>",
}


@pytest.mark.parametrize("user", [PAUL, INES, GUEST, STRANGER])
async def test_acts_of_authority_by_those_who_may_not(stage: Stage, user: str) -> None:
    """A member, an ambassador, a guest, a stranger: refused, told so, audited, nothing changed."""
    if user == STRANGER:
        stage.playground.workspace.people[STRANGER].deleted = True
    before, tries = await stage.counts(), 0
    person: dict[str, Any] = {
        "id": user,
        "username": "x",
        "team_id": OTHER_TEAM if user == STRANGER else TEAM,
    }
    for words in AUTHORITY_WORDS.values():
        assert (await stage.command(user, words)).status == 200
        tries += 1
    delivery = ids.delivery_value(stage.ours.parked_id)
    one, other, third = stage.ours.article_ids
    story = ids.story_value((one, other), [(one, other), (other, third)])
    stories = [(action, story) for action in (ids.STORY_SAME, ids.STORY_TWO, ids.STORY_UNDO)]
    for action, value in (
        (ids.SETUP_OPEN, "1"),
        (ids.SEND_AGAIN, delivery),
        (ids.FORGET, delivery),
        (ids.STORIES_SHOW, "1"),
        *stories,
        (ids.TOPIC_CHANGE, ids.topic_value("hr")),
        (ids.TOPIC_ADD, "1"),
        (f"{ids.FILING_OPEN}_0", ids.articles_value(stage.ours.article_ids)),
        (ids.FILING_UNDO, ids.articles_value(stage.ours.article_ids)),
    ):
        assert (await stage.click(user, action, value, user=person)).status == 200
        tries += 1
    filing = ids.filing_value([(stage.ours.article_ids[0], ())], None)
    modals: list[tuple[str, str, dict[str, Any]]] = [
        (ids.SETUP, "", setup_state()),
        (ids.TOPIC, ids.topic_place_value("hr.pay", None), topic_state(hidden=True)),
        (ids.FILING, filing, filing_state({stage.ours.article_ids[0]: ["hr.pay"]})),
    ]
    for callback, metadata, state in modals:
        reply = await stage.submit(user, callback, metadata, state, user=person)
        assert reply.data["response_action"] == "errors"
    await stage.quiet()
    told = stage.news(user)
    assert len(told) == tries
    assert all("admin" in words or "édit" in words or "membre" in words for words in told), told
    assert stage.modals(user) == []
    after = await stage.counts()
    assert {**after, "audit": 0} == {**before, "audit": 0}
    entries = await stage.every(models.AuditEntry)
    assert [(entry.user_id, entry.allowed) for entry in entries] == [(user, False)] * (tries + len(modals))
    assert {entry.act for entry in entries} == {act.value for act in AUTHORITY} - {"leaderboard.post"}


async def test_a_guest_who_was_named_still_may_not(stage: Stage) -> None:
    await stage.command(ADMIN, f"admin add <@{GUEST}>")
    await stage.quiet()
    await stage.command(GUEST, "pause")
    await stage.quiet()
    (channel,) = await stage.every(models.Channel)
    assert channel.paused_at is None


async def test_an_editor_posts_but_names_nobody(stage: Stage) -> None:
    async with stage.db.write(TEAM) as session:
        session.add(models.Person(user_id=EDITOR, role="editor", created_at=stage.clock.now()))
    await stage.command(EDITOR, "pause")
    await stage.command(EDITOR, f"admin add <@{EDITOR}>")
    await stage.command(EDITOR, "setup")
    await stage.quiet()
    (channel,) = await stage.every(models.Channel)
    assert channel.paused_at is not None
    people = {each.user_id: each.role for each in await stage.every(models.Person)}
    assert people[EDITOR] == "editor"
    assert stage.modals(EDITOR) == []
