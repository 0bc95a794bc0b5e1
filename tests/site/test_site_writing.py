"""The folder of a site: an unchanged file stays, a stale one goes, and what is not the site's is never touched."""

import socket
from pathlib import Path

import pytest

from diaspora_dw.cli.site import ADDRESS, site
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.site.build import build_site
from diaspora_dw.site.writing import LIST, SiteFolder, Written


def write(folder: Path, **texts: str) -> Written:
    with SiteFolder.open(folder) as opened:
        for name, text in texts.items():
            opened.path(f"data/{name}.js").write_text(text, encoding="utf-8")
        return opened.publish()


def test_an_unchanged_file_is_left_alone_and_a_stale_one_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    write(folder, kept="1", stale="2")
    before = (folder / "data/kept.js").stat()

    assert write(folder, kept="1", new="3") == Written(files=2, size=2, changed=1, removed=1)

    assert (folder / "data/kept.js").stat().st_ino == before.st_ino
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == ["data/kept.js", "data/new.js", LIST]


def test_a_file_of_somebody_else_stays_in_the_folder_of_a_site(tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    write(folder, page="1")
    (folder / "data/notes.txt").write_text("mine", encoding="utf-8")

    write(folder)

    assert (folder / "data/notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (folder / "data/page.js").exists()


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="files that are not from a site"):
        write(tmp_path, page="1")

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_site_that_is_not_finished_leaves_the_one_before(tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    write(folder, page="before")

    with SiteFolder.open(folder) as opened:
        opened.path("data/page.js").write_text("after", encoding="utf-8")

    assert (folder / "data/page.js").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["data", LIST]


def test_a_first_site_whose_process_was_killed_can_be_written_again(tmp_path: Path) -> None:
    (tmp_path / ".unfinished/data").mkdir(parents=True)
    (tmp_path / ".unfinished/data/half.js").touch()
    (tmp_path / ".unfinished.lock").touch()

    write(tmp_path, page="1")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", LIST]


def test_two_processes_do_not_write_one_site_at_once(tmp_path: Path) -> None:
    with SiteFolder.open(tmp_path) as opened:
        opened.path("data/page.js").write_text("1", encoding="utf-8")
        with pytest.raises(UsageError, match="is being written by another `diaspora-dw site`"):
            write(tmp_path, page="2")
        opened.publish()

    assert (tmp_path / "data/page.js").read_text(encoding="utf-8") == "1"


def test_a_site_of_an_empty_warehouse_says_what_to_run(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the warehouse is empty"):
        build_site(database, tmp_path / "atlas", lambda name: None, with_downloads=False)
    assert not list(tmp_path.rglob("*.js"))


def test_a_port_that_is_taken_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with socket.create_server((ADDRESS, 0)) as taken, pytest.raises(UsageError, match="cannot be used"):
        site(tmp_path / "atlas", downloads=False, serve=True, port=taken.getsockname()[1])
    assert not (tmp_path / "atlas").exists()
