"""The store of published bytes: what was fetched, kept for good under its own digest.

What is published is kept before anyone reads it. This module knows nothing of HTTP, of what the bytes mean
or of the database. Below the store's folder lie

    blobs/ab/ab12…             the bytes, named after their SHA-256
    manifests/<source>/<edition>/<sha256>.json
                               what a snapshot is made of, see `Snapshot`
    partial/                   downloads that were cut and can be taken up again
    incoming/                  files on their way into the store

A manifest is the JSON form of a `Snapshot`: `source_code`, `offer`, `edition`, `retrieved_at`,
`upstream_updated_at`, `licence`, `is_sample`, its `sha256` and `size_bytes`, and `files`, each with `name`,
`url`, `sha256`, `size_bytes`, `retrieved_at` and `headers`. Moments are in ISO 8601 with an offset.

Every file appears whole or not at all (written aside, synced, renamed), whenever the process is killed.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from filelock import FileLock, Timeout

from diaspora_dw import clock
from diaspora_dw.errors import ContentError, DiasporaError, SourceError

CHUNK_BYTES = 1 << 20
ABANDONED_SECONDS = (
    86_400  # no run takes a day: what is older than that and has no manifest is a killed one's
)


@dataclass(frozen=True)
class SnapshotFile:
    """A published file: where it came from, when, and the digest its bytes are kept under."""

    name: str
    url: str
    sha256: str
    size_bytes: int
    retrieved_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the publisher said of the file, names in lower case: etag, last-modified, content-type, date."""


