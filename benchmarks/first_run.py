"""How much a first run costs beside bare loading of the same tuples, side by side, in one go.

    python benchmarks/first_run.py [ROUNDS]

Prints medians, their ratio, the ratio of a second run, and peak memory. Takes the embedded server, in a folder
of its own that is removed again.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from diaspora_dw.database import Database
from diaspora_dw.migrating import bring_up_to_date
from diaspora_dw.server import EmbeddedServer

HERE = Path(__file__).resolve().parent
MIRROR = HERE.parents[1] / "shared" / "tools" / "mirror.py"
MEGABYTE = 1024  # getrusage counts in kilobytes


def timed(command: list[str], environment: dict[str, str]) -> float:
    """Run a command; gives the seconds that it took."""
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def main(rounds: int) -> None:
    """Measure and print."""
    if not MIRROR.is_file():
        sys.exit(f"needs the publishers' figures: there is no {MIRROR}")
    folder = Path(tempfile.mkdtemp(prefix="diaspora-dw-benchmark-", dir="/var/tmp"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder / "server")
    address = server.ensure_running()
    mirror = subprocess.Popen([sys.executable, MIRROR], stdout=subprocess.PIPE, text=True)
    try:
        publisher = (mirror.stdout or sys.exit("the mirror says nothing")).readline().strip()
        bare, first, second = [], [], []
        for round_number in range(rounds):
            name = f"round_{round_number}"
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            database = address.rpartition("/")[0] + f"/{name}"
            bring_up_to_date(Database(database))
            environment = {
                **os.environ,
                "DATABASE_URL": database,
                "DIASPORA_DW_HOME": str(folder / name),
                "DIASPORA_DW_UNDESA_URL": publisher,
                "DIASPORA_DW_WORLDBANK_URL": publisher,
                "DIASPORA_DW_DATA360_URL": publisher,
            }
            run = [sys.executable, "-m", "diaspora_dw", "run"]
            bare.append(
                timed([sys.executable, str(HERE / "bare_loading.py"), publisher, database], environment)
            )
            first.append(timed(run, environment))
            second.append(timed(run, environment))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
    finally:
        mirror.terminate()
        mirror.wait()
        server.stop()
        shutil.rmtree(folder)
    base = statistics.median(bare)
    print(f"rounds                      {rounds}")
    print(f"bare loading, median        {base:.2f} s")
    print(f"first run, median           {statistics.median(first):.2f} s")
    print(f"first run / bare loading    {statistics.median(first) / base:.2f}")
    print(f"second run / bare loading   {statistics.median(second) / base:.2f}")
    print(f"peak memory of any of them  {peak:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
