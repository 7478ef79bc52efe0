"""What Alembic runs: the revisions, on the connection that `store.migrate` opened, in its transaction."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import store.models
from store.base import Base, UtcDateTime

assert store.models  # imported so that every table is in the metadata


def render(kind: str, value: object, _autogen: AutogenContext) -> str | Literal[False]:
    """A revision is history: it must not change its meaning with our own types."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_item=render,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
