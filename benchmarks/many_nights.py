"""What ten years of nights leave behind: small publishers, a real embedded server, a clock that moves on.

    python -m benchmarks.many_nights [NIGHTS]

Every sixth night is forced, the World Bank revises a figure every sixtieth, and UN DESA its newest edition every
three-hundredth. Prints what there is after the first nights, at the end, and their ratio. 1,200 nights take about
ten minutes.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from datetime import timedelta
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
FIRST = 60
"""How many nights the first figures are taken after."""

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


def main(nights: int) -> None:
    """Measure and print."""
    home = Path(tempfile.mkdtemp(prefix="diaspora-dw-benchmark-", dir="/var/tmp"))
    home.chmod(0o755)
    server = EmbeddedServer(home / "server")
    address = server.ensure_running()
    seconds: dict[str, list[float]] = {"unchanged": [], "forced": []}
    began, first = clock.now(), None
    settings = Settings(database_url=None, home=home)
    try:
        for start in range(0, nights, REVISED_EVERY):
            revision = start // REVISED_EVERY
            revised = Fault(figure_becomes("TJK", 2024, 10_000.0 + revision), on="SP.POP.TOTL")
            stocks = {**STOCKS, (276, 762): (120 + 10 * (start // EDITION_REVISED_EVERY), 160)}
            workbooks = {"2024": build_workbook("2024", stocks).to_bytes()}
            day = began + timedelta(days=365 * YEARS * start / nights)
            with (
                small_publishers(revised, workbooks=workbooks, lastupdated=f"{day:%Y-%m-%d}") as publisher,
                mock.patch.dict(os.environ, small_environment(home, publisher.url)),
                mock.patch("diaspora_dw.running.jobs.Http", partial(Http, IMPATIENT)),
            ):
                for night in range(start, min(start + REVISED_EVERY, nights)):
                    moment = began + timedelta(days=365 * YEARS * night / nights)
                    forced = night % FORCED_EVERY == FORCED_EVERY - 1
                    with mock.patch("diaspora_dw.clock.now", lambda moment=moment: moment):
                        started = time.perf_counter()
                        report = run(settings, RunOptions(force=forced), lambda *_: None)
                    taken = time.perf_counter() - started
                    if report.exit_code != 0:
                        sys.exit(f"night {night}: {report.outcome}: {[step.error for step in report.steps]}")
                    if night != start:  # the night of a revision loads it
                        seconds["forced" if forced else "unchanged"].append(taken)
            if first is None and night + 1 >= FIRST:
                first = measure(home, address)
        last = measure(home, address)
    finally:
        server.stop()
        shutil.rmtree(home)
    for kind, taken in seconds.items():
        tenth = max(len(taken) // 10, 1)
        name = f"ms of a night, {kind}"
        first = {name: 1000 * statistics.median(taken[:tenth])} | (first or last)
        last = {name: 1000 * statistics.median(taken[-tenth:])} | last
    print(f"{'':<28} {f'night {FIRST}':>10} {f'night {nights}':>10} {'ratio':>7}")
    for name, at_end in last.items():
        print(f"{name:<28} {first[name]:>10,.0f} {at_end:>10,.0f} {at_end / max(first[name], 1):>7.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1200)
