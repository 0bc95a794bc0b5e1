"""A step's dataset has the name that it has everywhere else."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("step", "offer", new_column_name="dataset", schema="ops")


def downgrade() -> None:
    op.alter_column("step", "dataset", new_column_name="offer", schema="ops")
