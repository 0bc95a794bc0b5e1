"""Print one table: what loading, the views and the output take, at several sizes of the warehouse.

`python -m benchmarks [PART…] [--factors 1 10 100] [--rounds 3] [--store DIR] [--keep]`: see README.md here.
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import loading, new_release, output, views
from benchmarks.measuring import Measurement
from benchmarks.report import describe, keep, table
from benchmarks.warehouse import filled_warehouse

IN_A_WAREHOUSE = (new_release.PART, views.PART, output.PART)
PARTS = (loading.PART, *IN_A_WAREHOUSE)


def measure(
    parts: Sequence[str], factors: Sequence[int], rounds: int, store: Path | None
) -> Iterator[Measurement]:
    """Measure the parts."""
    if loading.PART in parts:
        yield from loading.measure_loading(rounds)
    for factor in factors if set(IN_A_WAREHOUSE).intersection(parts) else ():
        with filled_warehouse(factor, store) as warehouse:
            if new_release.PART in parts:
                yield from new_release.measure_new_release(warehouse.database, factor)
            if views.PART in parts:
                yield from views.measure_views(warehouse.database, factor)
            if output.PART in parts:
                yield from output.measure_output(warehouse, factor)


def main() -> None:
    """Measure and print, and with --keep write the page of the documentation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}; all if none is named")
    parser.add_argument(
        "--factors", type=int, nargs="+", default=[1], help="sizes of the warehouse (default: 1)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of loading (default: 3)")
    parser.add_argument("--store", type=Path, help="folder of filled warehouses, to fill them once only")
    parser.add_argument("--keep", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that no server is left behind
    taken: list[Measurement] = []
    try:
        for measurement in measure(given.parts or PARTS, given.factors, given.rounds, given.store):
            print(f"{measurement.factor}× {measurement.what}: {measurement.seconds:.3f} s", flush=True)
            taken.append(measurement)
    finally:  # what follows may fail after an hour
        if taken:
            print(f"\n{describe(taken)}\n\n{table(taken)}")
            if given.keep:
                keep(taken)


if __name__ == "__main__":
    main()
