"""What other clients see: psql, and JDBC where the machine has a driver."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from diaspora_dw.database import Database

HERE = Path(__file__).parent
JDBC_DRIVER = Path("/usr/share/java/postgresql.jar")
"""Where Debian's libpostgresql-jdbc-java puts it."""

TYPES_IN_JDBC = {
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "double precision": "float8",
    "boolean": "bool",
    "timestamp with time zone": "timestamptz",
}


def call(*command: str, password: str | None = None) -> str:
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def published(database: Database) -> list[tuple[str, str, str]]:
    """View, column and type of everything published."""
    with database.connect("reader") as connection:
        return connection.execute(
            "select view_name, column_name, data_type from mart.data_dictionary order by view_name, column_position"
        ).fetchall()


@pytest.mark.skipif(shutil.which("psql") is None, reason="needs psql")
def test_psql_describes_a_view_with_types_and_comments(loaded: Database) -> None:
    described = call(
        "psql", "--no-psqlrc", loaded.owner_url, "-c", r"\d+ mart.emigration", "-c", r"\dv+ mart.*"
    )
    columns = [row for row in published(loaded) if row[0] == "emigration"]
    for _, column, data_type in columns:
        line = next(line for line in described.splitlines() if line.strip().startswith(f"{column} "))
        assert f"| {data_type} " in line
    assert described.count("Grain: ") >= 5, "the views' comments"


@pytest.mark.skipif(shutil.which("psql") is None, reason="needs psql")
def test_psql_connects_with_the_address_that_db_url_prints(loaded: Database) -> None:
    total = call(
        "psql",
        "--no-psqlrc",
        "-At",
        loaded.owner_url,
        "-c",
        "select sum(emigrants) from mart.emigration where year = 2024",
    )
    assert total == "304021813\n"


@pytest.mark.skipif(shutil.which("psql") is None, reason="needs psql")
def test_db_psql_opens_as_a_reader_though_the_address_is_the_owners(loaded: Database) -> None:
    queries = """
        select current_user; show transaction_isolation; show transaction_read_only;
        select sum(emigrants) from emigration where year = 2024;
    """
    done = subprocess.run(
        [sys.executable, "-m", "diaspora_dw", "db", "psql"],
        env={**os.environ, "DATABASE_URL": loaded.owner_url, "PSQLRC": os.devnull},
        input=queries,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    for shown in ("diaspora_dw_reader", "repeatable read", "on", "304021813"):
        assert re.search(rf"^ *{shown}$", done.stdout, re.MULTILINE), done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("java") is None, reason="needs java")
@pytest.mark.skipif(
    not JDBC_DRIVER.is_file(), reason=f"needs {JDBC_DRIVER} (Debian's libpostgresql-jdbc-java)"
)
def test_a_jdbc_client_sees_every_view_with_its_types_and_reads_figures(loaded: Database) -> None:
    parts = conninfo_to_dict(loaded.owner_url)
    query = """
        select country_name, year, year_date, emigrants, male_pct from mart.emigration
        where iso3_code = 'TJK' and year = 2024
    """
    out = call(
        "java",
        "-cp",
        str(JDBC_DRIVER),
        str(HERE / "ListColumns.java"),
        f"jdbc:postgresql://{parts['host']}:{parts['port']}/{parts['dbname']}",
        str(parts["user"]),
        str(parts["password"]),
        "mart",
        query,
    )
    lines = out.splitlines()
    seen = [tuple(line.split()[1:]) for line in lines if line.startswith("column ")]
    expected = [
        (f"{view}.{column}", TYPES_IN_JDBC.get(data_type, data_type).replace("character varying", "varchar"))
        for view, column, data_type in published(loaded)
    ]
    assert sorted((name, kind) for name, kind, _ in seen) == sorted(
        (name, kind.partition("(")[0]) for name, kind in expected
    )
    assert {remark for *_, remark in seen} == {"commented"}
    assert [line for line in lines if line.startswith("value ")][:4] == [
        "value country_name java.lang.String Tajikistan",
        "value year java.lang.Integer 2024",
        "value year_date java.sql.Date 2024-07-01",
        "value emigrants java.lang.Long 514478",
    ]
    assert "value male_pct java.lang.Double 57.4" in out
