"""Return the keys of the published views and the rows that they name, as PostGraphile reads them."""

import json
from typing import Any

from deploy.published import View


def tags(views: dict[str, View]) -> str:
    """Return the file of smart tags: JSON, which JSON5 includes."""
    classes = {f"mart.{view.name}": {"tags": _tags(view)} for view in views.values()}
    return json.dumps({"version": 1, "config": {"class": classes}}, indent=2) + "\n"


def _tags(view: View) -> dict[str, Any]:
    return {
        "primaryKey": ",".join(view.grain),
        "foreignKey": [
            f"({','.join(reference.columns)}) references mart.{reference.view} ({','.join(reference.key)})"
            for reference in view.references
        ],
    }
