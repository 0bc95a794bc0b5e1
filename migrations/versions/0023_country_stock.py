"""A table of the emigrants and immigrants of each country in the current edition, beside the edition before."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "country_stock",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("emigrants", sa.BigInteger()),
        sa.Column("male_emigrants", sa.BigInteger()),
        sa.Column("female_emigrants", sa.BigInteger()),
        sa.Column("immigrants", sa.BigInteger()),
        sa.Column("compared_year", sa.SmallInteger()),
        sa.Column("edition_before", sa.Text()),
        sa.Column("emigrants_before", sa.BigInteger()),
        sa.Column("emigrants_after", sa.BigInteger()),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_id"],
            ["dw.dim_country.country_id"],
            name=op.f("fk_country_stock_country_id_dim_country"),
        ),
        sa.ForeignKeyConstraint(["year"], ["dw.dim_year.year"], name=op.f("fk_country_stock_year_dim_year")),
        sa.PrimaryKeyConstraint("country_id", "year", name=op.f("pk_country_stock")),
        schema="dw",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("country_stock", schema="dw")
