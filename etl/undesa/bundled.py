"""The bundled samples: one country of origin by destination and year, for use until a first real load.

They are small files of our own format, read into the same figures as a workbook.
"""

from io import BytesIO

import pandas as pd

from etl.undesa.layout import MEASURES

CODES = ("destination_code", "origin_code")
TEXTS = ("data_type", "coverage_note")


def read_sample(data: bytes) -> pd.DataFrame:
    """Return the figures of a sample, in the columns of `tidy.read_figures`."""
    types = dict.fromkeys(CODES, "int32") | {"year": "int16"} | dict.fromkeys(MEASURES, "float64")
    frame = pd.read_csv(
        BytesIO(data),
        comment="#",
        keep_default_na=False,
        na_values={name: [""] for name in MEASURES},
        dtype=types | dict.fromkeys(TEXTS, "object"),
    )
    return frame.assign(**{name: frame[name].where(frame[name] != "", None) for name in TEXTS})
