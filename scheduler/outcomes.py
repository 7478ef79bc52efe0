"""What a chat's answer means for a message: a table from its error families to what happens next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.chat import (
    ChannelGone,
    Disconnected,
    OutcomeUnknown,
    Posted,
    RateLimited,
    Refused,
    ScopeMissing,
    Unavailable,
)
from scheduler.pacing import retry_after
from scheduler.payloads import REACTIONS
from store.outbox import FAILED, PARKED, PENDING, SENT
from store.queue import Outcome, Taken

IDEMPOTENT = frozenset({REACTIONS})  # kinds that do no harm twice
LONGEST_BLOCK = timedelta(days=1)  # a Retry-After beyond it is a mistake: ask again then
DEFAULT_BLOCK = 30.0


class Effect(StrEnum):
    """What an outcome does beyond its own row."""

    NONE = "none"
    BLOCK = "block"  # the workspace is left alone until `Verdict.until`
    STOP_CHANNEL = "stop_channel"
    DISCONNECT = "disconnect"
    TELL = "tell"  # a notice to the admins


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a message, and what follows."""

    taken: Taken
    outcome: Outcome
    effect: Effect = Effect.NONE
    until: datetime | None = None
    refused_blocks: bool = False
    articles: int = 0  # a digest's, once posted: how many reactions to seed


def posted(taken: Taken, answer: Posted | None, articles: int = 0) -> Verdict:
    """`answer` is None for reactions, which have no message of their own."""
    return Verdict(
        taken,
        Outcome(taken.outgoing_id, SENT, message_id=answer.message_id if answer else None),
        refused_blocks=answer.refused_blocks if answer else False,
        articles=articles,
    )


def failed(taken: Taken, reason: str, *, tell: bool = False) -> Verdict:
    return Verdict(
        taken, Outcome(taken.outgoing_id, FAILED, reason=reason), Effect.TELL if tell else Effect.NONE
    )


def unknown(taken: Taken, reason: str, now: datetime, chance: float) -> Verdict:
    """Perhaps posted: never posted again by itself. What does no harm twice is tried again."""
    if taken.kind in IDEMPOTENT:
        return again_later(taken, reason, now, chance)
    return Verdict(taken, Outcome(taken.outgoing_id, PARKED, reason=reason), Effect.TELL)


def again_later(taken: Taken, reason: str, now: datetime, chance: float) -> Verdict:
    wait = retry_after(taken.attempts, chance)
    if wait is None:
        return failed(taken, reason, tell=True)
    return Verdict(taken, Outcome(taken.outgoing_id, PENDING, reason=reason, not_before=now + wait))


def verdict(taken: Taken, error: Exception, now: datetime, chance: float) -> Verdict:
    """What an error means. Of no known family, it leaves the outcome unknown. `chance`: jitter in [0, 1)."""
    match error:
        case RateLimited():
            seconds = error.retry_after if error.retry_after > 0 else DEFAULT_BLOCK
            until = now + min(timedelta(seconds=seconds), LONGEST_BLOCK)
            return Verdict(taken, _untried(taken, error.reason), Effect.BLOCK, until=until)
        case Disconnected():
            return Verdict(taken, _untried(taken, error.reason), Effect.DISCONNECT)
        case Unavailable():
            return again_later(taken, error.reason, now, chance)
        case ChannelGone():
            return Verdict(
                taken, Outcome(taken.outgoing_id, FAILED, reason=error.reason), Effect.STOP_CHANNEL
            )
        case ScopeMissing():
            return failed(taken, error.reason, tell=True)
        case Refused():
            return failed(taken, error.reason, tell=taken.kind not in IDEMPOTENT)
        case OutcomeUnknown():
            return unknown(taken, error.reason, now, chance)
        case TimeoutError():
            return unknown(taken, "timeout", now, chance)
        case _:
            return unknown(taken, f"unexpected:{type(error).__name__}", now, chance)


def _untried(taken: Taken, reason: str) -> Outcome:
    """Back in the queue, as if it had not been asked."""
    return Outcome(taken.outgoing_id, PENDING, reason=reason, uncounted=True)
