"""PgBouncer with the configuration of `deploy/`, and the ports and folders of this machine in it."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from diaspora_dw.server.account import Account
from diaspora_dw.server.port import HOST

DOCUMENTED = Path(__file__).resolve().parents[1] / "deploy" / "pgbouncer" / "pgbouncer.ini"


def start_pooler(  # noqa: PLR0913 - what differs between machines
    program: Path, account: Account, folder: Path, *, server_port: int, url: str, secrets: Mapping[str, str]
) -> None:
    """Start one in an empty folder, in front of a server on this machine, and wait until it serves the URL.

    `secrets` are the logins that it lets through, each with its password as the server keeps it.
    """
    account.take_ownership(folder)
    (folder / "userlist.txt").write_text(
        "".join(f'"{name}" "{secret}"\n' for name, secret in secrets.items())
    )
    text = DOCUMENTED.read_text()
    for documented, here in (
        ("host=replica.example.org port=5432", f"host={HOST} port={server_port}"),
        ("listen_addr = 0.0.0.0", f"listen_addr = {HOST}"),
        ("listen_port = 6432", f"listen_port = {conninfo_to_dict(url)['port']}"),
        ("/etc/pgbouncer/", f"{folder}/"),
        ("/var/run/postgresql", str(folder)),
        ("/var/log/postgresql", str(folder)),
    ):
        if documented not in text:
            raise RuntimeError(f"{DOCUMENTED} does not have {documented!r}")
        text = text.replace(documented, here)
    (folder / "pgbouncer.ini").write_text(text)
    done = account.run([program, "-d", folder / "pgbouncer.ini"], folder=folder, seconds=60)
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")
    give_up = time.monotonic() + 10
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > give_up:
                log = (folder / "pgbouncer.log").read_text()
                raise RuntimeError(f"PgBouncer does not answer: {log}") from error
            time.sleep(0.05)
        else:
            return


def stop_pooler(folder: Path) -> None:
    """Stop the one of a folder, if it runs."""
    for pid_file in folder.glob("pgbouncer.pid"):
        os.kill(int(pid_file.read_text()), 15)
