"""What we promise, shown: `docs/trust.md` has the figures. DIZAINE_TRUST=long runs the long versions.

(tests/conftest.py clears DIZAINE_ settings before each test; this one is read when the tests are collected.)
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

import pytest

from tests.bot.slack.listeners.conftest import _plain_logs, furnished_file, furnished_sqlite, stage
from tests.bot.slack.listeners.stage import migrated_and_furnished

__all__ = ["_plain_logs", "furnished_file", "furnished_sqlite", "stage"]
LONG = os.environ.get("DIZAINE_TRUST") == "long"


@pytest.fixture
def furnished_postgres(new_postgres: Callable[..., str]) -> str:
    """The URL of a furnished database on PostgreSQL."""
    url = new_postgres()
    asyncio.run(migrated_and_furnished(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def furnished_url(request: pytest.FixtureRequest) -> str:
    wanted = "furnished_sqlite" if request.param == "sqlite" else "furnished_postgres"
    return str(request.getfixturevalue(wanted))
