"""The note on an estimate of remittances by corridor, stored with it."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("remittance_corridor", sa.Column("coverage_note", sa.Text()), schema="dw")


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_column("remittance_corridor", "coverage_note", schema="dw")
