"""`diaspora-dw trace`: from a figure to the cell it was published in."""

from typing import Annotated, Any

import typer

from diaspora_dw.cli.console import AsJson, print_json
from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.fetching.snapshot import SnapshotFile, SnapshotStore
from diaspora_dw.inspecting.tracing import Trace, figure_of
from diaspora_dw.inspecting.tracing import trace as trace_figure
from diaspora_dw.settings import Settings

EXAMPLES = (
    "diaspora-dw trace TJK DEU 2020",
    "diaspora-dw trace Tajikistan Russia 2020 --edition 2020",
    "diaspora-dw trace TJK RUS 2021 --remittances",
    "diaspora-dw trace TJK BX.TRF.PWKR.CD.DT 2023",
    "diaspora-dw trace DEU immigrants 2024",
    "diaspora-dw trace TJK L05 2020",
)


def trace(  # noqa: PLR0913 - a command has as many parameters as options
    place: Annotated[
        str,
        typer.Argument(metavar="COUNTRY", help="The origin, or the country of a figure: code or name."),
    ],
    other: Annotated[
        str,
        typer.Argument(
            metavar="COUNTRY|INDICATOR|COUNT",
            help="The destination, the code of an indicator or a mode of citizenship law, or immigrants or population.",
        ),
    ],
    year: Annotated[int, typer.Argument(help="The year of the figure.")],
    edition: Annotated[
        str | None,
        typer.Option(
            metavar="EDITION", help="An edition or a release number, instead of the release in use."
        ),
    ] = None,
    remittances: Annotated[
        bool,
        typer.Option(
            "--remittances",
            help="The remittances that the first country receives from the second, not migrants.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show where a figure was published: release, file, digest, and the cell with what it contains.

    Exits with 1 if the published file and the warehouse differ.
    """
    settings = Settings()
    store = SnapshotStore(settings.snapshot_folder)
    with Database.open(settings).connect("reader") as connection:
        traced = trace_figure(
            connection, store, figure_of(connection, place, other, year, remittances=remittances), edition
        )
    if as_json:
        print_json(_document(traced, store))
    else:
        _show(traced, store)
    if not traced.agrees:
        raise typer.Exit(ExitCode.SOURCE_FAILED)


def _show(traced: Trace, store: SnapshotStore) -> None:
    release = traced.release
    values = ", ".join(f"{name} {_number(value)}" for name, value in traced.values.items())
    use = "in use" if release.is_current else "not in use"
    lines = [
        ("warehouse", f"{traced.figure.fact}: {values}"),
        ("release", f"{release.release_id}: {release.source_code} {release.edition}, {use}"),
        ("licence", traced.snapshot.licence),
    ]
    for file in _files(traced):
        retrieved = f"{file.retrieved_at:%Y-%m-%d %H:%M} UTC"
        lines += [
            ("file", f"{file.name}, {file.size_bytes:,} bytes, retrieved {retrieved}"),
            ("from", file.url),
            ("sha256", file.sha256),
            ("kept at", str(store.path(file.sha256))),
        ]
    lines += [(place.measure, f"{place.where} contains {_number(place.value)}") for place in traced.places]
    width = max(len(label) for label, _ in lines)
    typer.echo(traced.figure.name)
    for label, text in lines:
        typer.echo(f"  {label:<{width}}  {text}")
    if not traced.places:
        typer.echo("The place in the file is not known for a sample.")
    elif traced.agrees:
        typer.echo("They agree.")
    else:
        typer.echo(f"They differ. Run: diaspora-dw snapshot rebuild {release.release_id}")


def _files(traced: Trace) -> list[SnapshotFile]:
    """Return the files that contain the figure; all files of the snapshot if that is not known."""
    found = {place.file.name: place.file for place in traced.places}
    return list(found.values()) or list(traced.snapshot.files)


def _number(value: float | None) -> str:
    if value is None:
        return "no figure"
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def _document(traced: Trace, store: SnapshotStore) -> dict[str, Any]:
    release = traced.release
    files = [
        {name: getattr(file, name) for name in ("name", "url", "sha256")}
        | {"retrieved_at": file.retrieved_at.isoformat(), "kept_at": store.path(file.sha256)}
        for file in _files(traced)
    ]
    places = [
        {"file": place.file.name, "where": place.where, "measure": place.measure, "value": place.value}
        for place in traced.places
    ]
    return {
        "figure": traced.figure.name,
        "fact": traced.figure.fact,
        **traced.figure.key,
        "values": traced.values,
        "release_id": release.release_id,
        "source": release.source_code,
        "edition": release.edition,
        "is_current": release.is_current,
        "licence": traced.snapshot.licence,
        "files": files,
        "places": places,
        "agrees": traced.agrees,
    }
