"""Small files of bilateral remittance estimates, in the publisher's formats, sound or with one fault."""

import csv
import io
from collections.abc import Mapping

Corridors = Mapping[tuple[str, str], float]

CORRIDORS: Corridors = {
    ("RUS", "TJK"): 2306.758117,
    ("RUS", "UZB"): 4701.25,
    ("DEU", "TJK"): 1.5,
    ("KAZ", "RUS"): 120.0,
}
"""Millions of US$ by the ISO3 codes of the country that sends and the one that receives."""

NAMES = {
    "DEU": "Germany",
    "KAZ": "Kazakhstan",
    "RUS": "Russian Federation",
    "TJK": "Tajikistan",
    "UZB": "Uzbekistan",
    "WLD": "World",
}
LABEL = "Bilateral Remittance Estimates using Migrant Stocks and Incomes (US$ million)"


def with_world(corridors: Corridors) -> dict[tuple[str, str], float]:
    """The corridors, and the sums over the world as published."""
    sums = dict(corridors)
    for (sender, receiver), millions in corridors.items():
        for pair in ((sender, "WLD"), ("WLD", receiver), ("WLD", "WLD")):
            sums[pair] = round(sums.get(pair, 0) + millions, 6)
    return sums


def estimate_lines(corridors: Corridors = CORRIDORS, year: int = 2021) -> list[dict[str, str]]:
    """The lines of Data360's file, as columns and values."""
    return [
        {
            "FREQ": "A",
            "REF_AREA": sender,
            "INDICATOR": "WB_KNOMAD_BRE",
            "SEX": "_T",
            "AGE": "_T",
            "URBANISATION": "_T",
            "UNIT_MEASURE": "USD_CUR",
            "COMP_BREAKDOWN_1": f"WB_KNOMAD_{receiver}",
            "COMP_BREAKDOWN_2": "_Z",
            "COMP_BREAKDOWN_3": "_Z",
            "TIME_PERIOD": str(year),
            "OBS_VALUE": f"{millions:.6f}",
            "UNIT_MULT": "0",
            "REF_AREA_LABEL": NAMES[sender],
            "INDICATOR_LABEL": LABEL,
            "COMP_BREAKDOWN_1_LABEL": NAMES[receiver],
        }
        for (sender, receiver), millions in sorted(with_world(corridors).items())
    ]


def estimates_file(lines: list[dict[str, str]] | None = None) -> bytes:
    """Data360's file: UTF-8 with a byte-order mark."""
    lines = estimate_lines() if lines is None else lines
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")
