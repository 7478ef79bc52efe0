"""What a person does here (types, reacts, clicks, submits, closes), and what the app's answer changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground import payloads
from playground.api_reactions import react
from playground.api_views import checked_view, push_on
from playground.blockkit import find_element
from playground.delivery import Answer, Delivery
from playground.errors import Refused
from playground.inputs import VALUE_OF, entered, mistakes, stateful, whole_state
from playground.responses import ResponseUrls, answer
from playground.typed import escaped, marked
from playground.words import Told, say
from playground.workspace import SLACKBOT, Channel, Json, Message, Person, View, Workspace


@dataclass
class Interactions:
    """People's acts. Each raises Told with a sentence in the person's language when it cannot be."""

    workspace: Workspace
    delivery: Delivery
    urls: ResponseUrls
    base_url: Callable[[], str]

    def person(self, user: str) -> Person:
        found = self.workspace.people.get(user)
        if found is None or found.is_bot:
            raise Told(say(None, "no_person"))
        return found

    def channel(self, person: Person, channel_id: str) -> Channel:
        found = self.workspace.channels.get(channel_id)
        if found is None:
            raise Told(say(person, "no_channel"))
        if person.id not in found.members:
            raise Told(say(person, "not_member"))
        return found

    def message_at(self, person: Person, channel: Channel, ts: str) -> Message:
        found = channel.find_any(ts, person.id)
        if found is None:
            raise Told(say(person, "no_message"))
        return found

    def view(self, person: Person, view_id: str) -> View:
        found = self.workspace.views.get(view_id)
        home = self.workspace.homes.get(person.id)
        if found is None and home is not None and home.id == view_id:
            found = home
        if found is None or found.user != person.id:
            raise Told(say(person, "no_view"))
        return found

    # Words and reactions

    async def write(self, user: str, channel_id: str, text: str) -> None:
        """A message, or with a leading slash a command."""
        person = self.person(user)
        channel = self.channel(person, channel_id)
        if not text.strip():
            raise Told(say(person, "empty"))
        if text.startswith("/"):
            await self._command(person, channel, text)
        else:
            self.workspace.post(channel, user, marked(self.workspace, text, names=False))

    async def _command(self, person: Person, channel: Channel, text: str) -> None:
        name, _, rest = text.strip().partition(" ")
        workspace = self.workspace
        if name not in workspace.commands:
            self._slackbot(channel, person, say(person, "unknown_command", command=name))
            return
        rest = rest.strip()
        words = marked(workspace, rest, names=True) if workspace.should_escape else escaped(rest)
        url = self.urls.issue(self.base_url(), person.id, channel.id)
        payload = payloads.command(workspace, person, channel, name, words, url)
        result = await self.delivery.request("slash_commands", payload)
        error = None if result.ok else _command_error(result)
        if result.ok and isinstance(result.payload, dict) and result.payload:
            if result.payload.get("response_type") == "in_channel":
                workspace.post(channel, person.id, escaped(text))
            try:
                answer(workspace, channel, person.id, result.payload)
            except Refused:
                error = "invalid_command_response"
        if error is not None:
            said = say(person, "command_failed", command=name, error=error)
            self._slackbot(channel, person, said)

    def _slackbot(self, channel: Channel, person: Person, text: str) -> None:
        self.workspace.post(channel, SLACKBOT, escaped(text), ephemeral_to=person.id)

    def react(self, user: str, channel_id: str, ts: str, name: str, *, on: bool) -> None:
        person = self.person(user)
        channel = self.channel(person, channel_id)
        message = self.message_at(person, channel, ts)
        if message.ephemeral_to is not None:
            raise Told(say(person, "only_you"))
        try:
            react(self.workspace, self.delivery, channel, message, user, name.strip(":"), on=on)
        except Refused as refused:
            raise Told(say(person, refused.code)) from None

    # Clicks

    async def act(self, user: str, request: Json) -> None:
        """A click or a choice in a message, a modal or the Home."""
        person = self.person(user)
        container = request.get("container")
        if not isinstance(container, dict):
            raise Told(say(person, "bad_request"))
        if container.get("type") == "message":
            channel = self.channel(person, str(container.get("channel")))
            message = self.message_at(person, channel, str(container.get("ts")))
            action, state = self._action(person, message.blocks, request, {})
            url = self.urls.issue(self.base_url(), user, channel.id, message.ts)
            payload = payloads.message_action(
                self.workspace,
                person,
                channel,
                message,
                action,
                state,
                response_url=url,
                base_url=self.base_url(),
            )
        else:
            view = self.view(person, str(container.get("view_id")))
            typed = request.get("state")
            given = view.state | typed if isinstance(typed, dict) else view.state
            action, view.state = self._action(person, view.payload["blocks"], request, given)
            payload = payloads.view_action(self.workspace, person, view, action)
        result = await self.delivery.request("interactive", payload)
        if not result.ok:
            raise Told(say(person, "no_answer"))

    def _action(self, person: Person, blocks: object, request: Json, given: Json) -> tuple[Json, Json]:
        """The `actions` entry of what was done, and the whole state with it."""
        block_id, action_id = str(request.get("block_id")), str(request.get("action_id"))
        found = find_element(blocks, block_id, action_id)
        if found is None:
            raise Told(say(person, "no_element"))
        block, element = found
        value: Json = {}
        try:
            if element["type"] in VALUE_OF:
                value = entered(element, request)
                given = given | {block["block_id"]: {**given.get(block["block_id"], {}), action_id: value}}
            elif element["type"] == "overflow":
                chosen = request.get("selected_option")
                wanted = chosen.get("value") if isinstance(chosen, dict) else chosen
                offered = [option for option in element["options"] if option["value"] == wanted]
                if not offered:
                    raise Told("no_option")
                value = {"selected_option": offered[0]}
            state = whole_state(blocks, given)
        except Told as told:
            raise Told(say(person, str(told))) from None
        return payloads.action(self.workspace, block, element, value), state

    # Views

    async def submit(self, user: str, view_id: str, typed: Json) -> tuple[str, dict[str, str]]:
        """(closed | updated | pushed | errors | timeout, messages by block id) for a submitted modal."""
        person = self.person(user)
        view = self.view(person, view_id)
        blocks = view.payload["blocks"]
        try:
            view.state = whole_state(blocks, view.state | typed)
        except Told as told:
            raise Told(say(person, str(told))) from None
        view.errors = mistakes(blocks, view.state, lambda key, **values: say(person, key, **values))
        if view.errors:
            self.workspace.changed("views", None, user)
            return "errors", view.errors
        urls = self._response_urls(view)
        payload = payloads.submission(self.workspace, person, view, urls)
        result = await self.delivery.request("interactive", payload)
        if not result.ok:
            return "timeout", {}
        return self._submitted(view, result.payload)

    def _response_urls(self, view: View) -> list[Json]:
        found = []
        for block, element in stateful(view.payload["blocks"]):
            state = view.state[block["block_id"]][element["action_id"]]
            channel_id = state.get("selected_conversation") or state.get("selected_channel")
            if element.get("response_url_enabled") and channel_id in self.workspace.channels:
                url = self.urls.issue(self.base_url(), view.user, channel_id)
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                found.append(ids | {"channel_id": channel_id, "response_url": url})
        return found

    def _submitted(self, view: View, response: Any) -> tuple[str, dict[str, str]]:
        """Do what the app answered. An answer Slack cannot use is trouble: the modal stays."""
        if not isinstance(response, dict) or not response:
            self.workspace.close_from(view)
            return "closed", {}
        asked = response.get("response_action")
        try:
            if asked == "clear":
                self.workspace.close_all(view.user)
                return "closed", {}
            if asked == "errors":
                view.errors = _usable_errors(view, response.get("errors"))
                self.workspace.changed("views", None, view.user)
                return "errors", view.errors
            if asked == "update":
                payload = checked_view(self.workspace, response.get("view"), "modal")
                self.workspace.replace_view(view, payload)
                return "updated", {}
            if asked == "push":
                payload = checked_view(self.workspace, response.get("view"), "modal")
                push_on(self.workspace, self.workspace.stack(view.user), payload)
                return "pushed", {}
        except Refused:
            return "timeout", {}
        return "timeout", {}

    async def close(self, user: str, view_id: str) -> None:
        """The person closes a modal: the one on top, or all of them where it says so."""
        person = self.person(user)
        view = self.view(person, view_id)
        clear = bool(view.payload.get("clear_on_close"))
        gone = self.workspace.close_all(user) if clear else self.workspace.close_from(view)
        for one in gone:
            if one.payload.get("notify_on_close"):
                payload = payloads.closed(self.workspace, person, one, cleared=clear)
                await self.delivery.request("interactive", payload)

    def open_home(self, user: str) -> None:
        person = self.person(user)
        self.delivery.send_event(payloads.home_opened(self.workspace, person))


def _command_error(result: Answer) -> str:
    return {"timeout": "operation_timeout", "unreachable": "dispatch_failed"}.get(
        result.outcome, "http_service_error"
    )


def _usable_errors(view: View, errors: object) -> dict[str, str]:
    """Errors for input blocks of this view; Slack knows what to do with no others."""
    inputs = {block.get("block_id") for block in view.payload["blocks"] if block.get("type") == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise Refused("invalid_arguments")
    return {str(block_id): str(message) for block_id, message in errors.items()}
