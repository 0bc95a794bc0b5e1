"""A small world: the publishers with few figures, and the main job run against them in the test's process.

The workbooks are those of `tests.workbooks`, the World Bank is the hand-made one of `tests.publishers` with two
indicators. Everything else is real: HTTP, snapshots, PostgreSQL, checks. A run takes a fraction of a second.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from diaspora_dw.database import Database
from diaspora_dw.fetching.http import Http
from diaspora_dw.running.options import RunOptions
from diaspora_dw.running.report import RunReport, StepReport
from diaspora_dw.running.runner import run
from diaspora_dw.settings import Settings
from tests.matrices import estimates_file
from tests.publishers import FIGURES, QUICK, UPDATED, Fault, Lie, Publisher, altered, answers, lying_publisher
from tests.workbooks import STOCKS, build_destination_workbook, build_workbook

NOBODY = "http://127.0.0.1:9"
"""An address where connections are refused."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IMPATIENT = replace(QUICK, read_timeout=10.0, attempt_limit=20.0, total=30.0)
"""Short waits between attempts, but enough time for a busy machine to answer."""

WORKBOOKS = {edition: build_workbook(edition).to_bytes() for edition in ("2020", "2024")}
BY_DESTINATION = {"2024_ims_stock_by_sex_and_destination": build_destination_workbook()}
OTHER_STOCKS = {**STOCKS, (276, 762): (130, 160)}
OTHER_WORKBOOK = build_workbook("2024", OTHER_STOCKS).to_bytes()
"""Edition 2024 published again with 20 more Tajikistanis in Germany every year."""


@contextmanager
def small_publishers(
    *faults: Fault, workbooks: Mapping[str, bytes] | None = None, lastupdated: str = UPDATED
) -> Iterator[Publisher]:
    """Serve small workbooks (by the words after "undesa_pd_"), a small matrix and the hand-made API.

    The workbooks are those of `WORKBOOKS` and one without origins, unless others are given.
    """
    served = {**BY_DESTINATION, **WORKBOOKS, **(workbooks or {})}
    shelves = [Fault(answers(200, data, XLSX), on=f"undesa_pd_{name}") for name, data in served.items()]
    shelves.append(Fault(answers(200, estimates_file(), "text/csv"), on="WB_KNOMAD_BRE.csv"))
    with lying_publisher(*faults, *shelves, lastupdated=lastupdated) as publisher:
        yield publisher


def small_environment(folder: Path, publisher: str) -> dict[str, str]:
    """The environment of a run in the small world: the publishers' address and the indicators."""
    listed = folder / "indicators.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    listed.write_text(
        "".join(
            f"- {{code: {code}, name: A name, unit: a unit, description: Words., publisher: P, licence: L}}\n"
            for code in FIGURES
        )
    )
    return {
        "DIASPORA_DW_UNDESA_URL": publisher,
        "DIASPORA_DW_WORLDBANK_URL": publisher,
        "DIASPORA_DW_DATA360_URL": publisher,
        "DIASPORA_DW_WORLDBANK_INDICATORS": str(listed),
    }


def run_small(database: Database | None, home: Path, publisher: str = NOBODY, **options: Any) -> RunReport:
    """Run the main job in this process, with short waits for publishers; without a database, on the home's own."""
    return _run(database, home, small_environment(home, publisher), options)


def run_worldbank(database: Database, home: Path, publisher: str, **options: Any) -> RunReport:
    """Run the World Bank's job alone in this process, with the indicators that come with the software."""
    environment = {"DIASPORA_DW_WORLDBANK_URL": publisher}
    return _run(database, home, environment, {"sources": ("worldbank",), **options})


def _run(
    database: Database | None, home: Path, environment: Mapping[str, str], options: Mapping[str, Any]
) -> RunReport:
    settings = Settings(database_url=database.owner_url if database else None, home=home)
    with (
        mock.patch.dict(os.environ, environment),
        mock.patch("diaspora_dw.running.jobs.Http", partial(Http, IMPATIENT)),
    ):
        return run(settings, RunOptions(**options), lambda *_: None)


def figure_becomes(code: str, year: int | None, value: float | None) -> Lie:
    """Change an economy's figure of a year, or of every year; None removes it."""

    def change(answer: Any) -> Any:
        for record in answer[1]:
            if record["countryiso3code"] == code and year in (None, int(record["date"])):
                record["value"] = value
        return answer

    return altered(change)


def income_group_becomes(code: str, group: tuple[str, str]) -> Lie:
    """Put an economy of the country list into another income group."""

    def change(answer: Any) -> Any:
        for record in answer[1]:
            if record["id"] == code:
                record["incomeLevel"] = {"id": group[0], "iso2code": group[0][:2], "value": group[1]}
        return answer

    return altered(change)


def step_of(report: RunReport, source: str, dataset: str | None = None) -> StepReport:
    """Return what a run reports about a dataset of a source, by default its last one."""
    return [s for s in report.steps if s.source == source and dataset in (None, s.dataset)][-1]
