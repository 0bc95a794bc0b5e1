"""`diaspora-dw db`: control the embedded server, connect to the database, and migrate it."""

import os
from pathlib import Path
from typing import Annotated

import typer
from psycopg.conninfo import make_conninfo

from diaspora_dw.cli.connection_string import AddressFormat, connection_string
from diaspora_dw.cli.console import AsJson, print_json
from diaspora_dw.database import Database, address_parts, without_secrets
from diaspora_dw.distributing import distribute as distribute_tables
from diaspora_dw.errors import DatabaseError, UsageError
from diaspora_dw.migrating import migrate, provision
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.server.logins import READER_ISOLATION, READER_ROLE
from diaspora_dw.server.port import CONNECTION
from diaspora_dw.settings import Settings

app = typer.Typer(add_completion=False)

EXAMPLES = (
    "diaspora-dw db psql",
    "diaspora-dw db url",
    "diaspora-dw db url --format odbc",
    "diaspora-dw db migrate",
)

AsOwner = Annotated[
    bool, typer.Option("--owner", help="Connect as the owner, who may change everything, not as the reader.")
]


@app.callback(no_args_is_help=True)
def db() -> None:
    """Control the embedded server, and migrate any database."""


def _server() -> EmbeddedServer:
    settings = Settings()
    if settings.database_url is not None:
        raise UsageError(
            "DATABASE_URL is set, so the embedded server is not used",
            advice="Unset DATABASE_URL to use the embedded server.",
        )
    return EmbeddedServer(settings.server_folder)


@app.command()
def start() -> None:
    """Start the embedded server, creating it if it does not exist yet."""
    server = _server()
    server.ensure_running()
    state = server.status()
    typer.echo(f"PostgreSQL {state.version} is running on 127.0.0.1:{state.port} (process {state.pid}).")


@app.command()
def stop() -> None:
    """Stop the embedded server; its data stay."""
    _server().stop()
    typer.echo("The embedded server is stopped.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show whether the embedded server is running and where its files are. Exits with 5 if it is not running."""
    state = _server().status()
    shown = {key: value for key, value in vars(state).items() if value is not None}
    if as_json:
        print_json(shown)
    else:
        for key, value in shown.items():
            typer.echo(f"{key.replace('_', ' ')}: {value}")
    if not state.running:
        raise typer.Exit(DatabaseError.exit_code)


@app.command()
def url(
    owner: AsOwner = False,
    address_format: Annotated[
        AddressFormat,
        typer.Option("--format", help="For which client: psycopg is for SQLAlchemy and pandas."),
    ] = AddressFormat.URL,
) -> None:
    """Print the address to connect to, including the password."""
    database = Database.open(Settings())
    address = database.owner_url if owner or database.reader_url is None else database.reader_url
    typer.echo(connection_string(address, address_format))


@app.command()
def psql(owner: AsOwner = False) -> None:
    """Open psql on the warehouse."""
    settings = Settings()
    database = Database.open(settings)
    address = database.owner_url if owner else database.reader_url
    if address is None:
        # Raises an error that says what to do if the login may not be a reader.
        with database.connect("reader"):
            address = _as_reader(database.owner_url)
    command = EmbeddedServer(settings.server_folder).psql_command()
    password = address_parts(address).get("password")
    if password:  # in the environment, because lists of processes show arguments
        os.putenv("PGPASSWORD", str(password))
    if database.server is not None:
        # In the address, psql 15 would not know them all.
        for name, value in CONNECTION.items():
            os.putenv(f"PG{name.replace('_', '').upper()}", value)
    os.execv(command, [command, without_secrets(address)])  # noqa: S606 - no shell is meant


@app.command()
def upgrade(
    programs: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder of the old version's programs (postgres, pg_ctl), if it is not installed.",
        ),
    ] = None,
) -> None:
    """Take the embedded server's data over to the major version of PostgreSQL that a new server would get.

    Sessions end. Everything is dumped and restored beside the old data, which stay until you delete them, so the disk
    needs room for both.
    """
    typer.echo(_server().upgrade(programs))


@app.command("migrate")
def migrate_to(
    revision: Annotated[
        str, typer.Argument(help="A revision, 'head' for the newest, 'base' for none.")
    ] = "head",
) -> None:
    """Bring the schema up to date, or to a revision."""
    database = Database.open(Settings())
    if revision == "head":
        typer.echo("; ".join(provision(database)) or "The schema is up to date.")
    else:
        migrate(database, revision)
        typer.echo(f"The schema is at {revision}.")


@app.command()
def distribute() -> None:
    """Spread the facts over the machines of a Citus cluster. Repeat it after an upgrade that adds tables."""
    done = distribute_tables(Database.open(Settings()))
    typer.echo(f"Distributed: {', '.join(done)}." if done else "All tables are distributed already.")


def _as_reader(address: str) -> str:
    """Return the address for sessions that act as a reader, although the login may do more."""
    isolation = READER_ISOLATION.replace(" ", "\\ ")
    options = (
        address_parts(address).get("options", ""),
        f"-c role={READER_ROLE}",
        "-c default_transaction_read_only=on",
        f"-c default_transaction_isolation={isolation}",
        "-c search_path=mart,public",
    )
    return make_conninfo(address, options=" ".join(filter(None, options)))
