"""Bounds of indicators; tables that the loader may only read unless it is granted more.

Default privileges had let the loader write every new table, a fact of published figures included. Now its rights
follow from the models (`diaspora_dw.schema.rights`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DEFAULT = "alter default privileges for role diaspora_dw_owner in schema dw, ops"
WRITING = "insert, update, delete on tables"


def upgrade() -> None:
    op.add_column("dim_indicator", sa.Column("lower_bound", sa.Double()), schema="dw")
    op.add_column("dim_indicator", sa.Column("upper_bound", sa.Double()), schema="dw")
    op.execute(f"{DEFAULT} revoke {WRITING} from diaspora_dw_loader")


def downgrade() -> None:
    op.execute(f"{DEFAULT} grant {WRITING} to diaspora_dw_loader")
    op.drop_column("dim_indicator", "upper_bound", schema="dw")
    op.drop_column("dim_indicator", "lower_bound", schema="dw")
