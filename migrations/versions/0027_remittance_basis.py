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
declare
    columns text;
begin
    select string_agg(
        format(
            '%s::%s as %I',
            coalesce(quote_ident(stored.attname), 'null'),
            format_type(a.atttypid, a.atttypmod),
            a.attname
        ),
        ', ' order by a.attnum
    )
    into columns
    from pg_attribute as a
    left join pg_attribute as stored
        on stored.attrelid = 'dw.remittance_corridor'::regclass and stored.attname = a.attname
    where a.attrelid = to_regclass('dw.estimated_remittance') and a.attnum > 0;
    if columns is not null then
        execute
            'create or replace view dw.estimated_remittance as '
            || 'select ' || columns || $sql$ from dw.remittance_corridor where method = 'estimated'$sql$;
    end if;
end
$$
"""
"""Lets go of the columns without dropping a view that reads them; the upgrade then installs the view as it is now.
Until then it keeps the columns that it has, whichever version made it: one that is not stored is empty."""


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
