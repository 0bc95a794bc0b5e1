"""Print what one machine holds: sizes, memory, and the queries that readers get answered in a second.

`python -m benchmarks.readers [--seconds 10] [--keep]` takes about a minute and a half; with --keep it writes the table
of `docs/capacity.md`. The 100 clients need PgBouncer, and are left out without it.
"""

import argparse
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.measuring import peak_memory
from benchmarks.pooler import start_pooler, stop_pooler
from benchmarks.report import DOCS, machine
from benchmarks.warehouse import Warehouse, new_warehouse, publisher
from diaspora_dw.database import Connection, address_parts, without_secrets
from diaspora_dw.server.account import choose_account
from diaspora_dw.server.binaries import find_binaries
from diaspora_dw.server.logins import READER
from diaspora_dw.server.port import any_free_port

PAGE = DOCS / "capacity.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
CLIENTS = (1, 10, 40)
POOLED_CLIENTS = 100

COUNTRIES = ("TJK", "DEU", "IND", "MEX", "SYR", "PHL", "UKR", "MAR", "TUV", "POL")
QUERIES = {
    "a country's emigration": "select * from emigration where iso3_code = :country",
    "its five largest destinations": "select destination_name, migrants, pct_of_emigrants from top_destination "
    "where origin_iso3_code = :country and year = 2024 and rank <= 5",
    "its profile": "select * from country_profile where iso3_code = :country",
    "a corridor through the years": "select year, migrants from corridor "
    "where origin_iso3_code = :country and destination_iso3_code = 'DEU'",
    "a world map": "select iso3_code, emigrants, emigrants_pct_of_population from emigration where year = 2024",
}
"""What a dashboard asks."""

SIZES = """
    with part as (
        select
            substring(c.relname from '_r([0-9]+)$')::integer as release_id,
            sum(pg_total_relation_size(c.oid))::bigint as bytes
        from pg_class as c
        where c.relkind = 'r' and c.relnamespace = 'part'::regnamespace
        group by 1
    )

    select r.source_code, r.edition, r.row_count, p.bytes, r.size_bytes
    from dw.source_release as r
    inner join part as p on r.release_id = p.release_id
    order by p.bytes desc
    limit 5
"""


class Row(NamedTuple):
    """A line of the table."""

    what: str
    figure: str
    how: str = "measured"


class Answers(NamedTuple):
    """What pgbench reports."""

    per_second: float
    milliseconds: float


def ask(url: str, queries: Iterable[str], clients: int, seconds: int, folder: Path) -> Answers:
    """Let clients ask the queries for a while, each as often as the others."""
    listed = "','".join(COUNTRIES)
    any_country = f"(array['{listed}'])[:n]"  # pgbench knows no variables but numbers
    scripts = []
    for place, query in enumerate(queries):
        script = folder / f"{place}.sql"
        chosen = f"\\set n random(1, {len(COUNTRIES)})\n"
        script.write_text(f"{chosen}{query.replace(':country', any_country)};\n")
        scripts += ["--file", str(script)]
    done = subprocess.run(
        [find_binaries().folder / "pgbench", "--no-vacuum", f"--client={clients}", "--jobs=2",
         f"--time={seconds}", *scripts, without_secrets(url)],
        env={**os.environ, "PGPASSWORD": str(address_parts(url)["password"])},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"pgbench failed:\n{done.stderr}")
    found = re.search(r"latency average = ([\d.]+) ms.*\ntps = ([\d.]+)", done.stdout, re.DOTALL)
    if found is None:
        raise SystemExit(f"pgbench reported nothing:\n{done.stdout}")
    return Answers(float(found[2]), float(found[1]))


@contextmanager
def pgbouncer(program: Path, url: str, secret: str) -> Iterator[str]:
    """Give the address of a PgBouncer in transaction mode in front of a server."""
    pooled = make_conninfo(url, port=any_free_port())
    with TemporaryDirectory(prefix="diaspora-dw-pgbouncer-", dir="/var/tmp") as name:
        start_pooler(
            program, choose_account([]), Path(name),
            server_port=int(address_parts(url)["port"]), url=pooled, secrets={READER: secret},
        )  # fmt: skip
        try:
            yield pooled
        finally:
            stop_pooler(Path(name))


