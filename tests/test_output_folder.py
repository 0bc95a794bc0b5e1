"""The folder of a command: unchanged files stay, stale ones go, and what is not the command's is never touched."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diaspora_dw.errors import UsageError
from diaspora_dw.output_folder import LIST, OutputFolder, Written

START = "start.html"


@contextmanager
def open_folder_of_site(folder: Path) -> Iterator[OutputFolder]:
    with OutputFolder.open(folder, "site", START) as opened:
        opened.path(START).touch()
        yield opened


def write(folder: Path, **texts: str) -> Written:
    with open_folder_of_site(folder) as opened:
        for name, text in texts.items():
            opened.path(f"data/{name}.js").write_text(text, encoding="utf-8")
        return opened.publish()


def test_an_unchanged_file_is_left_alone_and_a_stale_one_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    write(folder, kept="1", stale="2")
    before = (folder / "data/kept.js").stat()

    assert write(folder, kept="1", new="3") == Written(files=3, size=2, changed=1, removed=1)

    assert (folder / "data/kept.js").stat().st_ino == before.st_ino
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == ["data/kept.js", "data/new.js", LIST, START]


def test_a_file_of_somebody_else_stays_in_the_folder_of_a_site(tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    write(folder, page="1")
    (folder / "data/notes.txt").write_text("mine", encoding="utf-8")

    write(folder)

    assert (folder / "data/notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (folder / "data/page.js").exists()


def test_a_folder_that_was_made_for_nothing_is_removed(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), open_folder_of_site(tmp_path / "new" / "atlas"):
        raise KeyboardInterrupt

    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="files that are not from `diaspora-dw site`"):
        write(tmp_path, page="1")

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_place_of_the_folder_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()

    with pytest.raises(UsageError, match=r"notes\.txt is a file"):
        write(tmp_path / "notes.txt", page="1")


def test_a_command_does_not_write_into_the_folder_of_another(tmp_path: Path) -> None:
    write(tmp_path, page="1")

    with (
        pytest.raises(UsageError, match="files that are not from `diaspora-dw export`"),
        OutputFolder.open(tmp_path, "export", "datapackage.json"),
    ):
        pass

    assert (tmp_path / "data/page.js").exists()


def test_a_site_that_is_not_finished_leaves_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    write(folder, page="before")

    with open_folder_of_site(folder) as opened:
        opened.path("data/page.js").write_text("after", encoding="utf-8")

    assert (folder / "data/page.js").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["data", LIST, START]


def test_a_first_site_whose_process_was_killed_can_be_written_again(tmp_path: Path) -> None:
    (tmp_path / ".unfinished/data").mkdir(parents=True)
    (tmp_path / ".unfinished/data/half.js").touch()
    (tmp_path / ".unfinished.lock").touch()

    write(tmp_path, page="1")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", LIST, START]


def test_two_processes_do_not_write_one_site_at_once(tmp_path: Path) -> None:
    with open_folder_of_site(tmp_path) as opened:
        opened.path("data/page.js").write_text("1", encoding="utf-8")
        with pytest.raises(UsageError, match="is being written by another `diaspora-dw site`"):
            write(tmp_path, page="2")
        opened.publish()

    assert (tmp_path / "data/page.js").read_text(encoding="utf-8") == "1"


def test_a_disk_that_is_full_costs_nothing_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "atlas"
    write(folder, page="1")

    def fail(path: Path, text: str, **_: object) -> None:
        path.open("w").close()
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", fail)
        with (
            pytest.raises(UsageError, match="No space left on device"),
            open_folder_of_site(folder) as opened,
        ):
            opened.publish()
    assert (folder / "data/page.js").read_text(encoding="utf-8") == "1"
    assert write(folder, page="1") == Written(files=2, size=1, changed=0, removed=0)
