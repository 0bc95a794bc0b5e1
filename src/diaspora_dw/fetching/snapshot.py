"""The store of published bytes: what was fetched, kept for good under its own digest.

Bytes are kept before anything reads them. This module knows nothing of HTTP, of what the bytes mean or of the
database. Below the store's folder lie

    blobs/ab/ab12…             the bytes, named after their SHA-256
    manifests/<source>/<edition>/<sha256>.json
                               what a snapshot is made of: the JSON form of a `Snapshot`, with its digest and size
    incoming/                  files that are being written

A file appears under its final name complete or not at all (written to `incoming`, synced, renamed), whenever the
process is killed.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from posixpath import commonpath
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import Field, PlainSerializer, TypeAdapter, ValidationError

from diaspora_dw import clock
from diaspora_dw.errors import ContentError, DiasporaError

ABANDONED_SECONDS = 86_400  # no run takes a day: an older file that no manifest names is a killed run's

Moment = Annotated[datetime, PlainSerializer(datetime.isoformat)]


@dataclass(frozen=True)
class SnapshotFile:
    """A published file: where it came from, when, and the digest of its bytes."""

    name: str
    url: str
    sha256: str
    size_bytes: int
    retrieved_at: Moment
    headers: Mapping[str, str] = field(default_factory=dict)
    """The publisher's headers, names in lower case: etag, last-modified, content-type, date."""


