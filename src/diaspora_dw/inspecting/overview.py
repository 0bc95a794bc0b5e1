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
            with latest as (
                select distinct on (c.source_code, c.subject, c.edition, c.check_name)
                    c.*, r.run_number
                from ops.check_result as c
                inner join ops.run as r using (run_id)
                order by c.source_code, c.subject, c.edition, c.check_name, r.run_number desc
            ),

            active as (
                select s.run_id, s.source_code, r.subject, s.edition
                from ops.step as s
                inner join dw.source_release as r using (release_id)
                where r.published_at is not null and r.superseded_at is null
            )

            select
                c.source_code, c.subject, c.edition, c.check_name, c.severity, c.failing_rows, c.accepted_by,
                c.checked_at
            from latest as c
            where
                c.failing_rows > 0
                and (
                    c.source_code = %s
                    or c.run_number = (select max(run_number) from ops.run)
                    or (c.run_id, c.source_code, c.subject, c.edition) in (select * from active)
                )
            order by c.source_code, c.subject, c.edition, c.check_name
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
