"""What a person wants first in their Home."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("own_order", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "own_order")  # not in a batch: see 0003
