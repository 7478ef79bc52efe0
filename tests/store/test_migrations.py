"""The revisions give exactly the models' tables, on both databases, and may run several at once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from store.base import Base
from store.database import Database
from store.migrate import SCRIPTS, head, migrate, revision_of


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, Base.metadata))


def tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


async def test_the_revisions_give_the_models_tables(database_url: str) -> None:
    done = await migrate(database_url)
    assert (done.before, done.after) == (None, head())
    database = Database(database_url)
    try:
        assert await revision_of(database) == head()
        async with database.engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await database.close()


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(database_url)
    again = await migrate(database_url)
    assert (again.before, again.after) == (head(), head())


async def test_going_back_to_nothing(database_url: str) -> None:
    await migrate(database_url)
    assert (await migrate(database_url, "base")).after == "base"
    database = Database(database_url)
    try:
        assert await revision_of(database) is None
        async with database.engine.connect() as connection:
            assert await connection.run_sync(tables) == ["alembic_version"]
    finally:
        await database.close()
    assert (await migrate(database_url)).after == head()


async def test_several_at_once(database_url: str) -> None:
    done = await asyncio.gather(*(migrate(database_url) for _ in range(4)))
    assert sorted(str(one.before) for one in done) == sorted(["None", *[head()] * 3])


async def test_the_folder_of_a_new_file_is_made(tmp_path: Path) -> None:
    await migrate(f"sqlite:///{tmp_path}/not/there/yet.db")
    assert (tmp_path / "not" / "there" / "yet.db").is_file()


def test_revisions_are_packaged() -> None:
    # setuptools leaves out a folder that is not a package.
    assert all((folder / "__init__.py").is_file() for folder in (SCRIPTS, SCRIPTS / "versions"))
