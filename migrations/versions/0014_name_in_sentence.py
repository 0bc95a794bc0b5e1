"""How the name of a country is written inside a sentence."""

import sqlalchemy as sa
from alembic import op

from diaspora_dw.schema.views import DROP_VIEWS

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dim_country", sa.Column("name_in_sentence", sa.Text()), schema="dw")
    op.execute("update dw.dim_country set name_in_sentence = country_name")  # until the next run
    op.alter_column("dim_country", "name_in_sentence", nullable=False, schema="dw")


def downgrade() -> None:
    op.execute(DROP_VIEWS)
    op.drop_column("dim_country", "name_in_sentence", schema="dw")
