"""What a country's factsheet says, read from the published views and nothing else."""

from dataclasses import dataclass
from typing import Any

from psycopg.rows import dict_row

from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError

Row = dict[str, Any]

GROUPS_SHOWN = ("EU27", "EEA", "CIS", "OECD")


@dataclass(frozen=True)
class Factsheet:
    """A country's figures with their years and editions; rows are as the views have them."""

    profile: Row
    emigration: list[Row]
    """Every year, the oldest first."""
    groups: list[Row]
    """The latest year, for the groups that factsheets show."""
    top_destinations: list[Row]
    """The ten largest of the latest year."""
    remittances: list[Row]
    """Every year with remittances received, the oldest first."""
    sources: list[Row]
    """The releases that the figures are from, with licence and citation."""

    @property
    def is_sample(self) -> bool:
        """Whether any figure comes from a bundled sample."""
        return any(source["is_sample"] for source in self.sources)

    @property
    def missing(self) -> list[str]:
        """The parts that there is nothing to show for."""
        parts = {
            "emigration": self.emigration,
            "destinations": self.top_destinations,
            "remittances": self.remittances,
        }
        return [name for name, rows in parts.items() if not rows]

    def as_json(self) -> dict[str, Any]:
        """The factsheet as one JSON object."""
        return {
            "country": self.profile,
            "is_sample": self.is_sample,
            "emigration": self.emigration,
            "emigration_by_group": self.groups,
            "top_destinations": self.top_destinations,
            "remittances": self.remittances,
            "sources": self.sources,
            "missing": self.missing,
        }


def read_factsheet(connection: Connection, iso3_code: str) -> Factsheet:
    """Read a country's factsheet.

    Raises `UsageError` where no country has that code, or where nothing has been loaded yet.
    """

    def rows(query: str, *parameters: object) -> list[Row]:
        with connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query.encode(), (iso3_code, *parameters)).fetchall()

    iso3_code = iso3_code.upper()
    profile = rows("select * from mart.country_profile where iso3_code = %s")
    if not profile:
        loaded = rows("select 1 as found from mart.country_profile where iso3_code <> %s limit 1")
        raise UsageError(
            f"there is no country with the ISO 3166 code {iso3_code}" if loaded else "the warehouse is empty",
            advice="Codes: select iso3_code, country_name from mart.country_profile."
            if loaded
            else "Run: diaspora-dw run",
        )
    year = profile[0]["emigrants_year"]
    return Factsheet(
        profile[0],
        rows("select * from mart.emigration where origin_iso3_code = %s order by year"),
        rows(
            """
            select * from mart.emigration_by_group
            where origin_iso3_code = %s and year = %s and group_code = any(%s)
            order by array_position(%s, group_code)
            """,
            year,
            list(GROUPS_SHOWN),
            list(GROUPS_SHOWN),
        ),
        rows(
            """
            select * from mart.top_destination
            where origin_iso3_code = %s and year = %s and rank <= 10
            order by rank
            """,
            year,
        ),
        rows("select * from mart.remittance where iso3_code = %s and received_usd is not null order by year"),
        rows(
            """
            select source_code, edition, is_sample, retrieved_at, url, sha256, licence, licence_url, citation
            from mart.source_status
            where is_current and row_count > 0 and subject in ('', %s)
            order by source_code
            """
        ),
    )
