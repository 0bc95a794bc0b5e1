"""The reach of curated content's lists, areas beyond countries, the sources of single fields; withdrawn releases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXTS = {"dim_assessment": "areas", "fact_political_right": "channel_citation_keys"}
EDITION = ("organisations_scope", "note")
NOT_IN_USE = "ck_source_release_withdrawn_not_in_use"
CONDITION = "withdrawn_at is null or superseded_at is not null"
WITHDRAWAL = {
    "withdrawn_at": sa.DateTime(timezone=True),
    "withdrawn_by": sa.Text(),
    "withdrawal_reason": sa.Text(),
}


def upgrade() -> None:
    for name in EDITION:
        op.add_column("dim_content_edition", sa.Column(name, sa.Text()), schema="dw")
    for table, name in TEXTS.items():
        column = sa.Column(name, postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}")
        op.add_column(table, column, schema="dw")
        op.alter_column(table, name, server_default=None, schema="dw")
    for name, kind in WITHDRAWAL.items():
        op.add_column("source_release", sa.Column(name, kind), schema="dw")
    op.create_check_constraint(op.f(NOT_IN_USE), "source_release", CONDITION, schema="dw")


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_constraint(op.f(NOT_IN_USE), "source_release", schema="dw")
    for name in reversed(WITHDRAWAL):
        op.drop_column("source_release", name, schema="dw")
    for table, name in TEXTS.items():
        op.drop_column(table, name, schema="dw")
    for name in reversed(EDITION):
        op.drop_column("dim_content_edition", name, schema="dw")
