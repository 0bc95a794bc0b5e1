"""Tables of what is the same for every reader of indicators."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = ("indicator_coverage", "latest_figure", "dependence")


def upgrade() -> None:
    op.create_table(
        "indicator_coverage",
        sa.Column("indicator_code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("countries", sa.BigInteger(), nullable=False),
        sa.Column("is_partial_year", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year"], ["dw.dim_year.year"], name=op.f("fk_indicator_coverage_year_dim_year")
        ),
        sa.PrimaryKeyConstraint("indicator_code", "year", name=op.f("pk_indicator_coverage")),
        schema="dw",
    )
    op.create_table(
        "latest_figure",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("indicator_code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_id"],
            ["dw.dim_country.country_id"],
            name=op.f("fk_latest_figure_country_id_dim_country"),
        ),
        sa.PrimaryKeyConstraint("country_id", "indicator_code", name=op.f("pk_latest_figure")),
        schema="dw",
    )
    op.create_table(
        "dependence",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("group_code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("remittances_received_pct_of_gdp", sa.Double()),
        sa.Column("share_year", sa.SmallInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("ranked_countries", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("country_id", "group_code", "year", name=op.f("pk_dependence")),
        schema="dw",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    for table in TABLES:
        op.drop_table(table, schema="dw")
