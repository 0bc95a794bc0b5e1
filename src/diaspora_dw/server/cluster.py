"""The data folder: how it is made, once and whole, and how the server in it is configured."""

import re
from pathlib import Path

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import USE_ANOTHER, Account
from diaspora_dw.server.binaries import Binaries
from diaspora_dw.server.folder import made_whole, write_private
from diaspora_dw.server.port import HOST

SUPERUSER = "diaspora"
INITDB_SECONDS = 300
CONFIGURATION_NAME = "diaspora_dw.conf"
CONFIGURATION = f"""\
# Written anew at every start. Settings of your own: alter system set ... = ...
listen_addresses = '{HOST}'
port = {{port}}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 50
shared_buffers = '128MB'
# Bulk loads into a table of the same transaction are synced at commit instead of written to the log first.
wal_level = 'minimal'
max_wal_senders = 0
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_messages = 'warning'
log_checkpoints = off
log_line_prefix = '%m [%p] %q%u@%d '
"""


def create_cluster(data_folder: Path, binaries: Binaries, account: Account, password_file: Path) -> None:
    """Make a data folder: a folder of that name is complete, whatever happens meanwhile.

    Raises `DatabaseError` where initdb fails.
    """
    with made_whole(data_folder, account) as making:
        made = account.run(
            [
                binaries.program("initdb"),
                f"--pgdata={making}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                *_locale(binaries.major),
                "--no-instructions",
            ],
            folder=data_folder.parent,
            seconds=INITDB_SECONDS,
        )
        if made.returncode != 0:
            reason = (made.stderr.strip() or "no reason given").splitlines()[-1]
            raise DatabaseError(
                f"initdb could not make a data folder in {data_folder.parent}: {reason}", advice=USE_ANOTHER
            )
        with (making / "postgresql.conf").open("a", encoding="utf-8") as main:
            main.write(f"\ninclude_if_exists = '{CONFIGURATION_NAME}'\n")


def _locale(major: int) -> list[str]:
    """Text sorts by code point and folds case as Unicode does, the same on every system where possible."""
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C", "--lc-ctype=C.UTF-8"]


def configure(data_folder: Path, port: int, account: Account) -> None:
    """Write the configuration, for the next start."""
    write_private(data_folder / CONFIGURATION_NAME, CONFIGURATION.format(port=port), account)


def configured_port(data_folder: Path) -> int | None:
    """The port of the server, or None where it was never started or the folder is closed to this account."""
    try:
        text = (data_folder / CONFIGURATION_NAME).read_text(encoding="utf-8")
    except (FileNotFoundError, PermissionError):
        return None
    found = re.search(r"^port = (\d+)$", text, flags=re.MULTILINE)
    return int(found[1]) if found else None
