"""A workspace that left: nothing more is sent to it."""

from __future__ import annotations

from handlers.services import Services
from store import workspaces


async def disconnected(services: Services, workspace_id: str, reason: str) -> None:
    async with services.db.write(workspace_id) as session:
        await workspaces.disconnect(session, workspace_id, reason)
