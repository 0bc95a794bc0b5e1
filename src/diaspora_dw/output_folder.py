"""Writes the folder of a command, so that an unchanged state changes no file and a changed one is whole soon.

All files are written beside those of before. Then those that differ are moved into place, those that there are no more
are removed, and the file that readers start with comes last. A list of the files stands in the folder: it marks the
folder as one of the command, and what is not in the list is never touched.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path

import filelock

from diaspora_dw.errors import UsageError

LIST = "files.txt"
_STAGE = ".unfinished"
_LOCK = ".unfinished.lock"


@dataclass(frozen=True)
class Written:
    """What became of a folder: how many files it has, their size, and how many of them are new, changed or removed."""

    files: int
    size: int
    changed: int
    removed: int


class OutputFolder:
    """A folder of a command, while a new state of it is written."""

    def __init__(self, folder: Path, start: str) -> None:
        self.folder = folder
        self.start = start
        self.stage = folder / _STAGE

    @classmethod
    @contextmanager
    def open(cls, folder: Path, command: str, start: str) -> Iterator["OutputFolder"]:
        """Yield the folder, made if it is not there. What is unfinished at the end is removed.

        `command` is what writes it, for messages; `start` is the file that its readers start with.

        Raises `UsageError` if the folder holds something else, is being written by another process, or cannot be
        written.
        """
        output = cls(folder, start)
        missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file", advice="Give --output a folder, which may be a new one.")
        try:
            found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
            if found - {_STAGE, _LOCK} and start not in output._listed():
                raise UsageError(
                    f"{folder} holds files that are not from `diaspora-dw {command}`",
                    advice=f"Give --output a folder that is new, empty or from an earlier `diaspora-dw {command}`.",
                )
            folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(folder / _LOCK, timeout=0):
                shutil.rmtree(output.stage, ignore_errors=True)  # of a process that was killed
                output.stage.mkdir()
                try:
                    yield output
                finally:
                    shutil.rmtree(output.stage, ignore_errors=True)
                    (folder / _LOCK).unlink(missing_ok=True)
                    with suppress(OSError):  # the first that is not empty stays, with those above it
                        for parent in missing:
                            parent.rmdir()
        except filelock.Timeout as error:
            raise UsageError(
                f"{folder} is being written by another `diaspora-dw {command}`",
                advice="Wait until it has ended, or give --output another folder.",
            ) from error
        except OSError as error:
            raise UsageError(
                f"{error.filename or folder} cannot be written: {error.strerror}",
                advice="Give --output a folder that you can write to, on a disk with enough space.",
            ) from error

    def path(self, name: str) -> Path:
        """Return where to write a file, by its path in the folder."""
        path = self.stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def publish(self) -> Written:
        """Move what was written into place, and remove the files of before that there are no more."""
        before = self._listed()
        staged = {path.relative_to(self.stage).as_posix() for path in self.stage.rglob("*") if path.is_file()}
        size = sum((self.stage / name).stat().st_size for name in staged)
        # Should this be interrupted, the next attempt knows all files that may be there.
        if before != staged:
            self._list(before | staged)
        changed = sum(
            self._replace(name) for name in sorted(staged, key=lambda name: (name == self.start, name))
        )
        removed = sorted(before - staged)
        for name in removed:
            self._remove(name)
        if before != staged:
            self._list(staged)
        return Written(len(staged), size, changed, len(removed))

    def _listed(self) -> set[str]:
        """Return the names of the files that the command wrote before."""
        listed = self.folder / LIST
        return set(listed.read_text(encoding="utf-8").split("\n")[:-1]) if listed.is_file() else set()

    def _list(self, names: set[str]) -> None:
        """Say which files the command may have written. On a full disk, the list of before stays as it was."""
        new = self.path(LIST)
        new.write_text(_lines(names), encoding="utf-8", newline="\n")
        new.replace(self.folder / LIST)

    def _replace(self, name: str) -> bool:
        """Move a file into place, unless the same bytes are there, and return whether it was moved."""
        new, old = self.stage / name, self.folder / name
        if old.is_file() and cmp(new, old, shallow=False):
            return False
        old.parent.mkdir(parents=True, exist_ok=True)
        new.replace(old)
        return True

    def _remove(self, name: str) -> None:
        """Remove a file, and its folders if they are empty then."""
        path = self.folder / name
        path.unlink(missing_ok=True)
        for parent in path.relative_to(self.folder).parents[:-1]:
            if any((self.folder / parent).iterdir()):
                break
            (self.folder / parent).rmdir()


def _lines(names: set[str]) -> str:
    return "".join(f"{name}\n" for name in sorted(names))
