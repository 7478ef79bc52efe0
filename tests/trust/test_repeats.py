"""Everything comes four times, at once, in two web processes: one effect. And in every order: one final state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from bot.slack import ids
from store import models, shares
from tests.bot.slack.listeners.stage import (
    ADMIN,
    FORM,
    INES,
    JSON,
    PAUL,
    SOFIA,
    TOM,
    Person,
    Role,
    Stage,
    draft_state,
    event_body,
    filing_state,
    join_state,
    open_stage,
    order_state,
    reaction,
    setup_state,
    several,
    topic_state,
    typed,
)

OWN_WORDS = "Nos clients nous en parlent chaque semaine, et voici pourquoi."
Made = Callable[[Stage], tuple[bytes, str]]


def _judged(stage: Stage, action: str) -> bytes:
    one, other, _ = stage.ours.article_ids
    return stage.click_body(ADMIN, action, ids.story_value((one, other), [(one, other)]))


# What is sent, and the rows that it adds, however often it comes. The audit is left out: it keeps each request.
ACTS: list[tuple[str, Made, dict[str, int]]] = [
    ("pick", lambda s: (event_body(reaction(INES)), JSON), {"picks": 1}),
    ("unpick", lambda s: (event_body(reaction(INES, on=False, at=1772525003)), JSON), {}),
    ("first act of someone", lambda s: (event_body(reaction(PAUL)), JSON), {"picks": 1, "people": 1}),
    (
        "draft",
        lambda s: (s.submit_body(INES, ids.DRAFT, s.ours.article(1), draft_state(OWN_WORDS)), FORM),
        {"drafts": 1, "picks": 1},
    ),
    (
        "ready",
        lambda s: (
            s.submit_body(INES, ids.DRAFT, s.ours.article(1), draft_state(OWN_WORDS, ready=True)),
            FORM,
        ),
        {},
    ),
    (
        "share",
        lambda s: (s.submit_body(INES, ids.READY, s.ours.draft(1), {ids.ADDRESS: typed(None)}), FORM),
        {"shares": 1, "points": 1},
    ),
    ("join", lambda s: (s.submit_body(SOFIA, ids.JOIN, "", join_state()), FORM), {"people": 1}),
    ("leave", lambda s: (s.command_body(TOM, "leave"), FORM), {}),
    (
        "set-up",
        lambda s: (s.submit_body(ADMIN, ids.SETUP, "", setup_state()), FORM),
        {"channels": 1, "sources": 2},
    ),
    ("source add", lambda s: (s.command_body(ADMIN, "source add https://n.example/f"), FORM), {"sources": 1}),
    ("source remove", lambda s: (s.command_body(ADMIN, "source remove https://n.example/f"), FORM), {}),
    ("post", lambda s: (s.command_body(ADMIN, "post"), FORM), {"digests": 1, "outbox": 2, "digest_items": 2}),
    ("admin add", lambda s: (s.command_body(ADMIN, f"admin add <@{PAUL}>"), FORM), {}),
    ("same story", lambda s: (_judged(s, ids.STORY_SAME), FORM), {"same_stories": 1}),
    ("two stories", lambda s: (_judged(s, ids.STORY_TWO), FORM), {}),
    ("undone", lambda s: (_judged(s, ids.STORY_UNDO), FORM), {"same_stories": -1}),
    (
        "topic saved",
        lambda s: (
            s.submit_body(
                ADMIN,
                ids.TOPIC,
                ids.topic_place_value(None, None),
                topic_state("Nuit", None, ("3x8", None), profession="hr"),
            ),
            FORM,
        ),
        {"topics": 1},
    ),
    (
        "filing saved",
        lambda s: (
            s.submit_body(
                ADMIN,
                ids.FILING,
                ids.filing_value([(article, ()) for article in s.ours.article_ids[:2]], None),
                filing_state({s.ours.article_ids[0]: ["hr", "hr.nuit"], s.ours.article_ids[1]: ["tech"]}),
            ),
            FORM,
        ),
        {"filings": 3},
    ),
    (
        "filing undone",
        lambda s: (
            s.click_body(ADMIN, ids.FILING_UNDO, ids.articles_value(s.ours.article_ids[1:2])),
            FORM,
        ),
        {"filings": -1},
    ),
    (
        "channel topics saved",
        lambda s: (
            s.submit_body(ADMIN, ids.SETUP, "", setup_state(**{ids.TOPICS: several(["hr.nuit", "tech"])})),
            FORM,
        ),
        {},
    ),
    ("pause", lambda s: (s.command_body(ADMIN, "pause"), FORM), {}),
    ("resume", lambda s: (s.command_body(ADMIN, "resume"), FORM), {}),
    (
        "send again",
        lambda s: (s.click_body(ADMIN, ids.SEND_AGAIN, ids.delivery_value(s.ours.parked_id)), FORM),
        {},
    ),
    ("draft opened", lambda s: (s.click_body(INES, ids.DRAFT_OPEN, s.ours.article()), FORM), {}),
    (
        "one's own order",
        lambda s: (s.submit_body(SOFIA, ids.ORDER, "", order_state(["hr"], picks=True)), FORM),
        {},
    ),
    ("home", lambda s: (event_body({"type": "app_home_opened", "user": INES, "tab": "home"}), JSON), {}),
    ("uninstalled", lambda s: (event_body({"type": "app_uninstalled"}), JSON), {}),
    ("revoked", lambda s: (event_body({"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}), JSON), {}),
]


async def _four_times(stage: Stage, made: Made) -> None:
    body, kind = made(stage)
    processes = len(stage.applications)
    replies = await asyncio.gather(*(stage.post(body, kind, process=n % processes) for n in range(4)))
    assert {reply.status for reply in replies} == {200}
    assert not any(reply.data for reply in replies if "view" not in reply.text), replies
    await stage.quiet()


async def _one_effect_each(stage: Stage) -> None:
    for name, made, added in ACTS:
        before = await stage.counts()
        await _four_times(stage, made)
        after = await stage.counts()
        found = {table: after[table] - before[table] for table in after if table != "audit"}
        assert {table: n for table, n in found.items() if n} == added, name
        assert not [told for told in stage.news(INES) if "journal" in told], name
    picks = {(each.person_id, each.article_id): each.active for each in await stage.every(models.Pick)}
    assert {tuple(each.topics or ()) for each in await stage.every(models.Channel)} >= {("hr.nuit", "tech")}
    people = {each.user_id: each for each in await stage.every(models.Person)}
    first, second, _ = stage.ours.article_ids
    assert picks[people[INES].id, first] is False
    assert picks[people[INES].id, second] is True
    assert picks[people[PAUL].id, first] is True
    assert people[TOM].left_at is not None
    assert people[PAUL].role == "admin"
    assert people[SOFIA].own_order == {"topics": ["hr"], "picks": True}
    assert [line.points for line in await stage.every(models.Points)] == [10]
    assert [draft.state for draft in await stage.every(models.Draft)] == ["shared"]
    (workspace,) = await stage.every(models.Workspace)
    assert workspace.disconnected_reason == "app_uninstalled"
    assert len(stage.modals(INES)) == 1


async def test_four_times_at_once_in_two_processes_on_postgresql(furnished_postgres: str) -> None:
    async with open_stage(furnished_postgres, roles=[Role.WEB], processes=2) as stage:
        await _one_effect_each(stage)


async def test_four_times_at_once_on_sqlite(stage: Stage) -> None:
    await _one_effect_each(stage)


async def test_shares_at_once_never_pass_the_day_s_ceiling(
    furnished_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every article on every network, in two processes at once: fifty points, as one after the other."""
    async with open_stage(furnished_postgres, roles=[Role.WEB], processes=2) as stage:
        counted = shares.points_of

        async def slowly(*args: Any, **known: Any) -> int:
            found = await counted(*args, **known)
            await asyncio.sleep(0.05)  # the others come in between
            return found

        monkeypatch.setattr(shares, "points_of", slowly)
        networks = ("linkedin", "x", "bluesky", "mastodon")
        bodies = [
            stage.submit_body(INES, ids.READY, stage.ours.draft(place, network), {ids.ADDRESS: typed(None)})
            for place in range(3)
            for network in networks
        ]
        await asyncio.gather(*(stage.post(body, FORM, process=n % 2) for n, body in enumerate(bodies)))
        await stage.quiet()
        points = [line.points for line in await stage.every(models.Points)]
        assert len(points) == 12
        assert sum(points) == 50


