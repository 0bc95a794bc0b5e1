"""No sums of what emigrants could send: the view of the estimates computes them on the way."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STORED_ESTIMATES = """
do $$
begin
    if to_regclass('dw.estimated_remittance') is not null then
        create or replace view dw.estimated_remittance as
        select
            origin_id,
            destination_id,
            year,
            remittances_usd,
            migrants::double precision as migrants,
            is_interpolated,
            income_basis,
            stock_edition,
            edition
        from dw.remittance_corridor
        where method = 'estimated';
    end if;
end
$$
"""
"""Lets go of the columns without dropping a view that reads them; the upgrade then installs the view as it is now."""


def upgrade() -> None:
    op.execute(STORED_ESTIMATES)
    op.execute("drop function if exists dw.remittance_model()")
    for column in ("expected_total", "stock_release_id", "indicator_release_id"):
        op.drop_column("remittance_basis", column, schema="dw")


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.add_column("remittance_basis", sa.Column("expected_total", sa.Double()), schema="dw")
    op.add_column("remittance_basis", sa.Column("stock_release_id", sa.Integer()), schema="dw")
    op.add_column("remittance_basis", sa.Column("indicator_release_id", sa.Integer()), schema="dw")
