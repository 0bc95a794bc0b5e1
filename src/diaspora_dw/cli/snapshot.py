"""`diaspora-dw snapshot`: the published bytes that are kept, as evidence of what the warehouse says."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from diaspora_dw.cli.console import print_json, print_table
from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError, ExitCode
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.inspecting.rebuilding import Rebuilt, rebuild
from diaspora_dw.migrating import current_revision
from diaspora_dw.running.lock import run_lock
from diaspora_dw.running.retention import unneeded_snapshots
from diaspora_dw.settings import Settings

app = typer.Typer(add_completion=False)


@app.callback(no_args_is_help=True)
def snapshot() -> None:
    """The published bytes that are kept."""


AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]


@app.command("list")
def list_snapshots(as_json: AsJson = False) -> None:
    """List what is kept, the oldest first."""
    store = _store()
    kept = store.all()
    if as_json:
        print_json([_as_json(snapshot) for snapshot in kept])
        return
    print_table(
        "",
        ("source", "edition", "retrieved", "files", "bytes", "sha256", "from"),
        [
            (
                snapshot.source_code,
                snapshot.edition,
                f"{snapshot.retrieved_at:%Y-%m-%d %H:%M}",
                len(snapshot.files),
                snapshot.size_bytes,
                snapshot.sha256,
                snapshot.url,
            )
            for snapshot in kept
        ],
    )
    typer.echo(f"{len(kept)} snapshots in {store.folder}")


@app.command()
def verify(as_json: AsJson = False) -> None:
    """Read every file that is kept and compare it with its digest. Exits with 1 where one is damaged."""
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
        for fault in damaged:
            typer.echo(
                f"{fault['fault']}: {fault['path']} ({fault['source']} {fault['edition']}, {fault['file']})"
            )
        sources = " ".join(sorted({fault["source"] for fault in damaged}))
        typer.echo(
            f"{len(damaged)} files are damaged or missing. Restore them from a backup; what the publishers still "
            f"dataset comes back with: diaspora-dw run {sources} --force"
            if damaged
            else f"{len(store.all())} snapshots are sound."
        )
    if damaged:
        raise typer.Exit(ExitCode.SOURCE_FAILED)


@app.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove the snapshots that no release in the warehouse was made from, but for the newest of each dataset."""
    store = _store()
    database = Database.open(Settings())
    _refuse_unmigrated(database)
    with database.connect("loader", autocommit=True) as connection, run_lock(connection):
        unneeded = unneeded_snapshots(connection, store)
        if not dry_run:
            store.remove(*unneeded)
    if as_json:
        print_json([_as_json(snapshot) for snapshot in unneeded])
        return
    for snapshot in unneeded:
        typer.echo(f"{snapshot.source_code} {snapshot.edition} {snapshot.sha256}")
    typer.echo(f"{len(unneeded)} snapshots {'would be' if dry_run else 'were'} removed.")


@app.command("rebuild")
def rebuild_release(
    release_id: Annotated[int, typer.Argument(help="A release's number, as mart.source_status has it.")],
    as_json: AsJson = False,
) -> None:
    """Read a past release from its bytes again and compare every row. Exits with 1 where something differs.

    The warehouse is not changed.
    """
    database = Database.open(Settings())
    _refuse_unmigrated(database)
    with database.connect("loader", autocommit=True) as connection:
        rebuilt = rebuild(connection, _store(), release_id)
    if as_json:
        print_json(rebuilt.as_json())
    else:
        print_table(
            "",
            ("table", "rows", "missing in the warehouse", "only in the warehouse"),
            [(table.table_name, table.rows, table.missing, table.extra) for table in rebuilt.tables],
        )
        typer.echo(_verdict(rebuilt))
    if not rebuilt.is_identical:
        raise typer.Exit(ExitCode.SOURCE_FAILED)


def _verdict(rebuilt: Rebuilt) -> str:
    release = rebuilt.release
    name = f"Release {release.release_id}, {release.source_code} {release.edition},"
    if rebuilt.is_identical:
        return f"{name} comes out identical: content {rebuilt.content_sha256}."
    why = (
        f"it was read by version {release.reader_version} of the reader, this is {rebuilt.reader_version}"
        if release.reader_version != rebuilt.reader_version
        else "rows or recorded digests were changed since, or the configuration of the source"
    )
    return (
        f"{name} comes out different: content {rebuilt.content_sha256}, recorded was "
        f"{release.content_sha256}: {why}."
    )


def _store() -> SnapshotStore:
    return SnapshotStore(Settings().snapshot_folder)


def _refuse_unmigrated(database: Database) -> None:
    if current_revision(database) is None:
        raise DatabaseError(
            "the warehouse has not been set up in this database", advice="Run: diaspora-dw run"
        )


def _as_json(snapshot: Snapshot) -> dict[str, Any]:
    return asdict(snapshot) | {
        "sha256": snapshot.sha256,
        "size_bytes": snapshot.size_bytes,
        "url": snapshot.url,
    }
