"""A webhook hears how each run ended; nothing about it can make a run fail, and its address stays secret."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from diaspora_dw.database import Database
from diaspora_dw.errors import RunLockedError
from diaspora_dw.fetching.connection import LimitedSession
from diaspora_dw.loading.check import Finding
from diaspora_dw.running import notify as notifying
from diaspora_dw.running.notify import notify
from diaspora_dw.running.report import Outcome, RunReport, StepReport
from tests.conftest import CallCommand
from tests.raw_server import ENDLESS, raw_server
from tests.running.locking import run_lock_held
from tests.running.small_world import small_environment, small_publishers

SECRET = "hook-5ecret"


@dataclass
class Webhook:
    """A listener, and what it was told."""

    url: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def webhook(status: int = 200, silence: float = 0, **headers: str) -> Iterator[Webhook]:
    """Listen for runs, at an address that holds a secret."""
    listener = Webhook()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.told.append(json.loads(body))
            over.wait(silence)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = (
        f"http://user:{SECRET}@127.0.0.1:{server.server_address[1]}/services/{SECRET}?token={SECRET}"
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield listener
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def report() -> RunReport:
    """A run that could not start."""
    report = RunReport()
    report.break_off(RunLockedError("another run holds the lock", advice="Wait for it to end."))
    report.end()
    return report


def test_the_webhook_receives_every_step_of_a_successful_run(
    database: Database, command: CallCommand, tmp_path: Path
) -> None:
    with webhook() as listener, small_publishers() as publisher:
        done = command(
            "run",
            "--json",
            database=database,
            environment={
                **small_environment(tmp_path, publisher.url),
                "DIASPORA_DW_WEBHOOK_URL": listener.url,
            },
        )
    assert done.code == 0, done.err
    assert listener.told == [done.json()]
    assert listener.told[0]["outcome"] == "succeeded"
    assert {step["source"] for step in listener.told[0]["steps"]} >= {"undesa", "worldbank"}
    assert SECRET not in done.out + done.err


def test_the_webhook_receives_a_run_that_could_not_start_with_its_advice(
    database: Database, command: CallCommand
) -> None:
    with webhook() as listener, run_lock_held(database):
        done = command(
            "run", "--json", database=database, environment={"DIASPORA_DW_WEBHOOK_URL": listener.url}
        )
    assert done.code == 4
    assert done.json() == listener.told[0]
    assert listener.told[0]["exit_code"] == 4
    assert "--wait" in listener.told[0]["advice"]
    assert listener.told[0]["steps"] == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_refusing_webhook_is_logged_without_its_secret(
    report: RunReport, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    with webhook(status, Location="/elsewhere") as listener:
        assert not notify(listener.url, report)
    assert f"answered {status}" in caplog.text
    assert "127.0.0.1" in caplog.text
    assert SECRET not in caplog.text
    assert len(listener.told) == 1


def test_the_connection_to_a_webhook_is_closed(report: RunReport) -> None:
    with webhook() as listener, mock.patch.object(LimitedSession, "close") as close:
        assert notify(listener.url, report)
    close.assert_called_once()


def test_a_silent_webhook_is_given_up(
    report: RunReport, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, "ANSWER_SECONDS", 0.2)
    with webhook(silence=30) as listener:
        assert not notify(listener.url, report)
    assert "ReadTimeout" in caplog.text
    assert SECRET not in caplog.text


def test_a_webhook_whose_answer_never_ends_is_given_up(
    report: RunReport, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifying, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(notifying, "ANSWER_SECONDS", 0.2)
    with raw_server(ENDLESS["header"]) as address:
        assert not notify(f"{address}?token={SECRET}", report)
    assert "ReadTimeout" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        f"http://127.0.0.1:9/{SECRET}",
        f"{SECRET}",
        f"ftp://host/{SECRET}",
        f"http://[{SECRET}",
        f"http://host:{SECRET}/",
        f"http://{'x' * 70}/{SECRET}",
    ],
)
def test_an_unusable_webhook_address_is_logged_without_its_secret(
    report: RunReport, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    assert not notify(address, report)
    assert "could not be sent" in caplog.text
    assert SECRET not in caplog.text


def test_the_webhook_receives_findings_with_decimals_and_timestamps() -> None:
    found = Finding(
        check="figures_lost",
        severity="error",
        failing_rows=1,
        examples=[{"stock": Decimal(12), "since": datetime(2025, 7, 1, tzinfo=UTC)}],
        what="words",
        look_at="words",
    )
    report = RunReport()
    report.steps.append(
        StepReport(source="undesa", dataset="2024", outcome=Outcome.REFUSED, findings=[found])
    )
    report.end()
    with webhook() as listener:
        assert notify(listener.url, report)
    assert listener.told[0]["exit_code"] == 3
    assert listener.told[0]["steps"][0]["findings"][0]["examples"] == [
        {"stock": "12", "since": "2025-07-01 00:00:00+00:00"}
    ]
