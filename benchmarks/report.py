"""The table of a benchmark, and the page of the documentation that keeps it."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from math import log
from pathlib import Path

from benchmarks.measuring import Measurement

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "benchmarks.md"
RECORD = Path(__file__).with_name("measurements.json")
"""The record has the figures of the page, so that parts can be measured at different times."""
INTRODUCTION = """\
# Benchmarks

How long the warehouse takes, beside three ways of plain loading, and how its views grow with the data. The command
`python -m benchmarks --keep` measures and writes this page; [its parts](../benchmarks/README.md) are explained there.

- A first run fetches, reads, checks and publishes everything; bare loading copies the same published files into tables
  without keys, checks or provenance. The column “to bare loading” is the median of the ratios within a round.
- Sizes above 1× have invented figures of the same shape with as many times the origins. Growth is the exponent between
  the smallest and the largest size: 1 means that the time grows as the data do.
- The site is measured at 1× and 10×: at 100× it has 25,000 pages of countries.
- Views are timed in the server, planning and execution, the best of up to five. A query that takes 120 s, or needs more
  temporary files than a reader may write (2 GB), is cancelled and counts as 120 s.
- Peak memory is that of the largest process: of the command, or of the server's process with the shared memory that it
  touched.
"""


def table(measurements: Iterable[Measurement]) -> str:
    """Return the Markdown table: a row for everything measured, a column for each size."""
    taken = {(m.part, m.what, m.factor): m for m in measurements}
    factors = sorted({factor for *_, factor in taken})
    lines = [
        f"| what | {' | '.join(f'{factor}×' for factor in factors)} | to bare loading | growth | peak memory |",
        f"|---|{'---:|' * (len(factors) + 3)}",
    ]
    for part, what in dict.fromkeys((part, what) for part, what, _ in taken):
        row = [taken[part, what, factor] for factor in factors if (part, what, factor) in taken]
        times = [
            _seconds(taken[part, what, factor].seconds) if (part, what, factor) in taken else "–"
            for factor in factors
        ]
        ratio = next((f"{m.ratio:.1f}" for m in row if m.ratio is not None), "–")
        memory = f"{max(m.megabytes for m in row):,.0f} MB"
        lines.append(f"| {what} | {' | '.join(times)} | {ratio} | {_growth(row)} | {memory} |")
    return "\n".join(lines)


def keep(measurements: Sequence[Measurement]) -> None:
    """Add measurements to the record, in place of those of the same thing, and write the page."""
    known = (
        [Measurement(**entry) for entry in json.loads(RECORD.read_text("utf-8"))] if RECORD.is_file() else []
    )
    merged = {(m.part, m.what, m.factor): m for m in [*known, *measurements]}
    entries = ",\n".join(json.dumps(asdict(m), ensure_ascii=False) for m in merged.values())
    RECORD.write_text(f"[\n{entries}\n]\n", "utf-8")
    PAGE.write_text(
        f"{INTRODUCTION}\n{describe(list(merged.values()))}\n\n{table(merged.values())}\n", "utf-8"
    )


def describe(measurements: Sequence[Measurement]) -> str:
    """Say when and where it was measured, and how to read the table."""
    days = sorted({m.measured_at for m in measurements})
    loads = [f"{load:.0f}" for load in sorted(m.load for m in measurements)]
    return (
        f"Measured on {' and '.join(dict.fromkeys((days[0], days[-1])))}, {machine()}. "
        f"The load of the machine was {' to '.join(dict.fromkeys((loads[0], loads[-1])))}. "
        "Above the number of processors, seconds are longer than on an idle machine: compare the ratios."
    )


def machine() -> str:
    """Say on what was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"on {os.cpu_count()} processors ({_processor()}) with {memory:.0f} GB of memory, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, and the embedded PostgreSQL with its own settings"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _growth(row: Sequence[Measurement]) -> str:
    """Return the exponent of growth from the smallest size to the largest: 1 if the time grows as the data do."""
    first, last = row[0], row[-1]
    if first.factor == last.factor:
        return "–"
    return f"{log(last.seconds / first.seconds) / log(last.factor / first.factor):.2f}"


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.1f} s"
