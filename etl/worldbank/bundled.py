"""The bundled sample: the series of one country, for use until a first real load.

It is a small file of our own format: comment lines that hold YAML (edition, address, memberships), then the
figures as CSV.
"""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from etl.worldbank.api import Economy

SAMPLE = Path(__file__).parent / "sample" / "tajikistan_latest.csv"


@dataclass(frozen=True)
class Sample:
    """The sample, read: `figures` has the columns of `tidy.figures`."""

    last_updated: date
    url: str
    economies: list[Economy]
    figures: pd.DataFrame


def read_sample(data: bytes) -> Sample:
    """Read the bytes of a sample."""
    lines = data.decode().splitlines()
    heading: Any = yaml.safe_load("\n".join(line[2:] for line in lines if line.startswith("# ")))
    types = {"year": "int16", "value": "float64"}
    figures = pd.read_csv(BytesIO(data), comment="#", keep_default_na=False, dtype=types)
    return Sample(
        heading["last_updated"],
        heading["url"],
        [Economy(**economy) for economy in heading["economies"]],
        figures.rename(columns={"iso3_code": "economy_code"}),
    )
