"""A code for an unknown origin; groups that mean what their names say; what a zero and a sum mean for an indicator.

Keys of the views are never empty from here on. The reference data and the World Bank's are read again by the next
run, which brings the new groups and fills the new columns.
"""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("update dw.dim_country set iso3_code = 'ZZZ' where entity_type = 'unknown'")
    op.alter_column("dim_country", "iso3_code", nullable=False, schema="dw")
    op.execute("update dw.dim_country_group set group_code = 'EU' where group_code = 'EU27'")
    for name in ("is_additive", "zero_means_no_data"):
        op.add_column(
            "dim_indicator",
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()),
            schema="dw",
        )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_column("dim_indicator", "zero_means_no_data", schema="dw")
    op.drop_column("dim_indicator", "is_additive", schema="dw")
    op.execute("update dw.dim_country_group set group_code = 'EU27' where group_code = 'EU'")
    op.alter_column("dim_country", "iso3_code", nullable=True, schema="dw")
    op.execute("update dw.dim_country set iso3_code = null where entity_type = 'unknown'")
