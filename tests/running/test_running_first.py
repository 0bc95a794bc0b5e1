"""The first run of all: publishers answer while the server is being created."""

import time
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from diaspora_dw.running.report import Outcome
from diaspora_dw.settings import Settings
from tests.running.small_world import run_small, small_publishers
from tests.small_warehouse import SmallWarehouse

PATIENCE = 30.0


def test_publishers_are_asked_before_there_is_a_database(
    empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_publishers() as publisher:

        def open_when_asked(_settings: Settings) -> Database:
            give_up = time.monotonic() + PATIENCE
            while not publisher.asked and time.monotonic() < give_up:
                time.sleep(0.01)
            assert publisher.asked, "no publisher was asked while the database was awaited"
            return empty_database

        monkeypatch.setattr(Database, "is_to_be_created", lambda _settings: True)
        monkeypatch.setattr(Database, "open", open_when_asked)
        report = run_small(empty_database, tmp_path, publisher.url)
    assert {step.outcome for step in report.steps} == {Outcome.PUBLISHED}


def test_what_another_first_run_has_loaded_meanwhile_is_not_loaded_again(
    small: SmallWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "is_to_be_created", lambda _settings: True)
    with small_publishers() as publisher:
        report = run_small(small.database, small.home, publisher.url)
    assert {step.outcome for step in report.steps} == {Outcome.UNCHANGED}
