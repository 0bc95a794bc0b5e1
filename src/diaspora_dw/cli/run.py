"""`diaspora-dw run`: the main job, and what it shows while it works and when it ends."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from diaspora_dw.cli.console import AsJson, print_json, print_table
from diaspora_dw.cli.finding import print_finding
from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError, ExitCode, UsageError
from diaspora_dw.loading.check import accepted_by
from diaspora_dw.releases.comparison import Revision, describe_change
from diaspora_dw.running.jobs import Progress as Report
from diaspora_dw.running.notify import notify
from diaspora_dw.running.options import RunOptions
from diaspora_dw.running.report import Outcome, RunReport, StepReport, failing
from diaspora_dw.running.runner import run as run_sources
from diaspora_dw.settings import Settings

log = logging.getLogger(__name__)
terminal = Console(stderr=True)

CHANGES_SHOWN = 3
"""How many changes the report names for a release. `diff` shows them all."""

EXAMPLES = (
    "diaspora-dw run",
    "diaspora-dw run undesa --file undesa=workbook.xlsx",
    "diaspora-dw run --offline",
    "diaspora-dw run --json --wait 600 --metrics-file /var/lib/node_exporter/diaspora_dw.prom",
)


def run(  # noqa: PLR0913 - one parameter an option
    sources: Annotated[list[str] | None, typer.Argument(help="Sources to load. Default: all.")] = None,
    offline: Annotated[
        bool,
        typer.Option(
            "--offline", help="Do not contact publishers. An empty warehouse gets the bundled sample."
        ),
    ] = False,
    file: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE=PATH", help="Load a local file instead of the publisher's. Can be repeated."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Load every dataset again, even if it has not changed.")
    ] = False,
    accept_shrink: Annotated[
        bool, typer.Option("--accept-shrink", help="Publish a release even if it lost figures or countries.")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHECK", help="Publish a release even if this check stops it. Your name is recorded."
        ),
    ] = None,
    wait: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0, help="Wait at most this many seconds for another run to end."),
    ] = 0,
    deadline: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=1,
            help="Abort the run after this many seconds. Default: DIASPORA_DW_DEADLINE_SECONDS, or an hour.",
        ),
    ] = None,
    metrics_file: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", dir_okay=False, help="Write metrics of the run and the sources for Prometheus."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring the warehouse up to date: migrate, fetch, load, check, publish."""
    settings = Settings()
    options = RunOptions(
        sources=sources or (),
        offline=offline,
        files=_files(file or ()),
        force=force,
        accept=(*(accept or ()), *(accepted_by("--accept-shrink") if accept_shrink else ())),
        wait_seconds=wait,
        deadline_seconds=deadline,
    )
    if metrics_file is not None and not metrics_file.absolute().parent.is_dir():
        raise UsageError(
            f"--metrics-file {metrics_file}: the folder does not exist", advice="Create the folder first."
        )
    if metrics_file is not None and metrics_file.suffix != ".prom":
        raise UsageError(
            f"--metrics-file {metrics_file}: Prometheus' node exporter reads only files whose name ends in .prom",
            advice=f"Call it {metrics_file.stem}.prom, for example.",
        )

    def at_end(report: RunReport, database: Database | None) -> None:
        if settings.webhook_url is not None:
            notify(settings.webhook_url, report)
        if metrics_file is not None:
            _write_metrics(metrics_file, report, database)
        if as_json:
            print_json(report.model_dump())

    with _progress(bars=terminal.is_terminal and not as_json) as progress:
        report = run_sources(settings, options, progress, at_end)
    if not as_json:
        _show(report, options, Database.open(settings))
    raise typer.Exit(report.exit_code)


def _write_metrics(path: Path, report: RunReport, database: Database | None) -> None:
    """Write the metrics file. If that or the database fails, log a warning; the run's result stays."""
    # They import the HTTP server of Prometheus' client, a fifth of the command's imports.
    from diaspora_dw.inspecting.health import read_health  # noqa: PLC0415
    from diaspora_dw.inspecting.metrics import write_metrics  # noqa: PLC0415

    state = None
    try:
        if database is not None and report.exit_code is not ExitCode.DATABASE_UNREACHABLE:
            state = read_health(database)
    except (DatabaseError, psycopg.Error) as error:
        log.warning("the metrics do not include the sources: %s", error)
    try:
        write_metrics(path, report, state)
    except OSError as error:
        log.warning("the metrics could not be written: %s", error)


def _files(given: Sequence[str]) -> dict[str, list[Path]]:
    files = defaultdict(list)
    for text in given:
        code, separator, path = text.partition("=")
        if not separator or not Path(path).is_file():
            raise UsageError(
                f"--file {text}: {'no such file' if separator else 'the source is missing'}",
                advice="Write --file SOURCE=PATH, for example --file undesa=/tmp/stock.xlsx",
            )
        files[code].append(Path(path))
    return files


