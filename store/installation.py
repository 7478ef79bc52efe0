"""The whole installation, for those who run it: counts and addresses over every workspace, read only.

Never anyone's words or names. What works across workspaces (delivery, ingest, what is due) asks elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from store import sources
from store.database import Database
from store.models import Digest, Outgoing, Person, Source, Workspace


@dataclass(frozen=True, slots=True)
class Totals:
    """Messages by state, sources that are read by status, people who are in, workspaces whose token died."""

    outbox: Mapping[str, int]
    sources: Mapping[str, int]
    ambassadors: int
    disconnected: int


async def totals(db: Database) -> Totals:
    """Raises DBAPIError when the database does not answer."""
    by_state = select(Outgoing.state, func.count()).group_by(Outgoing.state)
    by_status = select(Source.status, func.count()).where(sources.read()).group_by(Source.status)
    present = select(func.count(Person.id)).where(Person.joined_at.is_not(None), Person.left_at.is_(None))
    gone = select(func.count(Workspace.id)).where(Workspace.disconnected_reason.is_not(None))
    async with db.engine.connect() as connection:
        return Totals(
            outbox={row[0]: row[1] for row in await connection.execute(by_state)},
            sources={row[0]: row[1] for row in await connection.execute(by_status)},
            ambassadors=await connection.scalar(present) or 0,
            disconnected=await connection.scalar(gone) or 0,
        )


async def feeds(db: Database) -> list[tuple[str, str]]:
    """What is read: titles (the address where there is none) and addresses."""
    async with db.engine.connect() as connection:
        rows = await connection.execute(select(Source.title, Source.url).where(sources.read()))
        return [(str(title or url), str(url)) for title, url in rows]


async def last_written(db: Database) -> datetime | None:
    """When the latest digest or message was made; None where nothing ever was."""
    async with db.engine.connect() as connection:
        made = await connection.scalar(select(func.max(Digest.created_at)))
        queued = await connection.scalar(select(func.max(Outgoing.created_at)))
    return max((moment for moment in (made, queued) if moment is not None), default=None)


async def programmes(db: Database) -> list[tuple[str, str]]:
    """The workspaces: ids and names, the oldest first."""
    async with db.engine.connect() as connection:
        rows = await connection.execute(
            select(Workspace.id, Workspace.name).order_by(Workspace.created_at, Workspace.id)
        )
        return [(str(workspace_id), str(name)) for workspace_id, name in rows]
