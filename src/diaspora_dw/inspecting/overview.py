"""The state of the warehouse: active releases and their ages, the last runs, and what checks found."""

from typing import Any

from psycopg.rows import dict_row
from pydantic import BaseModel

from diaspora_dw.database import Connection, Database
from diaspora_dw.loading.check import WAREHOUSE
from diaspora_dw.running.ledger import KILLED
from diaspora_dw.running.lock import killed_runs

Row = dict[str, Any]


class Overview(BaseModel):
    """Active and withdrawn releases, the last runs with their `steps` (newest first), and what checks found."""

    sources: list[Row]
    runs: list[Row]
    findings: list[Row]


def read_overview(database: Database) -> Overview:
    """Read the state of the warehouse.

    Findings are those of active releases, of the last run, and of the whole warehouse. The findings of a release
    that was refused once and has been loaded since are left out.
    """
    with database.connect("loader") as connection:
        killed = killed_runs(connection)
        sources = _rows(
            connection,
            """
            select
                source_code, subject, edition, release_id, is_current, is_sample, is_withdrawn, retrieved_at,
                confirmed_at, upstream_updated_at, is_stale as stale, row_count, url, licence
            from mart.source_status
            where is_newest_of_edition or is_withdrawn
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
            order by run_number desc
            limit 5
            """,
        )
        steps = _rows(
            connection,
            """
            select
                run_id, step_number, source_code, dataset, edition, release_id, started_at, ended_at, outcome,
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
            with of_warehouse as (
                select distinct on (c.check_name)
                    c.*
                from ops.check_result as c
                inner join ops.run as r using (run_id)
                where c.source_code = %s
                order by c.check_name, r.run_number desc
            ),

            found as (
                select
                    source_code, subject, edition, check_name, severity, failing_rows, accepted_by, checked_at
                from dw.active_finding
                union all
                select
                    source_code, subject, edition, check_name, severity, failing_rows, accepted_by, checked_at
                from of_warehouse
                union all -- of a release, too, that it refused
                select
                    source_code, subject, edition, check_name, severity, failing_rows, accepted_by, checked_at
                from ops.check_result
                where run_id = (select run_id from ops.run order by run_number desc limit 1)
            )

            select distinct on (source_code, subject, edition, check_name)
                *
            from found
            where failing_rows > 0
            order by source_code, subject, edition, check_name, checked_at desc
            """,
            WAREHOUSE,
        )
    for run in runs:
        if run["run_id"] in killed and run["outcome"] == "running":
            run.update(KILLED)
        run["steps"] = [step for step in steps if step["run_id"] == run["run_id"]]
    return Overview(sources=sources, runs=runs, findings=findings)


def _rows(connection: Connection, query: str, *parameters: object) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()
