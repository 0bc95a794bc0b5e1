"""Return the published views as dbt knows them: sources with tests of keys and references, and who reads them."""

import re
from pathlib import Path
from typing import Any

import yaml

from deploy.published import View
from deploy.superset.build import DESCRIPTION
from diaspora_dw import rendering
from diaspora_dw.schema.references import WORLD, Reference

HEAD = """# Generated from the views' headers and dictionary.yaml:
# WRITE_DOCS=1 .venv/bin/python -m pytest tests/deploy/test_deploy_dbt.py
"""
RENDERING = Path(rendering.__file__).parent
READS = re.compile(r'\.(?:rows|records)\(\s*(?:\w+,\s*)?"(\w+)"')
"""How factsheets read a view."""

Document = dict[str, Any]


def sources(views: dict[str, View]) -> str:
    """Return the file of sources."""
    tables = [_table(view) for view in views.values()]
    described = {"name": "mart", "schema": "mart", "description": "The warehouse's published views."}
    return _text({"sources": [described | {"tables": tables}]})


def exposures(views: dict[str, View]) -> str:
    """Return the file of what reads the views."""
    dashboard = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(RENDERING.glob("*.py")))
    read = {
        "factsheets": ("application", set(READS.findall(code)) & views.keys()),
        "atlas": ("application", views.keys()),
        "dashboard": (
            "dashboard",
            {chart["dataset"] for row in dashboard["rows"] for chart in row["charts"]},
        ),
    }
    return _text(
        {
            "exposures": [
                {
                    "name": name,
                    "type": kind,
                    "owner": {"name": "diaspora_dw"},
                    "depends_on": [f"source('mart', '{view}')" for view in sorted(used)],
                }
                for name, (kind, used) in read.items()
            ]
        }
    )


def _table(view: View) -> Document:
    return {
        "name": view.name,
        "description": view.description,
        "data_tests": [
            {"unique_combination": {"arguments": {"columns": list(view.grain)}}},
            *({"names_a_row": _arguments(reference)} for reference in view.references),
        ],
        "columns": [
            {
                "name": column.column_name,
                "description": column.description,
                "data_type": column.data_type,
                **({"meta": {"unit": column.unit, "sum": column.aggregation}} if column.unit else {}),
            }
            for column in view.columns
        ],
    }


def _arguments(reference: Reference) -> Document:
    arguments = {
        "columns": list(reference.columns),
        "to": f"source('mart', '{reference.view}')",
        "key": list(reference.key),
    }
    if reference.columns == ("group_code",):
        return {"arguments": arguments, "config": {"where": f"group_code <> '{WORLD}'"}}
    return {"arguments": arguments}


def _text(document: Document) -> str:
    return HEAD + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
