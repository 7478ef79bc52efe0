"""The topics that a channel wants more of, and what editors say of stories that may be one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("channels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topics", sa.JSON(), nullable=True))
    op.create_table(
        "same_stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.String(length=64), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["one_id"],
            ["articles.id"],
            name=op.f("fk_same_stories_one_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["articles.id"],
            name=op.f("fk_same_stories_other_id_articles"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_same_stories_workspace_id_workspaces"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_stories")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_same_stories_one_id_other_id")),
    )
    with op.batch_alter_table("same_stories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_same_stories_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_same_stories_workspace_id"), ["workspace_id"], unique=False)


def downgrade() -> None:
    op.drop_table("same_stories")
    op.drop_column("channels", "topics")  # not in a batch: see 0003
