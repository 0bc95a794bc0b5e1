"""Runs in the order in which they began, whatever the clock said; published rows that nobody may rewrite.

The loader brings rows in through partitions of its own making, which are closed to it once they are in. Rights on
their parents, which default privileges had given it, would let it change them all the same.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PARENTS = "dw.fact_migrant_stock, dw.fact_migrant_stock_total, dw.fact_indicator, ops.published_total"
WRITING = "insert, update, delete"


def upgrade() -> None:
    op.add_column(
        "run",
        sa.Column("run_number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        schema="ops",
    )
    op.create_unique_constraint("uq_run_run_number", "run", ["run_number"], schema="ops")
    op.execute(f"revoke {WRITING} on {PARENTS}, ops.installed_object from diaspora_dw_loader")


def downgrade() -> None:
    op.execute(f"grant {WRITING} on {PARENTS}, ops.installed_object to diaspora_dw_loader")
    op.drop_column("run", "run_number", schema="ops")
