"""Finds curated content in folders of countries' files. The first folder that has a file wins.

So a user's own folder can replace files that come with the software, vocabularies included, and add countries.
"""

from collections.abc import Iterable, Iterator, Sequence
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
HOW_TO_START = "Start one with: diaspora-dw content new ISO3"


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
        listed = ", ".join(map(str, self.folders))
        raise UsageError(
            f"there is no {VOCABULARIES_NAME} in {listed}", advice="Copy one into one of these folders."
        )

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
            found |= {path.stem: path for path in _country_files(folder)}
        return dict(sorted(found.items()))

    def examine(self) -> list[Examination]:
        """Examine every country's file, by name.

        Raise `UsageError` if there is no country, `ContentError` if the vocabularies are invalid.
        """
        files = self.files()
        if not files:
            raise UsageError(
                f"{', '.join(map(str, self.folders))} has no country's content", advice=HOW_TO_START
            )
        vocabularies = self.vocabularies()
        return [examine_content(path, vocabularies) for path in files.values()]


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
    """Return the source of curated content. Raise `UsageError` if no installed package registers one."""
    for source in registered_sources().values():
        if isinstance(source, ContentSource):
            return source
    raise UsageError("no source of curated content is installed", advice="Reinstall diaspora-dw.")


def examine_paths(paths: Sequence[Path], library: ContentLibrary) -> list[Examination]:
    """Examine countries' files and those in folders. Vocabularies beside a file are used instead of the library's.

    Raise what `ContentLibrary.examine` raises.
    """
    found = []
    for path in paths:
        if path.is_dir():
            files: Iterable[Path] = ContentLibrary((path,)).files().values()
            if not files:
                raise UsageError(f"{path} has no country's content", advice=HOW_TO_START)
        else:
            files = (path,)
        vocabularies = library.beside(path).vocabularies()
        found += [examine_content(file, vocabularies) for file in files if file.name != VOCABULARIES_NAME]
    return found


def _country_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*.y*ml")):
        if path.suffix in (".yaml", ".yml") and path.name != VOCABULARIES_NAME:
            yield path
