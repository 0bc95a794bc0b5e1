"""More of what is the same for every reader: concentration, unknown origins, breaks in remittances, top ranks."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("destinations", sa.BigInteger()),
        sa.Column("herfindahl_index", sa.Double()),
        sa.Column("top_destination_id", sa.SmallInteger()),
        sa.Column("top_destination_pct", sa.Double()),
        sa.Column("top_five_destinations_pct", sa.Double()),
        sa.Column("unknown_origin", sa.BigInteger()),
        sa.Column("reassessed", sa.Boolean()),
    ):
        op.add_column("country_stock", column, schema="dw")
    op.add_column("latest_figure", sa.Column("remittances_received_usd", sa.Double()), schema="dw")
    for end, key, rank in (
        ("sender", "origin_id", "sender_rank"),
        ("receiver", "destination_id", "receiver_rank"),
    ):
        op.create_index(
            f"ix_remittance_corridor_top_{end}",
            "remittance_corridor",
            [key],
            schema="dw",
            postgresql_where=f"{rank} = 1",
        )
    op.create_table(
        "remittance_break",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("coverage_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_id"],
            ["dw.dim_country.country_id"],
            name=op.f("fk_remittance_break_country_id_dim_country"),
        ),
        sa.ForeignKeyConstraint(
            ["year"], ["dw.dim_year.year"], name=op.f("fk_remittance_break_year_dim_year")
        ),
        sa.PrimaryKeyConstraint("country_id", "year", name=op.f("pk_remittance_break")),
        schema="dw",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("remittance_break", schema="dw")
    for end in ("sender", "receiver"):
        op.drop_index(f"ix_remittance_corridor_top_{end}", "remittance_corridor", schema="dw")
    op.drop_column("latest_figure", "remittances_received_usd", schema="dw")
    for name in (
        "reassessed",
        "unknown_origin",
        "top_five_destinations_pct",
        "top_destination_pct",
        "top_destination_id",
        "herfindahl_index",
        "destinations",
    ):
        op.drop_column("country_stock", name, schema="dw")
