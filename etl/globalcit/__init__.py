"""The GLOBALCIT Citizenship Law Dataset: where dual citizenship is accepted, by the letter of the law."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from diaspora_dw.fetching.snapshot import Snapshot, SnapshotFile, SnapshotStore
from diaspora_dw.file_source import read_local_file
from diaspora_dw.source import CC_BY_4, FetchContext, Place, ReleaseTables, Source
from etl.globalcit.archive import BY_HAND, MAX_BYTES, csv_files

EXTRACT = Path(__file__).parent / "extract"
DATASET = "country-years"
SCOPES = ("codes", "extract", "full")
PUBLISHED_IN = {"1.0": 2021, "3.0": 2025}


class CitizenshipLaw(Source):
    """The law on 1 January of each year that a version covers.

    The publisher's repository cannot be addressed, so a version comes by hand. Until then there is an extract of
    version 1.0 in the publisher's layout: codes and articles, without the sentences. An edition is the version and
    what there is of it: "codes" (given without the file on loss, so without its articles), "extract" or "full". A part,
    even of a later version, never takes the place of a full version.
    """

    code = "globalcit"
    name = "GLOBALCIT Citizenship Law Dataset"
    caveats = (
        "The dataset describes the letter of the law, not practice, and ends with the year that the table shows.",
        "Other datasets define dual citizenship in other ways.",
    )
    licence = CC_BY_4
    reader_version = 1
    max_age = timedelta(days=3650)  # nobody is asked, so nothing can go stale
    depends_on = ("reference", "content")  # content brings the words for rights and their status
    is_local = True
    editions_side_by_side = True

    def datasets(self) -> Sequence[str]:
        """Return the only dataset."""
        return (DATASET,)

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Return the full version that is in use, or the extract."""
        previous = context.previous
        if previous is not None and previous.edition.endswith(" full"):
            return previous
        kept = [
            context.store.keep_file(
                path.name, path.read_bytes(), f"package:etl/globalcit/{EXTRACT.name}/{path.name}"
            )
            for path in sorted(EXTRACT.glob("*.csv"))
        ]
        return self._record(kept, context.store, is_extract=True)

    def adopt(self, paths: Sequence[Path], store: SnapshotStore) -> Sequence[Snapshot]:
        """Take one version that the user has by hand: its ZIP, or its CSV files.

        Raises `UsageError` if a file cannot be read, `ContentError` if it is not the dataset.
        """
        kept = []
        for path in paths:
            data = read_local_file(path, MAX_BYTES, BY_HAND)
            kept.append(store.keep_file(path.name, data, path.resolve().as_uri()))
        return [self._record(kept, store)]

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        """Read the laws. Raises `ContentError` naming the file and the row."""
        from etl.globalcit.tidy import release_tables  # noqa: PLC0415 - imports pandas

        return release_tables(_read(snapshot.files, store))

    def locate(
        self, snapshot: Snapshot, store: SnapshotStore, key: Mapping[str, int | str]
    ) -> Sequence[Place]:
        """Return the cell that holds a country's code in a mode and year."""
        from etl.globalcit.tidy import find_code  # noqa: PLC0415 - imports pandas

        for file in snapshot.files:
            found = find_code(csv_files(file.name, store.read(file.sha256)), key)
            if found is not None:
                return [Place(file, found[0], "category_code", found[1])]
        return ()

    def edition_order(self, edition: str) -> tuple[Any, ...]:
        """Sort full versions after parts, then by version, then by how much of it there is."""
        version, scope = edition.split()
        return (scope == "full", [int(number) for number in version.split(".")], SCOPES.index(scope))

    def citation(self, edition: str) -> str:
        """Cite a version as the publisher asks for."""
        version = edition.partition(" ")[0]
        year = f" ({PUBLISHED_IN[version]})" if version in PUBLISHED_IN else ""
        return (
            "Vink, M., van der Baaren, L., Bauböck, R., Džankić, J., Honohan, I. and Manby, B."
            f"{year}. GLOBALCIT Citizenship Law Dataset, v{version}, country-year data. Global Citizenship "
            "Observatory, European University Institute. https://hdl.handle.net/1814/73190"
        )

    def _record(
        self, files: Sequence[SnapshotFile], store: SnapshotStore, *, is_extract: bool = False
    ) -> Snapshot:
        dataset = _read(files, store)
        scope = "extract" if is_extract else "full" if dataset.has_loss else "codes"
        edition = f"{dataset.version} {scope}"
        return store.record_files(self.code, DATASET, edition, files, licence=self.licence.name)


def _read(files: Sequence[SnapshotFile], store: SnapshotStore) -> Any:
    from etl.globalcit.tidy import read_dataset  # noqa: PLC0415 - imports pandas

    return read_dataset(list(chain.from_iterable(csv_files(f.name, store.read(f.sha256)) for f in files)))
