"""`diaspora-dw site`: the website of all countries."""

import time
from contextlib import nullcontext
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from diaspora_dw.exporting.tables import HAS_PARQUET
from diaspora_dw.settings import Settings
from diaspora_dw.site.build import START, build_site

EXAMPLES = ("diaspora-dw site --output atlas", "diaspora-dw site --output atlas --serve")
ADDRESS = "127.0.0.1"
EVERY = 100
"""Progress is shown each time that so many pages are written."""


def site(
    output: Annotated[
        Path, typer.Option("--output", metavar="DIR", help="The folder of the site: new, empty or of a site.")
    ],
    downloads: Annotated[
        bool,
        typer.Option(
            "--downloads/--no-downloads",
            help="Write the files to download, too: every view as CSV and Parquet.",
        ),
    ] = True,
    serve: Annotated[
        bool, typer.Option("--serve", help="Then show it at an address of this computer, until Ctrl+C.")
    ] = False,
    port: Annotated[
        int, typer.Option(metavar="PORT", help="The port of that address.", min=1, max=65535)
    ] = 8000,
) -> None:
    """Write the atlas, a website of all countries, from the current releases."""
    began = time.monotonic()
    progress = _Progress()
    if downloads and not HAS_PARQUET:
        typer.echo(
            "There are no Parquet files without the extra export: pip install 'diaspora-dw[export]'", err=True
        )
    # A port that is taken is refused before the site is written.
    with _server(output, port) if serve else nullcontext() as server:
        written = build_site(Database.open(Settings()), output, progress.page, with_downloads=downloads)
        typer.echo(
            f"{output}: {progress.pages:,} pages’ data in {written.files:,} files, {written.size / 1e6:.1f} MB; "
            f"{written.changed:,} written, {written.removed:,} removed, in {time.monotonic() - began:.0f} seconds"
        )
        if server:
            _serve(server)
        else:
            typer.echo(
                f"Open {(output / START).resolve().as_uri()} in a browser, or copy the folder to a web server."
            )


class _Progress:
    """Tells on standard error how far the site is."""

    def __init__(self) -> None:
        self.pages = 0

    def page(self, name: str) -> None:
        """Note a page, by the name of its data."""
        self.pages += 1
        if self.pages % EVERY == 1:
            typer.echo(f"site: {name} ({self.pages:,})", err=True)


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and logs no requests."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a folder on this computer. Raises `UsageError` if the port is taken."""
    try:
        return ThreadingHTTPServer((ADDRESS, port), partial(_Quiet, directory=str(folder)))
    except OSError as error:
        raise UsageError(
            f"port {port} cannot be used: {error.strerror}", advice="Choose another with --port."
        ) from error


def _serve(server: ThreadingHTTPServer) -> None:
    """Serve until interrupted."""
    typer.echo(f"Open http://{ADDRESS}:{server.server_port}/ in a browser. Stop with Ctrl+C.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo()
