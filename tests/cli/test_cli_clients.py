"""What other clients see: psql and SQLAlchemy, and JDBC, ODBC and R where the machine has a driver."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine, text

from diaspora_dw.cli.connection_string import AddressFormat, connection_string
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError
from tests.conftest import CallCommand

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


ODD_PASSWORD = "p;a}s{s \"w'o\\r+d %/@:ü="
"""It has what the addresses of some client have to escape."""

TAJIKISTAN = "select sum(emigrants) as emigrants from mart.emigration where iso3_code = 'TJK' and year = 2024"


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
    query = """
        select country_name, year, year_date, emigrants, male_pct from mart.emigration
        where iso3_code = 'TJK' and year = 2024
    """
    out = call(
        "java",
        "-cp",
        str(JDBC_DRIVER),
        str(HERE / "ListColumns.java"),
        connection_string(loaded.owner_url, AddressFormat.JDBC),
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


@pytest.fixture(scope="module")
def odd_url(loaded: Database) -> Iterator[str]:
    """The address of a reader whose password is hard to write in an address."""
    role = sql.Identifier("odd_reader")
    with psycopg.connect(loaded.owner_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create role {} login password {} in role diaspora_dw_reader").format(
                role, sql.Literal(ODD_PASSWORD)
            )
        )
        yield make_conninfo(loaded.owner_url, user="odd_reader", password=ODD_PASSWORD)
        connection.execute(sql.SQL("drop role {}").format(role))


def test_sqlalchemy_connects_with_the_address_for_psycopg(odd_url: str) -> None:
    engine = create_engine(connection_string(odd_url, AddressFormat.PSYCOPG))
    with engine.connect() as connection:
        assert connection.execute(text(TAJIKISTAN)).scalar() == 514_478
    engine.dispose()


@pytest.mark.skipif(shutil.which("java") is None, reason="needs java")
@pytest.mark.skipif(not JDBC_DRIVER.is_file(), reason=f"needs {JDBC_DRIVER}")
def test_jdbc_connects_with_its_address(odd_url: str) -> None:
    address = connection_string(odd_url, AddressFormat.JDBC)
    out = call("java", "-cp", str(JDBC_DRIVER), str(HERE / "ListColumns.java"), address, "none", TAJIKISTAN)
    assert out == "value emigrants java.math.BigDecimal 514478\n"


def test_odbc_connects_with_its_address_and_sees_true_and_false(odd_url: str) -> None:
    pyodbc = pytest.importorskip("pyodbc", reason="needs pyodbc and unixODBC", exc_type=ImportError)
    if "PostgreSQL Unicode" not in pyodbc.drivers():
        pytest.skip("needs psqlODBC (Debian's odbc-postgresql)")
    connection = pyodbc.connect(connection_string(odd_url, AddressFormat.ODBC), autocommit=True)
    row = connection.execute(
        "select country_name, year, emigrants, is_revised from mart.emigration where iso3_code = 'TUR' and year = 2024"
    ).fetchone()
    connection.close()
    print("psqlODBC:", row)
    assert tuple(row) == ("Türkiye", 2024, 3_130_337, False)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R")
def test_r_connects_with_its_call(odd_url: str) -> None:
    expression = connection_string(odd_url, AddressFormat.R)
    if call("Rscript", "-e", 'cat(requireNamespace("RPostgres", quietly = TRUE))') != "TRUE":
        # Debian has the older RPostgreSQL only, which takes the same arguments but one.
        expression = expression.replace("RPostgres::Postgres", "RPostgreSQL::PostgreSQL")
        expression = expression.replace(', bigint = "numeric"', "")
    assert call("Rscript", "-e", f"cat(DBI::dbGetQuery({expression}, {TAJIKISTAN!r})$emigrants)") == "514478"


def test_parameters_of_an_address_reach_the_clients_that_know_them() -> None:
    address = f"postgresql://reader:{quote('a b')}@[::1]:5433/dw?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    written = {kind: connection_string(address, kind) for kind in AddressFormat}
    assert written == {
        AddressFormat.URL: address,
        AddressFormat.PSYCOPG: "postgresql+psycopg://reader:a b@[::1]:5433/dw"
        "?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
        AddressFormat.JDBC: "jdbc:postgresql://[::1]:5433/dw?user=reader&password=a%20b"
        "&sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
        AddressFormat.ODBC: "Driver={PostgreSQL Unicode};Server=::1;Port=5433;Database=dw;UID=reader"
        ";SSLmode=verify-full;PWD={a b};pqopt={sslrootcert=/etc/ca.pem};BoolsAsChar=0",
        AddressFormat.R: 'DBI::dbConnect(RPostgres::Postgres(), user = "reader", password = "a b", dbname = "dw", '
        'host = "::1", port = "5433", sslmode = "verify-full", sslrootcert = "/etc/ca.pem", bigint = "numeric")',
    }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql:///dw", {}),
        ("postgresql://u@/dw?host=/var/run/postgresql", {"host": "/var/run/postgresql"}),
        ("postgresql://u:p@a:1,b:2/dw", {"host": "a,b", "port": "1,2"}),
    ],
)
def test_sqlalchemy_connects_through_sockets_and_to_several_servers_as_libpq_does(
    address: str, expected: dict[str, str]
) -> None:
    engine = create_engine(connection_string(address, AddressFormat.PSYCOPG))
    _, given = engine.dialect.create_connect_args(engine.url)
    assert {name: given[name] for name in ("host", "port") if name in given} == expected


@pytest.mark.parametrize(
    "address", ["postgresql://u@/dw?host=/run", "postgresql://a,b/dw", "service=warehouse"]
)
def test_an_address_that_jdbc_cannot_express_is_rejected(address: str) -> None:
    with pytest.raises(UsageError, match="JDBC needs one host and port"):
        connection_string(address, AddressFormat.JDBC)


def test_db_url_prints_the_address_for_a_kind_of_client(loaded: Database, command: CallCommand) -> None:
    printed = command("db", "url", "--format", "jdbc", database=loaded)
    assert printed.out.strip() == connection_string(loaded.owner_url, AddressFormat.JDBC)
