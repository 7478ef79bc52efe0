"""Bringing a database to the tables that this version needs: safe to run twice, or from several processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from store.database import Database, normalise_url

SCRIPTS = Path(__file__).parent / "migrations"
ADVISORY_KEY = 0x64697A61696E65  # "dizaine": one migration at a time on a PostgreSQL server's database
WAIT_FOR_ANOTHER = "120s"
WAIT_FOR_A_TABLE = "15s"  # a migration that waits for a table makes every query behind it wait too
LONGEST_STATEMENT = "300s"


@dataclass(frozen=True, slots=True)
class Migrated:
    """The revisions before and after; `before` is None for an empty database."""

    before: str | None
    after: str


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings without a file. `connection` is what env.py works on."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The revision that this version of the code needs."""
    revision = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert revision is not None
    return revision


async def migrate(url: str, target: str = "head") -> Migrated:
    """Upgrade (to `base`: undo everything) in one transaction: all of it, or nothing.

    Raises sqlalchemy.exc.DBAPIError or OSError when the database does not answer, or is held too long.
    """
    make_folder(url)
    database = Database(url)
    try:
        engine = database.engine.execution_options(writing=True)
        async with engine.begin() as connection:
            return await connection.run_sync(_upgrade, target)
    finally:
        await database.close()


async def revision_of(database: Database) -> str | None:
    """The revision that a database stands at; None when it was never migrated."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current)


def make_folder(url: str) -> None:
    """SQLite makes its file, not the folder it stands in."""
    parsed = make_url(normalise_url(url))
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, target: str) -> Migrated:
    if connection.dialect.name == "postgresql":
        for statement in (
            f"SET LOCAL lock_timeout = '{WAIT_FOR_ANOTHER}'",
            f"SELECT pg_advisory_xact_lock({ADVISORY_KEY})",
            f"SET LOCAL lock_timeout = '{WAIT_FOR_A_TABLE}'",
            f"SET LOCAL statement_timeout = '{LONGEST_STATEMENT}'",
        ):
            connection.exec_driver_sql(statement)
    before = _current(connection)
    config = alembic_config(connection)
    if target == "base":
        command.downgrade(config, target)
    else:
        command.upgrade(config, target)
    return Migrated(before, _current(connection) or "base")
