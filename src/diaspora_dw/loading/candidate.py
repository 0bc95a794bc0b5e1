"""A release that has been read and is ready to be loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.loading.contract import validate_tables
from diaspora_dw.loading.copy import CopyText, digest, render
from diaspora_dw.source import ReleaseTables, Source


@dataclass(frozen=True)
class Candidate:
    """A release that has been read but not loaded."""

    source: Source
    snapshot: Snapshot
    tables: ReleaseTables
    texts: tuple[CopyText, ...]
    content_sha256: str

    @classmethod
    def read(
        cls, source: Source, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> "Candidate":
        """Read a snapshot and render its rows.

        Raises what the source's `transform` raises, and `ContractError` if the rows do not fit their tables.
        """
        tables = source.transform(snapshot, store, parsed)
        validate_tables(tables, f"{source.code} {snapshot.edition}")
        texts = tuple(render(name, frame) for name, frame in tables.facts.items())
        dimensions = dict(tables.dimensions)
        if tables.memberships is not None:
            dimensions["memberships"] = tables.memberships
        return cls(source, snapshot, tables, texts, digest(texts, dimensions))

    @property
    def row_count(self) -> int:
        """The rows of its facts, without sums that are derived from them and totals to check them against."""
        return sum(
            len(text.lines)
            for text in self.texts
            if text.table.schema == "dw" and not text.table.info.get("derived")
        )
