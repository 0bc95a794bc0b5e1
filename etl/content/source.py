"""Curated content as a source of the warehouse: every country's file is a dataset, every edition a release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from diaspora_dw.content.library import VOCABULARIES_NAME, ContentLibrary
from diaspora_dw.content.model import CountryContent, Edition
from diaspora_dw.content.reading import read_content
from diaspora_dw.content.vocabulary import Vocabularies, read_vocabularies
from diaspora_dw.errors import ContentError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.settings import setting
from diaspora_dw.source import FetchContext, Licence, ReleaseTables, Source
from etl.content import CONTENT_FOLDER


@dataclass(frozen=True)
class ContentSettings:
    """The settings of this source."""

    folder: Path | None = setting(
        "DIASPORA_DW_CONTENT_FOLDER",
        "folder of your own content files, which take precedence over the bundled ones",
        parse=Path,
    )


class CountryMappings(Source):
    """Diaspora-engagement mappings of countries, restated in this project's words.

    A snapshot holds the country's file and the vocabularies that it was written with.
    """

    code = "content"
    name = "Diaspora engagement mappings"
    caveats = (
        "Titles, names, numbers and dates are given as printed; descriptions are in our own words. What the mapping "
        "does not mention may exist all the same.",
    )
    licence = Licence("Wording: MIT", "https://opensource.org/license/mit")
    reader_version = 1
    max_age = timedelta(days=3650)  # bundled content does not go stale
    depends_on = ("reference",)
    is_local = True
    editions_side_by_side = True

    def __init__(self) -> None:
        self.own_folder = ContentSettings().folder
        self.library = ContentLibrary(tuple(filter(None, (self.own_folder, CONTENT_FOLDER))))

    def subject(self, dataset: str) -> str:
        """Return the dataset itself: it is a country's code."""
        return dataset

    def datasets(self) -> Sequence[str]:
        """Return the codes of the countries that have a file."""
        return tuple(self.library.files())

    def fetch(self, dataset: str, context: FetchContext) -> Snapshot:
        """Store a country's file and the vocabularies. Raise `ContentError` with every line that is wrong."""
        snapshot, content = self._keep(self.library.files()[dataset], self.library, context.store)
        context.parsed[snapshot.files[0].sha256] = content
        return snapshot

    def adopt(self, paths: Sequence[Path], store: SnapshotStore) -> Sequence[Snapshot]:
        """Store countries' files from elsewhere, such as earlier editions. Raise what `fetch` raises."""
        return [self._keep(path, self.library.beside(path), store)[0] for path in paths]

    def read(self, snapshot: Snapshot, store: SnapshotStore) -> CountryContent:
        """Return the content of a snapshot. Raise `ContentError` naming file and line."""
        return self._read(snapshot, store, {})[0]

    def transform(
        self, snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any] | None = None
    ) -> ReleaseTables:
        """Return the rows of a country's sections, and the vocabularies. Raise `ContentError` as `fetch` does."""
        from etl.content.tidy import content_tables, vocabulary_tables  # noqa: PLC0415 - imports pandas

        content, vocabularies = self._read(snapshot, store, parsed or {})
        facts, dimensions = content_tables(content), vocabulary_tables(vocabularies)
        return ReleaseTables(facts, dimensions, citation=_edition_citation(content.edition))

    def citation(self, edition: str) -> str:
        """Return how to cite content whose publication is not known."""
        return f"diaspora-dw, diaspora engagement mapping, edition {edition}."

    def _keep(
        self, path: Path, library: ContentLibrary, store: SnapshotStore
    ) -> tuple[Snapshot, CountryContent]:
        content = read_content(path, library.vocabularies())
        files = [
            store.keep_file(file.name, file.read_bytes(), _address(file))
            for file in (path, library.vocabularies_file)
        ]
        snapshot = store.record_files(
            self.code, content.country, content.edition.edition, files, licence=self.licence.name
        )
        return snapshot, content

    @staticmethod
    def _read(
        snapshot: Snapshot, store: SnapshotStore, parsed: Mapping[str, Any]
    ) -> tuple[CountryContent, Vocabularies]:
        contents = {file.name: store.read(file.sha256) for file in snapshot.files}
        names = [name for name in contents if name != VOCABULARIES_NAME]
        if len(names) != 1 or len(contents) != len(snapshot.files):
            raise ContentError(f"a snapshot of content holds {', '.join(contents)}", advice="Run again.")
        vocabularies = read_vocabularies(Path(VOCABULARIES_NAME), contents[VOCABULARIES_NAME])
        known = next((parsed[file.sha256] for file in snapshot.files if file.sha256 in parsed), None)
        return known or read_content(Path(names[0]), vocabularies, contents[names[0]]), vocabularies


def _address(path: Path) -> str:
    """Return where a file is from, without the folder that this software is installed in."""
    is_bundled = path.parent == CONTENT_FOLDER
    return f"package:etl/content/{path.name}" if is_bundled else path.resolve().as_uri()


def _edition_citation(edition: Edition) -> str:
    """Return the publication that selected the facts, and that the sentences are this project's."""
    publication = edition.source or ", ".join(
        part for part in (*edition.authors, edition.title, edition.publisher, edition.edition) if part
    )
    return f"{publication}. The facts are selected there; their wording is by diaspora-dw."
