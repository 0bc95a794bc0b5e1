"""Names as published beside codes, and the names that are known for these codes."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_name",
        sa.Column("place_code", sa.Text(), nullable=False),
        sa.Column("place_name", sa.Text(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["dw.source_release.release_id"],
            name="fk_published_name_release_id_source_release",
        ),
        sa.PrimaryKeyConstraint("place_code", "place_name", "release_id", name="pk_published_name"),
        schema="ops",
        postgresql_partition_by="LIST (release_id)",
    )
    op.create_table(
        "known_name",
        sa.Column("place_code", sa.Text(), nullable=False),
        sa.Column("place_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place_code", "place_name", name="pk_known_name"),
        schema="ops",
    )


def downgrade() -> None:
    op.drop_table("known_name", schema="ops")
    op.drop_table("published_name", schema="ops")
