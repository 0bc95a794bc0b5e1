"""Bare loading: the published figures into tables without keys, checks or provenance, as an afternoon's script does.

python -m benchmarks.bare_loading PUBLISHER DATABASE
"""

import sys

import psycopg
from psycopg import sql

from benchmarks.published import TABLES, Publisher


def main(address: str, database: str) -> None:
    """Load all figures into the schema `bare`, anew."""
    publisher = Publisher(address)
    with psycopg.connect(database) as connection:
        connection.execute("drop schema if exists bare cascade")
        connection.execute("create schema bare")
        for name, table in TABLES.items():
            columns = sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind))
                for column, kind in table.columns.items()
            )
            target = sql.Identifier("bare", name)
            connection.execute(sql.SQL("create table {} ({})").format(target, columns))
            with connection.cursor().copy(sql.SQL("copy {} from stdin").format(target)) as copy:
                for row in table.rows(publisher):
                    copy.write_row(row)


if __name__ == "__main__":
    main(*sys.argv[1:])
