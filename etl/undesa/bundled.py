"""The bundled samples: one country of origin by destination and year, for use until a first real load.

They are small files of our own format in `sample/`, read into the same figures as a workbook.
"""

from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path

import pandas as pd

from etl.undesa.layout import MEASURES

COLUMN_TYPES = {
    "destination_code": "int32",
    "origin_code": "int32",
    "year": "int16",
    **dict.fromkeys(MEASURES, "float64"),
    "data_type": "object",
    "coverage_note": "object",
}


def sample_path(edition: str) -> Path | None:
    """The file of an edition's sample, or None where there is none."""
    resource = files(__package__).joinpath("sample", f"tajikistan_{edition}.csv")
    with as_file(resource) as path:
        return path if path.is_file() else None


def read_sample(data: bytes) -> pd.DataFrame:
    """The figures of a sample, in the columns of `tidy.read_figures`."""
    frame = pd.read_csv(
        BytesIO(data),
        comment="#",
        keep_default_na=False,
        na_values={name: [""] for name in MEASURES},
        dtype=COLUMN_TYPES,
    )
    for name in ("data_type", "coverage_note"):
        frame[name] = frame[name].where(frame[name] != "", None)
    return frame
