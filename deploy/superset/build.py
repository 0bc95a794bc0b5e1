"""Write the dashboard for Superset as a file to import, for the warehouse of the environment.

    python -m deploy.superset.build dashboard.zip

Charts are described in dashboard.yaml; datasets, metrics and their words are those of `mart.data_dictionary`. The
password of the login is not in the file: Superset asks for it.
"""

import json
import sys
import zipfile
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from psycopg import sql
from psycopg.conninfo import make_conninfo

from deploy.published import Column, View, published_views
from diaspora_dw.cli.connection_string import AddressFormat, connection_string
from diaspora_dw.database import Database
from diaspora_dw.errors import DiasporaError
from diaspora_dw.settings import Settings

DESCRIPTION = Path(__file__).with_name("dashboard.yaml")
DATABASE = "diaspora_dw"
PASSWORD_LATER = "X" * 10
"""What Superset takes for a password that is not in the file."""
OLDEST = (1980, 1, 1, 0, 0, 0)
WORDS = {"pct": "%", "usd": "US$", "gdp": "GDP", "iso3": "ISO3", "iso2": "ISO2", "eea": "EEA", "eu27": "EU27"}

Document = dict[str, Any]


def bundle(database: Database) -> dict[str, Document]:
    """Return the documents of the file to import by their paths."""
    described = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    views = published_views(database)
    charts = [chart for row in described["rows"] for chart in row["charts"]]
    used = sorted({chart["dataset"] for chart in charts})
    calculated = described["calculated_columns"]
    return {
        "metadata.yaml": {"version": "1.0.0", "type": "Dashboard", "timestamp": "1980-01-01T00:00:00+00:00"},
        f"databases/{DATABASE}.yaml": _database(database.reader_url or database.owner_url),
        **{
            f"datasets/{DATABASE}/{view}.yaml": _dataset(views[view], calculated.get(view, {}))
            for view in used
        },
        **{f"charts/{number}.yaml": _chart(chart) for number, chart in enumerate(charts, start=1)},
        "dashboards/dashboard.yaml": _dashboard(
            described, [_filter(found, charts, _newest(database, found)) for found in described["filters"]]
        ),
    }


def _uuid(kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"diaspora_dw/superset/{kind}/{name}"))


def _words(name: str) -> str:
    words = " ".join(WORDS.get(word, word) for word in name.split("_"))
    return words[0].upper() + words[1:]


def _database(address: str) -> Document:
    psycopg = connection_string(make_conninfo(address, password=PASSWORD_LATER), AddressFormat.PSYCOPG)
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": psycopg.replace("+psycopg", "", 1),
        "expose_in_sqllab": True,
        "extra": {},
        "uuid": _uuid("database", DATABASE),
        "version": "1.0.0",
    }


def _dataset(view: View, calculated: dict[str, str]) -> Document:
    names = [column.column_name for column in view.columns]
    return {
        "table_name": view.name,
        "schema": "mart",
        "main_dttm_col": "year_date" if "year_date" in names else None,
        "description": view.description,
        "filter_select_enabled": True,
        "metrics": [_metric(column) for column in view.columns if column.unit],
        "columns": [
            *map(_column, view.columns),
            *(
                {"column_name": name, "verbose_name": _words(name), "expression": expression, "type": "TEXT"}
                | {"groupby": True, "filterable": True, "is_dttm": False}
                for name, expression in calculated.items()
            ),
        ],
        "uuid": _uuid("dataset", view.name),
        "database_uuid": _uuid("database", DATABASE),
        "version": "1.0.0",
    }


def _column(column: Column) -> Document:
    return {
        "column_name": column.column_name,
        "verbose_name": _words(column.column_name),
        "description": _meaning(column),
        "type": column.data_type.upper(),
        "is_dttm": column.data_type == "date",
        "groupby": column.unit is None,
        "filterable": True,
    }


def _metric(column: Column) -> Document:
    """Return the sum of a column, or its value where it must not be added up and only one row has it."""
    name = column.column_name
    if column.aggregation == "never":
        kind, expression = "value", f"case when count({name}) = 1 then max({name}) end"
    else:
        kind, expression = "sum", f"sum({name})"
    limited = column.aggregation not in {"never", "sum"}
    return {
        "metric_name": f"{kind}_{name}",
        "verbose_name": _words(name),
        "expression": expression,
        "description": _meaning(column),
        "warning_text": f"Adds up only {column.aggregation}." if limited else None,
    }


def _meaning(column: Column) -> str:
    return column.description + (f" Unit: {column.unit}." if column.unit else "")


