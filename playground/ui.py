"""The page's own endpoints, under /_play: what a person sees, what they do, and news of what changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.api_views import view_json
from playground.blockkit import images_of
from playground.interactions import Interactions
from playground.words import Told, say
from playground.workspace import Channel, Json, Message, Person, View, Workspace


@dataclass(frozen=True, slots=True)
class Control:
    """A lever beside the workspace, of which the playground knows the label only (`{"fr": …, "en": …}`)."""

    id: str
    label: dict[str, str]
    hint: dict[str, str]
    action: Callable[[], Awaitable[dict[str, str]]]


def person_json(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "locale": person.locale,
        "is_admin": person.is_admin,
        "is_bot": person.is_bot,
        "color": person.color,
    }


@dataclass
class Ui:
    workspace: Workspace
    interactions: Interactions
    controls: Sequence[Control]

    def routes(self) -> list[BaseRoute]:
        asked = {"state": self.state, "messages": self.messages, "home": self.home, "views": self.views}
        done = {
            "message": self.message,
            "react": self.react,
            "action": self.action,
            "submit": self.submit,
            "close": self.close,
            "home_opened": self.home_opened,
            "control": self.control,
        }
        return [
            *(Route(f"/_play/{name}", self._asked(run)) for name, run in asked.items()),
            *(Route(f"/_play/{name}", self._done(run), methods=["POST"]) for name, run in done.items()),
            WebSocketRoute("/_play/events", self.events),
        ]

    def _asked(self, run: Callable[[Request, Person], Json]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                person = self._asking(request)
                return JSONResponse(run(request, person))
            except Told as told:
                return JSONResponse({"ok": False, "error": str(told)}, 404)

        return endpoint

    def _done(self, run: Callable[[Json], Awaitable[Json]]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                body = json.loads(await request.body())
                if not isinstance(body, dict):
                    raise Told(say(None, "bad_request"))
                return JSONResponse({"ok": True, **await run(body)})
            except Told as told:
                return JSONResponse({"ok": False, "error": str(told)})
            except ValueError:
                return JSONResponse({"ok": False, "error": say(None, "bad_request")}, 400)

        return endpoint

    def _asking(self, request: Request) -> Person:
        """Who looks: `as`, or for a page that knows nobody yet, the first of the cast."""
        user = request.query_params.get("as", "")
        people = [one.id for one in self.workspace.people.values() if not one.is_bot]
        return self.interactions.person(user or (people[0] if people else ""))

    # What a person sees

    def state(self, request: Request, person: Person) -> Json:
        workspace = self.workspace
        people = [person_json(one) for one in workspace.people.values() if not one.is_bot]
        return {
            "team": {"id": workspace.team_id, "name": workspace.team_name},
            "me": person_json(person),
            "people": people,
            "bot": person_json(workspace.people[workspace.bot_user]),
            "controls": [{"id": c.id, "label": c.label, "hint": c.hint} for c in self.controls],
            "channels": [self._channel(one, person) for one in workspace.channels_of(person.id)],
            "clock": workspace.moment().isoformat() if workspace.now is not None else None,
            "connected": self.interactions.delivery.connected,
            "commands": list(workspace.commands),
        }

    def _channel(self, channel: Channel, person: Person) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "is_im": channel.is_im,
            "topic": channel.topic,
            "unread": self.workspace.unread(channel, person.id),
        }

    def messages(self, request: Request, person: Person) -> Json:
        channel = self.interactions.channel(person, request.query_params.get("channel", ""))
        seen = [m for m in channel.messages if m.ephemeral_to in (None, person.id)]
        if seen:
            channel.seen[person.id] = seen[-1].ts
        return {"messages": [self._message(message) for message in seen]}

    def _message(self, message: Message) -> Json:
        files = [self.workspace.files[file_id] for file_id in message.files]
        return {
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
            "blocks": self._blocks(message.blocks),
            "reactions": [{"name": n, "users": list(users)} for n, users in message.reactions.items()],
            "ephemeral": message.ephemeral_to is not None,
            "edited": message.edited is not None,
            "files": [
                {
                    "id": file.id,
                    "name": file.name,
                    "mimetype": file.mimetype,
                    "url": f"/files/{file.id}/{file.name}",
                    "alt_txt": file.alt_txt,
                }
                for file in files
            ],
            "thread_ts": message.thread_ts,
        }

    def _blocks(self, blocks: list[Any] | None) -> list[Any] | None:
        """Blocks as the page can draw them: files by their address here."""
        if blocks is None:
            return None
        shown: list[Any] = json.loads(json.dumps(blocks))
        for image, _ in images_of(shown):
            file = self.workspace.files.get((image.pop("slack_file", None) or {}).get("id", ""))
            if file is not None:
                image["image_url"] = f"/files/{file.id}/{file.name}"
        return shown

    def home(self, request: Request, person: Person) -> Json:
        home = self.workspace.homes.get(person.id)
        return {"view": self._view(home) if home is not None else None}

    def views(self, request: Request, person: Person) -> Json:
        return {"stack": [self._view(view) for view in self.workspace.stack(person.id)]}

    def _view(self, view: View) -> Json:
        shown = view_json(self.workspace, view)
        return shown | {"blocks": self._blocks(shown["blocks"]), "state_errors": view.errors}

    # What a person does

    async def message(self, body: Json) -> Json:
        await self.interactions.write(
            str(body.get("as")), str(body.get("channel")), str(body.get("text") or "")
        )
        return {}

    async def react(self, body: Json) -> Json:
        user, channel, ts = (str(body.get(name)) for name in ("as", "channel", "ts"))
        self.interactions.react(user, channel, ts, str(body.get("name")), on=bool(body.get("on")))
        return {}

    async def action(self, body: Json) -> Json:
        await self.interactions.act(str(body.get("as")), body)
        return {}

    async def submit(self, body: Json) -> Json:
        typed = body.get("state")
        user = str(body.get("as"))
        state = typed if isinstance(typed, dict) else {}
        result, errors = await self.interactions.submit(user, str(body.get("view_id")), state)
        found: Json = {"result": result, "errors": errors}
        if result == "timeout":
            found["message"] = say(self.workspace.person(user), "trouble")
        return found

    async def close(self, body: Json) -> Json:
        await self.interactions.close(str(body.get("as")), str(body.get("view_id")))
        return {}

    async def home_opened(self, body: Json) -> Json:
        self.interactions.open_home(str(body.get("as")))
        return {}

    async def control(self, body: Json) -> Json:
        found = next((control for control in self.controls if control.id == body.get("id")), None)
        if found is None:
            raise Told(say(None, "no_control"))
        message = await found.action()
        self.workspace.changed("state", None, None)
        return {"message": message}

    # News

    async def events(self, socket: WebSocket) -> None:
        """Tell the page what changed, as it changes; the page asks for what it then wants."""
        user = socket.query_params.get("as", "")
        news: asyncio.Queue[Json] = asyncio.Queue()

        def watcher(what: str, channel: str | None, whom: str | None) -> None:
            if whom in (None, user):
                news.put_nowait({"type": "changed", "what": what, "channel": channel})

        await socket.accept()
        self.workspace.watchers.append(watcher)
        telling = asyncio.get_running_loop().create_task(_tell(socket, news))
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            telling.cancel()
        finally:
            telling.cancel()
            self.workspace.watchers.remove(watcher)


async def _tell(socket: WebSocket, news: asyncio.Queue[Json]) -> None:
    while True:
        await socket.send_json(await news.get())
