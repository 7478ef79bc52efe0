"""Web API: chat.* and blocks.validate."""

from __future__ import annotations

from typing import Any

from playground.api import Call, Method, file_problems, filled, message_json
from playground.blockkit import MESSAGE_CHARACTERS, message_problems, message_size, view_problems
from playground.errors import Refused, refused_for
from playground.workspace import Channel, Json, Message, Workspace

POST_CHARACTERS = 40_000
UPDATE_CHARACTERS = 4_000


def checked_blocks(workspace: Workspace, blocks: object, code: str = "invalid_blocks") -> list[Any] | None:
    """The blocks, once Slack's limits and this workspace's roll-out let them pass."""
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    problems = message_problems(blocks, workspace.refuse_blocks)
    if problems := problems or file_problems(workspace, blocks, "/blocks"):
        raise refused_for(code, problems)
    if message_size(blocks) > MESSAGE_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return blocks


def _target(call: Call) -> Channel:
    """Where a message goes: a channel's id or #name, or a person's id (their direct messages)."""
    asked = call.required("channel", "channel_not_found")
    workspace = call.workspace
    if asked in workspace.people:
        return workspace.im(asked)
    for channel in workspace.channels.values():
        if not channel.is_im and channel.name == asked.removeprefix("#"):
            call.args["channel"] = channel.id
    return call.joined_channel(open_for_posts=True)


def _content(call: Call, *, limit: int) -> tuple[str, list[Any] | None]:
    text = call.text("text")
    markdown = call.text("markdown_text")
    blocks = call.parsed("blocks", "invalid_blocks_format")
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if markdown:
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if len(text) > limit:
        raise Refused("msg_too_long")
    checked = checked_blocks(call.workspace, blocks)
    if not text.strip() and not checked and not call.parsed("attachments"):
        raise Refused("no_text")
    return text, checked


def _metadata(call: Call) -> Json | None:
    found = call.parsed("metadata", "invalid_metadata_format")
    if found is None:
        return None
    kind = found.get("event_type") if isinstance(found, dict) else None
    if not isinstance(kind, str) or not kind or not isinstance(found.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    return dict(found)


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.text("thread_ts") or None
    if thread_ts is not None and channel.find(thread_ts) is None:
        raise Refused("thread_not_found")
    return thread_ts


def post_message(call: Call) -> Json:
    channel = _target(call)
    text, blocks = _content(call, limit=POST_CHARACTERS)
    message = call.workspace.post(
        channel,
        call.workspace.bot_user,
        text,
        blocks=filled(call.workspace, blocks),
        thread_ts=_thread(call, channel),
        metadata=_metadata(call),
    )
    shown = message_json(call.workspace, message, call.base_url, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    channel = call.joined_channel(open_for_posts=True)
    person = call.person()
    if person.id not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = _content(call, limit=POST_CHARACTERS)
    workspace = call.workspace
    message = workspace.post(
        channel, workspace.bot_user, text, blocks=filled(workspace, blocks), ephemeral_to=person.id
    )
    return {"message_ts": message.ts}


def _own(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = channel.find(call.required("ts", "message_not_found"))
    if message is None:
        raise Refused("message_not_found")
    if message.user != call.workspace.bot_user:
        raise Refused(refusal)
    return channel, message


def update(call: Call) -> Json:
    """Blocks left out are kept; an empty array takes them away."""
    channel, message = _own(call, "cant_update_message")
    if channel.is_archived:
        raise Refused("is_archived")
    blocks = call.parsed("blocks", "invalid_blocks_format")
    if blocks is None and "text" in call.args:
        call.args["blocks"] = message.blocks or []
    text, checked = _content(call, limit=UPDATE_CHARACTERS)
    if "metadata" in call.args:
        message.metadata = _metadata(call)
    call.workspace.edit(channel, message, text or message.text, filled(call.workspace, checked))
    shown = message_json(call.workspace, message, call.base_url, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    channel, message = _own(call, "cant_delete_message")
    call.workspace.delete(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    ts = call.required("message_ts", "message_not_found")
    if channel.find(ts) is None:
        raise Refused("message_not_found")
    link = f"{call.base_url}/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


def validate(call: Call) -> Json:
    given = [name for name in ("blocks", "message", "view") if call.args.get(name)]
    if len(given) != 1:
        raise Refused("invalid_arguments")
    name = given[0]
    value = call.parsed(name)
    refuse = call.workspace.refuse_blocks
    if name == "view":
        problems = view_problems(value, refuse)
    else:
        blocks = value if name == "blocks" else value.get("blocks") if isinstance(value, dict) else None
        problems = message_problems(blocks, refuse)
    if problems:
        errors = [{"pointer": p.pointer, "code": p.code, "message": p.message} for p in problems]
        raise Refused(f"invalid_{name}", errors=errors)
    return {}


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write", per_minute=300),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", per_minute=100),
    "chat.update": Method(update, "chat:write"),
    "chat.delete": Method(delete, "chat:write"),
    "chat.getPermalink": Method(get_permalink, per_minute=300),
    "blocks.validate": Method(validate),
}
