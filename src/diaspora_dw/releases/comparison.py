"""Compares two releases of a source: how many figures differ, and which differ most.

`sql/comparison/` has a query for each fact that can be compared: `migrant_stock.sql` for `dw.fact_migrant_stock`.
"""

from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row
from pydantic import BaseModel

from diaspora_dw.database import Connection
from diaspora_dw.releases.release import Release
from diaspora_dw.resources import SQL_FOLDER
from diaspora_dw.sql_files import as_query

LARGEST = 10

Change = dict[str, Any]
"""A figure that differs: what it is of (names, ISO codes, year), then `before`, `after` and `difference`."""


class Revision(BaseModel):
    """The figures that a release added, removed and changed, and the largest of these changes."""

    previous_release_id: int
    previous_edition: str
    between_editions: bool
    """Whether the releases are separate editions, which are compared in the years that both have."""
    added: int
    removed: int
    changed: int
    largest: list[Change]

    @property
    def counts(self) -> str:
        """How many figures differ, in words."""
        return f"{self.added:,} added, {self.removed:,} removed, {self.changed:,} changed"

    def describe(self) -> str:
        """Return the counts, and the edition compared with if it is another one."""
        compared = f"compared with edition {self.previous_edition}: " if self.between_editions else ""
        return f"{compared}{self.counts}"


def compare(  # noqa: PLR0913 - what to compare, and how much of it to show
    connection: Connection,
    before: Release,
    after_id: int,
    *,
    between_editions: bool,
    iso3_code: str | None = None,
    limit: int = LARGEST,
) -> Revision | None:
    """Compare the figures of two releases, all of them or those of one country.

    Returns None if the later release has no figures that can be compared.
    """
    path = _comparison(connection, after_id)
    if path is None:
        return None
    parameters = {
        "release_before": before.release_id,
        "release_after": after_id,
        "only_shared_years": between_editions,
        "iso3_code": iso3_code,
        "row_limit": limit,
    }
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(as_query(path.read_text(encoding="utf-8")), parameters).fetchall()
    counts = dict.fromkeys(("added", "removed", "changed"), 0)
    for row in rows:  # each carries the counts of all
        counts = {name: row.pop(name) for name in counts}
    return Revision(
        previous_release_id=before.release_id,
        previous_edition=before.edition,
        between_editions=between_editions,
        largest=rows,
        **counts,
    )


def describe_change(change: Change) -> str:
    """Return a change in a few words: "Tajikistan–Germany 2020: 32,157 → gone"."""
    names = "–".join(str(value) for key, value in change.items() if key.endswith("_name"))
    before = "nothing" if change["before"] is None else _format(change["before"])
    after = "gone" if change["after"] is None else _format(change["after"])
    return f"{names} {change['year']}: {before} → {after}"


def _comparison(connection: Connection, release_id: int) -> Path | None:
    """Return the file that compares the fact in which a release has rows."""
    for path in sorted((SQL_FOLDER / "comparison").glob("*.sql")):
        has_rows = sql.SQL("select exists (select from {} where release_id = %s)").format(
            sql.Identifier("dw", f"fact_{path.stem}")
        )
        if connection.execute(has_rows, (release_id,)).fetchone() == (True,):
            return path
    return None


def _format(value: float) -> str:
    """Format a figure for people: to the unit if it is large, to four digits if it is small."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
