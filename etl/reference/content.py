"""Reading the curated files of this folder. What they say is for the modules that bear their names."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def content(name: str) -> Any:
    """The parsed YAML file of that name. It is shared between callers, who leave it as it is."""
    return yaml.safe_load(files(__package__).joinpath(name).read_text("utf-8"))
