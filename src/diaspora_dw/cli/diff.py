"""`diaspora-dw diff`: what one edition or release says and another does not."""

from typing import Annotated, Any

import typer

from diaspora_dw.cli.console import print_json, print_table
from diaspora_dw.database import Connection, Database
from diaspora_dw.errors import UsageError
from diaspora_dw.releases.comparison import LARGEST, Revision, compare, compared_fact
from diaspora_dw.releases.release import Release, named, releases
from diaspora_dw.settings import Settings
from diaspora_dw.source import choose_sources


def diff(  # noqa: PLR0913 - one parameter an option
    before: Annotated[str, typer.Argument(metavar="A", help="An edition (its newest release) or a number.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The edition or release to hold against it.")],
    source: Annotated[str, typer.Option(metavar="SOURCE", help="The source whose editions they are.")],
    country: Annotated[
        str | None,
        typer.Option(metavar="ISO3", help="Only figures of this country, as origin or destination."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many changes to show, the largest first.")] = LARGEST,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
) -> None:
    """Compare two editions or releases of a source, and show the largest changes.

    Of editions that are data sets of their own, the years in both are compared. Where a source's figures have
    several units, the largest change in each comes first.
    """
    iso3_code = country.upper() if country else None
    with Database.open(Settings()).connect("reader") as connection:
        known = releases(connection, choose_sources([source])[0].code)
        release_before, release_after = named(known, before), named(known, after)
        if iso3_code is not None:
            _refuse_unknown_country(connection, iso3_code)
        revision = _compare(connection, source, release_before, release_after, iso3_code, limit)
    if as_json:
        print_json(
            {"source": source, "edition": release_after.edition, "release_id": release_after.release_id}
            | revision.as_json()
        )
        return
    typer.echo(f"{source} {_described(release_before)} → {_described(release_after)}: {_counts(revision)}")
    if revision.largest:
        print_table("", *_as_table(revision))


def _compare(  # noqa: PLR0913 - what to compare, and what of it to show
    connection: Connection, source: str, before: Release, after: Release, iso3_code: str | None, limit: int
) -> Revision:
    side_by_side = choose_sources([source])[0].editions_side_by_side
    fact = compared_fact(connection, after.release_id)
    if fact is None:
        raise UsageError(f"{source} has no figures to compare", advice="Compare releases of another source.")
    return compare(
        connection,
        fact,
        before,
        after.release_id,
        between_editions=side_by_side and before.edition != after.edition,
        iso3_code=iso3_code,
        limit=limit,
    )


def _refuse_unknown_country(connection: Connection, iso3_code: str) -> None:
    known = connection.execute(
        "select exists (select from dw.dim_country where iso3_code = %s)", (iso3_code,)
    )
    if known.fetchone() != (True,):
        raise UsageError(
            f"there is no country {iso3_code}", advice="Give an ISO 3166-1 alpha-3 code, as TJK."
        )


def _described(release: Release) -> str:
    return f"{release.edition} (release {release.release_id}, retrieved {release.retrieved_at:%Y-%m-%d})"


def _counts(revision: Revision) -> str:
    years = " in the years of both" if revision.between_editions else ""
    return f"{revision.added:,} added, {revision.removed:,} removed, {revision.changed:,} changed{years}"


def _as_table(revision: Revision) -> tuple[list[str], list[list[Any]]]:
    """The largest changes with their names, without codes; a year is no number to be punctuated."""
    names = [name for name in revision.largest[0].of if not name.endswith("iso3_code")]
    rows = [
        [*(str(change.of[name]) for name in names), change.before, change.after, change.difference]
        for change in revision.largest
    ]
    return [*(name.removesuffix("_name") for name in names), "before", "after", "difference"], rows
