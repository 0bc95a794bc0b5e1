"""What the warehouse knows of its releases: which are there, which is current, what takes whose place."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError
from diaspora_dw.source import Source


@dataclass(frozen=True)
class Release:
    """A release as `dw.source_release` records it."""

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

    def is_made_from(self, sha256: str, reader_version: int) -> bool:
        """Whether it was made from these very bytes, by this version of their reader."""
        return self.sha256 == sha256 and self.reader_version == reader_version


_SELECT = """
    select
        release_id, source_code, subject, edition, sha256, content_sha256, reader_version, row_count,
        retrieved_at, is_current, is_sample, superseded_at
    from dw.source_release
"""


def releases(connection: Connection, source_code: str, subject: str = "") -> list[Release]:
    """The releases of a source (about a subject) that were shown to readers, newest first."""
    with connection.cursor(row_factory=class_row(Release)) as cursor:
        cursor.execute(
            f"""
            {_SELECT}
            where source_code = %s and subject = %s and published_at is not null
            order by release_id desc
            """,
            (source_code, subject),
        )
        return cursor.fetchall()


def release_with_id(connection: Connection, release_id: int) -> Release:
    """The release with a number. Raises `UsageError` where there is none."""
    with connection.cursor(row_factory=class_row(Release)) as cursor:
        found = cursor.execute(f"{_SELECT} where release_id = %s", (release_id,)).fetchone()
    if found is None:
        raise UsageError(
            f"there is no release {release_id}",
            advice='Releases and their numbers: diaspora-dw sql "select * from mart.source_status".',
        )
    return found


def standing(known: list[Release], edition: str) -> Release | None:
    """The newest release of an edition among those known, or None."""
    return next((r for r in known if r.edition == edition and r.superseded_at is None), None)


def predecessor(source: Source, known: list[Release], edition: str) -> Release | None:
    """The release whose place a new one of this edition takes, or None."""
    return standing(known, edition) if source.editions_side_by_side else current(known)


def edition_before(known: list[Release], edition: str) -> Release | None:
    """The newest real release of the last edition before this one, or None."""
    earlier = [r for r in known if r.superseded_at is None and not r.is_sample and r.edition < edition]
    return max(earlier, key=lambda r: r.edition, default=None)


def of_dataset(known: list[Release], dataset: str) -> Release | None:
    """The newest standing release whose edition is called as what was offered, sample or not; or None."""
    return next((r for r in known if r.superseded_at is None and r.edition.split()[0] == dataset), None)


def current(known: list[Release]) -> Release | None:
    """The release that the views read, or None."""
    return next((r for r in known if r.is_current), None)


def named(known: list[Release], name: str) -> Release:
    """The release that a reader means by an edition (its newest release) or by a release's number.

    Raises `UsageError` listing what there is.
    """
    for release in sorted(known, key=lambda r: (r.superseded_at is None, r.release_id), reverse=True):
        if release.edition == name:
            return release
    for release in known:
        if str(release.release_id) == name:
            return release
    listed = ", ".join(f"{r.edition} (release {r.release_id})" for r in known) or "nothing"
    raise UsageError(f"there is no edition or release {name}", advice=f"Loaded: {listed}.")
