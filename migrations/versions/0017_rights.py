"""Citizenship law, cabinet posts for the diaspora, and seats in parliament for citizens abroad."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dim_citizenship_category",
        sa.Column("mode_code", sa.Text(), nullable=False),
        sa.Column("category_code", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("mode_name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text()),
        sa.Column("is_accepted", sa.Boolean()),
        sa.Column("right_status", sa.Text()),
        sa.PrimaryKeyConstraint("mode_code", "category_code", name="pk_dim_citizenship_category"),
        schema="dw",
    )
    op.create_table(
        "fact_citizenship_law",
        *key_columns("fact_citizenship_law"),
        sa.Column("mode_code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("category_code", sa.SmallInteger(), nullable=False),
        sa.Column("article", sa.Text()),
        sa.Column("conditions", sa.Text()),
        sa.ForeignKeyConstraint(["year"], ["dw.dim_year.year"], name="fk_fact_citizenship_law_year_dim_year"),
        sa.PrimaryKeyConstraint(
            "country_id", "mode_code", "year", "release_id", name="pk_fact_citizenship_law"
        ),
        schema="dw",
        postgresql_partition_by="LIST (release_id)",
    )
    op.create_table(
        "fact_cabinet_post",
        *key_columns("fact_cabinet_post"),
        sa.Column("post_number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("as_of_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("country_id", "post_number", "release_id", name="pk_fact_cabinet_post"),
        schema="dw",
        postgresql_partition_by="LIST (release_id)",
    )
    op.create_table(
        "fact_reserved_seat",
        *key_columns("fact_reserved_seat"),
        sa.Column("chamber", sa.Text(), nullable=False),
        sa.Column("seats", sa.SmallInteger(), nullable=False),
        sa.Column("total_seats", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("as_of_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "seats >= 1 and total_seats >= 1", name=op.f("ck_fact_reserved_seat_seats_positive")
        ),
        sa.CheckConstraint("seats < total_seats", name=op.f("ck_fact_reserved_seat_seats_within_total")),
        sa.PrimaryKeyConstraint("country_id", "chamber", "release_id", name="pk_fact_reserved_seat"),
        schema="dw",
        postgresql_partition_by="LIST (release_id)",
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    for table in (
        "fact_reserved_seat",
        "fact_cabinet_post",
        "fact_citizenship_law",
        "dim_citizenship_category",
    ):
        op.drop_table(table, schema="dw")


def key_columns(table: str) -> list[sa.schema.SchemaItem]:
    """The columns of country and release, and what they refer to."""
    return [
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_id"], ["dw.dim_country.country_id"], name=f"fk_{table}_country_id_dim_country"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["dw.source_release.release_id"], name=f"fk_{table}_release_id_source_release"
        ),
    ]
