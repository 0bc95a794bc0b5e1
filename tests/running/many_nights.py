"""What ten years of nights leave behind: small publishers, a real embedded server, a clock that moves on.

    python -m tests.running.many_nights [NIGHTS]

Every sixth night is forced, the World Bank revises a figure every sixtieth, and UN DESA its newest edition every
three-hundredth. Compares the warehouse after that with a new one that was loaded once, and the time of nights in
both, in turns: on a busy machine, times hours apart mean nothing. 1,200 nights take fifteen minutes on two idle cores.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from unittest import mock

import psycopg

from diaspora_dw import clock
from diaspora_dw.fetching.http import Http
from diaspora_dw.running.options import RunOptions
from diaspora_dw.running.runner import run
from diaspora_dw.server import EmbeddedServer
from diaspora_dw.settings import Settings
from tests.publishers import Fault
from tests.running.small_world import (
    IMPATIENT,
    STOCKS,
    build_workbook,
    figure_becomes,
    small_environment,
    small_publishers,
)

YEARS = 10
FORCED_EVERY = 6
REVISED_EVERY = 60
EDITION_REVISED_EVERY = 300
ROUNDS = 10
"""How many nights of each kind are timed in both warehouses."""

IN_DATABASE = {
    "releases": "select count(*) from dw.source_release",
    "… of editions, superseded": """
        select count(*) from dw.source_release where source_code = 'undesa' and superseded_at is not null
    """,
    "partitions": "select count(*) from pg_inherits where inhrelid in (select oid from pg_class where relkind = 'r')",
    "rows of ops.run": "select count(*) from ops.run",
    "rows of ops.step": "select count(*) from ops.step",
    "rows of ops.check_result": "select count(*) from ops.check_result",
    "kB of ops": """
        select sum(pg_total_relation_size(oid)) / 1024 from pg_class
        where relnamespace = 'ops'::regnamespace and relkind = 'r'
    """,
    "kB of the catalogue": """
        select sum(pg_total_relation_size(oid)) / 1024 from pg_class
        where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'
    """,
    "kB of the database": "select pg_database_size(current_database()) / 1024",
    "kB of WAL": "select sum(size) / 1024 from pg_ls_waldir()",
}


def kilobytes(path: Path) -> int:
    """Return what a file or the files below a folder take on disk."""
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.lstat().st_blocks for file in files) // 2


def measure(home: Path, address: str) -> dict[str, float]:
    """Return all figures as they are now."""
    found: dict[str, float] = {}
    with psycopg.connect(address) as connection:
        for name, query in IN_DATABASE.items():
            found[name] = int(connection.execute(query.encode()).fetchall()[0][0])
        started = time.perf_counter()
        connection.execute("select * from mart.source_status").fetchall()
        found["ms of mart.source_status"] = 1000 * (time.perf_counter() - started)
    snapshots = home / "snapshots"
    return found | {
        "kB of the home": kilobytes(home),
        "kB of snapshots": kilobytes(snapshots),
        "snapshots": len(list(snapshots.glob("manifests/*/*/*.json"))),
        "kB of the server's log": kilobytes(home / "server" / "server.log"),
    }


def night(home: Path, moment: datetime, *, force: bool = False) -> float:
    """Run the job in a home at a moment, and return the milliseconds that it took."""
    started = time.perf_counter()
    with mock.patch("diaspora_dw.clock.now", return_value=moment):
        report = run(Settings(database_url=None, home=home), RunOptions(force=force), lambda *_: None)
    if report.exit_code != 0:
        sys.exit(f"{moment:%Y-%m-%d}: {report.outcome}: {[step.error for step in report.steps]}")
    return 1000 * (time.perf_counter() - started)


@contextmanager
def publishers(folder: Path, revision: int, edition_revision: int, day: datetime) -> Iterator[None]:
    """Serve the figures of a revision; the list of indicators is in a folder."""
    revised = Fault(figure_becomes("TJK", 2024, 10_000.0 + revision), on="SP.POP.TOTL")
    workbook = build_workbook("2024", {**STOCKS, (276, 762): (120 + 10 * edition_revision, 160)}).to_bytes()
    with (
        small_publishers(revised, workbooks={"2024": workbook}, lastupdated=f"{day:%Y-%m-%d}") as publisher,
        mock.patch.dict(os.environ, small_environment(folder, publisher.url)),
        mock.patch("diaspora_dw.running.jobs.Http", partial(Http, IMPATIENT)),
    ):
        yield


def main(nights: int) -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp(prefix="diaspora-dw-benchmark-", dir="/var/tmp"))
    folder.chmod(0o755)
    old, new = folder / "old", folder / "new"
    servers = {home: EmbeddedServer(home / "server") for home in (old, new)}
    began = clock.now()
    taken: dict[tuple[Path, bool], list[float]] = defaultdict(list)
    try:
        for start in range(0, nights, REVISED_EVERY):
            day = began + timedelta(days=365 * YEARS * start / nights)
            with publishers(folder, start // REVISED_EVERY, start // EDITION_REVISED_EVERY, day):
                for number in range(start, min(start + REVISED_EVERY, nights)):
                    moment = began + timedelta(days=365 * YEARS * number / nights)
                    night(old, moment, force=number % FORCED_EVERY == FORCED_EVERY - 1)
        end = began + timedelta(days=365 * YEARS)
        with publishers(folder, nights, nights, end):
            for home in (old, new):
                night(home, end)
            figures = [measure(home, servers[home].url("owner")) for home in (new, old)]
            for _ in range(ROUNDS):
                end += timedelta(days=1)
                for force in (False, True):
                    for home in (old, new):
                        taken[home, force].append(night(home, end, force=force))
    finally:
        for server in servers.values():
            server.stop()
        shutil.rmtree(folder)
    for force, kind in ((False, "unchanged"), (True, "forced")):
        for home, found in zip((new, old), figures, strict=True):
            found[f"ms of a night, {kind}"] = statistics.median(taken[home, force])
    print(f"{'':<28} {'new':>10} {f'{nights} nights':>14} {'ratio':>7}")
    for name, at_end in figures[1].items():
        print(
            f"{name:<28} {figures[0][name]:>10,.0f} {at_end:>14,.0f} {at_end / max(figures[0][name], 1):>7.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1200)
