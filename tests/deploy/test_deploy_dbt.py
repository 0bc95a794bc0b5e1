"""The project for dbt: its generated files are fresh, and dbt builds it on the real figures.

The files are generated: `WRITE_DOCS=1 .venv/bin/python -m pytest tests/deploy/test_deploy_dbt.py`. Building needs dbt
in an environment of its own: `DBT=dbt/bin/dbt .venv/bin/python -m pytest -s tests/deploy/test_deploy_dbt.py`.
"""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from deploy.dbt import generate
from deploy.published import published_views
from diaspora_dw.database import Database
from tests.conftest import REPOSITORY

PROJECT = REPOSITORY / "deploy" / "dbt"
PROGRAM = os.environ.get("DBT") or shutil.which("dbt")


@pytest.mark.parametrize("name", ["sources", "exposures"])
def test_the_generated_files_are_those_of_the_views(migrated: Database, name: str) -> None:
    path = PROJECT / "models" / f"{name}.yml"
    text = getattr(generate, name)(published_views(migrated))
    if os.environ.get("WRITE_DOCS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "regenerate with WRITE_DOCS=1"


@pytest.mark.skipif(
    PROGRAM is None, reason="needs dbt, the program or its path in DBT: see deploy/dbt/README.md"
)
def test_dbt_builds_the_project(loaded_copy: Database, tmp_path: Path) -> None:
    parts = conninfo_to_dict(loaded_copy.owner_url)
    role = sql.Identifier("bi_of_test")
    with psycopg.connect(loaded_copy.owner_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create role {} login password 'bi' in role diaspora_dw_reader").format(role)
        )
        connection.execute(sql.SQL("create schema bi authorization {}").format(role))
    try:
        environment = {
            **os.environ,
            "PGHOST": str(parts["host"]),
            "PGPORT": str(parts["port"]),
            "PGDATABASE": str(parts["dbname"]),
            "PGUSER": "bi_of_test",
            "PGPASSWORD": "bi",
        }
        shutil.copytree(PROJECT, tmp_path / "dbt")
        command = [str(PROGRAM), "build", "--profiles-dir", ".", "--no-use-colors"]
        done = subprocess.run(
            command,
            cwd=tmp_path / "dbt",
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        print("dbt:", *done.stdout.splitlines()[-3:], sep="\n")
        assert done.returncode == 0, done.stdout[-3000:]
        assert " ERROR=0 SKIP=0 " in done.stdout
    finally:
        with psycopg.connect(loaded_copy.owner_url, autocommit=True) as connection:
            connection.execute(sql.SQL("drop owned by {} cascade").format(role))
            connection.execute(sql.SQL("drop role {}").format(role))
