"""The databases, the browser and the environment that tests are given."""

import os
import subprocess

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


async def _run(url: str, *statements: str) -> list[str]:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            results = [await connection.execute(text(statement)) for statement in statements]
            return [str(value) for value in results[-1].scalars()]
    finally:
        await engine.dispose()


# Twice: what the first one leaves must not be found by the second.
@pytest.mark.parametrize("time", [1, 2])
async def test_a_database_is_fresh_and_can_be_written(database_url: str, time: int) -> None:
    written = await _run(
        database_url,
        "CREATE TABLE articles (title TEXT)",
        "INSERT INTO articles VALUES ('Épargne : 10 idées')",
        "SELECT title FROM articles",
    )
    assert written == ["Épargne : 10 idées"]


async def test_postgresql_is_a_recent_one(new_postgres) -> None:
    [version] = await _run(new_postgres(), "SHOW server_version_num")
    assert int(version) >= 140_000


async def test_a_database_can_be_copied_from_another(new_postgres) -> None:
    template = new_postgres()
    await _run(template, "CREATE TABLE articles (title TEXT)", "SELECT 1")
    assert await _run(new_postgres(template=template), "SELECT count(*) FROM articles") == ["0"]


def test_the_environment_names_no_workspace_and_no_database() -> None:
    assert not [name for name in os.environ if name.startswith(("SLACK_", "DATABASE_URL"))]


def test_the_browser_answers(browser_path: str) -> None:
    told = subprocess.run([browser_path, "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert "Chrom" in told.stdout
