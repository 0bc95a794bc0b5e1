"""How things stand: sources, their editions and ages, the last runs, and what checks found in the last one."""

from dataclasses import dataclass
from typing import Any

from psycopg.rows import dict_row

from diaspora_dw.database import Connection, Database

Row = dict[str, Any]
RUNS_SHOWN = 5


@dataclass(frozen=True)
class Overview:
    """The standing releases, the last runs (newest first), and what checks found.

    A release has `stale`: older unconfirmed than the source allows. A run has its `steps`.
    """

    sources: list[Row]
    runs: list[Row]
    findings: list[Row]

    def as_json(self) -> dict[str, Any]:
        """The overview as one JSON object."""
        return {"sources": self.sources, "runs": self.runs, "findings": self.findings}


def read_overview(database: Database) -> Overview:
    """Read how things stand."""
    with database.connect("loader") as connection:
        sources = _rows(
            connection,
            """
            select
                source_code, subject, edition, release_id, is_current, is_sample, retrieved_at, confirmed_at,
                upstream_updated_at, is_stale as stale, row_count, url, licence
            from mart.source_status
            where is_newest_of_edition
            order by source_code, subject, edition
            """,
        )
        runs = _rows(
            connection,
            """
            select
                run_id, started_at, ended_at, outcome, exit_code, seconds, version, started_by, host, process_id,
                error, advice
            from ops.run
            order by started_at desc
            limit %s
            """,
            RUNS_SHOWN,
        )
        steps = _rows(
            connection,
            """
            select
                run_id, step_number, source_code, offer, edition, release_id, started_at, ended_at, outcome,
                rows, bytes, seconds, error, advice
            from ops.step
            where run_id = any(%s)
            order by run_id, step_number
            """,
            [run["run_id"] for run in runs],
        )
        findings = _rows(
            connection,
            """
            select
                c.source_code, c.subject, c.edition, c.check_name, c.severity, c.failing_rows, c.accepted_by,
                c.checked_at
            from ops.check_result as c
            inner join (
                select source_code, subject, edition, check_name, max(checked_at) as checked_at
                from ops.check_result
                group by source_code, subject, edition, check_name
            ) as latest using (source_code, subject, edition, check_name, checked_at)
            where c.failing_rows > 0
            order by c.source_code, c.subject, c.edition, c.check_name
            """,
        )
    for run in runs:
        run["steps"] = [step for step in steps if step["run_id"] == run["run_id"]]
    return Overview(sources, runs, findings)


def _rows(connection: Connection, query: str, *parameters: object) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()