@dataclass(frozen=True)
class Snapshot:
    """What a publisher published at one moment: one file, or the many of a sweep."""

    source_code: str
    # The alias is its former name, which manifests keep: the earliest of them are kept for years.
    dataset: Annotated[str, Field(alias="offer")]
    edition: str
    files: tuple[SnapshotFile, ...]
    retrieved_at: Moment
    upstream_updated_at: Moment | None
    licence: str
    is_sample: bool = False

    @property
    def sha256(self) -> str:
        """The digest of the only file, or of the lines "sha256  name" of several files."""
        if len(self.files) == 1:
            return self.files[0].sha256
        lines = "".join(f"{file.sha256}  {file.name}\n" for file in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def size_bytes(self) -> int:
        """The bytes of all files together."""
        return sum(file.size_bytes for file in self.files)

    @property
    def url(self) -> str:
        """The address of the only file, or the leading part that the addresses of several files share.

        The first address if the files are in different places.
        """
        addresses = [urlsplit(file.url) for file in self.files]
        if len(addresses) == 1 or len({(address.scheme, address.netloc) for address in addresses}) > 1:
            return self.files[0].url
        shared = commonpath([address.path for address in addresses])
        return addresses[0]._replace(path=shared, query="", fragment="").geturl()


class SnapshotStore:
    """Published bytes by their digest, and the manifests that describe them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.incoming = folder / "incoming"

    def keep(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Keep bytes as they arrive, all of them or none. Return their digest and size."""
        return self._write(chunks, self.path)

    def keep_bytes(self, data: bytes) -> str:
        """Keep bytes, unless they are there already. Return their digest."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.is_sound(sha256):
            self.keep([data])
        return sha256

    def keep_file(
        self,
        name: str,
        data: bytes,
        url: str,
        retrieved_at: datetime | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> SnapshotFile:
        """Keep a published file, retrieved now unless said otherwise."""
        sha256 = self.keep_bytes(data)
        return SnapshotFile(name, url, sha256, len(data), retrieved_at or clock.now(), headers or {})

    def keep_sample(  # noqa: PLR0913 - see `record_files`
        self, source_code: str, dataset: str, edition: str, path: Path, *, licence: str, url: str
    ) -> Snapshot:
        """Keep a bundled sample as a snapshot of its own, whose edition is marked as a sample."""
        file = self.keep_file(path.name, path.read_bytes(), url)
        edition = f"{edition} sample"
        return self.record_files(source_code, dataset, edition, [file], licence=licence, is_sample=True)

    def record_files(  # noqa: PLR0913 - a manifest has as many fields
        self,
        source_code: str,
        dataset: str,
        edition: str,
        files: Sequence[SnapshotFile],
        *,
        licence: str,
        upstream_updated_at: datetime | None = None,
        is_sample: bool = False,
    ) -> Snapshot:
        """Record files as a snapshot, retrieved when the last of them was."""
        retrieved_at = max(file.retrieved_at for file in files)
        snapshot = Snapshot(
            source_code, dataset, edition, tuple(files), retrieved_at, upstream_updated_at, licence, is_sample
        )
        self.record(snapshot)
        return snapshot

    def path(self, sha256: str) -> Path:
        """Return where the bytes of a digest are, or would be. `read` also verifies them."""
        return self.folder / "blobs" / sha256[:2] / sha256

    def is_sound(self, sha256: str) -> bool:
        """Return whether the bytes of a digest are there and match it."""
        path = self.path(sha256)
        with storage_faults(path):
            if not path.is_file():
                return False
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def read(self, sha256: str) -> bytes:
        """Return the bytes of a digest. Raise `ContentError` if they are missing or damaged."""
        path = self.path(sha256)
        with storage_faults(path):
            data = path.read_bytes() if path.is_file() else None
        if data is None:
            raise ContentError(f"the snapshot file {path} is missing", advice="Run again to fetch it.")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ContentError(
                f"the snapshot file {path} is damaged: its bytes do not match its name",
                advice="Delete it and run again to fetch it. If it is damaged again, check the disk.",
            )
        return data

    def record(self, snapshot: Snapshot) -> None:
        """Write a snapshot's manifest. It replaces an earlier one of the same bytes and edition."""
        fields = _manifest_format().dump_python(snapshot, mode="json", by_alias=True)
        fields |= {"sha256": snapshot.sha256, "size_bytes": snapshot.size_bytes}
        text = json.dumps(fields, ensure_ascii=False, indent=1)
        self._write([text.encode()], lambda _: self._manifest(snapshot))

    def find(self, source_code: str, sha256: str) -> Snapshot | None:
        """Return the snapshot of a source with this digest, the last retrieved if two editions share it."""
        manifests = (self.folder / "manifests" / quote(source_code, safe="")).glob(f"*/{sha256}.json")
        found = [_read_manifest(path) for path in manifests]
        return max(found, key=lambda snapshot: snapshot.retrieved_at, default=None)

    def all(self) -> list[Snapshot]:
        """Return every recorded snapshot, oldest first."""
        manifests = (self.folder / "manifests").glob("*/*/*.json")
        return sorted(map(_read_manifest, manifests), key=lambda snapshot: snapshot.retrieved_at)

    def verify(self) -> Iterator[tuple[Snapshot, SnapshotFile]]:
        """Yield every file of a recorded snapshot that is missing or damaged, with its snapshot."""
        is_sound = cache(self.is_sound)  # snapshots share files
        for snapshot in self.all():
            for file in snapshot.files:
                if not is_sound(file.sha256):
                    yield snapshot, file

    def remove(self, *snapshots: Snapshot) -> None:
        """Remove snapshots, the bytes that no other snapshot needs, and what killed runs left behind.

        Not while something is being fetched: bytes that no manifest names yet look unneeded.
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
        shutil.rmtree(self.folder / "partial", ignore_errors=True)  # earlier versions resumed downloads

    def _manifest(self, snapshot: Snapshot) -> Path:
        steps = (quote(step, safe=" ") for step in (snapshot.source_code, snapshot.edition))
        return self.folder.joinpath("manifests", *steps, f"{snapshot.sha256}.json")

    def _write(self, chunks: Iterable[bytes], path_of: Callable[[str], Path]) -> tuple[str, int]:
        """Write a file whole or not at all, to a path that may depend on its digest. Return digest and size."""
        digest, size = hashlib.sha256(), 0
        with storage_faults(self.incoming):
            self.incoming.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.incoming)
            try:
                with os.fdopen(handle, "wb") as file:
                    for chunk in chunks:
                        file.write(chunk)
                        digest.update(chunk)
                        size += len(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                path = path_of(digest.hexdigest())
                path.parent.mkdir(parents=True, exist_ok=True)
                Path(name).replace(path)
                _sync_folder(path.parent)
            finally:
                Path(name).unlink(missing_ok=True)
        return digest.hexdigest(), size


@contextmanager
def storage_faults(path: Path) -> Iterator[None]:
    """Turn a full disk or missing permissions into an error with advice."""
    try:
        yield
    except OSError as fault:
        raise DiasporaError(
            f"the store of snapshots cannot be used: {path}: {fault.strerror or fault}",
            advice="Free space, fix the folder's permissions, or set DIASPORA_DW_HOME. Then run again.",
        ) from fault


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut. Windows can neither open folders nor needs it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@cache
def _manifest_format() -> TypeAdapter[Snapshot]:
    return TypeAdapter(Snapshot)


def _read_manifest(path: Path) -> Snapshot:
    try:
        return _manifest_format().validate_json(path.read_bytes())
    except ValidationError as fault:
        raise ContentError(
            f"the snapshot manifest {path} is invalid: {fault}",
            advice="Delete it. The next run fetches what it described.",
        ) from fault
