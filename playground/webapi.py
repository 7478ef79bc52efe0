"""The Web API's door: arguments, tokens, scopes, rates and faults, then the method itself."""

from __future__ import annotations

import inspect
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from playground import api_chat, api_conversations, api_files, api_people, api_reactions, api_views
from playground.api import Call, Method
from playground.delivery import Delivery
from playground.errors import Refused
from playground.workspace import Json, Workspace

Fault = Callable[[str, Json], "Response | Awaitable[Response | None] | None"]

METHODS: dict[str, Method] = {
    **api_people.METHODS,
    **api_chat.METHODS,
    **api_conversations.METHODS,
    **api_reactions.METHODS,
    **api_views.METHODS,
    **api_files.METHODS,
}


class LostReply(Response):
    """Accepts the call and drops the connection in the middle of the answer: its outcome is unknown."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


@dataclass
class WebApi:
    """Answers `/api/<method>`.

    `fault(method, args)` may answer in the method's place (tests); `lose_reply(method, args)` lets the call
    happen and its answer be lost. `revoked` tokens answer `token_revoked`.
    `calls` keeps the last thousand.
    """

    workspace: Workspace
    delivery: Delivery
    bot_token: str
    app_token: str
    fault: Fault | None = None
    lose_reply: Callable[[str, Json], bool] | None = None
    revoked: set[str] = field(default_factory=set)
    calls: deque[tuple[str, Json]] = field(default_factory=lambda: deque(maxlen=1000))
    base_url: str = ""
    _spent: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    async def handle(self, request: Request) -> Response:
        name = request.path_params["method"]
        headers = {"x-oauth-scopes": ",".join(sorted(self.workspace.scopes))}
        try:
            args, token = await _arguments(request)
        except Refused as refused:
            return JSONResponse(refused.answer(), headers=headers)
        self.calls.append((name, args))
        if self.fault is not None:
            answer = self.fault(name, args)
            if inspect.isawaitable(answer):
                answer = await answer
            if answer is not None:
                return answer
        if (wait := self._wait(name, args)) is not None:
            slow = {"ok": False, "error": "ratelimited"}
            return JSONResponse(slow, 429, headers={"Retry-After": str(wait)})
        try:
            result = self.run(name, args, token, base_url=self.base_url or str(request.base_url).rstrip("/"))
        except Refused as refused:
            return JSONResponse(refused.answer(), headers=headers)
        if self.lose_reply is not None and self.lose_reply(name, args):
            return LostReply()
        return JSONResponse({"ok": True, **result}, headers=headers)

    def run(self, name: str, args: Json, token: str | None, *, base_url: str = "") -> Json:
        """Answer one call, or raise Refused."""
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        if method.caller != "anyone":
            self._authorise(method, token)
        return method.run(Call(self.workspace, self.delivery, args, base_url))

    def _authorise(self, method: Method, token: str | None) -> None:
        kind = self._kind(token)
        if kind != method.caller:
            raise Refused("not_allowed_token_type")
        if method.scope is not None and method.scope not in self.workspace.scopes:
            provided = ",".join(sorted(self.workspace.scopes))
            raise Refused("missing_scope", needed=method.scope, provided=provided)

    def _kind(self, token: str | None) -> Literal["bot", "app"]:
        if not token:
            raise Refused("not_authed")
        if token in self.revoked:
            raise Refused("token_revoked")
        if token == self.bot_token:
            return "bot"
        if token == self.app_token:
            return "app"
        raise Refused("invalid_auth")

    def _wait(self, name: str, args: Mapping[str, Any]) -> int | None:
        """Seconds to wait when the call comes too soon, or None. Posting: 1/s a channel, in bursts of 3."""
        method = METHODS.get(name)
        if not self.workspace.rate_limits or method is None:
            return None
        posting = name == "chat.postMessage"
        window, most = (3.0, 3) if posting else (60.0, method.per_minute)
        key = (name, str(args.get("channel", "")) if posting else "")
        now = self.workspace.monotonic()
        recent = [at for at in self._spent.get(key, []) if now - at < window]
        self._spent[key] = recent
        if len(recent) >= most:
            return max(1, int(window - (now - recent[0]) + 0.999))
        recent.append(now)
        return None


async def _arguments(request: Request) -> tuple[Json, str | None]:
    """The call's arguments (query, form or JSON body together) and its token (header or argument)."""
    args: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "").split(";")[0].strip()
    if content_type == "application/json":
        raw = await request.body()
        try:
            found = json.loads(raw or b"{}")
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(found, dict):
            raise Refused("json_not_object")
        args |= found
    elif content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.form()
        args |= {name: value for name, value in form.items() if isinstance(value, str)}
    elif request.method == "POST" and await request.body():
        raise Refused("invalid_post_type")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = args.pop("token", None)
    return args, token.strip() if scheme.lower() == "bearer" and token else given
