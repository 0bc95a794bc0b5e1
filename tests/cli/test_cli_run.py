"""What `diaspora-dw run` says at its end: what it did, and how to look at it."""

import pytest

from diaspora_dw.cli import call
from diaspora_dw.releases.comparison import Revision
from diaspora_dw.running.report import Outcome, RunReport, StepReport


def last_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *steps: StepReport
) -> str:
    """Return what is printed below the table of a run with these steps."""
    report = RunReport(steps=list(steps))
    report.end()
    monkeypatch.setattr("diaspora_dw.cli.run.run_sources", lambda *_: report)
    monkeypatch.setenv("DATABASE_URL", "postgresql://reader:hush@db.example/warehouse")
    monkeypatch.setattr("sys.argv", ["diaspora-dw", "run"])
    assert call() == report.exit_code
    return capsys.readouterr().out.partition("\n\n")[2]


def test_a_run_names_what_it_published_and_the_commands_that_show_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    revision = Revision(
        previous_release_id=4,
        previous_edition="2020",
        between_editions=True,
        added=0,
        removed=1,
        changed=0,
        largest=[{"origin_name": "A", "destination_name": "B", "year": 2020, "before": 7, "after": None}],
    )
    lines = last_lines(
        monkeypatch,
        capsys,
        StepReport(
            source="undesa", dataset="2024", edition="2024", outcome=Outcome.PUBLISHED, changes=revision
        ),
        StepReport(source="content", subject="KGZ", dataset="2026", outcome=Outcome.PUBLISHED),
        StepReport(source="worldbank", dataset="latest", outcome=Outcome.UNCHANGED),
    )
    assert lines.startswith("Published: undesa 2024, content KGZ 2026. Unchanged: worldbank latest.")
    assert "diaspora-dw diff --source undesa 2020 2024 " in lines
    assert "diaspora-dw factsheet KGZ " in lines
    assert "TJK" not in lines
    assert "hush" not in lines


def test_a_run_without_news_points_to_no_changes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unchanged = StepReport(source="undesa", dataset="2024", outcome=Outcome.UNCHANGED)
    lines = last_lines(monkeypatch, capsys, unchanged)
    assert lines.startswith("Unchanged: undesa 2024.")
    assert "diff" not in lines
    assert "diaspora-dw countries " in lines


def test_a_failed_run_points_to_what_failed_and_how_to_repeat_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = last_lines(
        monkeypatch,
        capsys,
        StepReport(source="undesa", dataset="2024", outcome=Outcome.PUBLISHED),
        StepReport(source="worldbank", dataset="latest", outcome=Outcome.FAILED, error="it was silent"),
    )
    assert "diaspora-dw run worldbank " in lines
    assert "diaspora-dw health " in lines
    assert "diaspora-dw countries" not in lines
