"""The sources as they describe themselves: how old a release may grow, under which licence."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("licence_url", sa.Text(), nullable=False),
        sa.Column("max_age", sa.Interval(), nullable=False),
        sa.PrimaryKeyConstraint("source_code", name="pk_source"),
        schema="ops",
    )


def downgrade() -> None:
    op.execute("drop table ops.source cascade")
