"""The bundled sample: the series of one country, for use until a first real load.

It is a small file of our own format in `sample/`: comment lines that hold a YAML text (edition, address,
memberships), then the figures as CSV.
"""

from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from etl.worldbank.api import Economy


@dataclass(frozen=True)
class Sample:
    """The sample, read: `figures` in the columns of `tidy.figures`."""

    last_updated: date
    url: str
    economies: tuple[Economy, ...]
    figures: pd.DataFrame


def sample_path() -> Path:
    """The file of the sample."""
    with as_file(files(__package__).joinpath("sample", "tajikistan_latest.csv")) as path:
        return path


def read_sample(data: bytes) -> Sample:
    """The sample in a file's bytes."""
    heading: Any = yaml.safe_load(
        "\n".join(line[2:] for line in data.decode().splitlines() if line.startswith("# "))
    )
    figures = pd.read_csv(
        BytesIO(data), comment="#", keep_default_na=False, dtype={"year": "int16", "value": "float64"}
    )
    economies = tuple(Economy(**economy) for economy in heading["economies"])
    return Sample(
        heading["last_updated"],
        heading["url"],
        economies,
        figures.rename(columns={"iso3_code": "economy_code"}),
    )
