"""A release that is loaded but not published yet has no `published_at`.

Until now it counted as superseded in the year 1.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

YEAR_ONE = "timestamptz '0001-01-01 00:00:00+00'"
NEEDS_PUBLICATION = "ck_source_release_published_before_use"


def upgrade() -> None:
    op.alter_column(
        "source_release", "published_at", existing_type=sa.DateTime(True), nullable=True, schema="dw"
    )
    op.execute(f"""
        update dw.source_release set published_at = null, superseded_at = null
        where superseded_at = {YEAR_ONE}
    """)
    op.create_check_constraint(
        op.f(NEEDS_PUBLICATION),
        "source_release",
        "published_at is not null or not (is_current or superseded_at is not null)",
        schema="dw",
    )


def downgrade() -> None:
    op.drop_constraint(op.f(NEEDS_PUBLICATION), "source_release", schema="dw")
    op.execute(f"""
        update dw.source_release set published_at = retrieved_at, superseded_at = {YEAR_ONE}
        where published_at is null
    """)
    op.alter_column(
        "source_release", "published_at", existing_type=sa.DateTime(True), nullable=False, schema="dw"
    )
