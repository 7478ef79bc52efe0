"""What each of a chat's answers means for a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler import chat
from scheduler.outcomes import Effect, verdict
from store.queue import Taken

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def taken(kind: str = "digest", attempts: int = 1) -> Taken:
    return Taken(1, "T1", "key", kind, "C1", "fr", 1, {}, attempts, NOW)


@pytest.mark.parametrize(
    ("error", "kind", "state", "effect", "uncounted"),
    [
        (chat.RateLimited("ratelimited", 30), "digest", "pending", Effect.BLOCK, True),
        (chat.Disconnected("token_revoked"), "digest", "pending", Effect.DISCONNECT, True),
        (chat.Unavailable("503"), "digest", "pending", Effect.NONE, False),
        (chat.ChannelGone("is_archived"), "digest", "failed", Effect.STOP_CHANNEL, False),
        (chat.ScopeMissing("missing_scope"), "digest", "failed", Effect.TELL, False),
        (chat.ScopeMissing("missing_scope"), "reactions", "failed", Effect.TELL, False),
        (chat.Refused("invalid_blocks"), "digest", "failed", Effect.TELL, False),
        (chat.Refused("message_not_found"), "reactions", "failed", Effect.NONE, False),
        (chat.OutcomeUnknown("timeout"), "digest", "parked", Effect.TELL, False),
        (chat.OutcomeUnknown("timeout"), "board", "parked", Effect.TELL, False),
        (chat.OutcomeUnknown("timeout"), "reactions", "pending", Effect.NONE, False),
        (TimeoutError(), "digest", "parked", Effect.TELL, False),
        (KeyError("a bug of ours"), "digest", "parked", Effect.TELL, False),
        (KeyError("a bug of ours"), "reactions", "pending", Effect.NONE, False),
    ],
)
def test_families(error: Exception, kind: str, state: str, effect: Effect, uncounted: bool) -> None:
    result = verdict(taken(kind), error, NOW, 0.5)
    assert (result.outcome.state, result.effect, result.outcome.uncounted) == (state, effect, uncounted)


@pytest.mark.parametrize(
    ("asked", "seconds"), [(30, 30), (0, 30), (-5, 30), (86_400, 86_400), (10**9, 86_400)]
)
def test_how_long_a_workspace_is_left_alone(asked: float, seconds: float) -> None:
    result = verdict(taken(), chat.RateLimited("ratelimited", asked), NOW, 0.0)
    assert result.until == NOW + timedelta(seconds=seconds)


def test_six_hours_of_failures_are_enough() -> None:
    assert verdict(taken(attempts=1), chat.Unavailable("503"), NOW, 0.0).outcome.state == "pending"
    result = verdict(taken(attempts=100), chat.Unavailable("503"), NOW, 0.0)
    assert (result.outcome.state, result.effect) == ("failed", Effect.TELL)


def test_no_reason_bears_what_people_wrote() -> None:
    result = verdict(taken(), ValueError("a caption somebody wrote"), NOW, 0.0)
    assert result.outcome.reason == "unexpected:ValueError"
