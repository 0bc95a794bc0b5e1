"""What the command `site` refuses before it writes anything."""

import socket
from pathlib import Path

import pytest

from diaspora_dw.cli.site import ADDRESS, site
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.site.build import build_site


def test_a_site_of_an_empty_warehouse_says_what_to_run(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the warehouse is empty"):
        build_site(database, tmp_path / "atlas", lambda name: None, with_downloads=False)
    assert not list(tmp_path.rglob("*.js"))


def test_a_port_that_is_taken_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with socket.create_server((ADDRESS, 0)) as taken, pytest.raises(UsageError, match="cannot be used"):
        site(tmp_path / "atlas", downloads=False, serve=True, port=taken.getsockname()[1])
    assert not (tmp_path / "atlas").exists()
