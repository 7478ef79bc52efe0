"""What editors say of two articles: that they tell one story, or two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from store.database import workspace_of
from store.models import Article, SameStory
from store.upsert import insert

Pair = tuple[int, int]


async def say(
    session: AsyncSession, one: int, other: int, same: bool | None, now: datetime, *, by: str | None = None
) -> bool:
    """Keep an editor's word on two articles, in place of what was said of them before then; None takes it back.

    Returns whether the workspace has both articles; nothing is kept otherwise.
    """
    one, other = sorted((one, other))
    known = await session.scalars(select(Article.id).where(Article.id.in_((one, other))))
    if set(known) != {one, other} or one == other:
        return False
    if same is None:
        await session.execute(
            delete(SameStory).where(
                SameStory.one_id == one, SameStory.other_id == other, SameStory.said_at <= now
            )
        )
        return True
    values = {"same": same, "said_by": by, "said_at": now}
    await session.execute(
        insert(session, SameStory)
        .values(workspace_id=workspace_of(session), one_id=one, other_id=other, **values)
        .on_conflict_do_update(
            index_elements=["one_id", "other_id"], set_=values, where=SameStory.said_at <= now
        )
    )
    return True


async def said(
    session: AsyncSession, since: datetime, *, known_at: datetime | None = None
) -> dict[Pair, bool]:
    """Whether two articles tell one story, by their ids, the lower first; of articles seen since then. `known_at`: as
    far as it was said by then."""
    one, other = aliased(Article), aliased(Article)
    rows = await session.execute(
        select(SameStory.one_id, SameStory.other_id, SameStory.same)
        .join(one, one.id == SameStory.one_id)
        .join(other, other.id == SameStory.other_id)
        .where(one.seen_at >= since, other.seen_at >= since)
        .where(true() if known_at is None else SameStory.said_at <= known_at)
    )
    return {(first, second): same for first, second, same in rows}
