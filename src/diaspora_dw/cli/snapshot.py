"""`diaspora-dw snapshot`: the published files that are kept, as evidence for the figures in the warehouse."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from diaspora_dw.cli.console import AsJson, print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.inspecting.rebuilding import Rebuilt, rebuild
from diaspora_dw.migrating import require_warehouse
from diaspora_dw.running.lock import run_lock
from diaspora_dw.running.retention import unneeded_snapshots
from diaspora_dw.settings import Settings

app = typer.Typer(add_completion=False)

EXAMPLES = ("diaspora-dw snapshot list", "diaspora-dw snapshot verify")


@app.callback(no_args_is_help=True)
def snapshot() -> None:
    """The published files that are kept."""


@app.command("list")
def list_snapshots(as_json: AsJson = False) -> None:
    """List the snapshots, the oldest first."""
    store = _store()
    kept = store.all()
    if as_json:
        print_json([_document(snapshot) for snapshot in kept])
        return
    print_table(
        ("source", "edition", "retrieved", "files", "bytes", "sha256", "from"),
        [
            (
                s.source_code,
                s.edition,
                f"{s.retrieved_at:%Y-%m-%d %H:%M}",
                len(s.files),
                s.size_bytes,
                s.sha256,
                s.url,
            )
            for s in kept
        ],
    )
    typer.echo(f"{len(kept)} snapshots in {store.folder}")


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Read every file and compare it with its digest. Exits with 1 if one is damaged."""
    store = _store()
    damaged = [
        {
            "source": snapshot.source_code,
            "edition": snapshot.edition,
            "file": file.name,
            "sha256": file.sha256,
            "path": str(store.path(file.sha256)),
            "url": file.url,
            "fault": "damaged" if store.path(file.sha256).exists() else "missing",
        }
        for snapshot, file in store.verify()
    ]
    if as_json:
        print_json(damaged)
    else:
        for file in damaged:
            typer.echo("{fault}: {path} ({source} {edition}, {file})".format_map(file))
        sources = " ".join(sorted({file["source"] for file in damaged}))
        typer.echo(
            f"{len(damaged)} files are damaged or missing. Restore them from a backup. What the publishers still "
            f"offer can be downloaded again: diaspora-dw run {sources} --force"
            if damaged
            else f"{len(store.all())} snapshots in {store.folder} are intact."
        )
    if damaged:
        raise typer.Exit(ExitCode.SOURCE_FAILED)


@app.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would be removed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove the snapshots that no release in the warehouse was made from, except the newest of each dataset."""
    store = _store()
    database = Database.open(Settings())
    require_warehouse(database)
    with database.connect("loader", autocommit=True) as connection, run_lock(connection):
        unneeded = unneeded_snapshots(connection, store)
        if not dry_run:
            store.remove(*unneeded)
    if as_json:
        print_json([_document(snapshot) for snapshot in unneeded])
        return
    for snapshot in unneeded:
        typer.echo(f"{snapshot.source_code} {snapshot.edition} {snapshot.sha256}")
    typer.echo(f"{len(unneeded)} snapshots {'would be' if dry_run else 'were'} removed.")


@app.command("rebuild")
def rebuild_release(
    release_id: Annotated[int, typer.Argument(help="A release number, as in mart.source_status.")],
    as_json: AsJson = False,
) -> None:
    """Read a past release from its snapshot again and compare every row. Exits with 1 if something differs.

    The warehouse is not changed.
    """
    database = Database.open(Settings())
    require_warehouse(database)
    with database.connect("loader", autocommit=True) as connection:
        rebuilt = rebuild(connection, _store(), release_id)
    if as_json:
        print_json(rebuilt.model_dump())
    else:
        print_table(
            ("table", "rows", "missing in the warehouse", "only in the warehouse"),
            [(table.table_name, table.rows, table.missing, table.extra) for table in rebuilt.tables],
        )
        typer.echo(_verdict(rebuilt))
    if not rebuilt.identical:
        raise typer.Exit(ExitCode.SOURCE_FAILED)


def _verdict(rebuilt: Rebuilt) -> str:
    name = f"Release {rebuilt.release_id}, {rebuilt.source} {rebuilt.edition},"
    if rebuilt.identical:
        return f"{name} is identical to its snapshot: content {rebuilt.content_sha256}."
    why = (
        f"version {rebuilt.recorded_reader_version} of the reader loaded it, this is {rebuilt.reader_version}"
        if rebuilt.recorded_reader_version != rebuilt.reader_version
        else "rows, recorded digests or the configuration of the source were changed since"
    )
    return (
        f"{name} differs from its snapshot: {why}. Content {rebuilt.content_sha256}, recorded was "
        f"{rebuilt.recorded_content_sha256}."
    )


def _store() -> SnapshotStore:
    return SnapshotStore(Settings().snapshot_folder)


def _document(snapshot: Snapshot) -> dict[str, Any]:
    return asdict(snapshot) | {
        "sha256": snapshot.sha256,
        "size_bytes": snapshot.size_bytes,
        "url": snapshot.url,
    }
