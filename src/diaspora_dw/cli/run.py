"""`diaspora-dw run`: the main job, what it shows while it works and when it ends."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from diaspora_dw.cli.console import errors, print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError, ExitCode, UsageError
from diaspora_dw.inspecting.health import read_health
from diaspora_dw.inspecting.metrics import write_metrics
from diaspora_dw.loading.check import accepted_by
from diaspora_dw.rendering.factsheet import read_factsheet
from diaspora_dw.rendering.text import figures_as_text
from diaspora_dw.running.jobs import Progress as Report
from diaspora_dw.running.notify import notify
from diaspora_dw.running.report import Outcome, RunReport
from diaspora_dw.running.runner import RunOptions
from diaspora_dw.running.runner import run as run_sources
from diaspora_dw.settings import Settings

log = logging.getLogger(__name__)

SAMPLE_COUNTRY = "TJK"
"""The country that the bundled sample is about."""

CHANGES_SHOWN = 3
"""How many changes the report names for a release; `diff` has them all."""


def run(  # noqa: PLR0913 - one parameter an option
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources to load; all where none is named.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no publisher; an empty warehouse gets the bundled sample.")
    ] = False,
    file: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE=PATH", help="Load a file of your own in place of a publisher's."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Load anew even what has not changed.")] = False,
    accept_shrink: Annotated[
        bool, typer.Option("--accept-shrink", help="Publish a release though it lost figures or countries.")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHECK", help="Publish a release though this check stops it; your name is recorded."
        ),
    ] = None,
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="Wait so long for another run to end.")
    ] = 0,
    deadline: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=1, help="End the run after so long, whatever it is at."),
    ] = None,
    metrics_file: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", dir_okay=False, help="Write what Prometheus reads about run and sources there."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Bring the warehouse up to date: migrate, extract, load, check, publish."""
    settings = Settings()
    options = RunOptions(
        sources=sources or (),
        offline=offline,
        files=dict(map(_source_and_path, file or ())),
        force=force,
        accept=(*(accept or ()), *(accepted_by("--accept-shrink") if accept_shrink else ())),
        wait_seconds=wait,
        deadline_seconds=deadline,
    )
    if metrics_file is not None and not metrics_file.absolute().parent.is_dir():
        raise UsageError(
            f"--metrics-file {metrics_file}: there is no such folder", advice="Make the folder first."
        )

    def tell(report: RunReport, database: Database | None) -> None:
        if settings.webhook_url is not None:
            notify(settings.webhook_url, report)
        if metrics_file is not None:
            _write_metrics(metrics_file, report, database)
        if as_json:
            print_json(report.as_json())

    with _progress(bars=errors.is_terminal and not as_json) as progress:
        report = run_sources(settings, options, progress, tell)
    if not as_json:
        _show(report, Database.open(settings))
    raise typer.Exit(report.exit_code)


def _write_metrics(path: Path, report: RunReport, database: Database | None) -> None:
    """Write the metrics file; where it or the database fails there is a warning, and the run's end stays as it is."""
    state = None
    try:
        if database is not None and report.exit_code is not ExitCode.DATABASE_UNREACHABLE:
            state = read_health(database)
    except (DatabaseError, psycopg.Error) as error:
        log.warning("the metrics are without the sources: %s", error)
    try:
        write_metrics(path, report, state)
    except OSError as error:
        log.warning("the metrics could not be written: %s", error)


def _source_and_path(given: str) -> tuple[str, Path]:
    code, separator, path = given.partition("=")
    if not separator or not Path(path).is_file():
        raise UsageError(
            f"--file {given}: no such file" if separator else f"--file {given} names no source",
            advice="Write --file SOURCE=PATH, as in --file undesa=/tmp/stock.xlsx.",
        )
    return code, Path(path)


def _show(report: RunReport, database: Database) -> None:
    print_table(
        "",
        ("source", "edition", "outcome", "rows", "what changed", "seconds"),
        [
            (
                step.source_name,
                step.edition or step.dataset,
                step.outcome.value,
                step.rows,
                step.what_changed(),
                round(step.seconds, 2),
            )
            for step in report.steps
        ],
    )
    for step in report.steps:
        if step.error:
            typer.echo(f"{step.source_name} {step.edition or step.dataset} {step.outcome}: {step.error}")
        for found in step.warnings:
            accepted = f", accepted by {found.accepted_by}" if found.accepted_by else ""
            typer.echo(f"{found.check.severity}{accepted}: {found.described()}")
        if step.revision and step.revision.largest:
            shown = "; ".join(change.described() for change in step.revision.largest[:CHANGES_SHOWN])
            typer.echo(f"largest changes, {step.source_name} {step.edition}: {shown}")
        for note in step.notes:
            typer.echo(f"note: {step.source_name} {step.edition}: {note}")
    for found in report.warnings:
        typer.echo(f"{found.check.severity}: {found.described()}")
    for advice in dict.fromkeys(step.advice for step in report.steps if step.advice):
        typer.echo(advice)
    if report.loaded_sample:
        typer.echo(
            "No publisher was asked or reached: this is the bundled sample, one country only. "
            "The first run that reaches the publishers replaces it."
        )
    if any(step.outcome in (Outcome.PUBLISHED, Outcome.SAMPLE) for step in report.steps):
        try:
            with database.connect("loader") as connection:  # a login that loads need not be one that reads
                typer.echo(figures_as_text(read_factsheet(connection, SAMPLE_COUNTRY)))
        except (DatabaseError, psycopg.Error) as error:
            log.warning("the run is done, but its figures could not be shown: %s", error)
    typer.echo(
        f"\n{report.seconds:.1f} s. Connect: diaspora-dw db psql, or {database.described(as_reader=True)}\n"
        "(diaspora-dw db url prints the address with its password)."
    )


@contextmanager
def _progress(*, bars: bool) -> Iterator[Report]:
    """Progress bars on a terminal, a log line for every new thing elsewhere."""
    if not bars:
        yield _LogLines().report
        return
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
    ) as shown:
        yield _Bars(shown).report


class _LogLines:
    """Writes a line when a step begins something new, not for every part of it done."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def report(self, source: str, dataset: str, what: str, _part: float | None) -> None:
        with self._lock:
            news = self._last.get((source, dataset)) != what
            self._last[source, dataset] = what
        if news:
            log.info("%s %s: %s", source, dataset, what)


class _Bars:
    """Moves a bar for each step."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._tasks: dict[tuple[str, str], TaskID] = {}
        self._lock = threading.Lock()

    def report(self, source: str, dataset: str, what: str, part: float | None) -> None:
        with self._lock:
            if (source, dataset) not in self._tasks:
                self._tasks[source, dataset] = self._shown.add_task("", total=None)
            self._shown.update(
                self._tasks[source, dataset],
                description=f"{source} {dataset}: {what}",
                total=None if part is None else 1.0,
                completed=part or 0.0,
            )
