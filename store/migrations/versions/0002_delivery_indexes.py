"""Indexes that delivery and the learning from picks read by, in place of one that only cost."""

from __future__ import annotations

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_due")
        batch_op.create_index("ix_outbox_due", ["workspace_id", "state", "not_before", "id"], unique=False)
        batch_op.drop_index(batch_op.f("ix_outbox_workspace_id"))
    with op.batch_alter_table("picks", schema=None) as batch_op:
        batch_op.create_index("ix_picks_digest", ["digest_id", "article_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("picks", schema=None) as batch_op:
        batch_op.drop_index("ix_picks_digest")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_workspace_id"), ["workspace_id"], unique=False)
        batch_op.drop_index("ix_outbox_due")
        batch_op.create_index("ix_outbox_due", ["workspace_id", "state", "not_before"], unique=False)
