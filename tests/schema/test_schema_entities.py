"""The diagrams of the star in docs/entities.md are those of the database.

They are generated: `WRITE_DOCS=1 .venv/bin/python -m pytest tests/schema/test_schema_entities.py`.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg.rows import class_row

from diaspora_dw.database import Connection, Database
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "entities.md"

INTRODUCTION = """\
# The star, table by table

A diagram has the tables of its heading and those that they refer to, and shows keys only.
[views.md](views.md) has all columns of the published views. Generated from the database by
`WRITE_DOCS=1 .venv/bin/python -m pytest tests/schema/test_schema_entities.py`.
"""
FIGURES = "## Figures, countries and releases"
CONTENT = """\
## Content of countries

The key of each of these tables starts with the release and the country. Their references to `source_release` and
`dim_country` are left out."""

TABLES = """
    with key_column as (
        select
            a.attrelid,
            a.attnum,
            a.attname,
            replace(format_type(a.atttypid, null), ' ', '_') as column_type,
            case when bool_or(k.contype = 'p') then 'PK' end as primary_key,
            case when bool_or(k.contype = 'f') then 'FK' end as foreign_key
        from pg_attribute as a
        inner join pg_constraint as k on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
        where k.contype in ('p', 'f')
        group by a.attrelid, a.attnum, a.attname, a.atttypid
    )

    select
        t.relname as name,
        (array_agg(c.attname order by c.attnum) filter (where c.primary_key is not null))[:2]
        = array['release_id', 'country_id']::name[] as is_content,
        array_agg(
            concat_ws(' ', c.column_type, c.attname, concat_ws(', ', c.primary_key, c.foreign_key))
            order by c.attnum
        ) as keys
    from pg_class as t
    inner join key_column as c on t.oid = c.attrelid
    where t.relnamespace = 'dw'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
    group by t.relname
    order by t.relname
"""

REFERENCES = """
    select
        f.relname as referred,
        t.relname as table_name,
        (
            select string_agg(a.attname, ', ' order by array_position(k.conkey, a.attnum))
            from pg_attribute as a
            where a.attrelid = t.oid and a.attnum = any(k.conkey)
        ) as columns
    from pg_constraint as k
    inner join pg_class as t on k.conrelid = t.oid
    inner join pg_class as f on k.confrelid = f.oid
    where t.relnamespace = 'dw'::regnamespace and k.contype = 'f' and k.conparentid = 0
    order by t.relname, 3, f.relname
"""


@dataclass(frozen=True)
class Table:
    """A table of `dw` and its key columns, each as "type name PK, FK"."""

    name: str
    is_content: bool
    keys: list[str]


@dataclass(frozen=True)
class Reference:
    """A foreign key: the table it refers to, the table that has it, and its columns."""

    referred: str
    table_name: str
    columns: str


def draw_entities(connection: Connection) -> str:
    """Return Markdown with Mermaid diagrams of the figures' tables, then of the content's."""
    with connection.cursor(row_factory=class_row(Table)) as cursor:
        tables = cursor.execute(TABLES).fetchall()
    with connection.cursor(row_factory=class_row(Reference)) as cursor:
        references = cursor.execute(REFERENCES).fetchall()
    shared = {"source_release", "dim_country"}
    content = {table.name for table in tables if table.is_content}
    inner = [r for r in references if r.table_name not in content or r.referred not in shared]
    figures = [diagram for names, diagram in _diagrams(tables, inner) if not names & content]
    others = [diagram for names, diagram in _diagrams(tables, inner) if names & content]
    return "\n".join([INTRODUCTION, FIGURES, *figures, CONTENT, *others])


def _diagrams(tables: Sequence[Table], references: Sequence[Reference]) -> Iterator[tuple[set[str], str]]:
    """Yield the names of tables that refer to the same others, and their diagram with these.

    Tables that neither refer to any nor are referred to share the last one.
    """
    referred = defaultdict(set)
    for reference in references:
        referred[reference.table_name].add(reference.referred)
    hubs = set().union(*referred.values())
    groups = defaultdict(set)
    for table in tables:
        if table.name in referred or table.name not in hubs:
            groups[tuple(sorted(referred[table.name] - {table.name}))].add(table.name)
    for others, names in sorted(groups.items(), key=lambda group: (not group[0], group[0])):
        title = f"### {', '.join(sorted(names))}" if others else "### On their own"
        lines = ["", title, "", "```mermaid", "erDiagram", "    direction LR"]
        for table in tables:
            if table.name in names | set(others):
                lines += [f"    {table.name} {{", *(f"        {key}" for key in table.keys), "    }"]
        lines += [
            f'    {r.referred} ||--o{{ {r.table_name} : "{r.columns.removesuffix(", release_id, country_id")}"'
            for r in references
            if r.table_name in names
        ]
        yield names, "\n".join([*lines, "```", ""])


def test_the_diagrams_of_entities_are_those_of_the_database(migrated: Database) -> None:
    with migrated.connect("reader") as connection:
        drawn = draw_entities(connection)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(drawn, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == drawn
