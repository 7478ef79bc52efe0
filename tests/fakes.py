"""A chat in memory, as strict as a real one: it refuses what a chat refuses, and counts what it accepts."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from programme.clock import Clock
from scheduler.chat import Address, ChannelGone, Disconnected, Posted, RateLimited, Refused
from scheduler.messages import BoardPost, DigestPost, Message, Notice


@dataclass(frozen=True, slots=True)
class Told:
    """A message that the chat accepted."""

    to: Address
    message: Message
    key: str
    message_id: str
    at: datetime


@dataclass
class FakeChat:
    """Fulfils scheduler.chat.Chat.

    `before` may return an error instead of accepting; `after` one that hides that it was accepted.
    """

    clock: Clock
    conversations: set[str] | None = None  # None: any
    revoked: set[str] = field(default_factory=set)
    old_blocks: set[str] = field(default_factory=set)  # workspaces that refuse the newest blocks
    seconds_between: float = 0.0  # how fast a conversation may be posted to
    latency: float = 0.0
    before: Callable[[Address, str], Exception | None] = lambda _to, _key: None
    after: Callable[[Address, str], Exception | None] = lambda _to, _key: None
    told: list[Told] = field(default_factory=list)
    reactions: dict[str, int] = field(default_factory=dict)
    calls: list[tuple[str, str, datetime]] = field(default_factory=list)  # workspace, key, when asked
    most_at_once: int = 0
    _at_once: int = 0

    async def post(self, to: Address, message: Message, key: str) -> Posted:
        await self._enter(to, key)
        self._refuse_the_impossible(message)
        self._refuse_haste(to)
        message_id = f"{len(self.told) + 1}.000100"
        self.told.append(Told(to, message, key, message_id, self.clock.now()))
        if (hidden := self.after(to, key)) is not None:
            raise hidden
        return Posted(message_id, refused_blocks=to.workspace_id in self.old_blocks and not to.classic_blocks)

    async def seed_reactions(self, to: Address, message_id: str, count: int) -> None:
        await self._enter(to, f"reactions of {message_id}")
        if message_id not in {told.message_id for told in self.told}:
            raise Refused("message_not_found")
        if not 1 <= count <= 10:
            raise Refused("invalid_name")
        self.reactions[message_id] = count

    async def _enter(self, to: Address, key: str) -> None:
        self.calls.append((to.workspace_id, key, self.clock.now()))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self._at_once -= 1
        if (error := self.before(to, key)) is not None:
            raise error
        if to.workspace_id in self.revoked:
            raise Disconnected("token_revoked")
        if self.conversations is not None and to.conversation_id not in self.conversations:
            raise ChannelGone("channel_not_found")

    def _refuse_haste(self, to: Address) -> None:
        if not self.seconds_between:
            return
        gap = timedelta(seconds=self.seconds_between)
        for told in reversed(self.told):
            if told.to.conversation_id == to.conversation_id and self.clock.now() - told.at < gap:
                raise RateLimited("ratelimited", self.seconds_between)

    @staticmethod
    def _refuse_the_impossible(message: Message) -> None:
        match message:
            case DigestPost():
                if not message.cards:
                    raise Refused("no_text")
                if len(message.cards) > 20:
                    raise Refused("invalid_blocks")
                if [card.number for card in message.cards] != list(range(1, len(message.cards) + 1)):
                    raise Refused("invalid_blocks")
            case BoardPost():
                if message.first_day > message.last_day:
                    raise Refused("invalid_blocks")
            case Notice():
                if not message.code:
                    raise Refused("no_text")

    @property
    def keys(self) -> Counter[str]:
        """How often each key was accepted: once, or something is very wrong."""
        return Counter(told.key for told in self.told)

    def digests(self) -> list[DigestPost]:
        return [told.message for told in self.told if isinstance(told.message, DigestPost)]

    def boards(self) -> list[BoardPost]:
        return [told.message for told in self.told if isinstance(told.message, BoardPost)]

    def notices(self) -> list[Notice]:
        return [told.message for told in self.told if isinstance(told.message, Notice)]
