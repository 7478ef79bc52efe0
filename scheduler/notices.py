"""Notices to the admins: sent in private to whoever set the programme up, once a matter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from scheduler.messages import Params
from scheduler.payloads import NOTICE, notice_payload
from store import outbox, workspaces
from store.models import Workspace


async def notify(
    session: AsyncSession, workspace: Workspace | None, key: str, code: str, params: Params, now: datetime
) -> bool:
    """Queue a notice under a key, once for ever. False when it was there, or there is nobody to tell."""
    if workspace is None or workspace.contact_user is None:
        return False
    row = outbox.NewOutgoing(
        workspace_id=workspace.id,
        key=f"notice:{key}"[:120],
        kind=NOTICE,
        destination=workspace.contact_user,
        language=workspace.language,
        payload=notice_payload(code, params),
        not_before=now,
    )
    return await outbox.enqueue(session, row, now)


async def notify_workspace(
    session: AsyncSession, workspace_id: str, key: str, code: str, params: Params, now: datetime
) -> bool:
    """The same, when only the workspace's id is at hand."""
    return await notify(session, await workspaces.get(session, workspace_id), key, code, params, now)
