"""The text that a view or function was installed from is on record, so that exports show the database's own SQL."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "installed_object",
        sa.Column("definition", sa.Text(), nullable=False, server_default=""),
        schema="ops",
    )
    op.alter_column("installed_object", "definition", server_default=None, schema="ops")
    op.execute("update ops.installed_object set sha256 = ''")  # installed again, with their text


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_column("installed_object", "definition", schema="ops")
