"""For contributors: `python -m store.migrations 0002 "What changed"` writes what the models ask for.

They are compared with an empty SQLite database at the last revision; read what is written before you keep it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from store.database import Database
from store.migrate import alembic_config, migrate


async def revise(revision: str, message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'compare.db'}"
        await migrate(url)
        database = Database(url)
        try:
            async with database.engine.connect() as connection:
                await connection.run_sync(_write, revision, message)
        finally:
            await database.close()


def _write(connection: Connection, revision: str, message: str) -> None:
    command.revision(alembic_config(connection), message=message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    asyncio.run(revise(sys.argv[1], sys.argv[2]))
