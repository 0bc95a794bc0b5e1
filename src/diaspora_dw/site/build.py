"""Builds the site: the page and its script from the package, the data of its pages from the published views."""

import json
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path

from psycopg import IsolationLevel

from diaspora_dw.database import Connection, Database
from diaspora_dw.site import corridors, start
from diaspora_dw.site.payloads import Payload
from diaspora_dw.site.writing import START, SiteFolder, Written

PAGES: tuple[Callable[[Connection], Iterator[Payload]], ...] = (
    start.payloads,
    corridors.payloads,
)
"""The modules that read the data of pages."""


def build_site(database: Database, folder: Path, on_page: Callable[[str], None]) -> Written:
    """Write the site of the current releases into a folder. `on_page` is told the name of each page's data.

    Raises `UsageError` if the folder holds something else or cannot be written.
    """
    with SiteFolder.open(folder) as site:
        _copy_assets(site)
        with database.connect("reader") as connection:
            # All pages show one state, whatever a run publishes meanwhile.
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            for payloads in PAGES:
                for name, value in payloads(connection):
                    on_page(name)
                    site.path(f"data/{name}.js").write_text(
                        _script(name, value), encoding="utf-8", newline="\n"
                    )
        return site.publish()


def _copy_assets(site: SiteFolder) -> None:
    with as_file(files(__package__) / "assets") as assets:
        for asset in sorted(assets.iterdir()):
            shutil.copyfile(asset, site.path(START if asset.name == START else f"assets/{asset.name}"))


def _script(name: str, value: object) -> str:
    """Return a value as a script: a page that is opened from a disk may run files, but not read them."""
    encoded = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"atlas({json.dumps(name)},{encoded})\n"
