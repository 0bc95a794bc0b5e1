"""Where curated content is found: folders of countries' files, of which the first that has a file wins.

So a user's own folder can take the place of some of the files that come with the software, vocabularies
included, and add countries to them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from diaspora_dw.content.model import CountryContent
from diaspora_dw.content.reading import Examination, examine_content
from diaspora_dw.content.vocabulary import Vocabularies, read_vocabularies
from diaspora_dw.errors import UsageError
from diaspora_dw.extracting.snapshot import Snapshot, SnapshotStore
from diaspora_dw.extracting.source import registered_sources

VOCABULARIES_NAME = "vocabularies.yaml"


@dataclass(frozen=True)
class ContentLibrary:
    """Folders of content, the one whose files come first at the front."""

    folders: tuple[Path, ...]

    @property
    def vocabularies_file(self) -> Path:
        """The file of vocabularies. Raises `UsageError` where no folder has one."""
        for folder in self.folders:
            if (folder / VOCABULARIES_NAME).is_file():
                return folder / VOCABULARIES_NAME
        listed = ", ".join(map(str, self.folders))
        raise UsageError(f"there is no {VOCABULARIES_NAME} in {listed}", advice="Copy one there.")

    def vocabularies(self) -> Vocabularies:
        """The vocabularies. Raises `ContentError` where their file is amiss."""
        return read_vocabularies(self.vocabularies_file)

    def files(self) -> dict[str, Path]:
        """The countries' files by their name without ending, which is to be the country's ISO3 code."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            found |= {path.stem: path for path in _country_files(folder)}
        return dict(sorted(found.items()))

    def examine(self) -> list[Examination]:
        """Examine every country's file, by name.

        Raises `UsageError` where there is no country, `ContentError` where the vocabularies are amiss.
        """
        files = self.files()
        if not files:
            raise UsageError(
                f"{', '.join(map(str, self.folders))} holds no country's content",
                advice="Start one with: diaspora-dw content new ISO3",
            )
        vocabularies = self.vocabularies()
        return [examine_content(path, vocabularies) for path in files.values()]


@runtime_checkable
class ContentSource(Protocol):
    """What a source of curated content has beside what every source has."""

    library: ContentLibrary

    def read(self, snapshot: Snapshot, store: SnapshotStore) -> CountryContent:
        """The content that a snapshot holds. Raises `ContentError` naming file and line."""
        ...


def content_source() -> ContentSource:
    """The source of curated content. Raises `UsageError` where no installed package registers one."""
    for source in registered_sources().values():
        if isinstance(source, ContentSource):
            return source
    raise UsageError("no source of curated content is installed", advice="Install diaspora-dw anew.")


def _country_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*.y*ml")):
        if path.suffix in (".yaml", ".yml") and path.name != VOCABULARIES_NAME:
            yield path
