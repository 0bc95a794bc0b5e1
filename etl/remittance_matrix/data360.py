"""Read the file of the World Bank's Data360: a line for each pair of countries, sums over the world among them.

REF_AREA is the country where the senders live, COMP_BREAKDOWN_1 the one that receives. UNIT_MULT says 0 though the
values are millions, as the indicator's label has it.
"""

import re
from typing import Any

import pandas as pd

from etl.reference.country import country_ids
from etl.remittance_matrix.estimates import (
    MOST_MILLIONS,
    WORLD,
    YEAR_DIGITS,
    Estimates,
    dollars,
    read_lines,
    refuse,
    summarise,
)

INDICATOR = "WB_KNOMAD_BRE"
SENDER, RECEIVER, YEAR, VALUE, LABEL = (
    "REF_AREA",
    "COMP_BREAKDOWN_1",
    "TIME_PERIOD",
    "OBS_VALUE",
    "INDICATOR_LABEL",
)
NAMES = {SENDER: "REF_AREA_LABEL", RECEIVER: "COMP_BREAKDOWN_1_LABEL"}
UNIT = "(US$ million)"
CONSTANT = {
    "INDICATOR": INDICATOR,
    "FREQ": "A",
    "SEX": "_T",
    "AGE": "_T",
    "URBANISATION": "_T",
    "UNIT_MEASURE": "USD_CUR",
    "COMP_BREAKDOWN_2": "_Z",
    "COMP_BREAKDOWN_3": "_Z",
}
"""What every line says: a breakdown by sex, say, would be added up with the total."""


def read_estimates(data: bytes, file_name: str, *, is_sample: bool = False) -> Estimates:
    """Return the estimates in a file, all of one year.

    A sample begins with lines of comment and lacks the world's total.

    Raises `ContentError` naming the file, and the column or the lines at fault.
    """
    if is_sample:
        data = b"".join(line for line in data.splitlines(keepends=True) if not line.startswith(b"#"))
    header, *rows = read_lines(data, file_name)
    wanted = [SENDER, RECEIVER, YEAR, VALUE, LABEL, *NAMES.values(), *CONSTANT]
    if missing := [name for name in wanted if header.count(name) != 1]:
        refuse(file_name, f"column {', '.join(missing)} is missing or duplicated")
    lines = pd.DataFrame(rows, columns=header, dtype=str)
    lines.index += 2  # as a text editor counts them; the first has the columns' names
    year = lines[YEAR].iloc[0] if rows else ""
    if not re.fullmatch(YEAR_DIGITS, year):
        refuse(file_name, f"{YEAR} of line 2 is not a year ({year!r})")
    for column, value in (CONSTANT | {YEAR: year}).items():
        _refuse_lines(file_name, lines[lines[column] != value], column, f"not {value}")
    _refuse_lines(file_name, lines[~lines[LABEL].str.endswith(UNIT)], LABEL, f"does not end with {UNIT}")
    values = pd.to_numeric(lines[VALUE].where(lines[VALUE] != "", "nan"), errors="coerce")
    is_number = values.between(0, MOST_MILLIONS)
    _refuse_lines(file_name, lines[~is_number & (lines[VALUE] != "")], VALUE, "not millions of US$")
    codes = {side: _codes(lines[side], file_name) for side in (SENDER, RECEIVER)}
    figures = pd.DataFrame(
        {
            "origin_code": codes[RECEIVER],
            "destination_code": codes[SENDER],
            "remittances_usd": dollars(values),
            "place": [f"line {line}" for line in lines.index],
        }
    )
    keys = ["origin_code", "destination_code"]
    _refuse_lines(file_name, lines[figures.duplicated(keys)], RECEIVER, "the same pair a second time")
    if not (figures[keys] == WORLD).all(axis=1).any() and not is_sample:
        refuse(file_name, "no line of the world's total (WLD to WLD)")
    names = pd.concat(
        pd.DataFrame({"place_code": codes[side], "place_name": lines[name]}) for side, name in NAMES.items()
    )
    return Estimates(
        int(year), figures[figures["remittances_usd"] > 0], names.drop_duplicates().astype(object)
    )


def _codes(column: "pd.Series[str]", file_name: str) -> "pd.Series[str]":
    known = {iso3_code: str(country_id) for iso3_code, country_id in country_ids().items()} | {"WLD": WORLD}
    codes = column.str.removeprefix("WB_KNOMAD_").map(known)
    unknown = column[codes.isna()]
    if len(unknown):
        shown = [f"{code!r} (line {line})" for line, code in unknown.drop_duplicates().items()]
        refuse(file_name, f"unknown code in {column.name}: {summarise(shown)}")
    return codes


def _refuse_lines(file_name: str, lines: pd.DataFrame, column: str, reason: str) -> None:
    if len(lines):
        shown: list[Any] = [f"line {line} ({value!r})" for line, value in lines[column].items()]
        refuse(file_name, f"{column} {reason}: {summarise(shown)}")