REACTIONS = [(True, 1.0), (False, 2.0), (True, 3.0), (False, 4.0)]


async def test_every_order_of_reactions_ends_the_same(stage: Stage) -> None:
    """24 orders of put on, taken off, put on, taken off: taken off. And of the first three: put on."""
    people = [f"U1{number:05d}" for number in range(30)]
    orders = [*permutations(REACTIONS), *permutations(REACTIONS[:3])]
    for user in people:
        stage.playground.workspace.add_person(Person(user, user, user))
    for place in range(4):
        for user, order in zip(people, orders, strict=True):
            for on, second in order[place : place + 1]:
                await stage.event(reaction(user, on=on, at=1772525000 + second))
        await stage.quiet()
    by_person = {each.person_id: each.active for each in await stage.every(models.Pick)}
    known = {each.id: each.user_id for each in await stage.every(models.Person)}
    active = {known[person]: state for person, state in by_person.items()}
    assert active == {user: len(order) == 3 for user, order in zip(people, orders, strict=True)}


async def test_every_order_of_leaving_and_coming_back(furnished_sqlite: str) -> None:
    """Uninstalled and revoked in either order, then a restart with a token that answers: connected. An event of
    before that comes late (Slack repeats it after five minutes) does not cut off who came back.
    """
    left = [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}]
    for order in permutations(left):
        async with open_stage(furnished_sqlite) as stage:
            for event in order:
                await stage.event(event)
                await stage.quiet()
            assert (await stage.every(models.Workspace))[0].disconnected_reason is not None
        async with open_stage(furnished_sqlite) as stage:
            assert (await stage.every(models.Workspace))[0].disconnected_reason is None
            earlier = int(stage.clock.now().timestamp()) - 300
            for event in order:
                await stage.event(event, event_time=earlier)
                await stage.quiet()
            assert (await stage.every(models.Workspace))[0].disconnected_reason is None
            # The same, late, but the token is dead: it counts.
            stage.playground.api.revoked.add(stage.playground.api.bot_token)
            await stage.event(order[0], event_time=earlier)
            await stage.quiet()
            assert (await stage.every(models.Workspace))[0].disconnected_reason is not None
