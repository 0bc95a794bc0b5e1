"""Finds curated content in folders of countries' files. The first folder that has a file wins.

So a user's own folder can replace files that come with the software, vocabularies included, and add countries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import Examination, examine_content
from diaspora_dw.content.vocabulary import Vocabularies, read_vocabularies
from diaspora_dw.errors import UsageError
from diaspora_dw.fetching.snapshot import Snapshot, SnapshotStore
from diaspora_dw.source import registered_sources

VOCABULARIES_NAME = "vocabularies.yaml"


@dataclass(frozen=True)
class ContentLibrary:
    """Folders of content, the one whose files come first at the front."""

    folders: tuple[Path, ...]

    @property
    def vocabularies_file(self) -> Path:
        """Return the file of vocabularies. Raise `UsageError` if no folder has one."""
        for folder in self.folders:
            if (folder / VOCABULARIES_NAME).is_file():
                return folder / VOCABULARIES_NAME
        message = f"there is no {VOCABULARIES_NAME} in {self._listed}"
        raise UsageError(message, advice="Copy one into one of these folders.")

    def vocabularies(self) -> Vocabularies:
        """Return the vocabularies. Raise `ContentError` if their file is invalid."""
        return read_vocabularies(self.vocabularies_file)

    def beside(self, path: Path) -> "ContentLibrary":
        """Return a library that looks in the folder at or around `path` first."""
        return ContentLibrary((path if path.is_dir() else path.parent, *self.folders))

    def files(self) -> dict[str, Path]:
        """Return the countries' files by file name without extension, which should be the ISO3 code.

        Raise `UsageError` if a folder does not exist.
        """
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            if not folder.is_dir():
                raise UsageError(f"{folder} is not a folder", advice="Check DIASPORA_DW_CONTENT_FOLDER.")
            files = (path for path in sorted(folder.iterdir()) if path.suffix in (".yaml", ".yml"))
            found |= {path.stem: path for path in files if path.name != VOCABULARIES_NAME}
        return dict(sorted(found.items()))

    def examine(self, vocabularies: Vocabularies | None = None) -> list[Examination]:
        """Examine every country's file, by name, with its own vocabularies unless others are given.

        Raise `UsageError` if there is no country, `ContentError` if the vocabularies are invalid.
        """
        files = self.files()
        if not files:
            message = f"{self._listed} has no country's content"
            raise UsageError(message, advice="Start one with: diaspora-dw content new ISO3")
        vocabularies = vocabularies or self.vocabularies()
        return [examine_content(path, vocabularies) for path in files.values()]

    @property
    def _listed(self) -> str:
        return ", ".join(map(str, self.folders))


@runtime_checkable
class ContentSource(Protocol):
    """A source of curated content: what it has in addition to every `Source`."""

    code: str
    library: ContentLibrary
    own_folder: Path | None
    """The user's own folder of content, if one is set."""

    def read(self, snapshot: Snapshot, store: SnapshotStore) -> CountryContent:
        """Return the content of a snapshot. Raise `ContentError` naming file and line."""
        ...


def content_source() -> ContentSource:
    """Return the source of curated content."""
    return next(source for source in registered_sources().values() if isinstance(source, ContentSource))


def examine_paths(paths: Sequence[Path], library: ContentLibrary) -> list[Examination]:
    """Examine countries' files and those in folders. Vocabularies beside a file are used instead of the library's.

    Raise what `ContentLibrary.examine` raises.
    """
    found = []
    for path in paths:
        vocabularies = library.beside(path).vocabularies()
        if path.is_dir():
            found += ContentLibrary((path,)).examine(vocabularies)
        elif path.name != VOCABULARIES_NAME:
            found.append(examine_content(path, vocabularies))
    return found
