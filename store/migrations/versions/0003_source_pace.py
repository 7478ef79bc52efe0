"""What the pace of a source goes by, who else follows a feed, and hosts that asked to be left alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fingerprint", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ttl_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("given_url", sa.Text(), nullable=True))
        batch_op.create_index("ix_sources_url", ["url"], unique=False)
    # Else all would seem to have been silent since they were added, and be asked less for a while.
    op.execute("UPDATE sources SET changed_at = coalesce(checked_at, created_at)")
    op.create_table(
        "host_waits",
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_waits")),
    )
    op.create_index(op.f("ix_host_waits_until"), "host_waits", ["until"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_host_waits_until"), table_name="host_waits")
    op.drop_table("host_waits")
    op.drop_index("ix_sources_url", table_name="sources")
    # Not in a batch: SQLite would make the table anew, and take with it all that refers to its rows.
    for name in ("given_url", "ttl_minutes", "changed_at", "fingerprint"):
        op.drop_column("sources", name)
