"""What an export holds besides its files: which tables they have, and the releases that the figures are from."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from psycopg.rows import class_row

from diaspora_dw import __version__
from diaspora_dw.database import Connection
from diaspora_dw.exporting.relations import FileFormat, Relation
from diaspora_dw.source import registered_sources

TITLE = "The diaspora warehouse"
DESCRIPTION = (
    "How many people leave each country, where they live, what they send home, and what their country of origin does "
    "to stay in touch with them: from UN DESA, the World Bank and others."
)
CREATOR = "The diaspora-dw authors"
"""As the licence names them."""
KEYWORDS = (
    "migration",
    "emigration",
    "immigration",
    "remittances",
    "diaspora",
    "diaspora policy",
    "political rights",
)
VERSION = __version__
MEDIA_TYPES = {FileFormat.CSV: "text/csv", FileFormat.PARQUET: "application/vnd.apache.parquet"}


@dataclass(frozen=True)
class TableFile:
    """The file of a view or table."""

    relation: Relation
    path: str
    rows: int
    size: int
    sha256: str

    @classmethod
    def of(cls, relation: Relation, name: str, rows: int, written: Path) -> "TableFile":
        """Return the file that was written, which has this path in the export."""
        with written.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(relation, name, rows, written.stat().st_size, digest)


@dataclass(frozen=True)
class Release:
    """A release that figures or texts of the export are from."""

    source_code: str
    subject: str
    edition: str
    published_at: datetime
    upstream_updated_at: datetime | None
    url: str
    sha256: str
    licence: str
    licence_url: str
    citation: str

    @property
    def title(self) -> str:
        """The name of its source, its country if it is about one, and its edition."""
        source = registered_sources().get(self.source_code)
        return " ".join(
            filter(None, (source.name if source else self.source_code, self.subject, self.edition))
        )


@dataclass(frozen=True)
class Coverage:
    """The world regions with countries, and the years with figures: None if there are none yet."""

    regions: list[str]
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True)
class Contents:
    """The files of tables, the releases behind them, and what they cover."""

    file_format: FileFormat
    files: list[TableFile]
    releases: list[Release]
    coverage: Coverage

    @property
    def changed_at(self) -> str:
        """When the newest of the releases was published. The time of the export itself is nowhere in it."""
        return max(release.published_at for release in self.releases).isoformat(timespec="seconds")

    @property
    def licences(self) -> dict[str, str]:
        """The names of the licences, by their addresses."""
        return {release.licence_url: release.licence for release in self.releases}


def read_coverage(connection: Connection) -> Coverage:
    """Return which regions and years the figures in use are of."""
    with connection.cursor(row_factory=class_row(Coverage)) as cursor:
        return cursor.execute("""
            select
                array(
                    select distinct region_name from mart.country where region_name <> '' order by region_name
                ) as regions,
                min(year) as first_year,
                max(year) as last_year
            from (select year from mart.indicator union all select year from mart.emigration) as figures
        """).fetchall()[0]


def read_releases(connection: Connection) -> list[Release]:
    """Return the releases in use, and the newest of each other edition, which revisions are told from."""
    with connection.cursor(row_factory=class_row(Release)) as cursor:
        return cursor.execute("""
            select
                source_code, subject, edition, published_at, upstream_updated_at, url, sha256, licence,
                licence_url, citation
            from mart.source_status
            where is_newest_of_edition
            order by source_code, subject, edition
        """).fetchall()
