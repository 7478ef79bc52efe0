"""What the scheduler needs of a chat. The faces (Slack, Teams) fulfil it; tests have one in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from scheduler.messages import Message


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes, and how it must be drawn there."""

    workspace_id: str
    conversation_id: str
    language: str
    classic_blocks: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """`message_id` is the chat's own; `refused_blocks` says that the newest blocks were refused and older ones used."""

    message_id: str
    refused_blocks: bool = False


class Chat(Protocol):
    async def post(self, to: Address, message: Message, key: str) -> Posted:
        """Post once, with no retry of its own. Raises ChatError. `key` marks the message, to find it again."""
        ...

    async def seed_reactions(self, to: Address, message_id: str, count: int) -> None:
        """Add the number reactions 1..count (at most ten) to a message; harmless to repeat. Raises ChatError."""
        ...


class ChatError(Exception):
    """A chat did not take a message. `reason` is the chat's own code, for the log and the admins."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RateLimited(ChatError):
    """Not taken; the workspace must be left alone for `retry_after` seconds."""

    def __init__(self, reason: str, retry_after: float) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Unavailable(ChatError):
    """Certainly not taken (refused connection, 503): to be tried again later."""


class OutcomeUnknown(ChatError):
    """Perhaps taken (reply lost, time-out, 500): to be parked, never repeated by itself."""


class Refused(ChatError):
    """Not taken, and will not be (bad blocks, too long): this message has failed."""


class ChannelGone(ChatError):
    """The channel is archived, deleted, or the bot was removed from it: the channel stops."""


class ScopeMissing(ChatError):
    """The app lacks a permission: an admin must reinstall it with the manifest."""


class Disconnected(ChatError):
    """The token is revoked or wrong: the workspace's deliveries stop."""
