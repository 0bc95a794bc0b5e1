"""All checks on everything in use: for operators between runs, and after a restore."""

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from diaspora_dw.database import Connection, Database
from diaspora_dw.loading.check import Finding, checks, judge
from diaspora_dw.running.ledger import WAREHOUSE


@dataclass(frozen=True)
class CheckedRelease:
    """What a check found in a release; `subject` names the release, or says that it was the warehouse."""

    subject: str
    finding: Finding

    def as_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {"subject": self.subject, **self.finding.as_json()}


def check_current(database: Database) -> list[CheckedRelease]:
    """Run every check on every release that stands (the newest of each edition), and on the whole."""
    with database.connect("loader", autocommit=True) as connection:
        results = []
        for check in checks():
            if check.table is None:
                results.append(CheckedRelease(WAREHOUSE, judge(connection, check, None, None)))
            else:
                results += [
                    CheckedRelease(name, judge(connection, check, release_id, None))
                    for name, release_id in _holding(connection, check.table)
                ]
        return results


def _holding(connection: Connection, table: str) -> list[tuple[str, int]]:
    """The standing, real releases that have rows in a release-keyed table."""
    standing = connection.execute("""
        select concat_ws(' ', r.source_code, nullif(r.subject, ''), r.edition), r.release_id
        from dw.source_release as r
        where r.published_at is not null and r.superseded_at is null and not r.is_sample
        order by r.release_id
    """).fetchall()
    has_rows = sql.SQL("select exists (select from {} where release_id = %s)").format(
        sql.Identifier(*table.split("."))
    )
    return [
        (name, release_id)
        for name, release_id in standing
        if connection.execute(has_rows, (release_id,)).fetchone() == (True,)
    ]
