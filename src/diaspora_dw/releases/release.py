"""What a release is, and which releases of a source the warehouse has.

A release is an immutable set of bytes that a source published, and the rows that were read from them. It is loaded
beside the releases in use, and no reader sees it until it is *published* (`published_at`). From then on it is
*active*: the newest release of its edition. The release it replaces, its *predecessor*, is *superseded*
(`superseded_at`); its rows can still be queried. So is a release that somebody *withdraws*. One active release of each
source is *current*: the views read it.

There are two kinds of sources (`Source.editions_side_by_side`). UN DESA's editions are data sets of their own: a
release supersedes only an earlier release of the same edition, so every edition has an active release. The World
Bank revises its figures in place: a release supersedes the current one, whatever their editions are called. Where
each country has its own releases, all of this holds for each country (`subject`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.source import Source


@dataclass(frozen=True)
class Release:
    """A published release as `dw.source_release` records it."""

    release_id: int
    source_code: str
    subject: str
    edition: str
    sha256: str
    content_sha256: str
    reader_version: int
    row_count: int
    retrieved_at: datetime
    is_current: bool
    is_sample: bool
    superseded_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawal_reason: str | None

    @property
    def is_active(self) -> bool:
        """Whether it is the newest release of its edition."""
        return self.superseded_at is None


@dataclass
class History:
    """The published releases of a source (about one subject), newest first."""

    source: Source
    subject: str
    releases: list[Release] = field(default_factory=list)

    @classmethod
    def read(cls, connection: Connection, source: Source, subject: str = "") -> "History":
        """Read the releases of a source, those about a subject if it has several."""
        history = cls(source, subject)
        history.reload(connection)
        return history

    def reload(self, connection: Connection) -> None:
        """Read the releases again, after one was published or withdrawn."""
        self.releases = read_releases(
            connection, "source_code = %s and subject = %s", (self.source.code, self.subject)
        )

    @property
    def current(self) -> Release | None:
        """The release that the views read."""
        return current(self.releases)

    @property
    def active(self) -> list[Release]:
        """The newest release of each edition."""
        return [release for release in self.releases if release.is_active]

    def predecessor(self, edition: str) -> Release | None:
        """Return the release that a new one of this edition supersedes."""
        if not self.source.editions_side_by_side:
            return self.current
        return next((release for release in self.active if release.edition == edition), None)

    def withdrawn(self, edition: str) -> Release | None:
        """Return the newest release of an edition if it was withdrawn."""
        newest = next((release for release in self.releases if release.edition == edition), None)
        return newest if newest is not None and newest.withdrawn_at is not None else None

    def keeps_apart(self, edition: str, other: str) -> bool:
        """Return whether two releases of these editions are separate data sets, not revisions of one."""
        return self.source.editions_side_by_side and edition != other

    def previous_edition(self, edition: str) -> Release | None:
        """Return the active release of the last edition before this one, samples aside."""
        order = self.source.edition_order
        earlier = [r for r in self.active if not r.is_sample and order(r.edition) < order(edition)]
        return max(earlier, key=lambda release: order(release.edition), default=None)

    def of_dataset(self, dataset: str) -> Release | None:
        """Return the active release of a dataset, sample or not; the current one if no edition has its name."""
        named = (release for release in self.active if release.edition.split()[0] == dataset)
        return next(named, self.current)

    def becomes_current(self, edition: str) -> bool:
        """Return whether the views should read a new release of this edition.

        An older edition that arrives late does not replace a newer one.
        """
        in_use = self.current
        if in_use is None or in_use.is_sample or not self.source.editions_side_by_side:
            return True
        return self.source.edition_order(edition) >= self.source.edition_order(in_use.edition)


def read_releases(
    connection: Connection, condition: LiteralString | sql.Composed, parameters: Sequence[object] = ()
) -> list[Release]:
    """Return the published releases that meet a condition on `dw.source_release`, newest first."""
    query = sql.SQL("""
        select
            release_id, source_code, subject, edition, sha256, content_sha256, reader_version, row_count,
            retrieved_at, is_current, is_sample, superseded_at, withdrawn_at, withdrawn_by, withdrawal_reason
        from dw.source_release
        where published_at is not null and {}
        order by release_id desc
    """)
    matching = sql.SQL(condition) if isinstance(condition, str) else condition
    with connection.cursor(row_factory=class_row(Release)) as cursor:
        return cursor.execute(query.format(matching), parameters).fetchall()


def read_release(connection: Connection, release_id: int) -> Release:
    """Return the release with this number. Raises `UsageError` if there is none."""
    found = read_releases(connection, "release_id = %s", (release_id,))
    if not found:
        raise UsageError(
            f"there is no release {release_id}",
            advice='List the releases with: diaspora-dw sql "select * from mart.source_status"',
        )
    return found[0]


def current(releases: Sequence[Release]) -> Release | None:
    """Return the release that the views read."""
    return next((release for release in releases if release.is_current), None)


def find_release(releases: Sequence[Release], name: str) -> Release:
    """Return the release that a reader means by an edition (its newest release) or by a release number.

    Raises `UsageError` listing the releases there are.
    """
    named = [r for r in releases if r.edition == name] or [r for r in releases if str(r.release_id) == name]
    if not named:
        known = ", ".join(f"{r.edition} (release {r.release_id})" for r in releases) or "none"
        raise UsageError(
            f"there is no edition or release {name}", advice=f"Releases in the warehouse: {known}."
        )
    return max(named, key=lambda release: (release.is_active, release.release_id))
