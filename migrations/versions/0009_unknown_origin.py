"""A code for an unknown origin; groups that mean what their names say; what a zero and a sum mean for an indicator.

Keys of the views are never empty from here on. The reference data and the World Bank's are read again by the next
run, which brings the new groups and fills the new columns.
"""

import sqlalchemy as sa
from alembic import op

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


DROP_VIEWS = """
do $$
begin
    execute coalesce((
        select 'drop view ' || string_agg(c.oid::regclass::text, ', ')
        from pg_catalog.pg_class as c
        where c.relkind = 'v' and c.relnamespace in ('dw'::regnamespace, 'mart'::regnamespace)
    ), 'select');
end
$$
"""
"""Drops all views of the warehouse at once, which read the columns. Any that others read stay, with an error."""


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_column("dim_indicator", "zero_means_no_data", schema="dw")
    op.drop_column("dim_indicator", "is_additive", schema="dw")
    op.execute("update dw.dim_country_group set group_code = 'EU27' where group_code = 'EU'")
    op.alter_column("dim_country", "iso3_code", nullable=True, schema="dw")
    op.execute("update dw.dim_country set iso3_code = null where entity_type = 'unknown'")
