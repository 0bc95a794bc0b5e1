"""Tables of what is the same for every reader, and the releases that each was made from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("stock_year", "current_corridor", "group_emigrants", "group_immigrants", "remittance_corridor")


def upgrade() -> None:
    op.create_table(
        "stock_year",
        sa.Column("year", sa.SmallInteger(), nullable=False),
        *counts("migrants"),
        sa.Column("unknown_origin_pct", sa.Double()),
        sa.Column("compared_year", sa.SmallInteger()),
        sa.Column("edition_before", sa.Text()),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["dw.dim_year.year"], name=op.f("fk_stock_year_year_dim_year")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_stock_year")),
        schema="dw",
    )
    create(
        "current_corridor",
        ("origin_id", "destination_id", "year"),
        *counts("migrants", "male_migrants", "female_migrants"),
        sa.Column("data_type", sa.String(4)),
        *counts("migrants_before", "migrants_after"),
        sa.Column("destination_rank", sa.Integer()),
        sa.Column("origin_rank", sa.Integer()),
    )
    create(
        "group_emigrants",
        ("origin_id", "group_id", "year"),
        *counts("emigrants", "male_emigrants", "female_emigrants", "emigrants_before", "emigrants_after"),
        sa.Column("unknown_origin_pct", sa.Double()),
    )
    create(
        "group_immigrants",
        ("country_id", "group_id", "year"),
        *counts("immigrants", "male_immigrants", "female_immigrants"),
    )
    create(
        "remittance_corridor",
        ("origin_id", "destination_id", "year", "method"),
        sa.Column("remittances_usd", sa.Double(), nullable=False),
        *counts("migrants"),
        sa.Column("is_interpolated", sa.Boolean()),
        sa.Column("income_basis", sa.Text()),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("stock_edition", sa.Text()),
        sa.Column("sender_rank", sa.Integer(), nullable=False),
        sa.Column("pct_of_received", sa.Double()),
        sa.Column("receiver_rank", sa.Integer(), nullable=False),
        sa.Column("pct_of_sent", sa.Double()),
    )
    for table in ("current_corridor", "remittance_corridor"):
        op.create_index(op.f(f"ix_{table}_destination_id"), table, ["destination_id"], schema="dw")
    op.create_table(
        "derived_table",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("release_ids", ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_derived_table")),
        schema="ops",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("derived_table", schema="ops")
    for table in TABLES:
        op.drop_table(table, schema="dw")


def create(table: str, keys: tuple[str, ...], *columns: sa.Column) -> None:
    kinds = {"group_id": sa.Integer(), "method": sa.Text()}
    op.create_table(
        table,
        *(sa.Column(key, kinds.get(key, sa.SmallInteger()), nullable=False) for key in keys),
        *columns,
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
        schema="dw",
    )


def counts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.BigInteger()) for name in names]
