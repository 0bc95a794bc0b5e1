"""The files in `deploy/` are valid as far as this machine can tell, and call commands and options that exist.

No container engine is needed: the Dockerfile and the compose file are read, not built.
"""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from diaspora_dw.cli import app

REPOSITORY = Path(__file__).resolve().parents[2]
DEPLOY = REPOSITORY / "deploy"
PROGRAM = "/opt/diaspora-dw/bin/diaspora-dw"


def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return document


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions and their arguments."""
    lines = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    words = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    return [(name, arguments) for name, arguments in words]


def cron_lines() -> list[str]:
    lines = (DEPLOY / "crontab").read_text().splitlines()
    return [line for line in lines if line and line[0] in "0123456789*"]


def commands() -> list[list[str]]:
    """Return the arguments of every call of diaspora-dw in these files."""
    text = (DEPLOY / "systemd" / "diaspora-dw.service").read_text() + "\n".join(cron_lines())
    found = [shlex.split(call) for call in re.findall(rf"{PROGRAM} ([^\n>)]+)", text)]
    found.append(compose()["services"]["run"]["command"])
    for node in ast.walk(ast.parse((DEPLOY / "airflow_dag.py").read_text())):
        if isinstance(node, ast.keyword) and node.arg == "bash_command":
            found.append(shlex.split(ast.literal_eval(node.value))[1:])
    return [[word for word in call if word != "2"] for call in found]


def test_the_files_call_the_job_its_health_check_and_prune() -> None:
    assert len(commands()) == 7
    assert sum("run" in call for call in commands()) == 4
    assert sum("health" in call for call in commands()) == 2
    assert sum("prune" in call for call in commands()) == 1


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_every_command_and_option_exists(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, [*arguments, "--help"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("arguments", [call for call in commands() if "run" in call], ids=" ".join)
def test_every_scheduled_run_waits_for_another_and_has_a_deadline(arguments: list[str]) -> None:
    given = dict(pairwise(arguments))
    assert float(given["--wait"]) < float(given["--deadline"]) < 3600


def test_the_units_pass_systemds_own_verification(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze, which this machine does not have")
    for path in (DEPLOY / "systemd").iterdir():
        # Verification needs a program that exists on this machine.
        (tmp_path / path.name).write_text(path.read_text().replace(PROGRAM, f'"{sys.executable}"'))
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_users_unit_passes_systemds_own_verification(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze, which this machine does not have")
    unit = tmp_path / "diaspora-dw-server.service"
    text = (DEPLOY / "systemd-user" / unit.name).read_text()
    assert text.count("%h/diaspora_dw/.venv/bin/diaspora-dw db ") == 2
    unit.write_text(text.replace("%h/diaspora_dw/.venv/bin/diaspora-dw", f'"{sys.executable}"'))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(unit)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_timer_starts_the_service_of_its_name() -> None:
    assert {path.stem for path in (DEPLOY / "systemd").iterdir()} == {"diaspora-dw"}


@pytest.mark.parametrize("line", cron_lines())
def test_a_crontab_line_has_all_fields_and_a_valid_shell_command(line: str) -> None:
    *when, account, command = line.split(maxsplit=6)
    assert all(re.fullmatch(r"\*|\d+", field) for field in when)
    assert len(when) == 5
    assert account == "diaspora-dw"
    assert "%" not in command, "cron reads it as a line break"
    subprocess.run(["sh", "-n", "-c", command], check=True, timeout=10)


def test_the_image_gets_everything_that_the_package_is_built_from() -> None:
    copied = {
        source
        for name, arguments in instructions()
        if name == "COPY" and "--from" not in arguments
        for source in arguments.split()[:-1]
    }
    assert copied == {"pyproject.toml", "README.md", "LICENSE", "src", "etl", "sql", "migrations"}
    assert all((REPOSITORY / source).exists() for source in copied)


def test_the_container_does_not_run_as_root_and_runs_the_job() -> None:
    last = dict(instructions())
    assert last["USER"] == "diaspora-dw"
    assert json.loads(last["ENTRYPOINT"]) == ["diaspora-dw"]
    assert json.loads(last["CMD"]) == ["run"]


def test_the_job_waits_for_a_healthy_database_and_finds_it_under_its_name() -> None:
    services = compose()["services"]
    assert services["run"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert services["postgres"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    environment = services["postgres"]["environment"]
    assert services["run"]["environment"]["DATABASE_URL"] == (
        f"postgresql://{environment['POSTGRES_USER']}@postgres:5432/{environment['POSTGRES_DB']}"
    )
    assert (DEPLOY / services["run"]["build"]["context"] / "deploy" / "Dockerfile").is_file()


def test_no_file_contains_a_password() -> None:
    services = compose()["services"]
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert services["run"]["environment"]["PGPASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_the_database_is_open_to_this_host_only() -> None:
    assert compose()["services"]["postgres"]["ports"] == ["127.0.0.1:5432:5432"]


def test_airflow_accepts_the_dag() -> None:
    pytest.importorskip("airflow", reason="needs Airflow, which the project does not depend on")
    names: dict[str, Any] = {}
    exec(compile((DEPLOY / "airflow_dag.py").read_text(), "airflow_dag.py", "exec"), names)  # noqa: S102
    assert names["run"].downstream_task_ids == {"health"}
