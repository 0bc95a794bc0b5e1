"""The record of runs, in `ops`: written when a run starts, after every step, and when it ends in whatever way."""

import getpass
import json
import os
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from psycopg.types.json import Jsonb

from diaspora_dw import clock
from diaspora_dw.composing import insert_row, insert_rows
from diaspora_dw.database import Connection
from diaspora_dw.loading.check import WAREHOUSE, Finding
from diaspora_dw.running.report import RunReport, StepReport
from diaspora_dw.source import Source

KILLED = {
    "outcome": "abandoned",
    "error": "it terminated without reporting a result",
    "advice": "Nothing that it was loading is visible. The next run continues from there.",
}
"""What is on record, or shown, of a run that was killed."""


def account() -> str:
    """Return the account that this runs as."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an uid without a name
        return f"uid {os.getuid()}"


def begin_run(connection: Connection, report: RunReport, sources: Iterable[Source]) -> None:
    """Record that the run started, and describe the sources that this version knows.

    The caller holds the run lock, so a run that is still on record as running was killed.
    """
    connection.execute(
        """
        update ops.run
        set outcome = %(outcome)s, ended_at = %(ended_at)s, error = %(error)s, advice = %(advice)s
        where outcome = 'running'
        """,
        KILLED | {"ended_at": clock.now()},
    )
    run = {
        "run_id": report.run_id,
        "started_at": report.started_at,
        "outcome": "running",
        "version": report.version,
        "host": report.host,
        "process_id": os.getpid(),
        "started_by": account(),
    }
    insert_row(connection, "ops.run", run)
    descriptions = [  # views and checks cannot ask the software
        {
            "source_code": source.code,
            "source_name": source.name,
            "licence": source.licence.name,
            "licence_url": source.licence.url,
            "max_age": source.max_age,
        }
        for source in sources
    ]
    insert_rows(connection, "ops.source", descriptions, key=["source_code"])


def record_step(connection: Connection, run: RunReport, report: StepReport) -> None:
    """Record a step that ended, with the results of its checks."""
    ended = clock.now()
    step = report.model_dump(include={"edition", "release_id", "rows", "bytes", "error", "advice"})
    step |= {
        "run_id": run.run_id,
        "step_number": len(run.steps) + 1,
        "source_code": report.source,
        "dataset": report.dataset,
        "outcome": report.outcome.value,
        "started_at": ended - timedelta(seconds=report.seconds),
        "ended_at": ended,
        "seconds": report.seconds,
        "changes": _json(report.changes.model_dump()) if report.changes else None,
    }
    insert_row(connection, "ops.step", step)
    release = (report.source, report.subject, report.edition or report.dataset)
    record_findings(connection, run, report.findings, release)


def end_run(connection: Connection, report: RunReport) -> None:
    """Record how the run ended."""
    connection.execute(
        """
        update ops.run
        set ended_at = %(ended_at)s, outcome = %(outcome)s, exit_code = %(exit_code)s, seconds = %(seconds)s,
            error = %(error)s, advice = %(advice)s
        where run_id = %(run_id)s
        """,
        {
            "ended_at": clock.now(),
            "outcome": report.outcome,
            "exit_code": int(report.exit_code),
            "seconds": report.seconds,
            "error": report.error,
            "advice": report.advice,
            "run_id": report.run_id,
        },
    )


def record_findings(
    connection: Connection,
    run: RunReport,
    findings: Iterable[Finding],
    release: tuple[str, str, str] = (WAREHOUSE, "", ""),
) -> None:
    """Record what checks found in a release, given by source, subject and edition, or in the whole warehouse."""
    source_code, subject, edition = release
    results = [
        {
            "run_id": run.run_id,
            "check_name": found.check,
            "source_code": source_code,
            "subject": subject,
            "edition": edition,
            "severity": found.severity,
            "failing_rows": found.failing_rows,
            "examples": _json(found.examples),
            "accepted_by": found.accepted_by,
            "checked_at": clock.now(),
        }
        for found in findings
    ]
    key = ["run_id", "check_name", "source_code", "subject", "edition"]
    insert_rows(connection, "ops.check_result", results, key=key)


def _json(value: object) -> Jsonb:
    return Jsonb(value, dumps=partial(json.dumps, default=str, ensure_ascii=False))
