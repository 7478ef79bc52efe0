"""A furnished workspace whose bot is reached as Slack reaches it: signed HTTP in, the Web API out.

The Slack behind is the playground's, strict, with exactly the manifest's scopes; the payloads are written here by
hand from docs.slack.dev, so that the playground's idea of them is not the only one that is tried.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from time import perf_counter
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import aiohttp
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import Application, Role, assemble
from bot.settings import Settings
from bot.slack import ids
from bot.slack.manifest import SCOPES
from handlers import sources
from playground.app import Fault, Playground, create_app, default_workspace, playground_of, serve
from playground.workspace import Message, Person
from programme.clock import Clock, FixedClock
from store import models
from store.base import Base
from store.database import Database
from store.migrate import migrate

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # a Tuesday
TEAM, OTHER_TEAM = "T0PLAY", "T0OTHER"
CHANNEL = "C0AMBFR"
ADMIN, INES, PAUL, SOFIA, TOM, GUEST, STRANGER = (
    "U0ADMIN", "U0INES", "U0PAUL", "U0SOFIA", "U0TOM", "U0GUEST", "U0ELSEWHERE",
)  # fmt: skip
EDITOR = "U0EDITOR"
MESSAGE, OTHER_MESSAGE = "1772524800.000100", "1772524800.000200"
BOT_TOKEN, APP_TOKEN = "xoxb-7777-stage-token", "xapp-1-stage-token"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
A_PERSONS_PATIENCE = sources.PATIENCE
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
# All but what belongs to no workspace: hosts that asked every reader to stay away.
TABLES = {
    mapper.class_.__tablename__: mapper.class_
    for mapper in Base.registry.mappers
    if mapper.class_ is not models.HostWait
}
_numbers = count(1)

State = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What Slack gets back. `data` is the answer's JSON, None when it is empty or no JSON."""

    status: int
    text: str
    seconds: float

    @property
    def data(self) -> Any:
        return json.loads(self.text) if self.text.startswith("{") else None


@dataclass(frozen=True, slots=True)
class Furniture:
    """Ids of what stands in a workspace: in the order of the digest, of its first three articles."""

    digest_id: int
    article_ids: tuple[int, ...]
    parked_id: int
    channel_id: int

    def article(self, place: int = 0) -> str:
        return ids.article_value(self.digest_id, self.article_ids[place])

    def draft(self, place: int = 0, network: str = "linkedin") -> str:
        return ids.draft_value(self.digest_id, self.article_ids[place], network)


