"""Two registers of facts: cabinet posts for the diaspora, and seats for citizens abroad in parliament.

Both are read from publications of the United States' government that cover the whole world on one day.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.rendering import wording
from diaspora_dw.source import FetchContext, Licence, ReleaseTables, Source

POSTS, SEATS = "cabinet_posts.csv", "reserved_seats.csv"


class Registers(Source):
    """Cabinet posts of June 2019, and seats in parliament of December 2024.

    The seats are transcribed from prose. Notes are in this project's own words.
    """

    code = "register"
    name = "Registers of cabinet posts and seats in parliament"
    caveats = (wording.MORE_INSTITUTIONS, wording.MORE_RIGHTS)
    licence = Licence("Public domain (US government)", "https://www.usa.gov/government-copyright")
    reader_version = 1
    max_age = timedelta(days=3650)  # it comes with the software and cannot go stale while that runs
    depends_on = ("reference", "content")  # content brings the words for rights, levels and status
    is_local = True

    def datasets(self) -> Sequence[str]:
        """Return the only dataset: the files that come with the software."""
        return ("bundled",)

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Keep the files as they are. The edition is the date of the newer one."""
        folder = Path(__file__).parent
        kept = [
            context.store.keep_file(name, (folder / name).read_bytes(), f"package:etl/register/{name}")
            for name in (POSTS, SEATS)
        ]
        return context.store.record_files(self.code, dataset, "2024-12-26", kept, licence=self.licence.name)

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        """Read the posts and the seats."""
        from etl.register.tidy import cabinet_posts, reserved_seats  # noqa: PLC0415 - imports pandas

        texts = {file.name: store.read(file.sha256) for file in snapshot.files}
        return ReleaseTables(
            facts={
                "dw.fact_cabinet_post": cabinet_posts(POSTS, texts[POSTS]),
                "dw.fact_reserved_seat": reserved_seats(SEATS, texts[SEATS]),
            }
        )

    def citation(self, edition: str) -> str:
        """Cite both publications."""
        return (
            "Central Intelligence Agency: Chiefs of State and Cabinet Members of Foreign Governments, June 2019 "
            "(cabinet posts); The World Factbook, 26 December 2024 (seats in parliament)."
        )
