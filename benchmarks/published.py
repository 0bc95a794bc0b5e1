"""The figures that a connected run reads, as plain tuples: what every way of loading them is compared on.

Two workbooks of UN DESA's by origin and one by destination, the World Bank's indicators, and its matrix of
remittances; sums and totals included, as a run keeps them. Nothing is validated, and nothing of the project is
imported, so that bare loading starts as a script of its own would.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine
import requests
import yaml

ETL = Path(__file__).parents[1] / "etl"
MATRIX = "/data360-data/data/WB_KNOMAD/WB_KNOMAD_BRE.csv"
HEADER = 10
"""The row of the columns' names in every sheet that is read."""
PER_PAGE = 32_500
INDEX_COLUMN, FIGURES_OF_PLACE = 0, {"Table 1": 5, "Table 2": 4}

Rows = Iterator[tuple[Any, ...]]


class Publisher:
    """The server that stands in for all publishers."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "Mozilla/5.0 (compatible; benchmark)"

    def file(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self._session.get(self._address + path, timeout=60).content

    def records(self, indicator: str) -> Iterator[dict[str, Any]]:
        """Return an indicator's records, page by page."""
        page, pages = 1, 1
        while page <= pages:
            information, records = self._session.get(
                f"{self._address}/v2/country/all/indicator/{indicator}",
                params={"format": "json", "per_page": str(PER_PAGE), "page": str(page)},
                timeout=60,
            ).json()
            yield from records or ()
            pages, page = int(information["pages"]), page + 1


@dataclass(frozen=True)
class Table:
    """A table without keys: its columns with their types, and its rows."""

    columns: dict[str, str]
    rows: Callable[[Publisher], Rows]


def layouts(source: str) -> dict[str, Any]:
    """Return what each edition's workbook looks like, by edition."""
    editions: dict[str, Any] = _listed(f"{source}/layouts.yaml")["editions"]
    return editions


def indicators() -> list[str]:
    """Return the codes of the indicators that a run fetches."""
    return [indicator["code"] for indicator in _listed("worldbank/indicators.yaml")]


def _listed(path: str) -> Any:
    return yaml.load((ETL / path).read_bytes(), yaml.CSafeLoader)


def _stock(publisher: Publisher) -> Rows:
    for edition, layout in layouts("undesa").items():
        columns = layout["columns"]
        header, *rows = _sheet(publisher.file(layout["path"]), layout["sheet"])
        names = [" ".join(str(cell).split()) for cell in header]
        destination, origin, kind = (
            names.index(columns[name]) for name in ("destination_code", "origin_code", "data_type")
        )
        first, span = len(columns), (len(header) - len(columns)) // 3
        years = [int(year) for year in header[first : first + span]]
        for row in rows:
            place = (edition, int(row[destination]), int(row[origin]), row[kind])
            for column, year in enumerate(years, start=first):
                yield (*place, year, *(int(row[column + block * span]) for block in range(3)))


def _destination(publisher: Publisher) -> Rows:
    for edition, layout in layouts("undesa_destination").items():
        body = publisher.file(layout["path"])
        for sheet, first in FIGURES_OF_PLACE.items():
            header, *rows = _sheet(body, sheet)
            span = (len(header) - first) // 3
            years = [int(year) for year in header[first : first + span]]
            for row in rows:
                for column, year in enumerate(years, start=first):
                    cells = (row[column + block * span] for block in range(3))
                    figures = (cell if isinstance(cell, float) else None for cell in cells)
                    yield (edition, sheet, int(row[INDEX_COLUMN]), year, *figures)


def _indicator(publisher: Publisher) -> Rows:
    for indicator in indicators():
        for record in publisher.records(indicator):
            if record["value"] is not None:
                yield record["countryiso3code"], indicator, int(record["date"]), float(record["value"])


def _remittance(publisher: Publisher) -> Rows:
    text = publisher.file(MATRIX).decode("utf-8-sig")
    for line in csv.DictReader(io.StringIO(text)):
        receiver, value = line["COMP_BREAKDOWN_1"].removeprefix("WB_KNOMAD_"), line["OBS_VALUE"]
        yield line["REF_AREA"], receiver, int(line["TIME_PERIOD"]), float(value) if value else None


def _sheet(body: bytes, name: str) -> list[list[Any]]:
    """Return the rows of a sheet from its columns' names on."""
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)[HEADER:]


TABLES = {
    "stock": Table(
        {
            "edition": "text",
            "destination": "integer",
            "origin": "integer",
            "data_type": "text",
            "year": "integer",
            "migrants": "bigint",
            "male": "bigint",
            "female": "bigint",
        },
        _stock,
    ),
    "destination": Table(
        {
            "edition": "text",
            "sheet": "text",
            "place": "integer",
            "year": "integer",
            "both_sexes": "double precision",
            "male": "double precision",
            "female": "double precision",
        },
        _destination,
    ),
    "indicator": Table(
        {"country": "text", "indicator": "text", "year": "integer", "value": "double precision"}, _indicator
    ),
    "remittance": Table(
        {"sender": "text", "receiver": "text", "year": "integer", "value": "double precision"}, _remittance
    ),
}
