"""What an indicator's yearly medians can be, and whether its values are whole numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dim_indicator", sa.Column("lowest_median", sa.Double()), schema="dw")
    op.add_column("dim_indicator", sa.Column("highest_median", sa.Double()), schema="dw")
    op.add_column(
        "dim_indicator",
        sa.Column("is_whole_number", sa.Boolean(), nullable=False, server_default=sa.false()),
        schema="dw",
    )


def downgrade() -> None:
    for name in ("is_whole_number", "highest_median", "lowest_median"):
        op.drop_column("dim_indicator", name, schema="dw")
