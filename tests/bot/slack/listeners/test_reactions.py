"""Number reactions on a digest, by signed events: picked, taken back, and all that is no pick."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.slack.listeners import reactions
from store import models, outbox
from store.outbox import NewOutgoing
from tests.bot.slack.listeners.stage import (
    CHANNEL,
    GUEST,
    INES,
    OTHER_MESSAGE,
    PAUL,
    SOFIA,
    STRANGER,
    TEAM,
    Stage,
    event_body,
    reaction,
)


async def picks(stage: Stage) -> list[tuple[int, bool]]:
    return [(pick.article_id, pick.active) for pick in await stage.every(models.Pick)]


async def test_picked_then_taken_back(stage: Stage) -> None:
    for name in ("one", "three"):
        assert (await stage.event(reaction(INES, name))).status == 200
    await stage.quiet()
    first, _, third = stage.ours.article_ids
    assert sorted(await picks(stage)) == [(first, True), (third, True)]
    offers = stage.news(INES)
    assert len(offers) == 2
    assert all("draft_open" in offer for offer in offers)
    await stage.event(reaction(INES, "one", on=False, at=1772525009))
    await stage.quiet()
    assert sorted(await picks(stage)) == [(first, False), (third, True)]
    assert stage.news(INES) == []


async def test_a_reaction_on_a_digest_that_is_being_posted_waits_for_its_id(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "PAUSES", (0.05, 0.1, 0.2, 0.4, 0.8))
    new = "1772525000.000300"
    await _on_its_way(stage)
    await stage.event(reaction(INES, "one", ts=new))
    await asyncio.sleep(0.1)
    async with stage.db.write(TEAM) as session:
        digest = (await session.scalars(select(models.Digest))).one()
        digest.message_id = new
    await stage.quiet()
    assert await picks(stage) == [(stage.ours.article_ids[0], True)]


async def test_a_reaction_on_what_never_gets_an_id_leaves_a_trace(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "PAUSES", (0.01, 0.02))
    await _on_its_way(stage)
    with capture_logs() as logged:
        await stage.event(reaction(INES, "one", ts="1772525000.000300"))
        await stage.quiet()
    assert [each["message"] for each in logged if each["event"] == "reaction_without_digest"] == [
        "1772525000.000300"
    ]
    assert await picks(stage) == []


async def _on_its_way(stage: Stage) -> None:
    async with stage.db.write(TEAM) as session:
        now = datetime(2026, 3, 3, 8, tzinfo=UTC)
        row = NewOutgoing(TEAM, "digest:9", "digest", CHANNEL, "fr", {}, now)
        await outbox.enqueue(session, row, now)
        await session.execute(
            update(models.Outgoing).where(models.Outgoing.key == "digest:9").values(state="sending")
        )


async def test_someone_who_has_not_joined_is_kept_and_offered_to(stage: Stage) -> None:
    for user, words in ((PAUL, "join_open"), (SOFIA, "Your pick is kept"), (GUEST, "join_open")):
        await stage.event(reaction(user))
        await stage.quiet()
        (offer,) = stage.news(user)
        assert words in offer
    assert len(await picks(stage)) == 3


NO_PICK: list[dict[str, Any]] = [
    reaction(INES, "tada"),
    reaction(INES, "keycap_ten"),  # three articles
    reaction(INES, "one::skin-tone-2"),
    reaction(INES, ""),
    reaction(INES, "one", ts="1.000001"),
    reaction(INES, "one", ts=OTHER_MESSAGE),
    reaction(INES, "one", item={"type": "file", "file": "F1"}),
    reaction(INES, "one", item=None),
    reaction(INES, "one", item="junk"),
    reaction(INES, "one", item=["junk"]),
    reaction(INES, "one", item={"type": "message", "channel": 7, "ts": {}}),
    reaction(INES) | {"reaction": None},
    reaction(INES) | {"reaction": ["one"]},
    reaction("U0BOT", "one"),
    reaction(STRANGER) | {"user": None},
    reaction(STRANGER) | {"user": {"id": "U1"}},
    reaction(STRANGER, "one", user_team="T0OTHER"),
    {"type": "reaction_added"},
]


async def test_what_is_no_pick_changes_nothing(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    before = await stage.counts()
    for event in NO_PICK:
        assert (await stage.event(event)).status in (200, 401)
    await stage.quiet()
    assert await stage.counts() == before
    assert "Failed to run" not in caplog.text


async def test_a_junk_time_is_older_than_any(stage: Stage) -> None:
    """Junk never outweighs a time that is one, whatever number it could be read as."""
    for stamp in (None, "junk", "NaN", "inf", "-5", "1e400", "9" * 400, {"a": 1}, "1e15"):
        await stage.event(reaction(INES) | {"event_ts": stamp})
    await stage.quiet()
    await stage.event(reaction(INES, on=False, at=1772525009))
    await stage.quiet()
    assert await picks(stage) == [(stage.ours.article_ids[0], False)]


async def test_retries_of_slack_are_not_dropped(stage: Stage) -> None:
    """A retry may be the only one that arrives (bolt#731)."""
    headers = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    reply = await stage.post(event_body(reaction(INES)), headers=headers)
    await stage.quiet()
    assert reply.status == 200
    assert await picks(stage) == [(stage.ours.article_ids[0], True)]
