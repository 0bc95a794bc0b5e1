"""Immigrants and population of every country, from UN DESA's workbook by destination."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEYS = {"country_id": "dim_country", "year": "dim_year", "release_id": "source_release"}


def upgrade() -> None:
    _create(
        "fact_immigrant_stock",
        "immigrants",
        sa.Column("data_type", sa.String(4)),
        sa.Column("coverage_note", sa.Text()),
    )
    op.create_check_constraint(
        op.f("ck_fact_immigrant_stock_data_type_letters"),
        "fact_immigrant_stock",
        "data_type ~ '^B?C?I?R?$'",
        schema="dw",
    )
    _create("fact_population", "population")


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    for table in ("fact_population", "fact_immigrant_stock"):
        op.drop_table(table, schema="dw")


def _create(table: str, measure: str, *more: sa.Column) -> None:
    measures = (measure, f"male_{measure}", f"female_{measure}")
    op.create_table(
        table,
        *(
            sa.Column(key, sa.Integer() if key == "release_id" else sa.SmallInteger(), nullable=False)
            for key in KEYS
        ),
        *(sa.Column(name, sa.BigInteger()) for name in measures),
        *more,
        sa.CheckConstraint(
            " and ".join(f"{name} >= 0" for name in measures), name=op.f(f"ck_{table}_counts_not_negative")
        ),
        *(
            sa.ForeignKeyConstraint([key], [f"dw.{target}.{key}"], name=op.f(f"fk_{table}_{key}_{target}"))
            for key, target in KEYS.items()
        ),
        sa.PrimaryKeyConstraint(*KEYS, name=op.f(f"pk_{table}")),
        schema="dw",
        postgresql_partition_by="LIST (release_id)",
    )
