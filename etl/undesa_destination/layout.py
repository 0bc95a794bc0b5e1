"""The layouts of the editions, from layouts.yaml: the two tables that are read of each workbook."""

from collections.abc import Mapping
from functools import cache

from etl.undesa.layout import Layout, read_editions

IMMIGRANTS = ("immigrants", "male_immigrants", "female_immigrants")
POPULATION = ("population", "male_population", "female_population")


@cache
def layouts() -> Mapping[str, tuple[Layout, Layout]]:
    """Return the layouts of the tables of immigrants and of population of every edition, oldest first."""
    read = {}
    for edition, entry in read_editions(__package__).items():
        shared = {name: value for name, value in entry.items() if name != "tables"}
        immigrants, population = (
            Layout(edition, **shared, **table, described_in="etl/undesa_destination/layouts.yaml")
            for table in entry["tables"]
        )
        read[edition] = (immigrants, population)
    return read
