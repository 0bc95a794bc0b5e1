"""Create the data folder of a server and configure the server in it."""

import re
from pathlib import Path

from diaspora_dw.errors import DatabaseError
from diaspora_dw.server.account import USE_ANOTHER, Account
from diaspora_dw.server.binaries import Binaries
from diaspora_dw.server.folder import create_atomically, open_own, write_private_file
from diaspora_dw.server.log import advise, first_failure
from diaspora_dw.server.port import HOST

SUPERUSER = "diaspora"
CONFIGURATION_NAME = "diaspora_dw.conf"
CONFIGURATION = f"""\
# Rewritten at every start. For settings of your own use: alter system set ... = ...
listen_addresses = '{HOST}'
port = {{port}}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 50
shared_buffers = '128MB'
# A bulk load into a table that the same transaction created is synced at commit and not logged first.
wal_level = 'minimal'
max_wal_senders = 0
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_messages = 'warning'
log_checkpoints = off
log_line_prefix = '%m [%p] %q%u@%d '
"""
CONFIGURATION_FROM_18 = """\
# After a session was killed while processes for input and output were at work, a server never came back.
io_method = 'sync'
"""


def create_cluster(data_folder: Path, binaries: Binaries, account: Account, password_file: Path) -> None:
    """Create a data folder: if a folder of that name exists, it is complete. Raises `DatabaseError` if initdb fails."""
    with create_atomically(data_folder, account) as unfinished:
        initialise(unfinished, binaries, account, password_file)


def initialise(folder: Path, binaries: Binaries, account: Account, password_file: Path) -> None:
    """Make a data folder of an empty folder. Raises `DatabaseError` if initdb fails."""
    # Text sorts by code point and folds case as Unicode does, the same on every system where possible.
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if binaries.major >= 17
        else ["--locale=C", "--lc-ctype=C.UTF-8"]
    )
    done = account.run(
        [
            binaries.folder / "initdb",
            f"--pgdata={folder}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            *locale,
            "--no-instructions",
        ],
        folder=folder.parent,
        seconds=300,
    )
    if done.returncode != 0:
        reason = first_failure(done.stderr) or "no reason given"
        raise DatabaseError(
            f"initdb could not create a data folder in {folder.parent}: {reason}",
            advice=advise(reason, f"Fix that, then run again. {USE_ANOTHER}"),
        )
    with open_own(folder / "postgresql.conf", append=True) as main:
        main.write(f"\ninclude_if_exists = '{CONFIGURATION_NAME}'\n".encode())


def write_configuration(data_folder: Path, port: int, binaries: Binaries, account: Account) -> None:
    """Write the configuration for the next start."""
    text = CONFIGURATION.format(port=port) + (CONFIGURATION_FROM_18 if binaries.major >= 18 else "")
    write_private_file(data_folder / CONFIGURATION_NAME, text, account)


def configured_port(data_folder: Path) -> int | None:
    """Return the server's port, or None if it has never been started or this account cannot read its folder."""
    try:
        with open_own(data_folder / CONFIGURATION_NAME) as file:
            text = file.read().decode()
    except (FileNotFoundError, PermissionError):
        return None
    found = re.search(r"^port = (\d+)$", text, flags=re.MULTILINE)
    return int(found[1]) if found else None
