"""The layouts of the editions, from layouts.yaml: how `header` and `tidy` read workbooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from diaspora_dw.yaml_text import read_yaml

MEASURES = ("migrants", "male_migrants", "female_migrants")


@dataclass(frozen=True)
class Layout:
    """An edition's workbook: where it is published, which sheet is read, and what must be in it."""

    edition: str
    path: str
    """Below the publisher's base address."""
    sheet: str
    columns: Mapping[str, str]
    """Our names of the columns before the years, to the workbook's."""
    blocks: Mapping[str, str]
    """The three measures, to the titles of the blocks of years that hold them."""
    years: Sequence[int]
    not_available: Sequence[str]
    """What a cell without a figure may contain, unless it is blank."""


@cache
def layouts() -> Mapping[str, Layout]:
    """Return every edition's layout, oldest first."""
    listed = read_yaml(files(__package__).joinpath("layouts.yaml").read_text("utf-8"))["editions"]
    return {edition: Layout(edition, **entry) for edition, entry in sorted(listed.items())}