def _chart(chart: Document) -> Document:
    filters = [
        {"col": column, "op": operator, **({"val": value[0]} if value else {})}
        for column, operator, *value in chart.get("where", ())
    ]
    params = chart["params"] | {
        "adhoc_filters": [
            {
                "clause": "WHERE",
                "expressionType": "SIMPLE",
                "subject": found["col"],
                "operator": found["op"],
                "comparator": found.get("val"),
            }
            for found in filters
        ]
    }
    return {
        "slice_name": chart["title"],
        "description": chart.get("description"),
        "viz_type": params["viz_type"],
        "params": params,
        "query_context": json.dumps({"datasource": {}, "queries": [_query(params, filters)], "force": False}),
        "uuid": _uuid("chart", chart["title"]),
        "dataset_uuid": _uuid("dataset", chart["dataset"]),
        "version": "1.0.0",
    }


def _query(params: Document, filters: list[Document]) -> Document:
    """Return what a chart asks for, for reports and for programs: pages ask for the same by themselves."""
    axes = [params[name] for name in ("entity", "x_axis", "source", "target") if name in params]
    metrics = params.get("metrics") or [params[name] for name in ("metric",) if name in params]
    order = [json.loads(text) for text in params.get("order_by_cols", ())]
    return {
        "columns": [*axes, *params.get("groupby", ()), *params.get("all_columns", ())],
        "metrics": metrics,
        "filters": filters,
        "orderby": order or [[metric, False] for metric in metrics],
        "row_limit": params.get("row_limit", 10_000),
    }


def _dashboard(described: Document, filters: list[Document]) -> Document:
    return {
        "dashboard_title": described["title"],
        "slug": described["slug"],
        "published": True,
        "position": _position(described),
        "metadata": {
            "native_filter_configuration": filters,
            "cross_filters_enabled": True,
        },
        "uuid": _uuid("dashboard", described["slug"]),
        "version": "1.0.0",
    }


def _position(described: Document) -> Document:
    """Return the grid: rows of charts, which are numbered through."""
    rows, cells, number = [], {}, 0
    for place, row in enumerate(described["rows"], start=1):
        row_id = f"ROW-{place}"
        rows.append(row_id)
        held = []
        for chart in row["charts"]:
            number += 1
            held.append(f"CHART-{number}")
            cells[held[-1]] = {
                "type": "CHART",
                "id": held[-1],
                "children": [],
                "parents": ["ROOT_ID", "GRID_ID", row_id],
                "meta": {
                    "chartId": number,
                    "uuid": _uuid("chart", chart["title"]),
                    "sliceName": chart["title"],
                    "width": chart["width"],
                    "height": row["height"],
                },
            }
        cells[row_id] = {
            "type": "ROW",
            "id": row_id,
            "children": held,
            "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
    return {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": described["title"]}},
        **cells,
    }


def _newest(database: Database, described: Document) -> list[int]:
    """Return the newest value of a filter's column to begin with, or none."""
    if not described.get("newest"):
        return []
    query = sql.SQL("select max({}) from {}").format(
        sql.Identifier(described["column"]), sql.Identifier("mart", described["dataset"])
    )
    with database.connect("reader") as connection:
        return [value for row in connection.execute(query) for value in row if value is not None]


def _chosen(column: str, values: list[int]) -> Document:
    filters = [{"col": column, "op": "IN", "val": values}] if values else []
    state = {"value": values, "label": ", ".join(map(str, values))} if values else {}
    return {"extraFormData": {"filters": filters} if values else {}, "filterState": state, "ownState": {}}


def _filter(described: Document, charts: list[Document], chosen: list[int]) -> Document:
    newest = described.get("newest", False)
    excluded = [n for n, chart in enumerate(charts, start=1) if newest and chart.get("every_year")]
    return {
        "id": f"NATIVE_FILTER-{described['column']}",
        "name": described["name"],
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "targets": [
            {"column": {"name": described["column"]}, "datasetUuid": _uuid("dataset", described["dataset"])}
        ],
        "controlValues": {
            "multiSelect": not newest,
            "enableEmptyFilter": newest,
            "sortAscending": not newest,
        },
        "defaultDataMask": _chosen(described["column"], chosen),
        "scope": {"rootPath": ["ROOT_ID"], "excluded": excluded},
        "cascadeParentIds": [],
    }


def write(documents: dict[str, Document], path: Path) -> None:
    """Write the file. The same documents give the same bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, document in documents.items():
            entry = zipfile.ZipInfo(f"diaspora_dw/{name}", OLDEST)
            archive.writestr(entry, yaml.safe_dump(document, allow_unicode=True, sort_keys=False))


if __name__ == "__main__":
    try:
        write(bundle(Database.open(Settings())), Path(sys.argv[1]))
    except DiasporaError as error:
        sys.exit(str(error))
