"""`diaspora-dw content`: start a country's content, validate it, compare editions, and withdraw them."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from diaspora_dw.cli.console import AsJson, print_json
from diaspora_dw.content.comparison import Change, compare_content
from diaspora_dw.content.library import ContentSource, content_source, examine_paths
from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import read_content
from diaspora_dw.content.template import template
from diaspora_dw.database import Database
from diaspora_dw.errors import ContentError, UsageError
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.releases.release import History, find_release, read_releases
from diaspora_dw.running.lock import run_lock
from diaspora_dw.running.withdrawal import withdraw as withdraw_releases
from diaspora_dw.settings import Settings
from diaspora_dw.source import registered_sources

app = typer.Typer(add_completion=False)

EXAMPLES = (
    "diaspora-dw content new KGZ",
    "diaspora-dw content validate KGZ.yaml",
    "diaspora-dw content diff TJK 2025 TJK.yaml",
    'diaspora-dw content withdraw TJK --reason "The source was retracted."',
)


@app.callback(no_args_is_help=True)
def content() -> None:
    """Curated content: start a country, check files, compare and withdraw editions."""


Country = Annotated[str, typer.Argument(metavar="ISO3", help="ISO 3166-1 alpha-3 code, as in KGZ.")]


@app.command()
def new(
    iso3: Country,
    output_file: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="FILE",
            help="The file to write. Default: ISO3.yaml in your content folder, or in the current one.",
        ),
    ] = None,
) -> None:
    """Write a template for a country's content, with every section and field explained."""
    source = content_source()
    text = template(iso3.upper(), source.library.vocabularies())
    path = output_file or (source.own_folder or Path()) / f"{iso3.upper()}.yaml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} already exists", advice="Name another file with --output.") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", advice="Name another file with --output.") from error
    typer.echo(f"Wrote {path}. Check it: diaspora-dw content validate {path}")
    typer.echo(f"Load it: diaspora-dw run {source.code} --file {source.code}={path}")


@app.command()
def validate(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders. Default: every file that a run would load.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the errors in content, file by file and line by line. Exits with 1 if there are any."""
    library = content_source().library
    examinations = examine_paths(paths, library) if paths else library.examine()
    errors = [(problem, "error") for examination in examinations for problem in examination.errors]
    warnings = [(problem, "warning") for examination in examinations for problem in examination.warnings]
    if as_json:
        print_json([{**vars(problem), "severity": severity} for problem, severity in errors + warnings])
    else:
        for problem, severity in errors + warnings:
            typer.echo(f"{problem} ({severity})")
        typer.echo(f"files: {len(examinations)}, errors: {len(errors)}, warnings: {len(warnings)}")
    if errors:
        raise typer.Exit(ContentError.exit_code)


@app.command()
def diff(
    iso3: Country,
    before: Annotated[str, typer.Argument(metavar="A", help="A loaded edition, or a file.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The edition or file to compare with it.")],
    as_json: AsJson = False,
) -> None:
    """Show what changed between two editions of a country's content, entry by entry and field by field."""
    changes = compare_content(_read_content(iso3.upper(), before), _read_content(iso3.upper(), after))
    if as_json:
        print_json([vars(change) for change in changes])
        return
    for change in changes:
        typer.echo(_format_change(change))
    typer.echo(f"changes: {len(changes)}")


@app.command()
def withdraw(
    iso3: Country,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why. It is kept with your name and the time.")],
    edition: Annotated[
        str | None, typer.Option(metavar="EDITION", help="The edition to withdraw. Default: all.")
    ] = None,
) -> None:
    """Take a country's content, or one edition of it, out of the views and factsheets.

    Without --edition, all editions are withdrawn. With it, the views show the newest that is left.

    The rows stay in the database. mart.source_status shows who withdrew them and why.

    Runs skip a withdrawn edition, whatever its file says now. To load it again:
    diaspora-dw run content --file content=FILE --force
    """
    if not reason.strip():
        raise UsageError("--reason is empty", advice="Say why: later readers will ask.")
    source = registered_sources()[content_source().code]
    with (
        Database.open(Settings()).connect("loader", autocommit=True) as connection,
        run_lock(connection),
    ):
        history = History.read(connection, source, iso3.upper())
        withdrawn = withdraw_releases(connection, history, edition, reason)
    editions = ", ".join(sorted(release.edition for release in withdrawn))
    left = f"show edition {history.current.edition}" if history.current else "have no content about it"
    typer.echo(f"Withdrew {source.code} {iso3.upper()} {editions}. The views now {left}.")


def _read_content(iso3: str, name: str) -> CountryContent:
    source, path = content_source(), Path(name)
    if path.is_file():
        content = read_content(path, source.library.beside(path).vocabularies())
    else:
        content = _read_edition(source, iso3, name)
    if content.country != iso3:
        raise UsageError(f"{name} is about {content.country}, not {iso3}", advice="Compare one country.")
    return content


def _read_edition(source: ContentSource, iso3: str, edition: str) -> CountryContent:
    settings = Settings()
    with Database.open(settings).connect("reader") as connection:
        known = read_releases(connection, "source_code = %s and subject = %s", (source.code, iso3))
        release = find_release(known, edition)
    store = SnapshotStore(settings.snapshot_folder)
    snapshot = store.find(source.code, release.sha256)
    if snapshot is None:
        message = f"the file that {iso3} {edition} was loaded from is not in {store.folder}"
        raise UsageError(message, advice="Run this where it was loaded, or name the files to compare.")
    return source.read(snapshot, store)


def _format_change(change: Change) -> str:
    if change.field is None:
        return f"{change.kind} {change.entry}"
    where = f"{change.entry} {change.field}".strip()
    return f"{change.kind} {where}: {_format_value(change.before)} → {_format_value(change.after)}"


def _format_value(value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
