"""What the export and the site take, from the command's start to its end."""

from collections.abc import Iterator

from benchmarks.measuring import Measurement, summarise
from benchmarks.warehouse import Warehouse

PART = "output"
COMMANDS = {
    "export to Parquet": ("export", "--output", "export"),
    "the site, without downloads": ("site", "--no-downloads", "--output", "site"),
}


def measure_output(warehouse: Warehouse, factor: int) -> Iterator[Measurement]:
    """Measure each command once, into a folder beside the warehouse."""
    for what, (*arguments, folder) in COMMANDS.items():
        taken = warehouse.command(*arguments, str(warehouse.home / folder))
        yield summarise(PART, what, factor, [taken])
