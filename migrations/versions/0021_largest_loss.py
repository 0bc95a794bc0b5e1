"""A table of where the current edition lowered the emigrants of each origin most."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "largest_loss",
        sa.Column("origin_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("destination_id", sa.SmallInteger(), nullable=False),
        sa.Column("migrants_before", sa.BigInteger(), nullable=False),
        sa.Column("migrants_after", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["dw.dim_country.country_id"], name=op.f("fk_largest_loss_origin_id_dim_country")
        ),
        sa.ForeignKeyConstraint(["year"], ["dw.dim_year.year"], name=op.f("fk_largest_loss_year_dim_year")),
        sa.PrimaryKeyConstraint("origin_id", "year", name=op.f("pk_largest_loss")),
        schema="dw",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("largest_loss", schema="dw")
