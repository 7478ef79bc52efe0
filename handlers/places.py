"""Where people are: the language and the time zone of a channel, and the channel a digest stands in."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.services import Services
from store import channels, reading, workspaces
from store.models import Channel

DEFAULT_ZONE = "Europe/Paris"


async def language(
    services: Services, workspace_id: str, conversation_id: str | None, digest_id: int | None
) -> str:
    """The language of the channel, else of the digest's channel, else of the workspace."""
    async with services.db.read(workspace_id) as session:
        if conversation_id is None and digest_id is not None:
            conversation_id = await reading.conversation_of(session, digest_id)
        channel = await channels.find(session, conversation_id) if conversation_id else None
        if channel is not None:
            return channel.language
        workspace = await workspaces.get(session, workspace_id)
        return workspace.language if workspace else "fr"


async def conversation_of(services: Services, workspace_id: str, digest_id: int | None) -> str | None:
    """The conversation that a digest was posted in."""
    if digest_id is None:
        return None
    async with services.db.read(workspace_id) as session:
        return await reading.conversation_of(session, digest_id)


async def nearest(session: AsyncSession, conversation_id: str | None) -> Channel | None:
    """The ambassador channel asked from, else the first that was set up."""
    listed = await channels.listed(session)
    here = next((each for each in listed if each.conversation_id == conversation_id), None)
    return here or (listed[0] if listed else None)


async def zone(session: AsyncSession, conversation_id: str | None = None) -> str:
    """The time zone that bounds days and weeks for someone asking from there."""
    channel = await nearest(session, conversation_id)
    return channel.time_zone if channel else DEFAULT_ZONE
