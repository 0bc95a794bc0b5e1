"""The qualitative half of the star, and the subject of a check's result.

Its tables share a key and a date takes four columns, so they are put together by the functions below.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNTRIES = ("country_id", "named_country_id", "destination_id", "place_country_id")
ENTRY_KEYS = {
    "dim_citation": "citation_key",
    "dim_institution": "institution_key",
    "dim_policy": "policy_key",
    "dim_assessment": "assessment_key",
    "dim_practice": "practice_key",
    "dim_organisation": "organisation_key",
    "fact_political_right": "right_key",
}


def text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=True)


def required(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def texts(name: str) -> sa.Column:
    return sa.Column(name, postgresql.ARRAY(sa.Text()), nullable=False)


def flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def dated(name: str) -> list[sa.Column]:
    return [
        text(f"{name}_text"),
        text(f"{name}_precision"),
        sa.Column(f"{name}_earliest", sa.Date(), nullable=True),
        sa.Column(f"{name}_latest", sa.Date(), nullable=True),
    ]


def key(name: str) -> sa.Column:
    kind = sa.SmallInteger() if name in COUNTRIES else sa.Text()
    return sa.Column(name, kind, nullable=False)


def position() -> sa.Column:
    return sa.Column("position", sa.SmallInteger(), nullable=False)


def vocabulary(name: str, *keys: str, label: str) -> None:
    op.create_table(
        name,
        *map(key, keys),
        required(label),
        required("definition"),
        position(),
        sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"),
        schema="dw",
    )


def content(name: str, keys: list[str], *columns: sa.Column, links: dict[str, str] | None = None) -> None:
    """A table keyed by release, country and its own keys; `links` names the tables that columns point to."""
    every = [key("country_id"), *map(key, keys), *columns]
    op.create_table(
        name,
        sa.Column("release_id", sa.Integer(), autoincrement=False, nullable=False),
        *every,
        sa.PrimaryKeyConstraint("release_id", "country_id", *keys, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["dw.source_release.release_id"],
            name=f"fk_{name}_release_id_source_release",
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                [column.name], ["dw.dim_country.country_id"], name=f"fk_{name}_{column.name}_dim_country"
            )
            for column in every
            if column.name in COUNTRIES
        ),
        *(
            sa.ForeignKeyConstraint(
                [column, "release_id", "country_id"],
                [f"dw.{table}.{part}" for part in (ENTRY_KEYS[table], "release_id", "country_id")],
                name=f"fk_{name}_{column}_{table}",
            )
            for column, table in (links or {}).items()
        ),
        schema="dw",
    )


def upgrade() -> None:
    vocabulary("dim_vocabulary", "vocabulary", "code", label="label")
    vocabulary("dim_right", "right_kind", label="right_name")
    vocabulary("dim_theme", "theme_code", label="theme_name")
    op.create_table(
        "bridge_theme_sdg",
        sa.Column("theme_code", sa.Text(), nullable=False),
        sa.Column("sdg_number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint("sdg_number between 1 and 17", name="ck_bridge_theme_sdg_sdg_number_known"),
        sa.ForeignKeyConstraint(
            ["theme_code"], ["dw.dim_theme.theme_code"], name="fk_bridge_theme_sdg_theme_code_dim_theme"
        ),
        sa.PrimaryKeyConstraint("theme_code", "sdg_number", name="pk_bridge_theme_sdg"),
        schema="dw",
    )

    content(
        "dim_content_edition",
        [],
        required("title"),
        required("language"),
        text("source"),
        text("url"),
        *dated("first_issued"),
        *dated("updated"),
        texts("authors"),
        texts("editors"),
        text("publisher"),
        text("implementer"),
        text("funder"),
        text("data_disclaimer"),
        texts("data_sources"),
    )
    content(
        "dim_correction",
        ["correction_key"],
        position(),
        required("location"),
        required("printed"),
        required("correct"),
        required("reason"),
        flag("is_applied"),
    )
    content(
        "dim_further_reading",
        ["reading_key"],
        position(),
        required("title"),
        required("about"),
        text("description"),
        text("url"),
    )
    content(
        "dim_citation",
        ["citation_key"],
        position(),
        sa.Column("footnote", sa.SmallInteger(), nullable=True),
        required("kind"),
        text("title"),
        texts("authors"),
        text("issued_by"),
        texts("signatories"),
        text("number"),
        *dated("date"),
        texts("articles"),
        text("pages"),
        texts("urls"),
        *dated("accessed"),
        text("same_work_as"),
        text("summary"),
        links={"same_work_as": "dim_citation"},
    )
    content(
        "dim_institution",
        ["institution_key"],
        position(),
        required("name"),
        text("acronym"),
        required("scope"),
        required("level"),
        text("level_printed"),
        *dated("established"),
        required("status"),
        text("status_note"),
        text("parent_key"),
        required("mandate"),
        text("work"),
        text("offices"),
        texts("office_places"),
        sa.Column("offices_operational", sa.Integer(), nullable=True),
        sa.Column("offices_planned", sa.Integer(), nullable=True),
        text("note"),
        links={"parent_key": "dim_institution"},
    )
    content(
        "dim_policy",
        ["policy_key"],
        position(),
        required("title"),
        text("short_title"),
        required("kind"),
        required("status"),
        text("status_note"),
        *dated("start"),
        *dated("end"),
        text("description"),
        texts("objectives"),
        text("diaspora_role"),
        text("approved_by_key"),
        text("parent_key"),
        texts("supported_by"),
        text("note"),
        links={"approved_by_key": "dim_citation", "parent_key": "dim_policy"},
    )
    content(
        "dim_policy_action",
        ["action_key"],
        position(),
        required("policy_key"),
        text("section"),
        required("text"),
        texts("names"),
        links={"policy_key": "dim_policy"},
    )
    content(
        "dim_term",
        ["term_key"],
        position(),
        required("term"),
        required("kind"),
        text("definition"),
        text("original"),
        text("original_language"),
        *dated("since"),
        text("defined_by_key"),
        texts("refers_to_keys"),
        text("note"),
        links={"defined_by_key": "dim_policy"},
    )
    content(
        "dim_assessment",
        ["assessment_key"],
        position(),
        required("kind"),
        text("heading"),
        required("text"),
        text("parent_key"),
        text("note"),
        links={"parent_key": "dim_assessment"},
    )
    content(
        "dim_practice",
        ["practice_key"],
        position(),
        required("title"),
        *dated("year"),
        required("description"),
        text("place"),
        sa.Column("place_country_id", sa.SmallInteger(), nullable=True),
        text("led_by"),
        text("url"),
        text("note"),
    )
    content(
        "dim_organisation",
        ["organisation_key"],
        position(),
        required("name"),
        text("acronym"),
        text("listed_as"),
        text("name_language"),
        text("name_meaning"),
        *dated("founded"),
        required("description"),
        texts("sister_keys"),
        text("url"),
        text("note"),
    )

    content(
        "fact_political_right",
        ["right_key"],
        position(),
        required("right_kind"),
        required("status"),
        text("conditions"),
        *dated("since"),
        text("arrangements"),
        text("note"),
    )
    op.create_foreign_key(
        "fk_fact_political_right_right_kind_dim_right",
        "fact_political_right",
        "dim_right",
        ["right_kind"],
        ["right_kind"],
        source_schema="dw",
        referent_schema="dw",
    )
    content(
        "fact_policy_milestone",
        ["milestone_key", "policy_key"],
        position(),
        *dated("date"),
        text("note"),
        links={"policy_key": "dim_policy"},
    )
    content(
        "fact_mandate",
        ["institution_key", "policy_key", "action_key"],
        links={"institution_key": "dim_institution", "policy_key": "dim_policy"},
    )
    content(
        "fact_organisation_presence",
        ["organisation_key", "destination_id"],
        position(),
        flag("is_base"),
        links={"organisation_key": "dim_organisation"},
    )
    op.create_index(
        "ix_fact_organisation_presence_destination_id",
        "fact_organisation_presence",
        ["destination_id"],
        schema="dw",
    )

    links = {"citation_key": "dim_citation"}
    content("bridge_citation", ["section", "entry_key", "citation_key"], position(), links=links)
    content("bridge_named_country", ["section", "entry_key", "named_country_id"], position())
    links = {"policy_key": "dim_policy"}
    content("bridge_named_policy", ["section", "entry_key", "policy_key"], position(), links=links)
    links = {"institution_key": "dim_institution"}
    content("bridge_named_institution", ["section", "entry_key", "institution_key"], position(), links=links)
    links = {"policy_key": "dim_policy", "related_policy_key": "dim_policy"}
    content(
        "bridge_related_policy", ["policy_key", "relation", "related_policy_key"], position(), links=links
    )
    links = {"right_key": "fact_political_right"}
    content("bridge_right_channel", ["right_key", "channel"], position(), links=links)
    links = {"practice_key": "dim_practice"}
    content("bridge_practice_theme", ["practice_key", "theme_code"], position(), links=links)
    links = {"organisation_key": "dim_organisation"}
    content("bridge_activity", ["organisation_key", "activity"], position(), links=links)

    op.add_column(
        "check_result", sa.Column("subject", sa.Text(), server_default="", nullable=False), schema="ops"
    )
    op.drop_constraint("pk_check_result", "check_result", schema="ops")
    op.create_primary_key(
        "pk_check_result",
        "check_result",
        ["run_id", "check_name", "source_code", "subject", "edition"],
        schema="ops",
    )


def downgrade() -> None:
    for table in (
        "bridge_activity",
        "bridge_practice_theme",
        "bridge_right_channel",
        "bridge_related_policy",
        "bridge_named_institution",
        "bridge_named_policy",
        "bridge_named_country",
        "bridge_citation",
        "fact_organisation_presence",
        "fact_mandate",
        "fact_policy_milestone",
        "fact_political_right",
        "dim_organisation",
        "dim_practice",
        "dim_assessment",
        "dim_term",
        "dim_policy_action",
        "dim_policy",
        "dim_institution",
        "dim_citation",
        "dim_further_reading",
        "dim_correction",
        "dim_content_edition",
        "bridge_theme_sdg",
        "dim_theme",
        "dim_right",
        "dim_vocabulary",
    ):
        op.execute(f"drop table dw.{table} cascade")  # and the views that read it: they are installed anew
    op.execute("delete from dw.source_release where source_code = 'content'")
    op.execute("delete from ops.check_result where subject <> ''")
    op.drop_constraint("pk_check_result", "check_result", schema="ops")
    op.create_primary_key(
        "pk_check_result", "check_result", ["run_id", "check_name", "source_code", "edition"], schema="ops"
    )
    op.drop_column("check_result", "subject", schema="ops")
