"""What the estimates of remittances by corridor rest on."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remittance_basis",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("income", sa.Double()),
        sa.Column("income_basis", sa.Text()),
        sa.Column("received_usd", sa.Double()),
        sa.Column("expected_total", sa.Double()),
        sa.Column("stock_release_id", sa.Integer()),
        sa.Column("indicator_release_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["country_id"],
            ["dw.dim_country.country_id"],
            name=op.f("fk_remittance_basis_country_id_dim_country"),
        ),
        sa.ForeignKeyConstraint(
            ["year"], ["dw.dim_year.year"], name=op.f("fk_remittance_basis_year_dim_year")
        ),
        sa.PrimaryKeyConstraint("country_id", "year", name=op.f("pk_remittance_basis")),
        schema="dw",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("remittance_basis", schema="dw")
