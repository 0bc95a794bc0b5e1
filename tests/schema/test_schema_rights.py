"""What the loader may do with each table: a published release never changes, whichever table it is in."""

import pytest

from diaspora_dw.database import Database
from diaspora_dw.schema import metadata
from diaspora_dw.schema.rights import is_release_keyed

LOADER = "diaspora_dw_loader"
RELEASE_KEYED = [table.fullname for table in metadata.sorted_tables if is_release_keyed(table)]


def privileges(database: Database, table: str) -> set[str]:
    """The loader's privileges on a table."""
    with database.connect("owner") as connection:
        rows = connection.execute(
            """
            select p.name from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as p (name)
            where has_table_privilege(%s, %s, p.name)
            """,
            (LOADER, table),
        ).fetchall()
    return {name for (name,) in rows}


def test_every_fact_is_keyed_by_release() -> None:
    facts = {table.fullname for table in metadata.sorted_tables if table.name.startswith("fact_")}
    assert facts
    assert facts <= set(RELEASE_KEYED)


@pytest.mark.parametrize("table", RELEASE_KEYED)
def test_the_loader_changes_no_row_of_a_release(migrated: Database, table: str) -> None:
    assert privileges(migrated, table) <= {"select", "insert"}


def test_the_loader_writes_partitioned_tables_only_through_partitions_of_its_own(loaded: Database) -> None:
    with loaded.connect("owner") as connection:
        rows = connection.execute("""
            select oid::regclass::text from pg_class
            where relkind = 'p' and relnamespace in ('dw'::regnamespace, 'ops'::regnamespace)
                or relkind = 'r' and relnamespace = 'part'::regnamespace
        """).fetchall()
    assert len(rows) > 10
    assert [table for (table,) in rows if "insert" in privileges(loaded, table)] == []


def test_a_new_table_is_closed_to_the_loader_until_the_models_say_otherwise(database: Database) -> None:
    for schema in ("dw", "ops"):
        with database.connect("owner") as connection:
            connection.execute(f"create table {schema}.fact_new (release_id integer)".encode())
        assert privileges(database, f"{schema}.fact_new") == {"select"}


def test_the_loader_keeps_dimensions_up_to_date(migrated: Database) -> None:
    assert privileges(migrated, "dw.dim_indicator") == {"select", "insert", "update", "delete"}
