"""The workspace's memory: its people, channels, messages, views, triggers and files, and who watches them."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from playground import emoji
from playground.errors import Refused

Json = dict[str, Any]
SLACKBOT = "USLACKBOT"
TRIGGER_SECONDS = 3.0
ALL_SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands",
        "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
        "metadata.message:read", "reactions:read", "reactions:write", "team:read", "users:read",
    }
)  # fmt: skip


@dataclass(slots=True)
class Person:
    """Somebody with an account here: an employee, a guest, or the app's bot user."""

    id: str
    name: str
    real_name: str
    title: str = ""
    locale: str = "fr-FR"
    tz: str = "Europe/Paris"
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False
    deleted: bool = False
    color: str = "#4a154b"


@dataclass(slots=True)
class Message:
    """A message; `ephemeral_to` names the one person who sees it, when there is one."""

    ts: str
    user: str
    text: str
    blocks: list[Any] | None = None
    ephemeral_to: str | None = None
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: str | None = None
    by_app: bool = False
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Channel:
    """A channel, or (`im_with`) the direct messages between one person and the app."""

    id: str
    name: str
    topic: str = ""
    im_with: str | None = None
    is_private: bool = False
    is_archived: bool = False
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        return self.im_with is not None

    def find(self, ts: str) -> Message | None:
        """The message everybody sees at `ts`; ephemeral ones are in no history."""
        return next((m for m in self.messages if m.ts == ts and m.ephemeral_to is None), None)

    def find_any(self, ts: str, person: str) -> Message | None:
        """The message at `ts` as `person` sees the channel."""
        return next((m for m in self.messages if m.ts == ts and m.ephemeral_to in (None, person)), None)


@dataclass(slots=True)
class View:
    """A modal on a person's screen, or their Home: what the app sent, and what they have typed so far."""

    id: str
    user: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Trigger:
    """Leave to open one modal, for three seconds."""

    id: str
    user: str
    born: float
    from_view: str | None = None
    used: bool = False


@dataclass(slots=True)
class StoredFile:
    id: str
    name: str
    length: int
    title: str = ""
    alt_txt: str = ""
    mimetype: str = "application/octet-stream"
    data: bytes | None = None
    done: bool = False


EVENTS = frozenset(
    {"app_home_opened", "app_uninstalled", "reaction_added", "reaction_removed", "tokens_revoked"}
)
Change = Callable[[str, str | None, str | None], None]


