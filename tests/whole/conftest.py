"""The whole bot, through Socket Mode, in the playground's Slack: what a person does and what they then see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app import Application, assemble
from bot.settings import Settings
from playground.app import Playground, create_app, default_workspace, playground_of, serve
from programme.clock import Clock, MovableClock
from store.migrate import migrate
from store.models import Article, Source
from tests.blocks import Said, check_calls, check_message

TUESDAY = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
CHANNEL = "C0AMBFR"
ADMIN, INES, PAUL, SOFIA, GUEST = "U0ADMIN", "U0INES", "U0PAUL", "U0SOFIA", "U0GUEST"
PATIENCE = 15.0  # seconds; what is waited for comes in tens of milliseconds


class TuesdayMorning(Clock):
    """Time goes on from a Tuesday, before the channel's hour."""

    def __init__(self) -> None:
        self._started = monotonic()

    def now(self) -> datetime:
        return TUESDAY + timedelta(seconds=monotonic() - self._started)


@dataclass
class Whole:
    """A person's hands and eyes, and the parts behind."""

    application: Application
    playground: Playground
    clock: MovableClock
    url: str
    http: aiohttp.ClientSession
    seen: dict[str, int] = field(default_factory=dict)

    async def play(self, act: str, /, **body: Any) -> dict[str, Any]:
        sent = {"as" if key == "as_" else key: value for key, value in body.items()}
        async with self.http.post(f"{self.url}/_play/{act}", json=sent) as response:
            answer = dict(await response.json())
        assert answer.get("ok"), answer
        return answer

    async def look(self, name: str, user: str, **query: str) -> dict[str, Any]:
        async with self.http.get(f"{self.url}/_play/{name}", params={"as": user, **query}) as response:
            return dict(await response.json())

    async def say(self, user: str, words: str, channel: str = CHANNEL) -> dict[str, Any]:
        """Type a slash command; the answer that only this person sees."""
        before = await self.count(user, channel)
        await self.play("message", as_=user, channel=channel, text=words)
        return await self.next_message(user, channel, before)

    async def count(self, user: str, channel: str = CHANNEL) -> int:
        return len((await self.look("messages", user, channel=channel))["messages"])

    async def next_message(self, user: str, channel: str, before: int) -> dict[str, Any]:
        async def arrived() -> dict[str, Any] | None:
            messages = (await self.look("messages", user, channel=channel))["messages"]
            return messages[-1] if len(messages) > before else None

        return await self.until(arrived, f"an answer to {user}")

    async def modal(self, user: str) -> dict[str, Any]:
        async def opened() -> dict[str, Any] | None:
            stack = (await self.look("views", user))["stack"]
            return stack[-1] if stack else None

        return await self.until(opened, f"a modal for {user}")

    async def digest(self, user: str = INES, channel: str = CHANNEL) -> dict[str, Any]:
        """The last message that everybody sees, once it has its reactions."""

        async def posted() -> dict[str, Any] | None:
            messages = (await self.look("messages", user, channel=channel))["messages"]
            public = [each for each in messages if not each["ephemeral"]]
            return public[-1] if public and public[-1]["reactions"] else None

        return await self.until(posted, "the digest and its reactions")

    async def click(self, user: str, message: dict[str, Any], action_id: str, channel: str = CHANNEL) -> None:
        block_id, element = button(message["blocks"], action_id)
        await self.play(
            "action",
            as_=user,
            container={"type": "message", "channel": channel, "ts": message["ts"]},
            block_id=block_id,
            action_id=action_id,
            value=element.get("value"),
        )

    async def submit(self, user: str, view: dict[str, Any], **fields: dict[str, Any]) -> dict[str, Any]:
        """Send a modal with what it was opened with, but for `fields` (by action id)."""
        state: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                state[block["block_id"]] = {
                    element["action_id"]: fields.get(element["action_id"], initial(element))
                }
        return await self.play("submit", as_=user, view_id=view["id"], state=state)

    async def until(self, look: Callable[[], Any], what: str) -> Any:
        async with asyncio.timeout(PATIENCE):
            while True:
                if found := await look():
                    return found
                await asyncio.sleep(0.03)
        raise AssertionError(what)


