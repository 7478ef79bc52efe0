"""Notices to the admins: sent in private to whoever set the programme up, once a matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from scheduler.messages import Params
from scheduler.payloads import NOTICE, notice_payload
from store import outbox, workspaces
from store.models import Workspace

MISSING = "missing_"  # before a ShortfallCode, in a notice's params


def shortfall_params(missing: Iterable[tuple[str, Params]]) -> Params:
    """Why there are fewer articles than wanted, as a notice carries it: each code's count under the code's name (1
    where it counts nothing), the days of `too_old` under `days`."""
    told: dict[str, str | int | float] = {}
    for code, params in missing:
        told[f"{MISSING}{code}"] = params.get("count", 1)
        if "days" in params:
            told["days"] = params["days"]
    return told


def shortfall_of(params: Params) -> list[tuple[str, Params]]:
    """The same, read back: (code, params) in their order."""
    return [
        (name.removeprefix(MISSING), {"count": count, "days": params.get("days", 0)})
        for name, count in params.items()
        if name.startswith(MISSING)
    ]


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
