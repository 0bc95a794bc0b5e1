"""Remittances between pairs of countries."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fact_bilateral_remittance",
        sa.Column("origin_id", sa.SmallInteger(), nullable=False),
        sa.Column("destination_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("remittances_usd", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "remittances_usd > 0",
            name=op.f("ck_fact_bilateral_remittance_remittances_positive"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [target], name=op.f(f"fk_fact_bilateral_remittance_{column}_{target.split('.')[1]}")
            )
            for column, target in (
                ("origin_id", "dw.dim_country.country_id"),
                ("destination_id", "dw.dim_country.country_id"),
                ("year", "dw.dim_year.year"),
                ("release_id", "dw.source_release.release_id"),
            )
        ),
        sa.PrimaryKeyConstraint(
            "origin_id", "destination_id", "year", "release_id", name=op.f("pk_fact_bilateral_remittance")
        ),
        schema="dw",
        postgresql_partition_by="LIST (release_id)",
    )
    op.create_index(
        op.f("ix_fact_bilateral_remittance_destination_id"),
        "fact_bilateral_remittance",
        ["destination_id"],
        schema="dw",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("fact_bilateral_remittance", schema="dw")
