"""Serve figures that change between runs, so that every run has something to load.

Each dataset has two versions; the test chooses which one is served.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tests.publishers import Fault, Lie, Publisher, Reply
from tests.running.small_world import XLSX, figure_becomes, small_publishers
from tests.workbooks import STOCKS, build_workbook

DATASETS = ("2020", "2024", "worldbank")
"""What is published: two editions of UN DESA's workbook, and the World Bank's indicators."""

VERSIONS = (0, 1)

WORKBOOK_OF = {
    edition: f"undesa_pd_{edition}_ims_stock_by_sex_destination_and_origin" for edition in ("2020", "2024")
}
"""What the address of an edition's workbook contains."""


def _workbook(edition: str, version: int) -> bytes:
    stocks = {**STOCKS, (276, 762): (120 + 10 * version, 150 + 10 * version)}
    return build_workbook(edition, stocks).to_bytes()


WORKBOOKS = {(edition, v): _workbook(edition, v) for edition in ("2020", "2024") for v in VERSIONS}


@dataclass
class Changing:
    """Running publishers, and the version of each dataset that they serve."""

    publisher: Publisher
    out: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DATASETS, 0))

    def switch_from(self, in_use: Mapping[str, int]) -> None:
        """Serve the other version of each dataset."""
        for dataset, version in in_use.items():
            self.out[dataset] = 1 - version


@contextmanager
def changing_publishers(*faults: Fault) -> Iterator[Changing]:
    """Serve both publishers' figures, with faults if any are given."""
    out = dict.fromkeys(DATASETS, 0)

    def workbook(edition: str) -> Lie:
        return lambda _: Reply(200, WORKBOOKS[edition, out[edition]], XLSX)

    def population(honest: Reply) -> Reply:
        return figure_becomes("TJK", 2024, 90_000.0 + out["worldbank"])(honest)

    honest = {
        WORKBOOK_OF["2020"]: workbook("2020"),
        WORKBOOK_OF["2024"]: workbook("2024"),
        "SP.POP.TOTL": population,
    }

    def change_the_answer(fault: Fault) -> Fault:
        says = honest.get(fault.on)
        return fault if says is None else replace(fault, lie=lambda reply: fault.lie(says(reply)))

    with small_publishers(
        *map(change_the_answer, faults), *(Fault(lie, on=request) for request, lie in honest.items())
    ) as publisher:
        yield Changing(publisher, out)
