"""Acts on what a channel was posted: picks, drafts and shares, as conditions and counts for queries on digests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, true
from sqlalchemy.orm import InstrumentedAttribute

from store.models import DigestItem, Draft, Pick, Share


def picked_there(known_at: datetime | None = None) -> ColumnElement[bool]:
    """The condition on a pick joined with the digest item it was made on; `known_at`: by then."""
    return and_(
        Pick.digest_id == DigestItem.digest_id,
        Pick.article_id == DigestItem.article_id,
        Pick.active.is_(True),
        _by(Pick.created_at, known_at),
    )


def acts(known_at: datetime | None = None) -> ColumnElement[int]:
    """Picks, with one more for each that was drafted and for each that was shared, on whatever networks;
    `known_at`: by then, as far as the last time a draft was saved tells."""
    drafted = exists().where(
        Draft.person_id == Pick.person_id,
        Draft.article_id == Pick.article_id,
        _by(Draft.updated_at, known_at),
    )
    # A share that was only started is no more than a draft (programme.shares.Grade).
    shared = exists().where(
        Share.person_id == Pick.person_id,
        Share.article_id == Pick.article_id,
        Share.grade != "started",
        _by(Share.shared_at, known_at),
    )
    one = case((drafted, 1), else_=0) + case((shared, 1), else_=0)
    return func.count(Pick.id) + func.coalesce(func.sum(case((Pick.id.is_(None), 0), else_=one)), 0)


def _by(done: InstrumentedAttribute[datetime], moment: datetime | None) -> ColumnElement[bool]:
    return true() if moment is None else done <= moment