@dataclass(frozen=True)
class Snapshot:
    """What a publisher published at one moment: one file, or the many of a sweep."""

    source_code: str
    dataset: str
    edition: str
    files: tuple[SnapshotFile, ...]
    retrieved_at: datetime
    upstream_updated_at: datetime | None
    licence: str
    is_sample: bool = False

    @property
    def sha256(self) -> str:
        """The digest of its one file; of the lines "sha256  name" of its files where there are several."""
        if len(self.files) == 1:
            return self.files[0].sha256
        lines = "".join(f"{file.sha256}  {file.name}\n" for file in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def size_bytes(self) -> int:
        """The bytes of all its files together."""
        return sum(file.size_bytes for file in self.files)

    @property
    def url(self) -> str:
        """The address of its one file; the leading part that all addresses share where there are several.

        The address of the first where they are in different places.
        """
        if len(self.files) == 1:
            return self.files[0].url
        addresses = [urlsplit(file.url) for file in self.files]
        if len({(address.scheme, address.netloc) for address in addresses}) > 1:
            return self.files[0].url
        shared: list[str] = []
        for steps in zip(*(address.path.split("/") for address in addresses), strict=False):
            if len(set(steps)) > 1:
                break
            shared.append(steps[0])
        return addresses[0]._replace(path="/".join(shared), query="", fragment="").geturl()


class Reception:
    """A download on its way into the store; what has arrived outlives a cut connection and a kill."""

    def __init__(self, part: Path, store: "SnapshotStore") -> None:
        self._part = part
        self._validator_file = part.with_suffix(".validator")
        self._store = store
        self._file: BinaryIO | None = None

    @property
    def size(self) -> int:
        """The bytes that have arrived so far."""
        if self._file is not None:
            return self._file.tell()
        return self._part.stat().st_size if self.validator else 0

    @property
    def validator(self) -> str | None:
        """What names the version that the arrived bytes belong to (for `If-Range`); None: they are no use."""
        if self._part.is_file() and self._validator_file.is_file():
            return self._validator_file.read_text(encoding="utf-8") or None
        return None

    def beginning(self, length: int) -> bytes:
        """The first bytes of those that have arrived."""
        if not self.size:
            return b""
        with self._part.open("rb") as file:
            return file.read(length)

    def restart(self, validator: str | None) -> None:
        """Forget what has arrived; bytes of the version named by `validator` follow."""
        self.close()
        # In this order a kill at any moment leaves either no validator or one that fits the bytes beside it.
        self._validator_file.unlink(missing_ok=True)
        with storage_faults(self._part):
            self._file = self._part.open("wb")
            if validator:
                _write_whole(self._validator_file, validator.encode(), self._store.incoming)

    def write(self, chunk: bytes) -> None:
        """Add bytes to those that have arrived."""
        with storage_faults(self._part):
            if self._file is None:
                self._file = self._part.open("ab")
            self._file.write(chunk)

    def close(self) -> None:
        """Leave what has arrived for a later attempt."""
        if self._file is not None:
            with storage_faults(self._part):
                self._file.close()
            self._file = None

    def keep(self) -> tuple[str, int]:
        """Take the finished download into the store. Gives its digest and size."""
        self.close()
        size = self._part.stat().st_size
        sha256 = self._store.move_in(self._part)
        self._validator_file.unlink(missing_ok=True)
        return sha256, size

    def discard(self) -> None:
        """Forget what has arrived, for good."""
        self.close()
        self._validator_file.unlink(missing_ok=True)
        self._part.unlink(missing_ok=True)


class SnapshotStore:
    """Published bytes by their digest, and the manifests that say what they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.incoming = folder / "incoming"

    def keep_bytes(self, data: bytes) -> str:
        """Keep bytes; gives their digest. Bytes that are there already are not written again."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.is_sound(sha256):
            _write_whole(self.path(sha256), data, self.incoming)
        return sha256

    def keep_file(self, path: Path) -> str:
        """Keep a copy of a file; gives its digest."""
        with storage_faults(self.incoming):
            self.incoming.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.incoming)
            os.close(handle)
            shutil.copyfile(path, name)
        return self.move_in(Path(name))

    def keep_sample(  # noqa: PLR0913 - a manifest has as many fields
        self, source_code: str, dataset: str, edition: str, path: Path, *, licence: str, url: str
    ) -> Snapshot:
        """Keep a bundled sample as a snapshot of its own; its edition is marked as a sample."""
        moment = clock.now()
        file = SnapshotFile(path.name, url, self.keep_file(path), path.stat().st_size, moment)
        snapshot = Snapshot(
            source_code, dataset, f"{edition} sample", (file,), moment, None, licence, is_sample=True
        )
        self.record(snapshot)
        return snapshot

    @contextmanager
    def receiving(self, url: str, wait_seconds: float = 600) -> Iterator[Reception]:
        """Receive a download: what an earlier attempt left of the same address is there to go on from.

        A second process that receives the same address waits until the first is through; raises
        `SourceError` where that takes longer than `wait_seconds`.
        """
        part = self.folder / "partial" / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.part"
        with storage_faults(part):
            part.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(part.with_suffix(".lock"))
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise SourceError(
                f"another process has been fetching {urlsplit(url).path} for {wait_seconds:.0f} seconds",
                advice="Wait for it to end, then run again.",
            ) from error
        reception = Reception(part, self)
        try:
            yield reception
        finally:
            reception.close()
            lock.release()

    def move_in(self, path: Path) -> str:
        """Make a finished file of the store's own file system one of its blobs; gives its digest."""
        with storage_faults(path):
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
            destination = self.path(sha256)
            destination.parent.mkdir(parents=True, exist_ok=True)
            path.replace(destination)
            _sync_folder(destination.parent)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the bytes of a digest are, or would be. Whoever cares that they are sound uses `read`."""
        return self.folder / "blobs" / sha256[:2] / sha256

    def is_sound(self, sha256: str) -> bool:
        """Whether the bytes of a digest are there and are what their name says."""
        path = self.path(sha256)
        with storage_faults(path):
            if not path.is_file():
                return False
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of a digest. Raises `ContentError` where they are missing or damaged."""
        path = self.path(sha256)
        with storage_faults(path):
            data = path.read_bytes() if path.is_file() else None
        if data is None:
            raise ContentError(f"the snapshot file {path} is missing", advice="Run again to fetch it anew.")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ContentError(
                f"the snapshot file {path} is damaged: its bytes are not those of its name",
                advice="Delete it and run again to fetch it anew; check the disk if it comes back.",
            )
        return data

    def record(self, snapshot: Snapshot) -> None:
        """Write a snapshot's manifest. A later record of the same bytes and edition replaces the earlier."""
        fields = asdict(snapshot) | {"sha256": snapshot.sha256, "size_bytes": snapshot.size_bytes}
        fields["offer"] = fields.pop("dataset")
        text = json.dumps(fields, default=datetime.isoformat, ensure_ascii=False, indent=1)
        _write_whole(self._manifest(snapshot), text.encode(), self.incoming)

    def find(self, source_code: str, sha256: str) -> Snapshot | None:
        """The snapshot of a source with this digest, or None; the last retrieved if two editions share it."""
        manifests = (self.folder / "manifests" / quote(source_code, safe="")).glob(f"*/{sha256}.json")
        found = [_read_manifest(path) for path in manifests]
        return max(found, key=lambda snapshot: snapshot.retrieved_at, default=None)

    def all(self) -> list[Snapshot]:
        """Every snapshot recorded, the oldest first."""
        manifests = (self.folder / "manifests").glob("*/*/*.json")
        return sorted(map(_read_manifest, manifests), key=lambda snapshot: snapshot.retrieved_at)

    def verify(self) -> Iterator[tuple[Snapshot, SnapshotFile]]:
        """Yield every file of a recorded snapshot that is missing or damaged, with its snapshot."""
        verdicts: dict[str, bool] = {}
        for snapshot in self.all():
            for file in snapshot.files:
                if file.sha256 not in verdicts:
                    verdicts[file.sha256] = self.is_sound(file.sha256)
                if not verdicts[file.sha256]:
                    yield snapshot, file

    def remove(self, *snapshots: Snapshot) -> None:
        """Remove snapshots and the bytes that no other one needs; also what killed runs left behind.

        To be called while no fetch is under way: bytes that no manifest names yet look unneeded.
        """
        for snapshot in snapshots:
            self._manifest(snapshot).unlink(missing_ok=True)
        needed = {file.sha256 for other in self.all() for file in other.files}
        for sha256 in {file.sha256 for snapshot in snapshots for file in snapshot.files} - needed:
            self.path(sha256).unlink(missing_ok=True)
        abandoned = clock.now().timestamp() - ABANDONED_SECONDS
        for leftover in [*self.incoming.glob("*"), *(self.folder / "blobs").glob("*/*")]:
            if leftover.name not in needed and leftover.stat().st_mtime < abandoned:
                leftover.unlink(missing_ok=True)

    def _manifest(self, snapshot: Snapshot) -> Path:
        steps = (quote(step, safe=" ") for step in (snapshot.source_code, snapshot.edition))
        return self.folder.joinpath("manifests", *steps, f"{snapshot.sha256}.json")


