"""How the views join, and what may be added up: docs/keys.md, and that keys lead to rows.

The page is generated: `WRITE_DOCS=1 .venv/bin/python -m pytest tests/schema/test_schema_references.py`.
"""

import os
from collections.abc import Sequence
from typing import Any

import pytest
from psycopg import sql

from deploy.published import View, published_views
from diaspora_dw.database import Database
from diaspora_dw.schema.references import WORLD, Reference
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "keys.md"

HEAD = """# Keys and sums

How the views of the schema `mart` join, and which columns to add up. [From a BI tool](bi.md) shows the joins that most
dashboards need.

- **Key**: no two rows of the view agree in all these columns.
- **Names a row of**: columns that hold the key of another view, many rows to one. Content and institutions join by both
  columns, as `iso3_code, policy_key`. `calendar` joins `year_date` to `calendar_date`. The `group_code` WORLD, in
  `indicator_by_group` and `dependence_rank`, is no group and so has no row in `country_group`.
- **May be added up**: over any rows, unless it says within what. All other numbers are **never** added up: shares,
  rates, ratios, ranks, years, codes. Compute a share of several countries from the sums of its parts.

Generated from the database by `WRITE_DOCS=1 .venv/bin/python -m pytest tests/schema/test_schema_references.py`.

| view | key | names a row of | may be added up |
|---|---|---|---|
"""


def row(view: View) -> str:
    named = [f"`{reference.view}` by `{', '.join(reference.columns)}`" for reference in view.references]
    limits: dict[str, list[str]] = {}
    for column in view.columns:
        if column.unit and column.aggregation != "never":
            limits.setdefault(column.aggregation, []).append(f"`{column.column_name}`")
    sums = [
        ", ".join(columns) + ("" if limit == "sum" else f" **{limit}**") for limit, columns in limits.items()
    ]
    cells = (f"[`{view.name}`](views.md#{view.name})", ", ".join(f"`{key}`" for key in view.grain))
    return f"| {' | '.join((*cells, '; '.join(named), '; '.join(sums)))} |\n"


def test_the_docs_say_how_views_join_and_what_to_add_up(migrated: Database) -> None:
    page = HEAD + "".join(map(row, published_views(migrated).values()))
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert page == PAGE.read_text(encoding="utf-8"), "regenerate docs/keys.md with WRITE_DOCS=1"


def checked_references(view: View) -> list[Reference]:
    """Figures get countries and dates from the dimensions, so there only groups need a look."""
    figures = any(column.column_name == "year_date" for column in view.columns)
    return [found for found in view.references if not figures or found.view == "country_group"]


def test_every_reference_leads_to_one_row(loaded: Database) -> None:
    views = published_views(loaded)
    with loaded.connect("reader") as connection:

        def distinct(view: str, columns: Sequence[str]) -> set[tuple[Any, ...]]:
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            query = sql.SQL("select distinct {} from {}").format(names, sql.Identifier("mart", view))
            return set(connection.execute(query))

        targets = {reference.view for view in views.values() for reference in checked_references(view)}
        keys = {target: distinct(target, views[target].grain) for target in targets}
        for view in views.values():
            columns = sorted({name for reference in checked_references(view) for name in reference.columns})
            rows = distinct(view.name, columns) if columns else set()
            for reference in checked_references(view):
                places = [columns.index(name) for name in reference.columns]
                named = {tuple(found[place] for place in places) for found in rows}
                lost = {found for found in named - keys[reference.view] if None not in found}
                assert lost <= {(WORLD,)}, f"{view.name}: {reference}"


@pytest.mark.parametrize(
    ("view", "target"),
    [
        ("terminology", "policy"),
        ("institution", "institution"),
        ("corridor", "country"),
        ("emigration", "calendar"),
    ],
)
def test_views_refer_to(migrated: Database, view: str, target: str) -> None:
    assert target in {reference.view for reference in published_views(migrated)[view].references}
