"""Hosts that asked to be left alone, and until when. The same for every workspace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.models import HostWait
from store.upsert import insert

LONGEST = 255  # characters: no name is longer


async def waiting(session: AsyncSession, now: datetime) -> dict[str, datetime]:
    """Until when each host is to be left alone; those whose time is over are not in it."""
    rows = await session.execute(select(HostWait.host, HostWait.until).where(HostWait.until > now))
    return {row[0]: row[1] for row in rows}


async def leave_alone(session: AsyncSession, until: Mapping[str, datetime], now: datetime) -> None:
    """Remember until when, the later word standing; what is over is forgotten."""
    await session.execute(delete(HostWait).where(HostWait.until <= now))
    for host, moment in sorted(until.items()):
        statement = insert(session, HostWait).values(host=host[:LONGEST], until=moment)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["host"],
                set_={"until": statement.excluded.until},
                where=HostWait.until < statement.excluded.until,
            )
        )