def button(blocks: list[dict[str, Any]], action_id: str) -> tuple[str, dict[str, Any]]:
    """The first element with this action, and the block it stands in."""
    for block in blocks:
        inner = [*block.get("elements", ()), *block.get("actions", ()), block.get("accessory")]
        for element in inner:
            if isinstance(element, dict) and element.get("action_id") == action_id:
                return block["block_id"], element
            if isinstance(element, dict) and element.get("type") == "card":
                for each in element.get("actions", ()):
                    if each.get("action_id") == action_id:
                        return element.get("block_id", block["block_id"]), each
    raise AssertionError(f"no {action_id} in {json.dumps(blocks)[:400]}")


def initial(element: dict[str, Any]) -> dict[str, Any]:
    """A field's state as the modal opened with it."""
    field: dict[str, Any] = {"type": element["type"]}
    for given, told in {
        "initial_value": "value",
        "initial_option": "selected_option",
        "initial_options": "selected_options",
        "initial_time": "selected_time",
        "initial_conversation": "selected_conversation",
    }.items():
        if given in element:
            field[told] = element[given]
    return field


def words_of(message: dict[str, Any]) -> str:
    """Everything that can be read in a message."""
    return message["text"] + json.dumps(message.get("blocks") or [], ensure_ascii=False)


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    clock = MovableClock(TuesdayMorning())
    workspace = default_workspace()
    # Slack's three seconds are tested elsewhere: here a busy machine must not fail the story.
    workspace.monotonic = lambda: monotonic() / 10
    app = create_app(
        workspace,
        bot_token="xoxb-1-whole",
        app_token="xapp-1-whole",
        signing_secret="s" * 32,
        now=clock.now,
        ack_seconds=30,
    )
    url = f"sqlite:///{tmp_path / 'whole.db'}"
    await migrate(url)
    async with serve(app) as base_url, aiohttp.ClientSession() as http:
        settings = Settings(
            slack_bot_token=SecretStr("xoxb-1-whole"),
            slack_app_token=SecretStr("xapp-1-whole"),
            slack_api_url=f"{base_url}/api/",
            database_url=url,
            port=0,
            feeds_allow_loopback=True,
            channel_interval_seconds=0,
        )
        async with assemble(settings, clock) as application:
            await fill(application, clock)
            yield Whole(application, playground_of(app), clock, base_url, http)
    check_calls(playground_of(app).api.calls)
    for channel in workspace.channels.values():
        for message in channel.messages:
            if message.by_app:
                check_message(Said(message.text, message.blocks or []))


async def fill(application: Application, clock: MovableClock) -> None:
    """Twelve articles of two sources, as an ingest would have left them."""
    now = clock.now()
    async with application.db.write("T0PLAY") as session:
        sources = [
            Source(url=f"https://{place}.example/feed", title=title, kind=kind, created_at=now)
            for place, (kind, title) in enumerate(
                (
                    ("company", "Banque Lumen"),
                    ("market", "L’Écho des marchés"),
                    ("market", "Ville & Climat"),
                    ("market", "Gazette RH"),
                    ("market", "Tech du jour"),
                )
            )
        ]
        session.add_all(sources)
        await session.flush()
        session.add_all(
            Article(
                source_id=sources[number % 5].id,
                key=f"key{number}",
                url=f"https://news.example/{number}",
                title=f"{TITLES[number % len(TITLES)]} — {number}",
                summary="Ce que l’on sait, en une ligne.",
                language="fr",
                minutes=4,
                published_at=now - timedelta(hours=number),
                seen_at=now,
            )
            for number in range(1, 15)
        )


TITLES = (
    "Les taux remontent et les ménages attendent",
    "Recruter autrement : trois entreprises racontent",
    "La rénovation énergétique change d’échelle",
    "Un nouveau siège <!channel> & des <@U1> idées",
    "Paiement instantané : ce qui change en avril",
)
