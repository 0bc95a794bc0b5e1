"""The record of runs: written when a run starts, after every step, and when it ends, however it ends."""

import getpass
import json
import os
import uuid
from collections.abc import Iterable

from psycopg.types.json import Jsonb

from diaspora_dw import clock
from diaspora_dw.database import Connection
from diaspora_dw.loading.check import Finding
from diaspora_dw.running.report import RunReport, StepReport

WAREHOUSE = "warehouse"
"""What stands in place of a source where a check looked at the warehouse as a whole."""


def who() -> str:
    """The account that runs this."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an uid without a name
        return f"uid {os.getuid()}"


class Ledger:
    """Writes one run's record, over a connection that is not in a transaction."""

    def __init__(self, connection: Connection, run_id: uuid.UUID) -> None:
        self._connection = connection
        self.run_id = run_id
        self._steps = 0

    def begin(self, report: RunReport) -> None:
        """Record that the run started, and that runs which never ended were abandoned.

        Only the holder of the run lock may say so: whoever is still on record as running no longer is.
        """
        self._connection.execute(
            """
            update ops.run
            set outcome = 'abandoned', ended_at = %s, error = 'it ended without a word',
                advice = 'Nothing of what it was loading is visible; this run went on from there.'
            where outcome = 'running'
            """,
            (clock.now(),),
        )
        self._connection.execute(
            """
            insert into ops.run (run_id, started_at, outcome, version, host, process_id, started_by)
            values (%s, %s, 'running', %s, %s, %s, %s)
            """,
            (self.run_id, report.started_at, report.version, report.host, os.getpid(), who()),
        )

    def step(self, report: StepReport) -> None:
        """Record a step that ended, with what its checks found."""
        self._steps += 1
        ended = clock.now()
        self._connection.execute(
            """
            insert into ops.step (
                run_id, step_number, source_code, offer, edition, release_id, started_at, ended_at, outcome,
                rows, bytes, seconds, changes, error, advice
            )
            values (
                %s, %s, %s, %s, %s, %s, %s - make_interval(secs => %s), %s, %s, %s, %s, %s, %s, %s, %s
            )
            """,
            (
                self.run_id,
                self._steps,
                report.source_code,
                report.dataset,
                report.edition,
                report.release_id,
                ended,
                report.seconds,
                ended,
                report.outcome.value,
                report.rows,
                report.bytes,
                report.seconds,
                Jsonb(report.revision.as_json(), dumps=_dumps) if report.revision else None,
                report.error,
                report.advice,
            ),
        )
        for found in report.findings:
            self._finding(report.source_code, report.subject, report.edition or report.dataset, found)

    def warehouse(self, findings: Iterable[Finding]) -> None:
        """Record what checks of the warehouse as a whole found."""
        for found in findings:
            self._finding(WAREHOUSE, "", "", found)

    def _finding(self, source_code: str, subject: str, edition: str, found: Finding) -> None:
        self._connection.execute(
            """
            insert into ops.check_result (
                run_id, check_name, source_code, subject, edition, severity, failing_rows, examples,
                accepted_by, checked_at
            )
            values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            on conflict (run_id, check_name, source_code, subject, edition) do update
            set failing_rows = excluded.failing_rows, examples = excluded.examples,
                accepted_by = excluded.accepted_by, checked_at = excluded.checked_at
            """,
            (
                self.run_id,
                found.check.name,
                source_code,
                subject,
                edition,
                found.check.severity,
                found.failing_rows,
                Jsonb(found.examples, dumps=_dumps),
                found.accepted_by,
                clock.now(),
            ),
        )

    def end(self, report: RunReport) -> None:
        """Record that the run came to its end, or broke off."""
        self._connection.execute(
            """
            update ops.run
            set ended_at = %s, outcome = %s, exit_code = %s, seconds = %s, error = %s, advice = %s
            where run_id = %s
            """,
            (
                clock.now(),
                report.outcome,
                int(report.exit_code),
                report.seconds,
                report.error,
                report.advice,
                self.run_id,
            ),
        )


def _dumps(value: object) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)
