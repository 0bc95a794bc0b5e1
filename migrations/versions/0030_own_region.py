"""Emigrants within their country's own regions, which are the same for every reader."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_region",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("region_name", sa.Text()),
        sa.Column("emigrants_in_region", sa.BigInteger()),
        sa.Column("region_unknown_origin_pct", sa.Double()),
        sa.Column("subregion_name", sa.Text()),
        sa.Column("emigrants_in_subregion", sa.BigInteger()),
        sa.Column("subregion_unknown_origin_pct", sa.Double()),
        sa.Column("world_bank_region", sa.Text()),
        sa.Column("emigrants_in_world_bank_region", sa.BigInteger()),
        sa.Column("world_bank_region_unknown_origin_pct", sa.Double()),
        sa.ForeignKeyConstraint(
            ["country_id"], ["dw.dim_country.country_id"], name=op.f("fk_own_region_country_id_dim_country")
        ),
        sa.ForeignKeyConstraint(["year"], ["dw.dim_year.year"], name=op.f("fk_own_region_year_dim_year")),
        sa.PrimaryKeyConstraint("country_id", "year", name=op.f("pk_own_region")),
        schema="dw",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("own_region", schema="dw")