@dataclass
class Stage:
    """Slack's hands and eyes on one or several running processes."""

    applications: list[Application]
    playground: Playground
    clock: FixedClock
    url: str
    http: aiohttp.ClientSession
    ours: Furniture
    theirs: Furniture
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def application(self) -> Application:
        return self.applications[0]

    @property
    def db(self) -> Database:
        return self.applications[0].db

    # What Slack sends

    async def post(
        self,
        body: bytes,
        content_type: str = JSON,
        *,
        at: float | None = None,
        headers: dict[str, str] | None = None,
        process: int = 0,
    ) -> Reply:
        """One signed request. `headers` replace those of the signature."""
        stamp = str(int(self.clock.now().timestamp() if at is None else at))
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(stamp, body),
        }
        address = self.applications[process].address
        started = perf_counter()
        async with self.http.post(
            f"{address}/slack/events", data=body, headers=signed | (headers or {})
        ) as answer:
            text = await answer.text()
            return Reply(answer.status, text, perf_counter() - started)

    async def event(self, event: dict[str, Any], *, process: int = 0, **envelope: Any) -> Reply:
        return await self.post(event_body(event, **envelope), process=process)

    async def command(
        self, user: str, text: str, channel: str = CHANNEL, /, *, process: int = 0, **fields: Any
    ) -> Reply:
        return await self.post(self.command_body(user, text, channel, **fields), FORM, process=process)

    async def click(
        self, user: str, action_id: str, value: str | None = None, /, *, process: int = 0, **fields: Any
    ) -> Reply:
        return await self.post(self.click_body(user, action_id, value, **fields), FORM, process=process)

    async def submit(
        self, user: str, callback_id: str, metadata: str, values: State, /, *, process: int = 0, **fields: Any
    ) -> Reply:
        body = self.submit_body(user, callback_id, metadata, values, **fields)
        return await self.post(body, FORM, process=process)

    def command_body(self, user: str, text: str, channel: str = CHANNEL, /, **fields: Any) -> bytes:
        return urlencode(
            {
                "token": "legacy",
                "team_id": TEAM,
                "team_domain": "lumieres-et-cie",
                "channel_id": channel,
                "channel_name": "ambassadeurs",
                "user_id": user,
                "user_name": user.lower(),
                "command": "/dizaine",
                "text": text,
                "api_app_id": "A0PLAY",
                "is_enterprise_install": "false",
                "response_url": self.response_url(user, channel),
                "trigger_id": self.trigger(user),
            }
            | fields
        ).encode()

    def click_body(
        self, user: str, action_id: str, value: str | None = None, /, *, channel: str = CHANNEL, **fields: Any
    ) -> bytes:
        """A click on a button of a message of that channel."""
        action: dict[str, Any] = {
            "type": "button",
            "action_id": action_id,
            "block_id": "b1",
            "action_ts": "1772524801.000001",
            "text": {"type": "plain_text", "text": "…"},
        }
        if value is not None:
            action["value"] = value
        return interaction(
            "block_actions",
            user,
            {
                "container": {"type": "message", "message_ts": MESSAGE, "channel_id": channel},
                "channel": {"id": channel, "name": "ambassadeurs"},
                "message": {"type": "message", "ts": MESSAGE, "text": "…"},
                "trigger_id": self.trigger(user),
                "response_url": self.response_url(user, channel),
                "actions": [action],
                "state": {"values": {}},
            }
            | fields,
        )

    def submit_body(
        self, user: str, callback_id: str, metadata: str, values: State, /, **fields: Any
    ) -> bytes:
        return interaction(
            "view_submission",
            user,
            {
                "trigger_id": self.trigger(user),
                "view": modal(callback_id, metadata, values),
                "response_urls": [],
            }
            | fields,
        )

    def trigger(self, user: str) -> str:
        return self.playground.workspace.new_trigger(user)

    def response_url(self, user: str, channel: str) -> str:
        return self.playground.urls.issue(self.url, user, channel)

    # What is seen

    async def quiet(self, seconds: float = 20.0) -> None:
        """Until every listener has ended."""
        while True:
            left = sum([await each.afterwards.drain(seconds) for each in self.applications])
            assert left == 0, "listeners still running"
            await asyncio.sleep(0)
            if not any(each.afterwards.busy for each in self.applications):
                return

    def told(self, user: str) -> list[str]:
        """Everything that only this person can read, in the order it came: ephemeral or direct messages."""
        channels = self.playground.workspace.channels.values()
        found = [
            message
            for channel in channels
            for message in channel.messages
            if message.ephemeral_to == user or (channel.im_with == user and message.by_app)
        ]
        return [words_of(message) for message in sorted(found, key=lambda message: message.ts)]

    def news(self, user: str) -> list[str]:
        """What this person was told since the last time this was asked."""
        told = self.told(user)
        before, self.seen[user] = self.seen.get(user, 0), len(told)
        return told[before:]

    def modals(self, user: str) -> list[dict[str, Any]]:
        return [view.payload for view in self.playground.workspace.stack(user)]

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [args for name, args in self.playground.api.calls if name == method]

    async def counts(self, team: str | None = TEAM) -> dict[str, int]:
        """How many rows stand in each table, of one workspace or (None) of all."""
        async with self.db.across() as session:
            found = {}
            for name, model in TABLES.items():
                statement = select(func.count()).select_from(model)
                if team is not None:
                    owner = model.id if name == "workspaces" else model.workspace_id
                    statement = statement.where(owner == team)
                found[name] = (await session.scalar(statement)) or 0
            return found

    async def contents(self, team: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of a workspace, as it stands."""
        async with self.db.across() as session:
            found: dict[str, list[tuple[Any, ...]]] = {}
            for name, model in TABLES.items():
                table = model.__table__
                owner = table.c.id if name == "workspaces" else table.c.workspace_id
                rows = await session.execute(select(table).where(owner == team).order_by(table.c.id))
                found[name] = [tuple(map(str, row)) for row in rows]
            return found

    async def every(self, model: type[Any], team: str = TEAM) -> Sequence[Any]:
        async with self.db.read(team) as session:
            return (await session.scalars(select(model).order_by(model.id))).all()


def signature(stamp: str, body: bytes, secret: str = SECRET) -> str:
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def event_body(event: dict[str, Any], **envelope: Any) -> bytes:
    return json.dumps(
        {
            "token": "legacy",
            "team_id": TEAM,
            "api_app_id": "A0PLAY",
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{next(_numbers):08d}",
            "event_time": int(NOW.timestamp()) + 60,
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": envelope.get("team_id", TEAM),
                    "user_id": "U0BOT",
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }
        | envelope
    ).encode()


def interaction(kind: str, user: str, fields: dict[str, Any]) -> bytes:
    payload = {
        "type": kind,
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": "A0PLAY",
        "token": "legacy",
        "team": {"id": TEAM, "domain": "lumieres-et-cie"},
        "enterprise": None,
        "is_enterprise_install": False,
    } | fields
    return urlencode({"payload": json.dumps(payload)}).encode()


def modal(callback_id: str, metadata: str, values: State) -> dict[str, Any]:
    """`values`: by action id, which in our modals is the block's too."""
    return {
        "id": "V0MODAL",
        "team_id": TEAM,
        "type": "modal",
        "blocks": [],
        "private_metadata": metadata,
        "callback_id": callback_id,
        "state": {"values": {action: {action: state} for action, state in values.items()}},
        "hash": "1.abc",
        "title": {"type": "plain_text", "text": "…"},
        "root_view_id": "V0MODAL",
        "app_id": "A0PLAY",
        "app_installed_team_id": TEAM,
        "bot_id": "B0PLAY",
    }


def reaction(
    user: str,
    name: str = "one",
    *,
    on: bool = True,
    at: float = 1772525000.0001,
    ts: str = MESSAGE,
    **more: Any,
) -> dict[str, Any]:
    return {
        "type": "reaction_added" if on else "reaction_removed",
        "user": user,
        "reaction": name,
        "item_user": "U0BOT",
        "item": {"type": "message", "channel": CHANNEL, "ts": ts},
        "event_ts": f"{at:.6f}",
    } | more


def typed(value: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def chosen(value: str, kind: str = "static_select") -> dict[str, Any]:
    return {
        "type": kind,
        "selected_option": {"text": {"type": "plain_text", "text": value}, "value": value},
    }


def draft_state(caption: str | None, *, network: str = "linkedin", ready: bool = False) -> State:
    keep = ids.KEEP_READY if ready else ids.KEEP_DRAFT
    return {
        ids.NETWORK: chosen(network),
        ids.CAPTION: typed(caption),
        ids.KEEP: chosen(keep, "radio_buttons"),
    }


def join_state(team: str | None = "Lyon", naming: str = "name", alias: str | None = None) -> State:
    return {
        ids.TEAM: chosen(ids.NO_TEAM),
        ids.NEW_TEAM: typed(team),
        ids.NAMING: chosen(naming, "radio_buttons"),
        ids.ALIAS: typed(alias),
    }


def setup_state(**changed: dict[str, Any]) -> State:
    days = [{"text": {"type": "plain_text", "text": day}, "value": day} for day in "12345"]
    return {
        ids.CONVERSATION: {"type": "conversations_select", "selected_conversation": "C0AMBEN"},
        ids.LANGUAGE: chosen("en"),
        ids.ZONE: chosen("Europe/London"),
        ids.COUNTRY: chosen("GB"),
        ids.HOUR: {"type": "timepicker", "selected_time": "09:00"},
        ids.COUNT: {"type": "number_input", "value": "8"},
        ids.DAYS: {"type": "checkboxes", "selected_options": days},
        ids.COMPANY: typed("https://new-company.example/feed"),
        ids.MARKET: typed("https://new-market.example/feed"),
    } | changed


def several(values: Collection[str], kind: str = "multi_static_select") -> dict[str, Any]:
    options = [{"text": {"type": "plain_text", "text": value}, "value": value} for value in values]
    return {"type": kind, "selected_options": options}


def topic_state(
    fr: str | None = None,
    en: str | None = None,
    words: tuple[str | None, str | None] = (None, None),
    *,
    profession: str | None = None,
    hidden: bool = False,
    original: bool = False,
) -> State:
    """The form of a topic. `words`: in French, in English."""
    state: State = {
        ids.topic_field(name, language): typed(value)
        for name, values in ((ids.LABEL, (fr, en)), (ids.WORDS, words), (ids.HINTS, (None, None)))
        for language, value in zip(("fr", "en"), values, strict=True)
    }
    if profession is not None:
        return state | {ids.PROFESSION: chosen(profession)}
    ticked = [ids.STATE_HIDDEN] * hidden + [ids.STATE_ORIGINAL] * original
    return state | {ids.STATE: several(ticked, "checkboxes")}


def filing_state(topics: Mapping[int, Collection[str]]) -> State:
    """By article."""
    return {ids.filed_block(article): several(wanted) for article, wanted in topics.items()}


def order_state(topics: Collection[str], *, picks: bool) -> State:
    return {
        ids.ORDER_TOPICS: several(topics),
        ids.ORDER_PICKS: several([ids.ORDER_PICKS] * picks, "checkboxes"),
    }


def words_of(message: Message) -> str:
    return message.text + json.dumps(message.blocks or [], ensure_ascii=False)


# The running parts


async def furnish(url: str) -> None:
    """Two workspaces, alike, on a migrated database: what is ours, and what must stay the other's."""
    db = Database(url)
    async with db.across() as session:
        session.add_all(models.Workspace(id=team, name=team, created_at=NOW) for team in (TEAM, OTHER_TEAM))
    for team, message in ((TEAM, MESSAGE), (OTHER_TEAM, OTHER_MESSAGE)):
        await _furnish(db, team, message)
    await db.close()


async def migrated_and_furnished(url: str) -> None:
    await migrate(url)
    await furnish(url)


async def _furnish(db: Database, team: str, message: str) -> None:
    async with db.write(team) as session:
        channel = models.Channel(
            conversation_id=CHANNEL,
            language="fr",
            time_zone="Europe/Paris",
            post_at=time(8, 30),
            working_days=[1, 2, 3, 4, 5],
            country="FR",
            article_count=10,
            created_at=NOW,
        )
        sources = [
            models.Source(
                url=f"https://{kind}.example/{team}", title=f"{kind} {team}", kind=kind, created_at=NOW
            )
            for kind in ("company", "market")
        ]
        session.add_all([channel, *sources])
        await session.flush()
        articles = [
            models.Article(
                source_id=sources[place % 2].id,
                key=f"key{place}",
                url=f"https://news.example/{team}/{place}",
                title=f"{TITLES[place]} ({team})",
                summary="Ce que l’on sait, en une ligne.",
                language="fr",
                published_at=NOW - timedelta(hours=place + 1),
                seen_at=NOW,
            )
            for place in range(len(TITLES))
        ]
        digest = models.Digest(
            channel_id=channel.id,
            local_date=date(2026, 3, 2),
            slot="daily",
            wanted=10,
            missing=[],
            conversation_id=CHANNEL,
            message_id=message,
            created_at=NOW - timedelta(days=1),
        )
        people = [
            models.Person(
                user_id=user, team="Lyon", naming="name", name=user.title(), joined_at=NOW, created_at=NOW
            )
            for user in (INES, TOM)
        ]
        parked = models.Outgoing(
            key=f"parked-{team}",
            kind="notice",
            destination=CHANNEL,
            payload={"code": "nothing", "params": {}},
            state="parked",
            not_before=NOW,
            settled_at=NOW,
            reason="timeout",
            created_at=NOW,
        )
        session.add_all([*articles, digest, *people, parked])
        await session.flush()
        session.add_all(
            models.DigestItem(
                digest_id=digest.id,
                channel_id=channel.id,
                article_id=article.id,
                position=place,
                kind=sources[(place - 1) % 2].kind,
                reasons=[],
                also_in=[],
            )
            for place, article in enumerate(articles[:3], 1)
        )


async def furniture(db: Database, team: str) -> Furniture:
    async with db.read(team) as session:
        digest = (await session.scalars(select(models.Digest))).one()
        items = await session.scalars(select(models.DigestItem).order_by(models.DigestItem.position))
        parked = await session.scalar(select(models.Outgoing.id).where(models.Outgoing.state == "parked"))
        return Furniture(digest.id, tuple(item.article_id for item in items), parked or 0, digest.channel_id)


@asynccontextmanager
async def open_stage(
    url: str,
    *,
    roles: Collection[Role] = (Role.WEB,),
    processes: int = 1,
    fault: Fault | None = None,
    clock: Clock | None = None,
    socket_mode: bool = False,
    **changed: Any,
) -> AsyncIterator[Stage]:
    """On a database that `furnish` made. `changed` are settings."""
    now = clock if clock is not None else FixedClock(NOW)
    workspace = default_workspace(scopes=frozenset(SCOPES))
    workspace.add_person(Person(STRANGER, "loin", "D’Ailleurs"))
    workspace.channels[CHANNEL].members.append(STRANGER)
    for ts in (MESSAGE, OTHER_MESSAGE):
        workspace.channels[CHANNEL].messages.append(
            Message(ts=ts, user=workspace.bot_user, text="La dizaine", by_app=True)
        )
    app = create_app(
        workspace, bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SECRET, now=now.now, fault=fault
    )
    async with AsyncExitStack() as stack:
        # Bolt verifies once more behind our door, by the machine's own clock.
        bolts = mock.Mock(side_effect=lambda: now.now().timestamp())
        stack.enter_context(mock.patch("slack_sdk.signature.Clock.now", bolts))
        if Role.WORKER not in roles:
            # Nobody reads feeds here: there is nothing to wait for.
            sources.PATIENCE = 0.0
            stack.callback(setattr, sources, "PATIENCE", A_PERSONS_PATIENCE)
        base_url = await stack.enter_async_context(serve(app))
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        settings = settings_for(base_url, url, socket_mode=socket_mode, **changed)
        applications = [
            await stack.enter_async_context(assemble(settings, now, roles)) for _ in range(processes)
        ]
        db = applications[0].db
        ours, theirs = await furniture(db, TEAM), await furniture(db, OTHER_TEAM)
        assert isinstance(now, FixedClock)
        yield Stage(applications, playground_of(app), now, base_url, http, ours, theirs)


def settings_for(slack_url: str, database_url: str, *, socket_mode: bool = False, **changed: Any) -> Settings:
    return Settings(
        **{
            "slack_bot_token": SecretStr(BOT_TOKEN),
            "slack_app_token": SecretStr(APP_TOKEN) if socket_mode else None,
            "slack_signing_secret": SecretStr(SECRET),
            "slack_api_url": f"{slack_url}/api/",
            "database_url": database_url,
            "port": 0,
            "feeds_allow_loopback": True,
            "channel_interval_seconds": 0,
        }
        | changed
    )


TITLES = (
    "Les taux remontent et les ménages attendent",
    "Recruter autrement : trois entreprises racontent",
    "La rénovation énergétique change d’échelle",
    "Un nouveau siège pour de nouvelles idées",
    "Paiement instantané, ce qui change en avril",
    "Ports du Sud : l’éolien en mer prend le large",
)