@dataclass
class Workspace:
    """All that a workspace remembers, in memory.

    `now` dates messages (None: the machine's clock), `monotonic` measures triggers and rates, in seconds.
    `refuse_blocks` names block types not rolled out here; `scopes` are those
    granted to the bot, `events` those the app subscribed to.
    """

    team_id: str = "T0PLAY"
    team_name: str = "Lumières & Cie"
    team_domain: str = "lumieres-et-cie"
    app_id: str = "A0PLAY"
    bot_id: str = "B0PLAY"
    bot_user: str = "U0BOT"
    bot_name: str = "dizaine"
    commands: tuple[str, ...] = ("/dizaine",)
    should_escape: bool = True
    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] = EVENTS
    refuse_blocks: frozenset[str] | set[str] = frozenset()
    rate_limits: bool = False
    emoji: frozenset[str] = emoji.NAMES
    now: Callable[[], datetime] | None = None
    monotonic: Callable[[], float] = time.monotonic
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    watchers: list[Change] = field(default_factory=list)
    _count: int = 0
    _last_ts: int = 0

    def __post_init__(self) -> None:
        self.add_person(
            Person(
                self.bot_user,
                self.bot_name,
                self.bot_name.capitalize(),
                is_bot=True,
                locale="en-US",
                tz="UTC",
            )
        )

    # Identifiers and time

    def fresh(self, prefix: str) -> str:
        """The next identifier with that prefix; the same sequence on every run."""
        self._count += 1
        return f"{prefix}0{self._count:08d}"

    def moment(self) -> datetime:
        return self.now() if self.now is not None else datetime.fromtimestamp(time.time(), UTC)

    def next_ts(self) -> str:
        """A message's timestamp: the moment in microseconds, later than every one before it."""
        micro = (self.moment() - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        self._last_ts = max(micro, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    # Who is here

    def add_person(self, person: Person) -> Person:
        self.people[person.id] = person
        return person

    def add_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    def person(self, user: str) -> Person | None:
        if user == SLACKBOT:
            return Person(SLACKBOT, "slackbot", "Slackbot", is_bot=True)
        return self.people.get(user)

    def im(self, user: str) -> Channel:
        """The direct messages between `user` and the app, begun when there are none."""
        channel_id = f"D{user[1:]}"
        if channel_id not in self.channels:
            self.add_channel(Channel(channel_id, self.bot_name, im_with=user, members=[user, self.bot_user]))
        return self.channels[channel_id]

    def channels_of(self, user: str) -> list[Channel]:
        return [channel for channel in self.channels.values() if user in channel.members]

    # Messages

    def post(
        self,
        channel: Channel,
        user: str,
        text: str,
        *,
        blocks: Sequence[Any] | None = None,
        ephemeral_to: str | None = None,
        thread_ts: str | None = None,
        metadata: Json | None = None,
        files: Iterable[str] = (),
    ) -> Message:
        message = Message(
            self.next_ts(), user, text, list(blocks) if blocks else None, ephemeral_to, thread_ts, metadata,
            by_app=user == self.bot_user, files=list(files),
        )  # fmt: skip
        channel.messages.append(message)
        channel.seen[user] = message.ts
        self.changed("messages", channel.id, ephemeral_to)
        return message

    def edit(self, channel: Channel, message: Message, text: str, blocks: Sequence[Any] | None) -> None:
        message.text = text
        message.blocks = list(blocks) if blocks else None
        message.edited = self.next_ts()
        self.changed("messages", channel.id, message.ephemeral_to)

    def delete(self, channel: Channel, message: Message) -> None:
        channel.messages.remove(message)
        self.changed("messages", channel.id, message.ephemeral_to)

    def react(self, channel: Channel, message: Message, user: str, name: str, *, on: bool) -> None:
        """Add or take back a reaction. Raises `already_reacted`, `no_reaction`, `invalid_name`."""
        if name.split("::")[0] not in self.emoji:
            raise Refused("invalid_name")
        users = message.reactions.get(name, [])
        if on and user in users:
            raise Refused("already_reacted")
        if not on and user not in users:
            raise Refused("no_reaction")
        if on:
            message.reactions.setdefault(name, []).append(user)
        else:
            users.remove(user)
            if not users:
                del message.reactions[name]
        self.changed("messages", channel.id, None)

    def unread(self, channel: Channel, user: str) -> int:
        seen = channel.seen.get(user, "")
        return sum(
            m.ts > seen and m.user != user and m.ephemeral_to in (None, user) for m in channel.messages
        )

    # Triggers

    def new_trigger(self, user: str, from_view: str | None = None) -> str:
        number = self.fresh("")
        trigger_id = f"{int(number)}.{len(self.triggers)}.{zlib.crc32((number + user).encode()):08x}"
        self.triggers[trigger_id] = Trigger(trigger_id, user, self.monotonic(), from_view)
        return trigger_id

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Spend a trigger. Raises `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.monotonic() - trigger.born > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    # Modals

    def stack(self, user: str) -> list[View]:
        return [self.views[view_id] for view_id in self.stacks.get(user, [])]

    def show(
        self, user: str, payload: Json, *, root: View | None = None, previous: View | None = None
    ) -> View:
        """Put a modal on a person's screen: on top of `previous`, or as the only one."""
        view_id = self.fresh("V")
        view = View(view_id, user, payload, self.new_hash(), root.id if root else view_id)
        view.previous_id = previous.id if previous else None
        if previous is None:
            self.close_all(user)
        self.views[view_id] = view
        self.stacks.setdefault(user, []).append(view_id)
        self.changed("views", None, user)
        return view

    def replace_view(self, view: View, payload: Json) -> None:
        """Give a view a new content; what was typed in inputs that are still there is kept."""
        kept = {block.get("block_id") for block in payload.get("blocks", ()) if isinstance(block, dict)}
        view.payload = payload
        view.hash = self.new_hash()
        view.errors = {}
        view.state = {block_id: value for block_id, value in view.state.items() if block_id in kept}
        self.changed("home" if payload.get("type") == "home" else "views", None, view.user)

    def close_from(self, view: View) -> list[View]:
        """Take a view off the screen, with those on top of it; topmost first."""
        stack = self.stacks.get(view.user, [])
        if view.id not in stack:
            return []
        gone = stack[stack.index(view.id) :]
        self.stacks[view.user] = stack[: stack.index(view.id)]
        self.changed("views", None, view.user)
        return [self.views.pop(view_id) for view_id in reversed(gone)]

    def close_all(self, user: str) -> list[View]:
        stack = self.stack(user)
        return self.close_from(stack[0]) if stack else []

    def new_hash(self) -> str:
        return f"{int(self.monotonic() * 1000)}.{self.fresh('')}"

    # Who watches

    def changed(self, what: str, channel: str | None, user: str | None) -> None:
        """Tell those who watch that messages, home, views or state changed; `user`: for one person alone."""
        for watcher in list(self.watchers):
            watcher(what, channel, user)