@contextmanager
def storage_faults(path: Path) -> Iterator[None]:
    """Turn a full disk or a folder that may not be used into an error that says what to do."""
    try:
        yield
    except OSError as fault:
        raise DiasporaError(
            f"the store of snapshots cannot be used: {path}: {fault.strerror or fault}",
            advice="Free space, mend the folder's permissions, or set DIASPORA_DW_HOME; then run again.",
        ) from fault


def _write_whole(path: Path, data: bytes, incoming: Path) -> None:
    with storage_faults(path):
        incoming.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename outlive a power cut; Windows can neither open folders nor needs it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read_manifest(path: Path) -> Snapshot:
    def moment(value: Any) -> datetime | None:
        return datetime.fromisoformat(value) if value else None

    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        del fields["sha256"], fields["size_bytes"]  # both follow from the files
        fields["dataset"] = fields.pop("offer")
        files = tuple(
            SnapshotFile(**file | {"retrieved_at": moment(file["retrieved_at"])}) for file in fields["files"]
        )
        moments = {name: moment(fields[name]) for name in ("retrieved_at", "upstream_updated_at")}
        return Snapshot(**fields | moments | {"files": files})
    except (ValueError, TypeError, KeyError) as fault:
        raise ContentError(
            f"the snapshot manifest {path} cannot be read: {fault!r}",
            advice="Delete it; the next run fetches what it described anew.",
        ) from fault
