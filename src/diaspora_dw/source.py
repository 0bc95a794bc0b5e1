"""What a source is to the warehouse. `etl/` holds the sources; this package never names one.

A source says what its publisher offers, brings the bytes home as a snapshot, and reads a snapshot into tidy
tables. Locking, recording, loading, checking and publishing come with the runner.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

import pandas as pd

from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore

ENTRY_POINT_GROUP = "diaspora_dw.sources"

ReportProgress = Callable[[str, float | None], None]
"""Called with what is being done and the part done so far (0 to 1, or None where that is unknown)."""


@dataclass(frozen=True)
class Licence:
    """The terms a publisher grants: the licence's short name and its address."""

    name: str
    url: str


@dataclass(frozen=True)
class FetchContext:
    """What a source is given to bring its bytes home."""

    http: Http
    store: SnapshotStore
    previous: Snapshot | None
    """What the current release of this dataset was made from: a conditional request asks about it."""
    progress: ReportProgress = field(default=lambda _what, _part: None)


@dataclass(frozen=True)
class ReleaseTables:
    """The tidy tables of one release.

    `facts` maps a release-keyed table ("dw.fact_migrant_stock") to its rows, every column but `release_id`,
    in any order. `dimensions` maps a dimension ("dw.dim_indicator") to rows that are added, or updated where the
    key is known. `memberships` are the dated groupings that the publisher assigns (columns `group_code`,
    `group_name`, `group_type`, `country_id`): a membership that is new opens at `memberships_as_of`, one that
    is gone closes there.
    """

    facts: Mapping[str, pd.DataFrame]
    dimensions: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    memberships: pd.DataFrame | None = None
    memberships_as_of: datetime | None = None
    citation: str | None = None
    """How to cite the release where that follows from what it holds; otherwise as its source says."""
    notes: Sequence[str] = ()
    """What a reader of the run's report should know: oddities that were recorded and not refused."""


@dataclass(frozen=True)
class Place:
    """Where in a published file a figure stands, and what stands there."""

    file: SnapshotFile
    where: str
    """A cell ("Table 1!Q4213"), a line, a record: as somebody who opens the file finds it."""
    measure: str
    """The column of the fact that the figure became."""
    value: float | None


class Source(Protocol):
    """A publisher's data set, and how its releases are brought home and read.

    Sources inherit from this class, and so the defaults.
    """

    code: str
    """Short and lower case: what `run SOURCE` takes and `source_release.source_code` holds."""
    name: str
    licence: Licence
    reader_version: int
    """Raised when `transform` reads the same bytes differently, so that they are loaded anew."""
    max_age: timedelta
    """How long a release may go unconfirmed by its publisher before it counts as stale."""
    depends_on: tuple[str, ...] = ()
    """The sources whose dimensions this one's facts point to: they are loaded before it."""
    is_local: bool = False
    """Whether its bytes come with the software, so that there is no publisher to reach."""
    editions_side_by_side: bool = False
    """Whether editions are never revisions of each other (a new release takes the place of one of the same
    edition only), or each release takes the place of the one before, whatever its edition is called."""

    def subject(self, dataset: str) -> str:
        """What a dataset is about where every country has releases of its own: its ISO3 code; otherwise ""."""
        return ""

    def datasets(self) -> Sequence[str]:
        """What to ask the publisher for, oldest edition first; the last becomes the current release."""
        ...

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Bring the bytes of one dataset home. Raises a `SourceError` that names the publisher's address."""
        ...

    def adopt(self, path: Path, store: SnapshotStore) -> Snapshot:
        """Take a file that the user has by hand. Raises `UsageError` where the source has no single file."""
        ...

    def sample(self, dataset: str, store: SnapshotStore) -> Snapshot | None:
        """Keep the bundled sample that stands in for a dataset until a first real load; None: there is none.

        `SnapshotStore.keep_sample` makes the snapshot and marks its edition as a sample's.
        """
        ...

    def transform(self, snapshot: Snapshot, store: SnapshotStore) -> ReleaseTables:
        """Read a snapshot from the store. Raises `ContentError` naming the file and the place in it."""
        ...

    def locate(
        self, snapshot: Snapshot, store: SnapshotStore, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Find where a figure stands in what was published; nothing where the source cannot tell.

        `key` has the key columns of the fact's row but for the release. Raises `ContentError` as `transform`.
        """
        return ()

    def citation(self, edition: str) -> str:
        """How to cite an edition, in the publisher's own form."""
        ...


def registered_sources() -> dict[str, Source]:
    """Every source that an installed package registers, by its code."""
    found: dict[str, Source] = {}
    for entry_point in entry_points(group=ENTRY_POINT_GROUP):
        source: Source = entry_point.load()()
        found[source.code] = source
    return found


def choose_sources(codes: Sequence[str]) -> list[Source]:
    """The sources named, or all of them where none is. Raises `UsageError` for a name that none has."""
    known = registered_sources()
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise UsageError(
            f"there is no source {', '.join(unknown)}", advice=f"Known: {', '.join(sorted(known))}."
        )
    return [known[code] for code in codes] if codes else list(known.values())
