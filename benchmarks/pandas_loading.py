"""The same figures with pandas' defaults: `read_excel`, `read_csv` and `to_sql`.

python -m benchmarks.pandas_loading PUBLISHER DATABASE
"""

import io
import sys

import pandas as pd
from sqlalchemy import Engine, create_engine

from benchmarks.published import HEADER, MATRIX, Publisher, indicators, layouts


def main(address: str, database: str) -> None:
    """Load all figures into tables that pandas creates."""
    publisher = Publisher(address)
    engine = create_engine(database.replace("postgresql://", "postgresql+psycopg://", 1))
    for source, sheets in (("undesa", ["Table 1"]), ("undesa_destination", ["Table 1", "Table 2"])):
        for edition, layout in layouts(source).items():
            book = publisher.file(layout["path"])
            for name, sheet in pd.read_excel(io.BytesIO(book), sheets, header=HEADER).items():
                _load(_one_row_a_year(sheet), f"{source}_{edition}_{name}", engine)
    records = [
        (record["countryiso3code"], code, record["date"], record["value"])
        for code in indicators()
        for record in publisher.records(code)
        if record["value"] is not None
    ]
    _load(pd.DataFrame(records, columns=["country", "indicator", "year", "value"]), "indicator", engine)
    matrix = pd.read_csv(io.BytesIO(publisher.file(MATRIX)))
    columns = ["REF_AREA", "COMP_BREAKDOWN_1", "TIME_PERIOD", "OBS_VALUE"]
    _load(matrix[columns], "remittance", engine)


def _one_row_a_year(sheet: pd.DataFrame) -> pd.DataFrame:
    """Turn the blocks of years, which pandas names 1990, 1990.1 and 1990.2, into rows with three measures."""
    keys = [name for name in sheet.columns if not str(name)[:4].isdigit()]
    years = [name for name in sheet.columns if str(name).isdigit()]
    blocks = [
        sheet.melt(keys, [f"{year}{suffix}" if suffix else year for year in years], value_name=measure)
        for measure, suffix in (("both_sexes", ""), ("male", ".1"), ("female", ".2"))
    ]
    first = blocks[0].rename(columns={"variable": "year"})
    return first.assign(male=blocks[1]["male"], female=blocks[2]["female"])


def _load(frame: pd.DataFrame, name: str, engine: Engine) -> None:
    frame.to_sql(name.lower().replace(" ", "_"), engine, if_exists="replace", index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
