"""The star, its releases, and what operators look at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dim_country",
        sa.Column("country_id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("m49_code", sa.SmallInteger(), nullable=True),
        sa.Column("iso3_code", sa.String(length=3), nullable=True),
        sa.Column("iso2_code", sa.String(length=2), nullable=True),
        sa.Column("country_name", sa.Text(), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("region_code", sa.SmallInteger(), nullable=True),
        sa.Column("region_name", sa.Text(), nullable=True),
        sa.Column("subregion_code", sa.SmallInteger(), nullable=True),
        sa.Column("subregion_name", sa.Text(), nullable=True),
        sa.Column("intermediate_region_code", sa.SmallInteger(), nullable=True),
        sa.Column("intermediate_region_name", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "entity_type in ('country', 'area', 'unknown')", name="ck_dim_country_entity_type_known"
        ),
        sa.CheckConstraint("iso2_code ~ '^[A-Z]{2}$'", name="ck_dim_country_iso2_code_form"),
        sa.CheckConstraint("iso3_code ~ '^[A-Z]{3}$'", name="ck_dim_country_iso3_code_form"),
        sa.PrimaryKeyConstraint("country_id", name="pk_dim_country"),
        sa.UniqueConstraint("iso2_code", name="uq_dim_country_iso2_code"),
        sa.UniqueConstraint("iso3_code", name="uq_dim_country_iso3_code"),
        sa.UniqueConstraint("m49_code", name="uq_dim_country_m49_code"),
        schema="dw",
    )
    op.create_table(
        "dim_country_group",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("group_code", sa.Text(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("group_type", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", name="pk_dim_country_group"),
        sa.UniqueConstraint("group_code", name="uq_dim_country_group_group_code"),
        schema="dw",
    )
    op.create_table(
        "dim_indicator",
        sa.Column("indicator_code", sa.Text(), nullable=False),
        sa.Column("indicator_name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("indicator_code", name="pk_dim_indicator"),
        schema="dw",
    )
    op.create_table(
        "dim_year",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("year_date", sa.Date(), nullable=False),
        sa.Column("mid_year_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_dim_year"),
        schema="dw",
    )
    op.create_table(
        "source_release",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("retrieved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upstream_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("reader_version", sa.Integer(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("licence_url", sa.Text(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="ck_source_release_sha256_form"),
        sa.CheckConstraint(
            "not (is_current and superseded_at is not null)", name="ck_source_release_current_not_superseded"
        ),
        sa.PrimaryKeyConstraint("release_id", name="pk_source_release"),
        schema="dw",
    )
    op.create_index(
        "ix_source_release_source_code_subject_edition",
        "source_release",
        ["source_code", "subject", "edition"],
        unique=False,
        schema="dw",
    )
    op.create_index(
        "uq_source_release_current",
        "source_release",
        ["source_code", "subject"],
        unique=True,
        schema="dw",
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "installed_object",
        sa.Column("object_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("object_name", name="pk_installed_object"),
        schema="ops",
    )
    op.create_table(
        "run",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("exit_code", sa.SmallInteger(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name="pk_run"),
        schema="ops",
    )
    op.create_table(
        "bridge_country_group",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to is null or valid_to >= valid_from", name="ck_bridge_country_group_spell_in_order"
        ),
        sa.ForeignKeyConstraint(
            ["country_id"],
            ["dw.dim_country.country_id"],
            name="fk_bridge_country_group_country_id_dim_country",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["dw.dim_country_group.group_id"],
            name="fk_bridge_country_group_group_id_dim_country_group",
        ),
        sa.PrimaryKeyConstraint("group_id", "country_id", "valid_from", name="pk_bridge_country_group"),
        schema="dw",
    )
    op.create_index(
        "ix_bridge_country_group_country_id",
        "bridge_country_group",
        ["country_id"],
        unique=False,
        schema="dw",
    )
    op.create_table(
        "fact_indicator",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("indicator_code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_id"], ["dw.dim_country.country_id"], name="fk_fact_indicator_country_id_dim_country"
        ),
        sa.ForeignKeyConstraint(
            ["indicator_code"],
            ["dw.dim_indicator.indicator_code"],
            name="fk_fact_indicator_indicator_code_dim_indicator",
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["dw.source_release.release_id"],
            name="fk_fact_indicator_release_id_source_release",
        ),
        sa.ForeignKeyConstraint(["year"], ["dw.dim_year.year"], name="fk_fact_indicator_year_dim_year"),
        sa.PrimaryKeyConstraint(
            "country_id", "indicator_code", "year", "release_id", name="pk_fact_indicator"
        ),
        schema="dw",
        postgresql_partition_by="LIST (release_id)",
    )
    op.create_table(
        "fact_migrant_stock",
        sa.Column("origin_id", sa.SmallInteger(), nullable=False),
        sa.Column("destination_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("migrants", sa.BigInteger(), nullable=True),
        sa.Column("male_migrants", sa.BigInteger(), nullable=True),
        sa.Column("female_migrants", sa.BigInteger(), nullable=True),
        sa.Column("data_type", sa.String(length=4), nullable=True),
        sa.Column("coverage_note", sa.Text(), nullable=True),
        sa.CheckConstraint("data_type ~ '^B?C?I?R?$'", name="ck_fact_migrant_stock_data_type_letters"),
        sa.CheckConstraint(
            "migrants >= 0 and male_migrants >= 0 and female_migrants >= 0",
            name="ck_fact_migrant_stock_counts_not_negative",
        ),
        sa.ForeignKeyConstraint(
            ["destination_id"],
            ["dw.dim_country.country_id"],
            name="fk_fact_migrant_stock_destination_id_dim_country",
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["dw.dim_country.country_id"], name="fk_fact_migrant_stock_origin_id_dim_country"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["dw.source_release.release_id"],
            name="fk_fact_migrant_stock_release_id_source_release",
        ),
        sa.ForeignKeyConstraint(["year"], ["dw.dim_year.year"], name="fk_fact_migrant_stock_year_dim_year"),
        sa.PrimaryKeyConstraint(
            "origin_id", "destination_id", "year", "release_id", name="pk_fact_migrant_stock"
        ),
        schema="dw",
        postgresql_partition_by="LIST (release_id)",
    )
    op.create_index(
        "ix_fact_migrant_stock_destination_id",
        "fact_migrant_stock",
        ["destination_id"],
        unique=False,
        schema="dw",
    )
    op.create_table(
        "fact_migrant_stock_total",
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("emigrants", sa.BigInteger(), nullable=True),
        sa.Column("male_emigrants", sa.BigInteger(), nullable=True),
        sa.Column("female_emigrants", sa.BigInteger(), nullable=True),
        sa.Column("immigrants", sa.BigInteger(), nullable=True),
        sa.Column("male_immigrants", sa.BigInteger(), nullable=True),
        sa.Column("female_immigrants", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["country_id"],
            ["dw.dim_country.country_id"],
            name="fk_fact_migrant_stock_total_country_id_dim_country",
        ),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["dw.source_release.release_id"],
            name="fk_fact_migrant_stock_total_release_id_source_release",
        ),
        sa.ForeignKeyConstraint(
            ["year"], ["dw.dim_year.year"], name="fk_fact_migrant_stock_total_year_dim_year"
        ),
        sa.PrimaryKeyConstraint("country_id", "year", "release_id", name="pk_fact_migrant_stock_total"),
        schema="dw",
        postgresql_partition_by="LIST (release_id)",
    )
    op.create_table(
        "release_file",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("retrieved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["dw.source_release.release_id"],
            name="fk_release_file_release_id_source_release",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "file_name", name="pk_release_file"),
        schema="dw",
    )
    op.create_table(
        "check_result",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("failing_rows", sa.BigInteger(), nullable=False),
        sa.Column("examples", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ops.run.run_id"], name="fk_check_result_run_id_run", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "check_name", "source_code", "edition", name="pk_check_result"),
        schema="ops",
    )
    op.create_table(
        "published_area",
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("country_id", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_id"], ["dw.dim_country.country_id"], name="fk_published_area_country_id_dim_country"
        ),
        sa.PrimaryKeyConstraint("area_code", "country_id", name="pk_published_area"),
        schema="ops",
    )
    op.create_table(
        "published_total",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("destination_code", sa.Text(), nullable=False),
        sa.Column("origin_code", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("male_value", sa.Double(), nullable=True),
        sa.Column("female_value", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["dw.source_release.release_id"],
            name="fk_published_total_release_id_source_release",
        ),
        sa.ForeignKeyConstraint(["year"], ["dw.dim_year.year"], name="fk_published_total_year_dim_year"),
        sa.PrimaryKeyConstraint(
            "series", "destination_code", "origin_code", "year", "release_id", name="pk_published_total"
        ),
        schema="ops",
        postgresql_partition_by="LIST (release_id)",
    )
    op.create_table(
        "step",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("step_number", sa.SmallInteger(), nullable=False),
        sa.Column("source_code", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ops.run.run_id"], name="fk_step_run_id_run", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "step_number", name="pk_step"),
        schema="ops",
    )
    op.execute("""
        insert into dw.dim_year (year, year_date, mid_year_date)
        select y, make_date(y, 1, 1), make_date(y, 7, 1)
        from generate_series(1950, 2100) as y
    """)


def downgrade() -> None:
    for function in ("open_partition", "attach_partition", "drop_release"):
        op.execute(f"drop function if exists ops.{function}")
    for table in (
        "ops.step",
        "ops.published_total",
        "ops.published_area",
        "ops.check_result",
        "ops.run",
        "ops.installed_object",
        "dw.release_file",
        "dw.fact_migrant_stock_total",
        "dw.fact_migrant_stock",
        "dw.fact_indicator",
        "dw.bridge_country_group",
        "dw.source_release",
        "dw.dim_year",
        "dw.dim_indicator",
        "dw.dim_country_group",
        "dw.dim_country",
    ):
        op.execute(f"drop table {table} cascade")  # and the views that read it: they are installed anew
