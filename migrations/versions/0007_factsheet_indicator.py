"""Which indicators factsheets list, in which order and under which name."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LISTED = {
    "SP.POP.TOTL": "Population",
    "NY.GDP.MKTP.CD": "GDP",
    "NY.GDP.PCAP.PP.KD": "GDP per head at purchasing power parity",
    "SM.POP.NETM": "Net migration",
    "SL.UEM.TOTL.ZS": "Unemployment",
    "FP.CPI.TOTL.ZG": "Inflation",
}


def upgrade() -> None:
    op.add_column("dim_indicator", sa.Column("factsheet_rank", sa.SmallInteger()), schema="dw")
    op.add_column("dim_indicator", sa.Column("factsheet_label", sa.Text()), schema="dw")
    # A run that finds no new release leaves the dimension as it is.
    for rank, (code, label) in enumerate(LISTED.items(), start=1):
        op.execute(
            f"update dw.dim_indicator set factsheet_rank = {rank}, factsheet_label = '{label}' "
            f"where indicator_code = '{code}'"
        )


def downgrade() -> None:
    op.execute("drop view if exists mart.factsheet_indicator")  # it reads the columns
    op.drop_column("dim_indicator", "factsheet_label", schema="dw")
    op.drop_column("dim_indicator", "factsheet_rank", schema="dw")
