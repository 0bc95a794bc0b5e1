"""What loading takes: a first run, an unchanged one and one new release, beside three ways of plain loading."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import sleep

from benchmarks.measuring import Measurement, Taken, summarise, time_module
from benchmarks.published import Publisher, layouts
from benchmarks.warehouse import Warehouse, new_warehouse, publisher

PART = "loading"
BARE, SET_UP, FIRST = "bare loading", "set up: server, tables, views", "first run"
UNCHANGED, NEW_RELEASE = "unchanged run", "one new release (a workbook of UN DESA's)"
COMMAND, SERVER = "computing in its processes", "computing in the server"
SERVER_SECONDS = 1
"""Until the server has collected the processes of closed connections, with what they computed."""
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
                    command = [module, address, warehouse.new_database(module.rpartition(".")[2])]
                    _take(taken, warehouse, what, partial(time_module, command, {}))
                _take(taken, warehouse, FIRST, partial(warehouse.command, "run"))
                _take(taken, warehouse, UNCHANGED, partial(warehouse.command, "run"))
                workbook = f"undesa={_newest_workbook(address, warehouse.home)}"
                command = ["run", "undesa", "--file", workbook, "--force"]
                _take(taken, warehouse, NEW_RELEASE, partial(warehouse.command, *command))
    for what in (BARE, FIRST, SET_UP, UNCHANGED, NEW_RELEASE, *SLOW.values()):
        yield summarise(PART, what, 1, taken[what], taken[BARE])
        for part in (COMMAND, SERVER) if what in (BARE, FIRST) else ():
            yield summarise(PART, f"{what}: {part}", 1, taken[f"{what}: {part}"], taken[f"{BARE}: {part}"])


def _take(
    taken: dict[str, list[Taken]], warehouse: Warehouse, what: str, measure: Callable[[], Taken]
) -> None:
    """Measure something, and how long its processes and the server's computed."""
    before = warehouse.server_computing()
    found = measure()
    sleep(SERVER_SECONDS)
    taken[what].append(found)
    taken[f"{what}: {COMMAND}"].append(Taken(found.computing, found.megabytes))
    taken[f"{what}: {SERVER}"].append(Taken(warehouse.server_computing() - before, found.megabytes))


def _newest_workbook(address: str, folder: Path) -> Path:
    path = list(layouts("undesa").values())[-1]["path"]
    workbook = folder / Path(path).name
    workbook.write_bytes(Publisher(address).file(path))
    return workbook
