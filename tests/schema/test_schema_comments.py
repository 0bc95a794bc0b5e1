"""Every table, view and column that anybody can look at says what it is."""

from typing import Any

import pytest

from diaspora_dw.database import Database
from diaspora_dw.schema import metadata


def rows(database: Database, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with database.connect("loader") as connection:
        return connection.execute(query.encode(), parameters).fetchall()


@pytest.mark.parametrize("schema", ["dw", "mart", "ops"])
def test_every_relation_and_every_column_has_a_comment(migrated: Database, schema: str) -> None:
    relations = rows(
        migrated,
        """
        select c.relname, obj_description(c.oid, 'pg_class') from pg_class as c
        where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'p', 'v') and c.relname <> 'alembic_version'
        """,
        schema,
    )
    assert relations
    assert [name for name, comment in relations if not comment] == []
    columns = rows(
        migrated,
        """
        select c.relname, a.attname, col_description(c.oid, a.attnum) from pg_class as c
        inner join pg_attribute as a on c.oid = a.attrelid
        where
            c.relnamespace = %s::regnamespace and c.relkind in ('r', 'p', 'v') and c.relname <> 'alembic_version'
            and a.attnum > 0 and not a.attisdropped
        """,
        schema,
    )
    assert [f"{relation}.{column}" for relation, column, comment in columns if not comment] == []


@pytest.mark.parametrize("schema", ["dw", "mart", "ops", "part"])
def test_every_schema_has_a_comment(migrated: Database, schema: str) -> None:
    assert rows(migrated, "select obj_description(%s::regnamespace, 'pg_namespace') <> ''", schema) == [
        (True,)
    ]


def test_the_comments_in_the_database_are_those_of_the_models(migrated: Database) -> None:
    found = dict(
        rows(
            migrated,
            """
            select c.relnamespace::regnamespace || '.' || c.relname || coalesce('.' || a.attname, ''), d.description
            from pg_description as d inner join pg_class as c on d.objoid = c.oid and d.classoid = 'pg_class'::regclass
            left join pg_attribute as a on c.oid = a.attrelid and d.objsubid = a.attnum and a.attnum > 0
            where c.relkind in ('r', 'p')
            """,
        )
    )
    for table in metadata.sorted_tables:
        assert found[table.fullname] == table.comment
        for column in table.columns:
            assert found[f"{table.fullname}.{column.name}"] == column.comment


def test_every_constraint_and_index_has_a_name_of_the_convention(migrated: Database) -> None:
    odd = rows(
        migrated,
        r"""
        select conrelid::regclass::text, conname from pg_constraint
        where connamespace in ('dw'::regnamespace, 'ops'::regnamespace) and contype <> 'n'
            and conname !~ '^(pk|fk|uq|ck)_' and conname <> 'alembic_version_pkc'
        union all
        select indrelid::regclass::text, c.relname from pg_index inner join pg_class as c on indexrelid = c.oid
        where c.relnamespace in ('dw'::regnamespace, 'ops'::regnamespace)
            and c.relname !~ '^(pk|uq|ix)_' and c.relname <> 'alembic_version_pkc'
        """,
    )
    assert odd == []
