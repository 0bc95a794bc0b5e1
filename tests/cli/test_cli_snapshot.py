"""`diaspora-dw snapshot`, called as people call it."""

from pathlib import Path

from diaspora_dw.database import Database
from diaspora_dw.fetching.snapshot import SnapshotStore
from tests.conftest import CallCommand


def test_list_shows_what_is_kept_without_a_database(command: CallCommand, loaded_home: Path) -> None:
    done = command("snapshot", "list", "--json", home=loaded_home, database=None)

    kept = done.json()
    assert {(one["source_code"], one["edition"]) for one in kept} >= {
        ("undesa", "2020"),
        ("undesa", "2024"),
        ("worldbank", "2025-07-01"),
    }
    workbook = next(one for one in kept if one["edition"] == "2024")
    assert workbook["licence"] == "CC BY 3.0 IGO"
    assert workbook["files"][0]["headers"]["etag"]
    assert workbook["files"][0]["sha256"] == workbook["sha256"]

    table = command("snapshot", "list", home=loaded_home, database=None).out
    assert workbook["sha256"] in table
    assert f"{len(kept)} snapshots in {loaded_home / 'snapshots'}" in table


def test_intact_snapshots_are_verified(command: CallCommand, loaded_home: Path) -> None:
    done = command("snapshot", "verify", home=loaded_home, database=None)
    assert done.code == 0
    assert f"snapshots in {loaded_home / 'snapshots'} are intact" in done.out


def test_damaged_and_missing_files_are_listed_with_what_to_do(
    command: CallCommand, loaded_home: Path
) -> None:
    store = SnapshotStore(loaded_home / "snapshots")
    older, newer = [snapshot for snapshot in store.all() if snapshot.source_code == "undesa"]
    store.path(older.sha256).unlink()
    with store.path(newer.sha256).open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\0\1\2\3")

    done = command("snapshot", "verify", home=loaded_home, database=None)
    assert done.code == 1
    assert f"missing: {store.path(older.sha256)} (undesa {older.edition}" in done.out
    assert f"damaged: {store.path(newer.sha256)} (undesa {newer.edition}" in done.out
    assert "diaspora-dw run undesa --force" in done.out

    faults = command("snapshot", "verify", "--json", home=loaded_home, database=None).json()
    assert {fault["fault"] for fault in faults} == {"missing", "damaged"}


def test_prune_removes_only_what_no_release_needs(
    command: CallCommand, loaded_home: Path, loaded: Database
) -> None:
    store = SnapshotStore(loaded_home / "snapshots")
    kept = store.all()
    with loaded_home.joinpath("sample.csv").open("w") as file:
        file.write("nothing that was ever loaded\n")
    forgotten = store.keep_sample(
        "undesa", "2024", "2024", loaded_home / "sample.csv", licence="none", url="file:sample.csv"
    )
    store.record(next(snapshot for snapshot in kept if snapshot.edition == "2024"))

    planned = command("snapshot", "prune", "--dry-run", home=loaded_home, database=loaded)
    assert planned.code == 0
    assert "0 snapshots would be removed" in planned.out  # it is the newest of its dataset

    later = store.keep_sample(
        "undesa", "2024", "2024 again", loaded_home / "sample.csv", licence="none", url="file:sample.csv"
    )
    done = command("snapshot", "prune", home=loaded_home, database=loaded)
    assert "1 snapshots were removed" in done.out
    assert forgotten.sha256 in done.out
    assert store.all() == [*kept, later]
    assert list(store.verify()) == []


def test_prune_refuses_a_warehouse_that_the_snapshots_do_not_belong_to(
    command: CallCommand, loaded_home: Path, database: Database
) -> None:
    done = command("snapshot", "prune", home=loaded_home, database=database)
    assert done.code == 2
    assert "every snapshot would be removed" in done.err
    assert SnapshotStore(loaded_home / "snapshots").all() != []


def test_a_release_is_rebuilt_identically(command: CallCommand, loaded_home: Path, loaded: Database) -> None:
    with loaded.connect("reader") as connection:
        row = connection.execute(
            "select release_id, content_sha256 from dw.source_release where edition = '2020'"
        ).fetchone()
    assert row is not None
    done = command("snapshot", "rebuild", str(row[0]), "--json", home=loaded_home, database=loaded)

    assert done.code == 0, done.err
    document = done.json()
    assert document["identical"] is True
    assert document["content_sha256"] == row[1]
    assert document["tables"][0] == {
        "table_name": "dw.fact_migrant_stock",
        "rows": 85_309,
        "missing": 0,
        "extra": 0,
    }
