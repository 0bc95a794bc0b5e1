"""Spread the warehouse over the machines of a Citus cluster.

Facts are distributed by the country that leads their keys, and the rows of a country lie together. The rest of `dw` is
small: every machine has a copy. `ops` stays on the coordinator.
"""

from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError
from diaspora_dw.migrating import require_warehouse

LEADING_COUNTRY = ("origin_id", "country_id")


def distribution_columns() -> dict[str, str]:
    """Return the column that each table of figures is distributed by."""
    from diaspora_dw.schema import metadata  # noqa: PLC0415 - the command line starts faster without the models

    return {
        table.fullname: name
        for table in metadata.sorted_tables
        for name in LEADING_COUNTRY
        if name in table.primary_key.columns
        and table.schema == "dw"
        and (table.dialect_options["postgresql"]["partition_by"] is not None or table.info.get("derived"))
    }


def distribute(database: Database) -> list[str]:
    """Distribute the tables that are not distributed yet, all or none, and return their names.

    Raises `DatabaseError` if the database holds no warehouse or has no Citus.
    """
    from diaspora_dw.schema import metadata  # noqa: PLC0415

    require_warehouse(database)
    columns = distribution_columns()
    copied = [t.fullname for t in metadata.sorted_tables if t.schema == "dw" and t.fullname not in columns]
    with database.connect() as connection:
        if connection.execute("select to_regclass('pg_dist_partition')").fetchone() == (None,):
            raise DatabaseError(
                "the database has no extension Citus, which spreads tables over several machines",
                advice="On one machine nothing has to be distributed. To use several, install Citus on each of them, "
                "then run as a superuser in this database: create extension citus",
            )
        rows = connection.execute("""
            select format('%I.%I', n.nspname, c.relname) from pg_dist_partition as d
            inner join pg_class as c on c.oid = d.logicalrelid
            inner join pg_namespace as n on n.oid = c.relnamespace
        """).fetchall()
        known = {name for (name,) in rows}
        first = next(iter(columns))
        for table in copied:  # before the facts, whose foreign keys lead to them
            if table not in known:
                connection.execute("select create_reference_table(%s::regclass)", (table,))
        for table, column in columns.items():
            if table not in known:
                connection.execute(
                    "select create_distributed_table(%s::regclass, %s, colocate_with => %s)",
                    (table, column, "default" if table == first else first),
                )
    return [table for table in (*copied, *columns) if table not in known]
