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
        batch_op.create_index("ix_sources_url", ["url"], unique=False)
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
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_index("ix_sources_url")
        batch_op.drop_column("ttl_minutes")
        batch_op.drop_column("changed_at")
        batch_op.drop_column("fingerprint")
