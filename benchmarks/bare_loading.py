"""Bare loading, for comparison: the same figures into tables without keys, checks or provenance.

Called by first_run.py with the mirror's address and the database's: reads both workbooks with calamine, sweeps
the API's pages, and copies the tuples.
"""

import io
import sys
from typing import Any

import psycopg
import python_calamine
import requests

WORKBOOK = (
    "/development/desa/pd/sites/www.un.org.development.desa.pd/files/"
    "undesa_pd_{edition}_ims_stock_by_sex_destination_and_origin.xlsx"
)
DESTINATION, ORIGIN, DATA_TYPE = {"2020": 3, "2024": 4}, 6, {"2020": 4, "2024": 3}
INDICATORS = (
    "BX.TRF.PWKR.CD.DT",
    "BX.TRF.PWKR.DT.GD.ZS",
    "BM.TRF.PWKR.CD.DT",
    "NY.GDP.MKTP.CD",
    "NY.GDP.PCAP.PP.KD",
    "SP.POP.TOTL",
    "SM.POP.NETM",
    "SL.UEM.TOTL.ZS",
    "FP.CPI.TOTL.ZG",
)


def main(mirror: str, database: str) -> None:
    """Load everything into the schema `bare`, anew."""
    session = requests.Session()
    session.headers["User-Agent"] = "Mozilla/5.0 (compatible; benchmark)"
    with psycopg.connect(database) as connection:
        connection.execute("drop schema if exists bare cascade")
        connection.execute("create schema bare")
        connection.execute("""
            create table bare.stock (
                edition text, destination integer, origin integer, year integer,
                migrants bigint, male bigint, female bigint, data_type text
            )
        """)
        connection.execute(
            "create table bare.indicator (country text, indicator text, year integer, value double precision)"
        )
        for edition in ("2020", "2024"):
            body = session.get(mirror + WORKBOOK.format(edition=edition), timeout=60).content
            _copy_workbook(connection, edition, body)
        for indicator in INDICATORS:
            _copy_indicator(connection, session, mirror, indicator)


def _copy_workbook(connection: psycopg.Connection[Any], edition: str, body: bytes) -> None:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    rows = workbook.get_sheet_by_name("Table 1").to_python(skip_empty_area=False)
    header = rows[10]
    span = (len(header) - 7) // 3
    years = [int(year) for year in header[7 : 7 + span]]  # type: ignore[arg-type]
    with connection.cursor().copy("copy bare.stock from stdin") as copy:
        for row in rows[11:]:
            destination, origin = int(row[DESTINATION[edition]]), int(row[ORIGIN])  # type: ignore[arg-type]
            for index, year in enumerate(years, start=7):
                both, men, women = row[index], row[index + span], row[index + 2 * span]
                data_type = row[DATA_TYPE[edition]]
                copy.write_row(
                    (edition, destination, origin, year, int(both), int(men), int(women), data_type)
                )  # type: ignore[arg-type]


def _copy_indicator(
    connection: psycopg.Connection[Any], session: requests.Session, mirror: str, indicator: str
) -> None:
    page, pages = 1, 1
    with connection.cursor().copy("copy bare.indicator from stdin") as copy:
        while page <= pages:
            answer = session.get(
                f"{mirror}/v2/country/all/indicator/{indicator}",
                params={"format": "json", "per_page": "32500", "page": str(page)},
                timeout=60,
            ).json()
            pages = int(answer[0]["pages"])
            for record in answer[1]:
                if record["value"] is not None:
                    copy.write_row(
                        (record["countryiso3code"], indicator, int(record["date"]), float(record["value"]))
                    )
            page += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
