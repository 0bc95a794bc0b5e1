"""From the dataset's CSV files to the tables of a release.

The file of countries and years has a code for each mode. The files of modes, one for acquisition and one for loss, have
the articles and conditions; all of them may be missing. Only the modes that dual citizenship depends on are read.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

import pandas as pd

from diaspora_dw.errors import ContentError
from diaspora_dw.source import ReleaseTables
from diaspora_dw.yaml_text import read_yaml
from etl.globalcit.archive import BY_HAND, CsvFile
from etl.reference.country import country_ids

CODES = {"A06b": "A06b_cat", "L01": "L01_cat", "L05": "L05_cat", "dualcit_comb": "dualcit_comb"}
"""The column that has a mode's code."""
KEY = ("iso3", "year")
LAW_COLUMNS = (*KEY, *CODES.values())
MODE_COLUMNS = (*KEY, "mode_id", "article", "specification")
NOT_CODED = ("", "NA")
"""What stands for a code where there was no such state, or no such law."""
NO_TEXT = ("", "NA", "n.a.", "No provision")
EXAMPLES = 5
YEARS = (1950, 2100)
"""The years that `dw.dim_year` has."""

_VERSION = re.compile(r"data_v(\d+(?:\.\d+)*)_")


@dataclass(frozen=True)
class Dataset:
    """The texts of a version, as published; `law` and `modes` have a column `place` that names file and row."""

    version: str
    law: pd.DataFrame
    """Columns: `LAW_COLUMNS`."""
    modes: pd.DataFrame
    """Columns: `MODE_COLUMNS`; no rows where the files of modes are missing."""

    @property
    def has_loss(self) -> bool:
        """Whether the file on the loss of citizenship is there."""
        return bool((self.modes["mode_id"] == "L05").any())


def read_dataset(given: Sequence[CsvFile]) -> Dataset:
    """Read CSV files as they come, recognised by their columns.

    Raises `ContentError` naming the files and what is missing in them, or that they are of several versions.
    """
    law, modes, unknown = [], [], []
    for file in given:
        columns = _header(file)
        if set(LAW_COLUMNS) <= set(columns):
            law.append(file)
        elif set(MODE_COLUMNS) <= set(columns):
            modes.append(file)
        else:
            missing = [name for name in LAW_COLUMNS if name not in columns]
            unknown.append(f"{file.place} has no column {', '.join(missing)}")
    if len(law) != 1:
        found = "; ".join(file.place for file in law) or "; ".join(unknown) or _names(given)
        raise ContentError(
            f"exactly one file must have the codes of countries and years (data_v1.0_country-year.csv): {found}",
            advice=BY_HAND,
        )
    versions = {_version(file) for file in (*law, *modes)}
    if len(versions) > 1:
        raise ContentError(
            f"{_names([*law, *modes])} are of different versions: {', '.join(sorted(versions))}",
            advice=BY_HAND,
        )
    return Dataset(
        versions.pop(),
        _read(law[0], LAW_COLUMNS),
        pd.concat([_read(file, MODE_COLUMNS) for file in modes])
        if modes
        else pd.DataFrame(columns=[*MODE_COLUMNS, "place"], dtype=object),
    )


def release_tables(dataset: Dataset) -> ReleaseTables:
    """Return the tables of a release.

    Raises `ContentError` listing country codes that are not known, and naming rows whose year or code is no number,
    whose year is out of range, or that repeat a key.
    """
    law = _keyed(dataset.law, KEY)
    modes = dataset.modes[dataset.modes["mode_id"].isin(CODES)]
    texts = _keyed(modes, (*KEY, "mode_id")).rename(columns={"mode_id": "mode_code"})
    coded = law.melt(
        ["country_id", "year", "place"], list(CODES.values()), var_name="column", value_name="code"
    )
    coded = coded[~coded["code"].isin(NOT_CODED)]
    coded["mode_code"] = coded["column"].map({column: mode for mode, column in CODES.items()})
    coded["category_code"] = _whole_numbers(coded["code"], coded["place"] + ", column " + coded["column"])
    facts = coded.merge(texts, on=["country_id", "year", "mode_code"], how="left")
    facts["article"] = _texts(facts["article"])
    facts["conditions"] = _texts(facts["specification"])
    columns = ["country_id", "mode_code", "year", "category_code", "article", "conditions"]
    return ReleaseTables(
        facts={"dw.fact_citizenship_law": facts[columns]},
        dimensions={"dw.dim_citizenship_category": categories()},
        notes=[] if len(texts) else ["no file of modes, so there are no articles and no conditions"],
    )


def find_code(given: Sequence[CsvFile], key: Mapping[str, int | str]) -> tuple[str, float] | None:
    """Return the place and the code of a country_id, mode_code and year, None if these files do not have them."""
    column, ids = CODES[str(key["mode_code"])], country_ids()
    for file in given:
        if set(LAW_COLUMNS) <= set(_header(file)):
            law = _read(file, LAW_COLUMNS)
            rows = law[(law["iso3"].map(ids) == key["country_id"]) & (law["year"] == str(key["year"]))]
            for code, place in zip(rows[column], rows["place"], strict=True):
                return f"{place}, column {column}", float(code)
    return None