def sizes(connection: Connection, home: Path) -> Iterator[Row]:
    """Yield what the database and the snapshots take."""
    ((whole, corridors),) = connection.execute(
        "select pg_database_size(current_database()), (select count(*) from dw.fact_migrant_stock)"
    ).fetchall()
    yield Row("the database, one release of every source", _megabytes(whole))
    yield Row("corridors in it, of two editions", f"{corridors:,} rows")
    for source, edition, rows, part, published in connection.execute(SIZES.encode()).fetchall():
        figure = f"{_megabytes(part)}, {rows:,} rows, {part / rows:,.0f} bytes a row"
        yield Row(f"a release of {source} {edition}, {_megabytes(published)} as published", figure)
    stored = sum(path.stat().st_size for path in (home / "snapshots").rglob("*") if path.is_file())
    yield Row("snapshots, compressed or as published", _megabytes(stored))
    yield Row(
        "database and snapshots at 100 times the origins", _megabytes(100 * (whole + stored)), "computed"
    )


def readers(warehouse: Warehouse, seconds: int, folder: Path) -> Iterator[Row]:
    """Yield what readers get."""
    url = warehouse.server.url("reader")
    with psycopg.connect(url) as connection:
        for query in QUERIES.values():
            connection.execute(query.replace(":country", "'TJK'").encode())
        yield Row(
            "memory of a reader's session, shared memory included", f"{peak_memory(connection):,.0f} MB"
        )
    taken: dict[int, Answers] = {}
    for clients in CLIENTS:
        taken[clients] = ask(url, QUERIES.values(), clients, seconds, folder)
        yield Row(f"{clients} client{'s' if clients > 1 else ''}", _answers(taken[clients]))
    for name, query in QUERIES.items():
        alone = ask(url, [query], 1, max(1, seconds // 5), folder)
        yield Row(f"{name}, one client", f"{alone.milliseconds:.1f} ms")
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is not None:
        with psycopg.connect(warehouse.server.url("owner")) as connection:
            ((secret,),) = connection.execute(
                "select rolpassword from pg_authid where rolname = %s", (READER,)
            ).fetchall()
        with pgbouncer(Path(program), url, secret) as pooled:
            answers = ask(pooled, QUERIES.values(), POOLED_CLIENTS, seconds, folder)
        yield Row(f"{POOLED_CLIENTS} clients through PgBouncer, on 20 sessions", _answers(answers))
    best = max(answers.per_second for answers in taken.values())
    yield Row("people who each open a page of five queries a minute", f"{best * 60 / 5:,.0f}", "computed")
    for replicas in (1, 3):
        figure = f"{best * (1 + replicas):,.0f} queries a second"
        yield Row(
            f"with {replicas} replica{'s' if replicas > 1 else ''} of the same kind", figure, "computed"
        )


def _answers(answers: Answers) -> str:
    return f"{answers.per_second:,.0f} queries a second, {answers.milliseconds:,.1f} ms each"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size < 1e9 else f"{size / 1e9:,.1f} GB"


def measure(seconds: int) -> Iterator[Row]:
    """Load the published figures on a new server, and yield what that takes and what readers get."""
    with publisher() as address, new_warehouse(address) as warehouse, TemporaryDirectory() as name:
        took, memory, _ = warehouse.command("run")
        yield Row("a first run", f"{took:.1f} s, {memory:,.0f} MB of memory")
        with warehouse.database.connect("owner") as connection:
            yield from sizes(connection, warehouse.home)
        yield from readers(warehouse, seconds, Path(name))


def main() -> None:
    """Measure and print, and with --keep write the table into the documentation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers")
    parser.add_argument("--seconds", type=int, default=10, help="how long each number of clients asks")
    parser.add_argument("--keep", action="store_true", help="write the table of docs/capacity.md")
    given = parser.parse_args()
    rows, load = [], os.getloadavg()[0]
    for row in measure(given.seconds):
        print(f"{row.what}: {row.figure} ({row.how})", flush=True)
        rows.append(row)
    if given.keep:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        where = f"Measured on {time.strftime('%Y-%m-%d')}, {machine()}. Its load was {load:.1f} before that."
        head = [where, "", "| what | figure | how known |"]
        lines = [f"| {row.what} | {row.figure} | {row.how} |" for row in rows]
        text = "\n".join([*head, "|---|---|---|", *lines])
        PAGE.write_text(f"{before}{BEGIN}{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
