"""The layouts of the editions, from layouts.yaml: how `header` and `tidy` read workbooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from diaspora_dw.yaml_text import read_yaml

MEASURES = ("migrants", "male_migrants", "female_migrants")


@dataclass(frozen=True)
class Layout:
    """A sheet of an edition's workbook: where that is published, which sheet is read, and what must be in it."""

    edition: str
    path: str
    """Below the publisher's base address."""
    sheet: str
    columns: Mapping[str, str]
    """Our names of the columns before the years, to the workbook's."""
    blocks: Mapping[str, str]
    """The three measures (both sexes, men, women), to the titles of the blocks of years that hold them."""
    years: Sequence[int]
    not_available: Sequence[str]
    """What a cell without a figure may contain, unless it is blank."""
    described_in: str = "etl/undesa/layouts.yaml"


def read_editions(package: str) -> Mapping[str, dict[str, Any]]:
    """Return the entries of a package's layouts.yaml by their editions, oldest first."""
    text = files(package).joinpath("layouts.yaml").read_text("utf-8")
    return dict(sorted(read_yaml(text)["editions"].items()))


@cache
def layouts() -> Mapping[str, Layout]:
    """Return every edition's layout, oldest first."""
    return {edition: Layout(edition, **entry) for edition, entry in read_editions(__package__).items()}
