"""Runs all checks on everything in use: for operators between runs, and after a restore."""

from psycopg import sql

from diaspora_dw import composing
from diaspora_dw.database import Connection, Database
from diaspora_dw.loading.check import WAREHOUSE, Finding, checks, parameters, run_check


def check_active(database: Database) -> list[tuple[str, Finding]]:
    """Run every check on every active release (the newest of each edition) and on the whole warehouse.

    Each result comes with the name of its release, or "warehouse".
    """
    with database.connect("loader", autocommit=True) as connection:
        results = []
        for check in checks():
            if check.table is None:
                results.append((WAREHOUSE, run_check(connection, check)))
            else:
                results += [
                    (name, run_check(connection, check, parameters(connection, release_id)))
                    for name, release_id in _releases_with_rows(connection, check.table)
                ]
        return results


def _releases_with_rows(connection: Connection, table: str) -> list[tuple[str, int]]:
    """Return name and number of the active releases, samples aside, that have rows in a table."""
    query = sql.SQL("""
        select concat_ws(' ', r.source_code, nullif(r.subject, ''), r.edition), r.release_id
        from dw.source_release as r
        where
            r.published_at is not null and r.superseded_at is null and not r.is_sample
            and exists (select from {} as t where t.release_id = r.release_id)
        order by r.release_id
    """)
    return connection.execute(query.format(composing.table(table))).fetchall()
