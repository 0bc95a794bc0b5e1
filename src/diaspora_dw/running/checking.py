"""All checks on everything in use: for operators between runs, and after a restore."""

from dataclasses import dataclass
from typing import Any

from diaspora_dw.database import Connection, Database
from diaspora_dw.loading.check import Finding, checks, judge


@dataclass(frozen=True)
class CheckedRelease:
    """What a check found in a release; `subject` names the release, or says that it was the warehouse."""

    subject: str
    finding: Finding

    def as_json(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return {
            "check": self.finding.check.name,
            "severity": self.finding.check.severity,
            "subject": self.subject,
            "failing_rows": self.finding.failing_rows,
            "examples": self.finding.examples,
        }


def check_current(database: Database) -> list[CheckedRelease]:
    """Run every check on every release that stands (the newest of each edition), and on the whole."""
    with database.connect("loader", autocommit=True) as connection:
        results = []
        for check in checks():
            if check.table is None:
                results.append(CheckedRelease("warehouse", judge(connection, check, None, None)))
            else:
                results += [
                    CheckedRelease(name, judge(connection, check, release_id, None))
                    for name, release_id in _holding(connection, check.table)
                ]
        return results


def _holding(connection: Connection, table: str) -> list[tuple[str, int]]:
    """The standing, real releases that have rows in a release-keyed table."""
    return connection.execute(
        """
        select r.source_code || ' ' || r.edition, r.release_id
        from dw.source_release as r
        where
            r.superseded_at is null and not r.is_sample
            and exists (
                select from pg_inherits as i
                inner join pg_class as c on c.oid = i.inhrelid
                where i.inhparent = to_regclass(%s) and c.relname = split_part(%s, '.', 2) || '_r' || r.release_id
            )
        order by r.release_id
        """,
        (table, table),
    ).fetchall()
