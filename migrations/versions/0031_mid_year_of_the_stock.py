"""The years of the migrant stock know their mid-year, which spares its views a join that is hard to plan."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("truncate dw.stock_year")  # derived again once the views are installed
    op.add_column("stock_year", sa.Column("mid_year_date", sa.Date(), nullable=False), schema="dw")


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_column("stock_year", "mid_year_date", schema="dw")
