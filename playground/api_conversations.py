"""Web API: conversations.*"""

from __future__ import annotations

from playground.api import Call, Method, message_json
from playground.errors import Refused
from playground.workspace import Channel, Json, Workspace


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """A conversation object."""
    found: Json = {
        "id": channel.id,
        "created": 1735689600,
        "is_archived": channel.is_archived,
        "is_im": channel.is_im,
        "is_mpim": False,
        "is_channel": not channel.is_im,
        "is_group": False,
        "is_private": channel.is_private or channel.is_im,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
    }
    if channel.im_with is not None:
        return found | {"user": channel.im_with, "is_open": True}
    return found | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.name == "general",
        "is_member": workspace.bot_user in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.topic, "creator": "", "last_set": 0},
    }


def _kind(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _seen_by_bot(call: Call) -> Channel:
    channel = call.channel()
    if channel.is_private and call.workspace.bot_user not in channel.members:
        raise Refused("channel_not_found")
    return channel


def info(call: Call) -> Json:
    channel = _seen_by_bot(call)
    found = channel_json(call.workspace, channel)
    if call.flag("include_num_members"):
        found["num_members"] = len(channel.members)
    if call.flag("include_locale"):
        found["locale"] = "fr-FR"
    return {"channel": found}


def _listed(call: Call, channels: list[Channel]) -> Json:
    kinds = {kind.strip() for kind in (call.text("types") or "public_channel").split(",")}
    if kinds - {"public_channel", "private_channel", "im", "mpim"}:
        raise Refused("invalid_types")
    bot = call.workspace.bot_user
    found = [
        channel
        for channel in channels
        if _kind(channel) in kinds
        and (not channel.is_private or bot in channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    page, metadata = call.page(found, 100)
    shown = [channel_json(call.workspace, channel) for channel in page]
    return {"channels": shown, "response_metadata": metadata}


def list_(call: Call) -> Json:
    return _listed(call, list(call.workspace.channels.values()))


def of_user(call: Call) -> Json:
    """users.conversations: those of `user`, or the bot's own."""
    user = call.text("user") or call.workspace.bot_user
    if call.workspace.person(user) is None:
        raise Refused("user_not_found")
    return _listed(call, call.workspace.channels_of(user))


def history(call: Call) -> Json:
    channel = call.joined_channel()
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9999999999.999999"
    try:
        low, high = float(oldest), float(latest)
    except ValueError:
        code = "invalid_ts_oldest" if not oldest.replace(".", "").isdigit() else "invalid_ts_latest"
        raise Refused(code) from None
    inclusive = call.flag("inclusive")
    found = [
        message
        for message in reversed(channel.messages)
        if message.ephemeral_to is None
        and (low < float(message.ts) < high or (inclusive and message.ts in (oldest, latest)))
    ]
    page, metadata = call.page(found, 100, 999)
    with_metadata = call.flag("include_all_metadata")
    shown = [message_json(call.workspace, m, call.base_url, metadata=with_metadata) for m in page]
    more = bool(metadata["next_cursor"])
    return {"messages": shown, "has_more": more, "pin_count": 0, "response_metadata": metadata}


def open_(call: Call) -> Json:
    if call.text("channel"):
        return {"channel": {"id": call.channel().id}}
    users = [user.strip() for user in call.text("users").split(",") if user.strip()]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("too_many_users" if len(users) > 8 else "method_not_supported_for_channel_type")
    person = call.workspace.people.get(users[0])
    if person is None:
        raise Refused("user_not_found")
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    known = f"D{person.id[1:]}" in call.workspace.channels
    channel = call.workspace.im(person.id)
    shown = channel_json(call.workspace, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": shown, **({"no_op": True, "already_open": True} if known else {})}


def members(call: Call) -> Json:
    channel = _seen_by_bot(call)
    page, metadata = call.page(channel.members, 100)
    return {"members": page, "response_metadata": metadata}


def join(call: Call) -> Json:
    channel = _seen_by_bot(call)
    if channel.is_im or channel.is_private:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    workspace = call.workspace
    if workspace.bot_user in channel.members:
        warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"channel": channel_json(workspace, channel), **warning}
    channel.members.append(workspace.bot_user)
    workspace.changed("state", None, None)
    return {"channel": channel_json(workspace, channel)}


METHODS = {
    "conversations.info": Method(info, "channels:read"),
    "conversations.list": Method(list_, "channels:read", per_minute=20),
    "conversations.history": Method(history, "channels:history"),
    "conversations.open": Method(open_, "im:write"),
    "conversations.members": Method(members, "channels:read", per_minute=100),
    "conversations.join": Method(join, "channels:join"),
    "users.conversations": Method(of_user, "channels:read"),
}
