"""INSERT … ON CONFLICT in the two databases' own words: how an act done twice stays one row."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from store.base import Base


def insert(session: AsyncSession, model: type[Base]) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update` on this session's database."""
    return insert_for(session.get_bind().dialect.name, model)


def insert_for(dialect: str, model: type[Base]) -> Any:
    """The same for a dialect by its name, to be built once and kept."""
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)
