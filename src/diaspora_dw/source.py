"""What a source is to the warehouse. `etl/` holds the sources; this package never names one.

A source lists its datasets, fetches the bytes of one as a snapshot, and reads a snapshot into tidy tables. The runner
does the rest: locking, recording, loading, checking and publishing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from diaspora_dw.errors import DiasporaError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from diaspora_dw.fetching.http import Http
    from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore

ReportProgress = Callable[[str, float | None], None]
"""Called with what is being done and the part done so far (0 to 1; None if unknown)."""


@dataclass(frozen=True)
class Licence:
    """The terms a publisher grants: the licence's short name and its address."""

    name: str
    url: str


CC_BY_4 = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")


@dataclass(frozen=True)
class FetchContext:
    """What a source gets to fetch a dataset."""

    http: "Http"
    store: "SnapshotStore"
    previous: "Snapshot | None"
    """The snapshot of the dataset's active release, for a conditional request."""
    progress: ReportProgress = field(default=lambda _what, _part: None)
    parsed: dict[str, Any] = field(default_factory=dict)
    """What the source had to parse while fetching, by the file's SHA-256: passed on to `transform`."""


@dataclass(frozen=True)
class ReleaseTables:
    """The tidy tables of one release.

    `facts` maps a release-keyed table ("dw.fact_migrant_stock") to its rows, with every column except `release_id`, in
    any order. `dimensions` maps a dimension ("dw.dim_indicator") to rows that are added, or updated if their key is
    known. `memberships` are the groups that the publisher assigns (columns `group_code`, `group_name`, `group_type`,
    `country_id`): a new membership begins at `memberships_as_of`, a missing one ends there.
    """

    facts: "Mapping[str, pd.DataFrame]"
    dimensions: "Mapping[str, pd.DataFrame]" = field(default_factory=dict)
    memberships: "pd.DataFrame | None" = None
    memberships_as_of: datetime | None = None
    promises: Mapping[str, str] = field(default_factory=dict)
    """What holds for the rows beyond what the database asks for: for a table, or "memberships", a condition in SQL
    as in a check constraint ("value >= 0 and male_value >= 0")."""
    citation: str | None = None
    """How to cite the release, if that depends on its content; otherwise the source's `citation` is used."""
    notes: Sequence[str] = ()
    """Irregularities that were accepted, for the report of the run."""


@dataclass(frozen=True)
class Place:
    """A place in a published file, and the figure in it."""

    file: "SnapshotFile"
    where: str
    """A cell ("Table 1!Q4213"), a line or a record, as somebody who opens the file finds it."""
    measure: str
    """The column of the fact that has the figure."""
    value: float | None


class Source(Protocol):
    """A publisher's data set: how its releases are fetched and read. Sources inherit from it for its defaults."""

    code: str
    """Short and lower case: the argument of `run`, and `source_release.source_code`."""
    name: str
    licence: Licence
    reader_version: int
    """Increased when `transform` reads the same bytes differently, so that they are loaded again."""
    max_age: timedelta
    """How long a release may go unconfirmed by its publisher before it counts as stale."""
    depends_on: tuple[str, ...] = ()
    """The sources whose dimensions its facts refer to. They are loaded first."""
    is_local: bool = False
    """Whether its files come with the software, so that there is no publisher to contact."""
    caveats: Sequence[str] = ()
    """What readers should know before they quote its figures, whichever the edition."""
    editions_side_by_side: bool = False
    """Whether its editions are separate data sets, or each revises the one before (see `releases.release`)."""

    def subject(self, dataset: str) -> str:
        """Return the ISO3 code of the country a dataset is about, if each country has its own releases; else ""."""
        return ""

    def datasets(self) -> Sequence[str]:
        """Return what to request from the publisher, oldest edition first. The last one becomes current."""
        ...

    def fetch(self, dataset: str, context: FetchContext) -> "Snapshot":
        """Fetch the bytes of a dataset. Raises a `SourceError` that names the publisher's address."""
        ...

    def adopt(self, paths: Sequence[Path], store: "SnapshotStore") -> "Sequence[Snapshot]":
        """Make snapshots of local files. Raises `UsageError` if the source does not consist of files."""
        raise UsageError(
            f"{', '.join(map(str, paths))} cannot be loaded: the data of {self.code} are not published as files",
            advice="Run again without --file.",
        )

    def sample(self, dataset: str, store: "SnapshotStore") -> "Snapshot | None":
        """Make a snapshot of the bundled sample, which stands in for a dataset until the first real load.

        Returns None if there is no sample. `SnapshotStore.keep_sample` marks its edition as a sample.
        """
        return None

    def transform(
        self, snapshot: "Snapshot", store: "SnapshotStore", parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        """Read a snapshot. Files in `parsed`, by SHA-256, need not be parsed again.

        Raises `ContentError` naming the file and the place in it.
        """
        ...

    def locate(
        self, snapshot: "Snapshot", store: "SnapshotStore", key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Find a figure in the published files; returns nothing if the source cannot tell.

        `key` has the key columns of the fact except the release. Raises `ContentError` as `transform` does.
        """
        return ()

    def edition_order(self, edition: str) -> tuple[Any, ...]:
        """Return what editions sort by, the one that readers should see last; by default their names."""
        return (edition,)

    def citation(self, edition: str) -> str:
        """Return how to cite an edition, in the publisher's own form."""
        ...


def registered_sources() -> dict[str, Source]:
    """Return every source that an installed package registers, by its code.

    Raises `DiasporaError` if the code of a source cannot be imported.
    """
    sources: dict[str, Source] = {}
    for point in _registered():
        try:
            source = point.load()
        except (ImportError, AttributeError) as error:
            package = point.dist.name if point.dist else "diaspora-dw"
            raise DiasporaError(
                f"the source {point.name} cannot be loaded from {point.value}: {error}",
                advice=f"The installation is incomplete: reinstall the package {package}.",
            ) from error
        sources[source.code] = source()
    return sources


@cache
def _registered() -> tuple[EntryPoint, ...]:
    """Return what installed packages register. Looking through all packages takes a while."""
    return tuple(entry_points(group="diaspora_dw.sources"))


def choose_sources(codes: Sequence[str]) -> list[Source]:
    """Return the sources with these codes, or all sources. Raises `UsageError` for an unknown code."""
    known = registered_sources()
    if unknown := [code for code in codes if code not in known]:
        raise UsageError(
            f"there is no source {', '.join(unknown)}", advice=f"The sources are {', '.join(sorted(known))}."
        )
    return [known[code] for code in codes] if codes else list(known.values())
