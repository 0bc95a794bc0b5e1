"""The dashboard for Superset: what it refers to exists, and a fresh Superset shows the figures of the views.

The second needs Superset in an environment of its own, and takes minutes. deploy/superset/README.md installs it:

    SUPERSET=superset/bin/superset .venv/bin/python -m pytest -s tests/deploy/test_deploy_superset.py
"""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from deploy.superset.build import bundle, write
from diaspora_dw.database import Database
from diaspora_dw.errors import DatabaseError

PROGRAM = os.environ.get("SUPERSET")
SECONDS = 300
CONFIGURATION = """
SECRET_KEY = "of a test that ends within minutes and listens on this computer only"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
WTF_CSRF_ENABLED = False
"""


def test_charts_ask_for_columns_and_metrics_that_their_datasets_have(database: Database) -> None:
    documents = bundle(database)
    datasets = {document["uuid"]: document for name, document in documents.items() if "datasets/" in name}
    charts = [document for name, document in documents.items() if "charts/" in name]
    assert len(charts) == 10
    for chart in charts:
        dataset = datasets[chart["dataset_uuid"]]
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        (query,) = json.loads(chart["query_context"])["queries"]
        assert {*query["columns"], *(found["col"] for found in query["filters"])} <= columns, chart[
            "slice_name"
        ]
        assert set(query["metrics"]) <= metrics, chart["slice_name"]


def test_the_error_for_a_warehouse_of_an_older_version_says_to_migrate(database: Database) -> None:
    with database.connect("owner") as connection:
        connection.execute("drop view mart.calendar cascade")
    with pytest.raises(DatabaseError, match=r"no mart\.calendar") as error:
        bundle(database)
    assert "db migrate" in error.value.advice


def test_the_file_is_the_same_for_the_same_warehouse_and_has_no_password(
    database: Database, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    write(bundle(database), first)
    write(bundle(database), second)
    assert first.read_bytes() == second.read_bytes()
    assert str(conninfo_to_dict(database.owner_url)["password"]) not in json.dumps(bundle(database))


def test_the_file_keeps_how_the_address_protects_the_connection(database: Database) -> None:
    elsewhere = Database(database.owner_url, make_conninfo(database.owner_url, sslmode="prefer"))
    address = bundle(elsewhere)["databases/diaspora_dw.yaml"]["sqlalchemy_uri"]
    assert address.startswith("postgresql://")
    assert address.endswith("sslmode=prefer")


@dataclass(frozen=True)
class Superset:
    """A running Superset, and a session that is logged in."""

    address: str
    session: requests.Session

    def call(self, method: str, path: str, **given: Any) -> Any:
        answer = self.session.request(method, f"{self.address}/api/v1/{path}", timeout=SECONDS, **given)
        assert answer.ok, answer.text[:1000]
        return answer.json()


@pytest.fixture
def superset(tmp_path: Path) -> Iterator[Superset]:
    if PROGRAM is None:
        pytest.skip("needs SUPERSET, the path of a program: see deploy/superset/README.md")
    configuration = tmp_path / "superset_config.py"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path))
    environment = {**os.environ, "SUPERSET_CONFIG_PATH": str(configuration), "FLASK_APP": "superset"}
    person = (
        "--username",
        "admin",
        "--password",
        "admin",
        "--firstname",
        "A",
        "--lastname",
        "B",
        "--email",
        "a@b.c",
    )
    for command in (("db", "upgrade"), ("fab", "create-admin", *person), ("init",)):
        subprocess.run([PROGRAM, *command], env=environment, check=True, capture_output=True, timeout=SECONDS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PROGRAM, "run", "--port", str(port), "--with-threads"]
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        address, session, until = f"http://127.0.0.1:{port}", requests.Session(), time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                session.get(f"{address}/health", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(1)
        login = {"username": "admin", "password": "admin", "provider": "db"}
        token = session.post(f"{address}/api/v1/security/login", json=login, timeout=SECONDS).json()[
            "access_token"
        ]
        session.headers["Authorization"] = f"Bearer {token}"
        yield Superset(address, session)
    finally:
        running.terminate()
        running.wait(30)


FIGURES = {
    "Emigrants": "select sum(emigrants) from mart.emigration where year = 2024",
    "Of whom women": "select sum(female_emigrants) from mart.emigration where year = 2024",
    "Remittances received, US$": "select sum(remittances_received_usd) from mart.remittance where year = 2024",
    "Emigrants per 100 residents": """
        select iso3_code, emigrants_pct_of_population from mart.emigration
        where year = 2024 and population >= 500000
        order by 2 desc nulls last limit 3
    """,
    "Where they live": """
        select destination_name, sum(migrants) from mart.corridor where year = 2024 group by 1 order by 2 desc limit 3
    """,
    "Largest corridors": """
        select origin_name, 'in ' || destination_name, migrants from mart.corridor
        where year = 2024 and origin_iso3_code <> 'ZZZ' order by migrants desc limit 3
    """,
    "Dependence on remittances": """
        select country_name, income_group, remittances_received_pct_of_gdp, remittances_received_pct_of_gdp_year
        from mart.country_profile order by remittances_received_pct_of_gdp desc nulls last limit 3
    """,
    "Emigrants in groups of countries": """
        select group_name, sum(emigrants), sum(female_emigrants) from mart.emigration_by_group
        where year = 2024 and group_type in ('organisation', 'un_development_group', 'world_bank_income_group')
        group by group_name order by 2 desc limit 3
    """,
}
"""What the charts show first for 2024, from the views themselves."""


def test_a_fresh_superset_shows_the_figures_of_the_views(
    loaded: Database, superset: Superset, tmp_path: Path
) -> None:
    path = tmp_path / "dashboard.zip"
    write(bundle(loaded), path)
    password = conninfo_to_dict(loaded.owner_url)["password"]
    with path.open("rb") as file:
        superset.call(
            "POST",
            "dashboard/import/",
            files={"formData": file},
            data={"passwords": json.dumps({"databases/diaspora_dw.yaml": password})},
        )
    shown = {}
    for listed in superset.call("GET", "chart/?q=(page_size:100)")["result"]:
        chart = superset.call("GET", f"chart/{listed['id']}")["result"]
        context = json.loads(chart["query_context"])
        (query,) = context["queries"]
        if chart["slice_name"] != "Dependence on remittances":
            query["filters"].append({"col": "year", "op": "==", "val": 2024})
        (result,) = superset.call("POST", "chart/data", json=context)["result"]
        rows = [row for row in result["data"] if None not in row.values()]
        shown[chart["slice_name"]] = [tuple(row.values()) for row in rows]
        print(f"Superset: {chart['slice_name']}: {shown[chart['slice_name']][:3]}")
    assert len(shown) == 10
    with loaded.connect("reader") as connection:
        for name, query in FIGURES.items():
            expected = connection.execute(query.encode()).fetchall()
            for row, figures in zip(shown[name], expected, strict=False):
                assert row[:-1] == figures[:-1], name
                assert row[-1] == pytest.approx(float(figures[-1])), name
            assert shown[name], name
