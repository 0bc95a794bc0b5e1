"""Reading the curated files of this folder. What they say is for the modules that bear their names."""

from functools import cache
from importlib.resources import files
from typing import Any

from diaspora_dw.yaml_text import read_yaml


@cache
def content(name: str) -> Any:
    """The parsed YAML file of that name. It is shared between callers, who leave it as it is."""
    return read_yaml(files(__package__).joinpath(name).read_text("utf-8"))
