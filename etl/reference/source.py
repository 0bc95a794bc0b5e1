"""The curated countries and groups as a source of the warehouse: a release for each version of the files here."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from diaspora_dw import __version__
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.source import FetchContext, Licence, ReleaseTables, Source

FILES = ("countries.yaml", "groups.yaml", "published_areas.yaml")


class CountryReference(Source):
    """Countries and areas, their groups, and the members of published totals."""

    code = "reference"
    name = "Countries, areas and their groups"
    caveats = (
        "Names and regions of countries follow the United Nations. They express no opinion on the legal status of any "
        "country or area.",
    )
    licence = Licence("MIT", "https://opensource.org/license/mit")
    reader_version = 4
    max_age = timedelta(days=3650)  # it comes with the software and cannot go stale while that runs
    is_local = True

    def datasets(self) -> Sequence[str]:
        """Return the only dataset: the files that come with the software."""
        return ("bundled",)

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Keep the files as they are."""
        folder = Path(__file__).parent
        kept = [
            context.store.keep_file(name, (folder / name).read_bytes(), f"package:etl/reference/{name}")
            for name in FILES
        ]
        return context.store.record_files(self.code, dataset, __version__, kept, licence=self.licence.name)

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        """Return the dimensions of countries and groups, and the dated memberships."""
        import pandas as pd  # noqa: PLC0415 - takes long to import, as do these modules

        from etl.reference import country, group  # noqa: PLC0415

        return ReleaseTables(
            facts={},
            dimensions={
                "dw.dim_country": country.countries(),
                "dw.dim_country_group": group.country_groups().assign(source_code=self.code),
                "ops.published_area": group.published_areas(),
                "ops.known_name": pd.concat([country.known_names(), group.known_area_names()]),
            },
            memberships=group.group_memberships(),
        )

    def citation(self, edition: str) -> str:
        """Cite the list."""
        return (
            f"diaspora-dw {edition}, countries and groups, after the United Nations Statistics Division's M49 "
            "and ISO 3166-1."
        )