@cache
def categories() -> pd.DataFrame:
    """Return the rows of `dw.dim_citizenship_category`."""
    modes: list[dict[str, Any]] = read_yaml(
        files(__package__).joinpath("categories.yaml").read_text(encoding="utf-8")
    )
    rows = [
        (
            *(mode["mode"], category["code"], mode["name"], category["label"], category["meaning"]),
            *(category.get(name) for name in ("procedure", "accepted", "status")),
        )
        for mode in modes
        for category in mode["categories"]
    ]
    columns = ["mode_code", "category_code", "mode_name", "label", "meaning"]
    return pd.DataFrame(rows, columns=[*columns, "procedure", "is_accepted", "right_status"], dtype=object)


def _header(file: CsvFile) -> list[str]:
    return next(_parse(file))[1]


def _read(file: CsvFile, columns: Sequence[str]) -> pd.DataFrame:
    """Return columns of a file. Raise `ContentError` naming a row that has fewer or more fields than the header."""
    (_, header), *rows = _parse(file)
    if not rows:
        raise ContentError(f"{file.place} has no rows", advice=BY_HAND)
    for number, fields in rows:
        if len(fields) != len(header):
            raise ContentError(
                f"{file.place}, row {number} has {len(fields)} fields where the header has {len(header)}",
                advice=BY_HAND,
            )
    at = {name: header.index(name) for name in columns}
    return pd.DataFrame(
        {
            **{name: [fields[index] for _, fields in rows] for name, index in at.items()},
            "place": [f"{file.place}, row {number}" for number, _ in rows],
        },
        dtype=object,
    )


def _parse(file: CsvFile) -> Iterator[tuple[int, list[str]]]:
    """Yield the header and the rows of a file, each with its number; the header is row 1. Empty rows are left out."""
    try:
        table = csv.reader(StringIO(file.data.decode("utf-8-sig"), newline=""), strict=True)
        rows = [(number, fields) for number, fields in enumerate(table, start=1) if fields]
    except (csv.Error, UnicodeDecodeError) as fault:
        raise ContentError(f"{file.place} is not a CSV file in UTF-8: {fault}", advice=BY_HAND) from fault
    if not rows:
        raise ContentError(f"{file.place} is not a CSV file in UTF-8: it is empty", advice=BY_HAND)
    return iter(rows)


def _version(file: CsvFile) -> str:
    found = _VERSION.search(file.name)
    if found is None:
        raise ContentError(
            f"{file.place}: the name does not tell the version, as data_v1.0_country-year.csv does",
            advice="Give the file the publisher's name.",
        )
    return found[1]


def _names(given: Sequence[CsvFile]) -> str:
    return ", ".join(file.place for file in given) or "there is no CSV file"


def _keyed(rows: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Return rows with country_id in the place of iso3, and year as a number; the key must not repeat."""
    ids = rows["iso3"].map(country_ids())
    if ids.isna().any():
        unknown = rows[ids.isna()]
        shown = [
            f"{code} ({place})" for code, place in zip(*unknown[["iso3", "place"]].T.to_numpy(), strict=True)
        ]
        first_rows = dict(zip(unknown["iso3"], shown, strict=True))
        raise ContentError(
            f"unknown country code: {', '.join(first_rows.values())}",
            advice="Countries are listed in etl/reference/countries.yaml. The release in use stays.",
        )
    years = _whole_numbers(rows["year"], rows["place"] + ", column year")
    outside = ~years.between(*YEARS)
    if outside.any():
        wrong = _summarise(rows["place"][outside] + ": " + rows["year"][outside])
        raise ContentError(f"not a year from {YEARS[0]} to {YEARS[1]}: {wrong}", advice=BY_HAND)
    repeated = rows[rows.duplicated(list(key), keep=False)]
    if len(repeated):
        raise ContentError(
            f"the same {', '.join(key)} more than once: {_summarise(repeated['place'])}", advice=BY_HAND
        )
    return rows.assign(country_id=ids.astype("int16"), year=years).drop(columns="iso3")


def _whole_numbers(texts: pd.Series, places: pd.Series) -> pd.Series:
    """Return texts as small numbers. Raise `ContentError` naming the places of others."""
    wrong = ~texts.str.fullmatch(r"\d{1,4}")
    if wrong.any():
        shown = places[wrong] + ": " + texts[wrong].map(repr)
        raise ContentError(f"not a whole number: {_summarise(shown)}", advice=BY_HAND)
    return texts.astype("int16")


def _texts(values: pd.Series) -> pd.Series:
    """Return texts without what stands for none, None there; ";" separates the provisions of several articles."""
    trimmed = values.fillna("").str.strip()
    return trimmed.str.replace(r";\s*", "; ", regex=True).astype(object).mask(trimmed.isin(NO_TEXT), None)


def _summarise(values: pd.Series) -> str:
    more = f" and {len(values) - EXAMPLES:,} more" if len(values) > EXAMPLES else ""
    return "; ".join(values[:EXAMPLES]) + more
