"""Where people are: the language and the time zone of a channel, and the channel a digest stands in."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.services import Services
from store import channels, reading
from store.models import Channel

DEFAULT_ZONE = "Europe/Paris"


async def language(services: Services, workspace_id: str, conversation_id: str | None) -> str | None:
    """The channel's language; None where none is set."""
    if conversation_id is None:
        return None
    async with services.db.read(workspace_id) as session:
        channel = await channels.find(session, conversation_id)
        return channel.language if channel else None


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