def _show(report: RunReport, options: RunOptions, database: Database) -> None:
    print_table(
        ("source", "edition", "outcome", "rows", "what changed", "seconds"),
        [
            (
                f"{step.source} {step.subject}".strip(),
                step.edition or step.dataset,
                step.outcome.value,
                step.rows,
                _changes(step),
                round(step.seconds, 2),
            )
            for step in report.steps
        ],
    )
    for step in report.steps:
        _show_details(step)
    for found in failing(report.findings):
        print_finding(found)
    for advice in report.advice_of_steps():
        typer.echo(advice)
    if report.has_step(Outcome.SAMPLE):
        typer.echo(
            "No data came from the publishers: this is the bundled sample, one country only. "
            "The first run that reaches the publishers replaces it."
        )
    typer.echo(f"\n{_describe_outcomes(report)} ({report.seconds:.1f} s)\n")
    commands = list(_next_commands(report, options, database))
    width = max(len(command) for command, _ in commands)
    for command, purpose in commands:
        typer.echo(f"  {command:<{width}}  {purpose}")


def _describe_outcomes(report: RunReport) -> str:
    """Return which datasets ended how: "Published: undesa 2024. Unchanged: worldbank 2025-07-01."."""
    by_outcome = defaultdict(list)
    for step in report.steps:
        by_outcome[step.outcome].append(step.name)
    outcomes = (f"{outcome.capitalize()}: {', '.join(names)}." for outcome, names in by_outcome.items())
    return " ".join(outcomes) or "No source was processed."


def _next_commands(report: RunReport, options: RunOptions, database: Database) -> Iterator[tuple[str, str]]:
    """Yield commands that repeat what failed or show what the run loaded, and what each is for."""
    failed = {step.source: None for step in report.steps if step.outcome is Outcome.FAILED}
    if again := " ".join(source for source in failed if source not in options.files):
        yield f"diaspora-dw run {again}", "try again what failed"
    if report.exit_code is not ExitCode.OK:
        yield "diaspora-dw status", "these errors again, and earlier runs"
        yield "diaspora-dw health", "whether anything in use is too old"
        return
    published = [step for step in report.steps if step.outcome in (Outcome.PUBLISHED, Outcome.SAMPLE)]
    for step in published:
        if step.changes and step.changes.largest:
            before, after = _compared(step.changes, step)
            yield f"diaspora-dw diff --source {step.source} {before} {after}", f"what changed in {step.name}"
    for step in published:
        if step.subject:
            yield f"diaspora-dw factsheet {step.subject}", "the factsheet with the new content"
    yield "diaspora-dw countries", "the countries that have a factsheet"
    yield "diaspora-dw status", "sources, editions and findings of checks"
    yield "diaspora-dw db psql", f"a session at {database.address()}"
    yield "diaspora-dw db url", "the address with its password"


def _compared(changes: Revision, step: StepReport) -> tuple[object, object]:
    """Return what `diff` is to be given: editions, or the numbers of releases of the same edition."""
    if changes.between_editions:
        return changes.previous_edition, step.edition
    return changes.previous_release_id, step.release_id


def _changes(step: StepReport) -> str:
    if step.changes:
        return step.changes.describe()
    return "new" if step.outcome in (Outcome.PUBLISHED, Outcome.SAMPLE) else "nothing"


def _show_details(step: StepReport) -> None:
    if step.outcome is Outcome.REFUSED:  # its error consists of the findings below
        typer.echo(f"{step.name} was not published:")
    elif step.error:
        typer.echo(step.describe())
    for found in sorted(failing(step.findings), key=lambda found: found.severity):
        print_finding(found)
    if step.changes and step.changes.largest:
        largest = "; ".join(map(describe_change, step.changes.largest[:CHANGES_SHOWN]))
        typer.echo(f"largest changes, {step.name}: {largest}")
    for note in step.notes:
        typer.echo(f"note: {step.name}: {note}")


@contextmanager
def _progress(*, bars: bool) -> Iterator[Report]:
    """Show progress bars on a terminal, and log lines elsewhere."""
    if not bars:
        yield _log_lines()
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True) as shown:
        yield _bars(shown)


def _log_lines() -> Report:
    """Log what is being done about a dataset, once. Only one thread at a time works on a dataset."""
    last: dict[tuple[str, str], str] = {}

    def report(source: str, dataset: str, what: str, _part: float | None) -> None:
        if last.get((source, dataset)) != what:
            last[source, dataset] = what
            log.info("%s %s: %s", source, dataset, what)

    return report


def _bars(shown: Progress) -> Report:
    """Move a progress bar for each dataset."""
    tasks: dict[tuple[str, str], TaskID] = defaultdict(lambda: shown.add_task("", total=None))

    def report(source: str, dataset: str, what: str, part: float | None) -> None:
        shown.update(
            tasks[source, dataset],
            description=f"{source} {dataset}: {what}",
            total=None if part is None else 1.0,
            completed=part or 0.0,
        )

    return report
