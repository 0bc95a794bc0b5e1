"""Errors in a source, or after the last step, do not affect what was published."""

import logging
from pathlib import Path
from unittest import mock

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.running.report import Outcome
from tests.running.locking import transaction_left_open
from tests.running.small_world import run_small, small_publishers, step_of


def test_an_unexpected_error_fails_its_source_alone(database: Database, tmp_path: Path) -> None:
    with (
        small_publishers() as publisher,
        mock.patch("etl.undesa.tidy.facts", side_effect=ZeroDivisionError("oh")),
    ):
        report = run_small(database, tmp_path, publisher.url)
    assert report.exit_code is ExitCode.SOURCE_FAILED
    assert {step.source for step in report.steps if step.outcome is Outcome.FAILED} == {"undesa"}
    failed = step_of(report, "undesa")
    assert failed.error == "ZeroDivisionError: oh"
    assert failed.advice
    assert step_of(report, "worldbank").outcome is Outcome.PUBLISHED


def test_a_failure_to_refresh_statistics_is_logged_and_does_not_fail_the_run(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    impatient = Database(f"{database.owner_url}?options=-c%20lock_timeout%3D300ms")
    with (
        transaction_left_open(database, "lock table dw.dim_correction in share update exclusive mode"),
        small_publishers() as publisher,
        caplog.at_level(logging.WARNING),
    ):
        report = run_small(impatient, tmp_path, publisher.url)
    assert report.exit_code is ExitCode.OK
    assert {step.outcome for step in report.steps} == {Outcome.PUBLISHED}
    assert "maintenance failed" in caplog.text
    assert "lock" in caplog.text
