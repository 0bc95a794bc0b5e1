"""How completely each edition names the origins in each destination, which is the same for every reader."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "origin_coverage",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("immigrants", sa.BigInteger()),
        sa.Column("unknown_origin", sa.BigInteger(), nullable=False),
        sa.Column("origins_named", sa.BigInteger(), nullable=False),
        sa.Column("reassessed", sa.Boolean()),
        sa.ForeignKeyConstraint(
            ["country_id"],
            ["dw.dim_country.country_id"],
            name=op.f("fk_origin_coverage_country_id_dim_country"),
        ),
        sa.ForeignKeyConstraint(
            ["year"], ["dw.dim_year.year"], name=op.f("fk_origin_coverage_year_dim_year")
        ),
        sa.PrimaryKeyConstraint("country_id", "year", "edition", name=op.f("pk_origin_coverage")),
        schema="dw",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("origin_coverage", schema="dw")
