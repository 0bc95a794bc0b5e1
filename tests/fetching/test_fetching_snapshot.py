"""The store of snapshots: whole or not at all, found again, and honest about damage."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diaspora_dw.errors import ContentError, DiasporaError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore

MOMENT = datetime(2025, 7, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


def snapshot_of(store: SnapshotStore, *bodies: bytes, edition: str = "2024") -> Snapshot:
    files = tuple(
        SnapshotFile(
            f"{n}.json",
            f"https://example.org/v2/{n}",
            store.keep_bytes(body),
            len(body),
            MOMENT,
            {"etag": '"x"'},
        )
        for n, body in enumerate(bodies)
    )
    snapshot = Snapshot("source", "latest", edition, files, MOMENT, MOMENT, "CC BY 4.0")
    store.record(snapshot)
    return snapshot


def test_a_recorded_snapshot_is_found_again_as_it_was(store: SnapshotStore) -> None:
    snapshot = snapshot_of(store, b"one", b"two")

    assert SnapshotStore(store.folder).find("source", snapshot.sha256) == snapshot
    assert store.find("source", "0" * 64) is None
    assert store.find("other", snapshot.sha256) is None


def test_a_manifest_tells_where_the_bytes_came_from_without_this_software(store: SnapshotStore) -> None:
    snapshot = snapshot_of(store, b"one")

    path = store.folder / "manifests" / "source" / "2024" / f"{snapshot.sha256}.json"
    manifest = json.loads(path.read_text())
    assert manifest["licence"] == "CC BY 4.0"
    assert manifest["sha256"] == snapshot.files[0].sha256
    assert manifest["size_bytes"] == 3
    assert manifest["files"][0] == {
        "name": "0.json",
        "url": "https://example.org/v2/0",
        "sha256": snapshot.sha256,
        "size_bytes": 3,
        "retrieved_at": "2025-07-02T03:04:05+00:00",
        "headers": {"etag": '"x"'},
    }


def test_the_digest_of_several_files_depends_on_bytes_and_names_but_not_on_times(
    store: SnapshotStore,
) -> None:
    snapshot = snapshot_of(store, b"one", b"two")
    later = replace(
        snapshot, files=tuple(replace(file, retrieved_at=datetime.now(UTC)) for file in snapshot.files)
    )
    renamed = replace(snapshot, files=tuple(replace(file, name="x" + file.name) for file in snapshot.files))

    assert later.sha256 == snapshot.sha256
    assert renamed.sha256 != snapshot.sha256
    assert replace(snapshot, files=snapshot.files[:1]).sha256 == snapshot.files[0].sha256


def test_the_address_of_several_files_is_what_their_addresses_share(store: SnapshotStore) -> None:
    snapshot = snapshot_of(store, b"one", b"two")

    assert snapshot.url == "https://example.org/v2"
    assert replace(snapshot, files=snapshot.files[:1]).url == "https://example.org/v2/0"


def test_damaged_bytes_are_named_and_not_read(store: SnapshotStore) -> None:
    snapshot = snapshot_of(store, b"one", b"two")
    damaged, missing = snapshot.files
    store.path(damaged.sha256).write_bytes(b"0ne")
    store.path(missing.sha256).unlink()

    with pytest.raises(ContentError, match=f"{damaged.sha256} is damaged") as fault:
        store.read(damaged.sha256)
    assert "run again" in fault.value.advice
    with pytest.raises(ContentError, match=f"{missing.sha256} is missing"):
        store.read(missing.sha256)
    assert [file for _, file in store.verify()] == [damaged, missing]


def test_keeping_the_same_bytes_again_mends_a_damaged_copy(store: SnapshotStore) -> None:
    sha256 = store.keep_bytes(b"one")
    store.path(sha256).write_bytes(b"0ne")

    assert store.keep_bytes(b"one") == sha256
    assert store.read(sha256) == b"one"


def test_a_sample_is_a_snapshot_that_says_so(store: SnapshotStore, tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    path.write_bytes(b"figures")

    sample = store.keep_sample(
        "source", "latest", "2024", path, licence="CC BY 4.0", url="https://example.org"
    )

    assert sample.is_sample
    assert sample.edition == "2024 sample"
    assert store.all() == [sample]


def test_removing_a_snapshot_leaves_the_bytes_that_another_needs(store: SnapshotStore) -> None:
    old = snapshot_of(store, b"shared", b"old", edition="2020")
    new = snapshot_of(store, b"shared", b"new", edition="2024")

    store.remove(old)

    assert store.all() == [new]
    assert not list(store.verify())
    assert not store.is_sound(old.files[1].sha256)


def test_removing_clears_what_a_killed_run_left_a_day_ago_but_not_what_is_on_its_way(
    store: SnapshotStore,
) -> None:
    snapshot = snapshot_of(store, b"one")
    abandoned = store.path(store.keep_bytes(b"abandoned"))
    under_way = store.path(store.keep_bytes(b"under way"))
    two_days_ago = time.time() - 2 * 86_400
    os.utime(abandoned, (two_days_ago, two_days_ago))

    store.remove(snapshot)

    assert not abandoned.exists()
    assert under_way.exists()


def test_killing_the_process_while_it_keeps_bytes_leaves_no_half_file(store: SnapshotStore) -> None:
    keep_forever = (
        "import sys; from pathlib import Path; from diaspora_dw.fetching.snapshot import SnapshotStore\n"
        "store = SnapshotStore(Path(sys.argv[1]))\n"
        "for n in range(100_000):\n"
        "    store.keep_bytes(str(n).encode() * 300_000)\n"
        "    print(n, flush=True)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", keep_forever, str(store.folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    process.kill()
    process.communicate()

    kept = [path.name for path in (store.folder / "blobs").glob("*/*")]
    assert len(kept) >= 2
    assert all(store.is_sound(name) for name in kept)


def test_removing_clears_the_partial_downloads_of_earlier_versions(store: SnapshotStore) -> None:
    partial = store.folder / "partial" / "0123.part"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"half")

    store.remove()

    assert not partial.parent.exists()


def test_bytes_that_stop_arriving_leave_nothing_behind(store: SnapshotStore) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise ContentError("the rest did not come")

    with pytest.raises(ContentError):
        store.keep(chunks())

    assert not [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_manifest_of_an_earlier_version_is_read(store: SnapshotStore) -> None:
    sha256 = store.keep_bytes(b"one")
    file = {
        "name": "stock.xlsx",
        "url": "https://example.org/stock.xlsx",
        "sha256": sha256,
        "size_bytes": 3,
        "retrieved_at": "2025-07-02T03:04:05+00:00",
        "headers": {},
    }
    manifest = {
        "source_code": "undesa",
        "edition": "2024",
        "files": [file],
        "retrieved_at": "2025-07-02T03:04:05+00:00",
        "upstream_updated_at": None,
        "licence": "CC BY 3.0 IGO",
        "is_sample": False,
        "sha256": sha256,
        "size_bytes": 3,
        "offer": "2024",
    }
    path = store.folder / "manifests" / "undesa" / "2024" / f"{sha256}.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(manifest))

    (snapshot,) = store.all()
    assert (snapshot.dataset, snapshot.retrieved_at, snapshot.upstream_updated_at) == ("2024", MOMENT, None)
    store.record(snapshot)
    assert json.loads(path.read_text()) == manifest


def test_a_manifest_that_is_no_manifest_is_named(store: SnapshotStore) -> None:
    snapshot = snapshot_of(store, b"one")
    path = store.folder / "manifests" / "source" / "2024" / f"{snapshot.sha256}.json"
    path.write_text("{}")

    with pytest.raises(ContentError, match=str(path)):
        store.all()


def test_a_folder_that_cannot_be_written_is_an_error_with_advice(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file where the store should be")

    with pytest.raises(DiasporaError, match="the store of snapshots cannot be used") as fault:
        SnapshotStore(tmp_path / "occupied").keep_bytes(b"one")
    assert "DIASPORA_DW_HOME" in fault.value.advice


def test_a_full_disk_is_an_error_with_advice_and_leaves_nothing_half_written(store: SnapshotStore) -> None:
    # A limit on the size of files stands in for the disk: the write fails in the same way.
    keep = (
        "import resource, sys; from pathlib import Path\n"
        "from diaspora_dw.errors import DiasporaError\n"
        "from diaspora_dw.fetching.snapshot import SnapshotStore\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "try: SnapshotStore(Path(sys.argv[1])).keep_bytes(b'x' * 20_000)\n"
        "except DiasporaError as fault: print(fault)"
    )
    said = subprocess.run(
        [sys.executable, "-c", keep, str(store.folder)], capture_output=True, text=True, check=True
    ).stdout

    assert "File too large" in said
    assert "Free space" in said
    assert not [path for path in store.folder.rglob("*") if path.is_file()]
