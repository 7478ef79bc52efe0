"""The engine and its sessions: one a handler or a job, scoped to a workspace, never open across a network call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from store import sqlite
from store.base import Tenant
from store.models import Workspace

WORKSPACE = "workspace_id"


class ForeignRow(Exception):
    """A session of one workspace was given a row of another: a bug, stopped before it is written."""


def normalise_url(url: str) -> str:
    """The asyncio driver for a plain address: `postgresql://…` and `sqlite:///…` as people write them.

    Raises sqlalchemy.exc.ArgumentError when it is no address, ValueError for any other database.
    """
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite").render_as_string(hide_password=False)
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    raise ValueError(f"{backend} is neither SQLite nor PostgreSQL")


def is_there(url: str) -> bool:
    """Whether there is a database to connect to: SQLite would make a file that is missing. A server is taken to be."""
    parsed = make_url(normalise_url(url))
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").exists()


class Database:
    """Sessions on one database. On SQLite `write` takes the writer's lock at once; `read` never waits for it."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = normalise_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        # Errors are logged, and what people wrote is not to be read there.
        options: dict[str, Any] = {
            "pool_size": pool_size,
            "max_overflow": pool_size,
            "hide_parameters": True,
        }
        if self.is_sqlite:
            options |= {"connect_args": {"async_creator_fn": sqlite.connect}}
        else:
            options |= {"pool_pre_ping": True, "pool_recycle": 1800, "connect_args": {"connect_timeout": 10}}
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        self._writing = self.engine.execution_options(writing=True)
        # SQLite's writers poll for its one lock, in no order: here they queue for it, first come, first served.
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def read(self, workspace_id: str) -> AsyncIterator[AsyncSession]:
        """A session that sees only this workspace's rows."""
        async with self._session(self.engine, workspace_id) as session:
            yield session

    @asynccontextmanager
    async def write(self, workspace_id: str) -> AsyncIterator[AsyncSession]:
        """The same in one transaction, committed when the block ends well."""
        async with (
            self._turn,
            self._session(self._writing, workspace_id) as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def across(self) -> AsyncIterator[AsyncSession]:
        """For the clock alone: one transaction over every workspace, to ask what is due and to claim it."""
        async with (
            self._turn,
            AsyncSession(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def _session(self, bind: AsyncEngine, workspace_id: str) -> AsyncIterator[AsyncSession]:
        if not workspace_id:
            raise ForeignRow("a session needs a workspace")
        async with AsyncSession(
            bind, expire_on_commit=False, sync_session_class=ScopedSession, info={WORKSPACE: workspace_id}
        ) as session:
            yield session

    async def ping(self) -> None:
        """Raises DBAPIError (or OSError) when the database does not answer."""
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        await self.engine.dispose()


class ScopedSession(Session):
    """A session whose ORM statements are filtered by its workspace, and whose new rows must bear it."""


@event.listens_for(ScopedSession, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    # Column loads belong to an object that was already read through the scope.
    if state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(*_only(state.session.info[WORKSPACE]))


@lru_cache(maxsize=1024)
def _only(workspace_id: str) -> tuple[ExecutableOption, ...]:
    """The options that keep a statement to one workspace; building them costs more than some statements."""
    return (
        with_loader_criteria(Tenant, lambda cls: cls.workspace_id == workspace_id, include_aliases=True),
        with_loader_criteria(Workspace, lambda cls: cls.id == workspace_id, include_aliases=True),
    )


@event.listens_for(ScopedSession, "before_flush")
def _guard(session: Session, _context: UOWTransaction, _instances: object) -> None:
    workspace_id = session.info[WORKSPACE]
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Tenant):
            if row.workspace_id is None:
                row.workspace_id = workspace_id
            if row.workspace_id != workspace_id:
                raise ForeignRow(f"{type(row).__name__} of another workspace")


def workspace_of(session: AsyncSession) -> str:
    """The workspace that a scoped session reads and writes: what Core inserts must bear."""
    return str(session.info[WORKSPACE])


def must_be_unscoped(session: AsyncSession) -> None:
    """For statements on tables themselves, which the scope does not see: they are the clock's, over all workspaces.

    Raises ForeignRow in a session of one workspace.
    """
    if WORKSPACE in session.info:
        raise ForeignRow("a statement across workspaces, in a session of one")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes can fail at once with SQLITE_BUSY, whatever the time-out.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


__all__ = [
    "DBAPIError",
    "Database",
    "ForeignRow",
    "is_there",
    "must_be_unscoped",
    "normalise_url",
    "workspace_of",
]
