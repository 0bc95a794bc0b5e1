"""Every corridor in every pair of editions, which is the same for every reader."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corridor_revision",
        sa.Column("origin_id", sa.SmallInteger(), nullable=False),
        sa.Column("destination_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("edition_before", sa.Text(), nullable=False),
        sa.Column("edition_after", sa.Text(), nullable=False),
        sa.Column("migrants_before", sa.BigInteger()),
        sa.Column("migrants_after", sa.BigInteger()),
        sa.Column("is_revised", sa.Boolean()),
        sa.PrimaryKeyConstraint(
            "origin_id",
            "destination_id",
            "year",
            "edition_before",
            "edition_after",
            name=op.f("pk_corridor_revision"),
        ),
        schema="dw",
    )
    op.create_index(
        op.f("ix_corridor_revision_destination_id"), "corridor_revision", ["destination_id"], schema="dw"
    )


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_table("corridor_revision", schema="dw")
