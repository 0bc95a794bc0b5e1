"""`diaspora-dw diff`: the differences between two editions or releases."""

from typing import Annotated

import typer

from diaspora_dw.cli.console import AsJson, print_json, print_table
from diaspora_dw.countries import find_country
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.releases.comparison import LARGEST, Revision, compare
from diaspora_dw.releases.release import History, Release, find_release
from diaspora_dw.settings import Settings
from diaspora_dw.source import choose_sources

EXAMPLES = (
    "diaspora-dw diff --source undesa 2020 2024",
    "diaspora-dw diff --source undesa 2020 2024 --country Tajikistan --limit 20",
)


def diff(  # noqa: PLR0913 - one parameter an option
    before: Annotated[str, typer.Argument(metavar="A", help="An edition (its newest release) or a number.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The edition or release to compare it with.")],
    source: Annotated[str, typer.Option(metavar="SOURCE", help="The source of both.")],
    country: Annotated[
        str | None,
        typer.Option(metavar="COUNTRY", help="Only figures of this country, as origin or destination."),
    ] = None,
    limit: Annotated[
        int, typer.Option(metavar="LIMIT", min=1, help="How many changes to show, the largest first.")
    ] = LARGEST,
    as_json: AsJson = False,
) -> None:
    """Compare two editions or releases of a source, and show the largest changes.

    If editions are separate data sets, the years that both have are compared. If a source's figures have several
    units, the largest change in each comes first.
    """
    with Database.open(Settings()).connect("reader") as connection:
        history = History.read(connection, choose_sources([source])[0])
        earlier, later = find_release(history.releases, before), find_release(history.releases, after)
        revision = compare(
            connection,
            earlier,
            later.release_id,
            between_editions=history.keeps_apart(earlier.edition, later.edition),
            iso3_code=find_country(connection, country).iso3_code if country else None,
            limit=limit,
        )
    if revision is None:
        raise UsageError(f"{source} has no figures to compare", advice="Compare releases of another source.")
    if as_json:
        header = {"source": source, "edition": later.edition, "release_id": later.release_id}
        print_json(header | revision.model_dump())
    else:
        _show(source, earlier, later, revision)


def _show(source: str, before: Release, after: Release, revision: Revision) -> None:
    years = " in the years of both" if revision.between_editions else ""
    typer.echo(f"{source} {_describe(before)} → {_describe(after)}: {revision.counts}{years}")
    if revision.largest:
        names = [name for name in revision.largest[0] if not name.endswith("iso3_code")]
        headings = [name.removesuffix("_name") for name in names]
        print_table(headings, [[change[name] for name in names] for change in revision.largest])


def _describe(release: Release) -> str:
    return f"{release.edition} (release {release.release_id}, retrieved {release.retrieved_at:%Y-%m-%d})"
