"""Read the list of indicators to load, which is a file."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from diaspora_dw.errors import UsageError
from diaspora_dw.source import CC_BY_4
from diaspora_dw.yaml_text import read_yaml

DEFAULT_LIST = Path(__file__).with_name("indicators.yaml")

Text = Annotated[str, Field(min_length=1)]


class Indicator(BaseModel):
    """An indicator: its code at the World Bank, and how the warehouse describes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    # The code becomes part of an address and of file names.
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$")]
    name: Text
    unit: Text
    description: Text
    publisher: Text
    licence: Text = CC_BY_4.name
    factsheet_rank: Annotated[int, Field(ge=1, le=999)] | None = None
    factsheet_label: Text | None = None
    lower_bound: float | None = None
    upper_bound: float | None = None
    lowest_median: float | None = None
    highest_median: float | None = None
    whole_numbers: bool = False
    additive: bool = False
    zero_means_no_data: bool = False


def read_indicators(path: Path = DEFAULT_LIST) -> tuple[Indicator, ...]:
    """Return the indicators of a list. Raise `UsageError` naming the file and what is wrong in it."""
    try:
        entries = read_yaml(path.read_text(encoding="utf-8"))
        indicators = TypeAdapter(tuple[Indicator, ...]).validate_python(entries)
    except OSError as fault:
        raise UsageError(
            f"the list of indicators {path} cannot be read: {fault.strerror}",
            advice="Check DIASPORA_DW_WORLDBANK_INDICATORS.",
        ) from fault
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as fault:
        raise UsageError(
            f"the list of indicators {path} is invalid: {fault}",
            advice=f"Correct it. {DEFAULT_LIST} shows the format.",
        ) from fault
    codes = [indicator.code for indicator in indicators]
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    if repeated or not codes:
        problem = f"repeats {', '.join(repeated)}" if repeated else "is empty"
        raise UsageError(f"the list of indicators {path} {problem}", advice="Correct the list.")
    return indicators
