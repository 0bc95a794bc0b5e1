"""Read the curated files of this folder."""

from functools import cache
from importlib.resources import files
from typing import Any

from diaspora_dw.yaml_text import read_yaml


@cache
def content(name: str) -> Any:
    """Return a parsed YAML file. It is shared between callers, who must not change it."""
    return read_yaml(files(__package__).joinpath(name).read_text("utf-8"))
