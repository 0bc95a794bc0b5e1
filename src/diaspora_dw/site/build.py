"""Builds the site: the page and its script from the package, the data of its pages from the published views."""

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import as_file, files
from pathlib import Path

from diaspora_dw.database import Connection, Database
from diaspora_dw.exporting.state import export_snapshot, open_state
from diaspora_dw.output_folder import OutputFolder, Written
from diaspora_dw.site import corridors, country_pages, method, published, sources, start, tables
from diaspora_dw.site.downloads import write_downloads
from diaspora_dw.site.payloads import Payload

START = "index.html"
PAGES: tuple[Callable[[Connection], Iterator[Payload]], ...] = (
    start.payloads,
    corridors.payloads,
    country_pages.payloads,
    tables.payloads,
    sources.payloads,
    method.payloads,
    published.payloads,
)
"""The modules that read the data of pages."""


def build_site(
    database: Database, folder: Path, on_page: Callable[[str], None], *, with_downloads: bool = True
) -> Written:
    """Write the site of the current releases into a folder. `on_page` is told the name of each page's data.

    The files to download are written at the same time, on a connection of their own.

    Raises `UsageError` if nothing has been loaded yet, or if the folder holds something else or cannot be written.
    """
    with OutputFolder.open(folder, "site", START) as site:
        _copy_assets(site)
        with ThreadPoolExecutor(1) as worker:
            with open_state(database) as connection:
                downloads = (
                    worker.submit(
                        write_downloads, database, export_snapshot(connection), site.path("download")
                    )
                    if with_downloads
                    else None
                )
                for payloads in PAGES:
                    for name, value in payloads(connection):
                        on_page(name)
                        _write(site, name, value)
            _write(site, "downloads", downloads.result() if downloads else {})
        return site.publish()


def _write(site: OutputFolder, name: str, value: object) -> None:
    site.path(f"data/{name}.js").write_text(_script(name, value), encoding="utf-8", newline="\n")


def _copy_assets(site: OutputFolder) -> None:
    with as_file(files(__package__) / "assets") as assets:
        for asset in sorted(assets.iterdir()):
            shutil.copyfile(asset, site.path(START if asset.name == START else f"assets/{asset.name}"))


def _script(name: str, value: object) -> str:
    """Return a value as a script: a page that is opened from a disk may run files, but not read them."""
    encoded = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"atlas({json.dumps(name)},{encoded})\n"
