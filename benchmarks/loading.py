"""What loading takes: a first run, an unchanged one and one new release, beside three ways of plain loading."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Measurement, Taken, summarise, time_module
from benchmarks.published import Publisher, layouts
from benchmarks.warehouse import new_warehouse, publisher

PART = "loading"
BARE, SET_UP, FIRST = "bare loading", "set up: server, tables, views", "first run"
UNCHANGED, NEW_RELEASE = "unchanged run", "one new release (a workbook of UN DESA's)"
SLOW = {"benchmarks.dlt_loading": "dlt's defaults", "benchmarks.pandas_loading": "pandas' defaults"}
"""Measured in the first round only."""


def measure_loading(rounds: int) -> Iterator[Measurement]:
    """Measure in rounds, each with everything in turns, on a server of its own."""
    taken: dict[str, list[Taken]] = defaultdict(list)
    with publisher() as address:
        for number in range(rounds):
            with new_warehouse(address) as warehouse:
                taken[SET_UP].append(warehouse.command("db", "migrate"))
                plain = {"benchmarks.bare_loading": BARE} | (SLOW if number == 0 else {})
                for module, what in plain.items():
                    database = warehouse.new_database(module.rpartition(".")[2])
                    taken[what].append(time_module([module, address, database], {}))
                taken[FIRST].append(warehouse.command("run"))
                taken[UNCHANGED].append(warehouse.command("run"))
                workbook = _newest_workbook(address, warehouse.home)
                taken[NEW_RELEASE].append(
                    warehouse.command("run", "undesa", "--file", f"undesa={workbook}", "--force")
                )
    for what in (BARE, FIRST, SET_UP, UNCHANGED, NEW_RELEASE, *SLOW.values()):
        yield summarise(PART, what, 1, taken[what], taken[BARE])


def _newest_workbook(address: str, folder: Path) -> Path:
    path = list(layouts("undesa").values())[-1]["path"]
    workbook = folder / Path(path).name
    workbook.write_bytes(Publisher(address).file(path))
    return workbook
