"""The command line as people and scripts use it: help, formats, exit codes, advice."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import typer
from typer.testing import CliRunner

from diaspora_dw import __version__, cli
from diaspora_dw.cli import app
from diaspora_dw.cli import call as call_here
from diaspora_dw.database import Database
from diaspora_dw.errors import ExitCode
from tests.conftest import REPOSITORY, CallCommand, Command
from tests.running.small_world import NOBODY
from tests.small_warehouse import SmallWarehouse


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it, groups and their commands."""
    yield "", typer.main.get_command(app)
    for name in sorted(cli.COMMANDS):
        command = cli.load_command(name)
        yield name, command
        for inner in sorted(getattr(command, "commands", {}).items()):
            yield f"{name} {inner[0]}", inner[1]


COMMANDS = dict(commands())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CallCommand:
    """Calls the command line in this process, which spares its start; without a publisher to reach."""

    def call(*arguments: str, database: Database) -> Command:
        monkeypatch.setenv("DATABASE_URL", database.owner_url)
        monkeypatch.setenv("DIASPORA_DW_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("DIASPORA_DW_UNDESA_URL", NOBODY)
        monkeypatch.setenv("DIASPORA_DW_WORLDBANK_URL", NOBODY)
        monkeypatch.setenv("DIASPORA_DW_DATA360_URL", NOBODY)
        monkeypatch.setattr("sys.argv", ["diaspora-dw", *arguments])
        capsys.readouterr()
        code = call_here()
        printed = capsys.readouterr()
        return Command(code, printed.out, printed.err)

    return call


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_says_what_it_does_and_what_each_option_is_for(words: str) -> None:
    command = COMMANDS[words]
    shown = CliRunner().invoke(app, [*words.split(), "--help"])
    assert shown.exit_code == 0, shown.output
    assert command.help
    assert command.help.split()[0] in shown.output
    if words and " " not in words:
        assert "Examples:" in shown.output
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{words} {parameter.name}"


@pytest.mark.parametrize("words", [words for words in COMMANDS if words and " " not in words])
def test_every_command_is_documented(words: str) -> None:
    pages = [REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")]
    if not pages[0].is_file():
        pytest.skip("needs the documentation beside the tests")
    written = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert re.search(rf"diaspora-dw {words}\b|^\| `{words}\b", written, re.MULTILINE)


def test_the_list_of_commands_has_the_help_of_each(command: CallCommand) -> None:
    listed = " ".join(re.sub(r"[│╭╮╰╯─]", " ", command("--help", database=None).out).split())
    for name in cli.COMMANDS:
        first_paragraph = " ".join(COMMANDS[name].help.split("\n\n")[0].split())
        assert f"{name} {first_paragraph}" in listed


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_names_no_type_of_python(name: str) -> None:
    shown = CliRunner().invoke(app, [*name.split(), "--help"])
    assert shown.exit_code == 0
    assert "--help" in shown.output
    assert not re.search(r"<(bool|int|str|path|list)\b", shown.output)


HEAVY = {"alembic", "altair", "jinja2", "numpy", "pandas", "python_calamine", "requests", "sqlalchemy"}
"""Packages whose import takes from a tenth of a second to two seconds."""


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--version",), ("db", "url"), ("sql", "select 1"), ("status",), ("health",)],
    ids=" ".join,
)
def test_a_quick_command_imports_only_what_it_needs(
    database: Database, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code = (
        "import sys; from diaspora_dw.cli import call; code = call();"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "DATABASE_URL": database.owner_url, "DIASPORA_DW_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (ExitCode.OK, ExitCode.SOURCE_FAILED), done.stderr  # nothing is loaded
    imported = set(done.stderr.split())
    assert "diaspora_dw" in imported
    assert not imported & HEAVY


def test_the_version_is_that_of_the_package(command: CallCommand) -> None:
    done = command("--version", database=None)
    assert (done.code, done.out.strip()) == (0, f"diaspora-dw {__version__}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "--json"),
        ("health", "--json"),
        ("factsheet", "TJK", "--format", "json"),
        ("sql", "select 1 as one", "--format", "json"),
        ("run", "--offline", "--json"),
    ],
    ids=" ".join,
)
def test_standard_output_has_one_json_document_and_nothing_else(
    loaded_copy: Database, here: CallCommand, arguments: tuple[str, ...]
) -> None:
    done = here(*arguments, database=loaded_copy)
    assert done.code == 0, done.err
    json.loads(done.out)


def test_the_result_of_check_is_one_json_document(small: SmallWarehouse, here: CallCommand) -> None:
    done = here("check", "--json", database=small.database)
    assert done.code == 0, done.err
    assert "view_grain" in {finding["check"] for finding in done.json()}


def test_a_failed_run_is_reported_as_json_too(loaded_copy: Database, here: CallCommand) -> None:
    done = here("run", "undesa", "--file", f"undesa={__file__}", "--json", database=loaded_copy)
    document = json.loads(done.out)
    assert done.code == document["exit_code"] == ExitCode.SOURCE_FAILED
    failed = [step for step in document["steps"] if step["outcome"] == "failed"]
    assert [step["source"] for step in failed] == ["undesa"]
    assert failed[0]["error"]
    assert failed[0]["advice"]


QUERY = """
select rank, destination_name, migrants, male_pct, year_date, null as nothing from mart.top_destination
where origin_iso3_code = 'TJK' and year = 2024 and rank <= 2 order by rank
"""


def test_sql_prints_csv_that_a_program_reads(loaded: Database, here: CallCommand) -> None:
    done = here("sql", QUERY, "--format", "csv", database=loaded)
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["destination_name"], row["migrants"], row["year_date"], row["nothing"]) for row in rows] == [
        ("Russian Federation", "415676", "2024-07-01", ""),
        ("Ukraine", "30256", "2024-07-01", ""),
    ]


def test_sql_prints_json_with_numbers_as_numbers_and_null_as_null(
    loaded: Database, here: CallCommand
) -> None:
    (row,) = here(
        "sql",
        "select sum(n) as whole, avg(n) as half from (values (1::bigint), (2)) as t (n)",
        "--format",
        "json",
        database=loaded,
    ).json()
    assert row == {"whole": 3, "half": 1.5}
    rows = here("sql", QUERY, "--format", "json", database=loaded).json()
    assert rows[0]["migrants"] == 415_676
    assert isinstance(rows[0]["male_pct"], float)
    assert rows[0]["nothing"] is None


def test_sql_prints_a_table_for_people(loaded: Database, here: CallCommand) -> None:
    done = here("sql", QUERY, database=loaded)
    assert done.out.splitlines()[0].split() == [
        "rank",
        "destination_name",
        "migrants",
        "male_pct",
        "year_date",
        "nothing",
    ]
    assert "415,676" in done.out


def test_sql_reads_a_file_and_writes_another(loaded: Database, here: CallCommand, tmp_path: Path) -> None:
    query, rows = tmp_path / "query.sql", tmp_path / "rows.csv"
    query.write_text(f"-- the largest\n{QUERY};\n", encoding="utf-8")
    done = here("sql", "--file", str(query), "--format", "csv", "--output", str(rows), database=loaded)
    assert (done.code, done.out) == (0, ""), done.err
    assert rows.read_text(encoding="utf-8").splitlines()[1].startswith("1,Russian Federation,415676,")


def test_sql_reads_standard_input(
    loaded: Database, here: CallCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed(text: bytes) -> Command:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        return here("sql", "-", "--format", "csv", database=loaded)

    assert typed(b"select sum(emigrants) from emigration where year = 2024").out == "sum\n304021813\n"
    assert "standard input cannot be read" in typed(b"select \xff").err


def test_a_query_that_would_change_the_database_is_told_to_be_a_select(
    loaded: Database, here: CallCommand
) -> None:
    refused = here("sql", "create table mine (i int)", database=loaded)
    assert "the query would change the database" in refused.err
    assert "Write a SELECT." in refused.err


@pytest.mark.parametrize(
    ("query", "said"),
    [("select 1; select 2", "several statements"), ("copy (select 1) to stdout", "COPY")],
)
def test_only_one_query_that_returns_rows_is_run(
    loaded: Database, here: CallCommand, query: str, said: str
) -> None:
    refused = here("sql", query, database=loaded)
    assert (refused.code, said in refused.err) == (ExitCode.USAGE, True)


def test_a_query_that_fails_leaves_the_output_file_as_it_is(
    loaded: Database, here: CallCommand, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("kept", encoding="utf-8")
    assert here("sql", "select nothing", "--output", str(path), database=loaded).code == ExitCode.USAGE
    assert path.read_text(encoding="utf-8") == "kept"


def test_countries_lists_codes_names_and_content(loaded: Database, here: CallCommand) -> None:
    listed = {row["iso3_code"]: row for row in here("countries", "--json", database=loaded).json()}
    assert listed["TJK"] == {
        "iso3_code": "TJK",
        "iso2_code": "TJ",
        "country_name": "Tajikistan",
        "entity_type": "country",
        "region_name": "Asia",
        "has_content": True,
    }
    assert not listed["KGZ"]["has_content"]
    shown = here("countries", database=loaded).out
    assert re.search(r"^TJK +TJ +Tajikistan +country +Asia +yes", shown, re.MULTILINE)


@pytest.mark.parametrize(
    "example",
    [example for name in cli.COMMANDS for example in import_module(f"diaspora_dw.cli.{name}").EXAMPLES],
)
def test_every_example_in_the_help_is_accepted(example: str) -> None:
    words = shlex.split(example[example.index("diaspora-dw") :])[1:]
    command = cli.load_command(words[0])
    if hasattr(command, "commands"):
        command, words = command.commands[words[1]], words[1:]
    command.make_context(example, words[1:])


WRONG = {
    "an option that there is not": ("run", "--no-such-option"),
    "a command that there is not": ("no-such-command",),
    "a source that there is not": ("run", "no-such-source"),
    "a check that there is not": ("run", "--accept", "no-such-check"),
    "a file without its source": ("run", "--file", "stock.xlsx"),
    "a file that is not there": ("run", "--file", "undesa=no-such-file.xlsx"),
    "a file for a source of many pages": ("run", "--file", f"worldbank={__file__}"),
    "a file for a source that does not run": ("run", "undesa", "--file", f"worldbank={__file__}"),
    "a country that there is not": ("factsheet", "XYZ"),
    "an origin that is no country": ("factsheet", "ZZZ"),
    "an area without figures of its own": ("factsheet", "Jersey"),
    "no country": ("factsheet",),
    "all factsheets without a folder": ("factsheet", "--all"),
    "all factsheets and one": ("factsheet", "TJK", "--all", "--output", "no-such-folder"),
    "all factsheets in a file": ("factsheet", "--all", "--output", __file__),
    "no query": ("sql",),
    "a query and a file": ("sql", "select 1", "--file", __file__),
    "a query in a file that is not there": ("sql", "--file", "no-such-file.sql"),
    "an output in a folder that is not there": ("sql", "select 1", "--output", "no-such-folder/rows"),
    "a query with a fault": ("sql", "select no_such_column from mart.emigration"),
    "two queries": ("sql", "select 1; select 2"),
    "a statement without columns": ("sql", "select"),
    "a statement without rows": ("sql", "set work_mem = '1MB'"),
    "a statement that writes": ("sql", "delete from dw.dim_year returning year"),
    "a statement that writes into a view": ("sql", "delete from mart.emigration"),
    "a revision that there is not": ("db", "migrate", "9999"),
    "a server of its own where another is given": ("db", "start"),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_wrong_usage_exits_with_2_and_says_what_is_right(
    loaded: Database, here: CallCommand, arguments: tuple[str, ...]
) -> None:
    done = here(*arguments, database=loaded)
    assert done.code == ExitCode.USAGE, done.out + done.err
    assert done.err.strip()
    assert "Traceback" not in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    "arguments",
    [("run",), ("status",), ("check",), ("sql", "select 1"), ("factsheet", "TJK"), ("db", "migrate")],
    ids=" ".join,
)
def test_an_unreachable_database_exits_with_5_and_advice(
    here: CallCommand, arguments: tuple[str, ...]
) -> None:
    nowhere = Database("postgresql://somebody:hush@127.0.0.1:9/nowhere")
    done = here(*arguments, database=nowhere)
    assert done.code == ExitCode.DATABASE_UNREACHABLE
    assert "cannot be reached" in done.err
    assert "No server listens there" in done.err
    assert "Traceback" not in done.err


def test_status_of_a_database_without_a_warehouse_says_how_to_get_one(
    empty_database: Database, here: CallCommand
) -> None:
    done = here("status", database=empty_database)
    assert done.code == ExitCode.DATABASE_UNREACHABLE
    assert "diaspora-dw run" in done.err


@pytest.mark.parametrize(
    ("view", "column"), [("country_profile", "gdp_usd"), ("remittance", "remittances_received_usd")]
)
def test_views_of_another_version_are_an_error_that_says_to_upgrade(
    loaded_copy: Database, here: CallCommand, view: str, column: str
) -> None:
    with loaded_copy.connect("owner") as connection:
        connection.execute(f"alter view mart.{view} rename column {column} to of_before".encode())
    done = here("factsheet", "TJK", database=loaded_copy)
    assert done.code == ExitCode.DATABASE_UNREACHABLE
    assert column in done.err
    assert "another version of diaspora-dw. Run: diaspora-dw db migrate" in done.err


def test_a_setting_that_cannot_be_read_exits_with_2_and_names_it(
    loaded: Database, here: CallCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIASPORA_DW_KEEP_RELEASES", "many")
    done = here("status", database=loaded)
    assert done.code == ExitCode.USAGE
    assert "DIASPORA_DW_KEEP_RELEASES" in done.err
    assert "Traceback" not in done.err


def test_a_query_that_takes_too_long_is_not_wrong_usage(loaded: Database, here: CallCommand) -> None:
    with mock.patch.dict("diaspora_dw.database.READER_SESSION", statement_timeout="1s"):
        done = here("sql", "select pg_sleep(5)", database=loaded)
    assert done.code == ExitCode.DATABASE_UNREACHABLE
    assert "statement timeout" in done.err


def test_debug_shows_where_an_error_comes_from(loaded: Database, command: CallCommand) -> None:
    done = command("--debug", "run", "no-such-source", database=loaded)
    assert "Traceback" in done.err


def test_db_url_is_the_address_that_was_given(loaded: Database, here: CallCommand) -> None:
    assert here("db", "url", database=loaded).out.strip() == loaded.owner_url


def test_migrate_says_that_there_is_nothing_to_do(loaded: Database, here: CallCommand) -> None:
    done: Command = here("db", "migrate", database=loaded)
    assert (done.code, done.out.strip()) == (0, "The schema is up to date.")


def test_check_shows_only_what_it_found_and_exits_with_3_if_that_is_an_error(
    small: SmallWarehouse, here: CallCommand
) -> None:
    with small.database.connect("owner") as connection:
        connection.execute("""
            update dw.fact_indicator
            set country_id = (select country_id from dw.dim_country where iso3_code = 'ZZZ')
            where country_id = 762
        """)
    done = here("check", database=small.database)
    assert done.code == ExitCode.CHECKS_FAILED
    assert "indicator_key_unknown" in done.out
    *lines, last = done.out.splitlines()
    findings = [line for line in lines if not line.startswith("  ")]
    assert all(line.startswith(("error: ", "warning: ")) for line in findings)
    passed, every = map(int, re.findall(r"\d+", last))
    assert every - passed == len(findings) > 0


def test_a_factsheet_is_written_to_a_file(loaded: Database, here: CallCommand, tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    done = here("factsheet", "tjk", "--format", "json", "--output", str(path), database=loaded)
    assert (done.code, done.out) == (0, "")
    assert json.loads(path.read_text(encoding="utf-8"))["country"]["iso3_code"] == "TJK"


def test_all_factsheets_are_written_to_a_folder_once(
    small: SmallWarehouse, here: CallCommand, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "sheets"
    first = here("factsheet", "--all", "--output", str(folder), database=small.database)
    assert first.code == 0, first.err
    written = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert "TJK.txt" in written
    assert "ZZZ.txt" not in written
    assert (folder / "TJK.txt").read_text(encoding="utf-8") == here(
        "factsheet", "TJK", database=small.database
    ).out
    (folder / "TJK.txt").unlink()
    again = here("factsheet", "--all", "--output", str(folder), database=small.database)
    assert f"{len(written)} factsheets, 1 of them new or changed" in again.out
    assert {path.name for path in folder.iterdir() if path.stat().st_mtime_ns != written[path.name]} == {
        "TJK.txt"
    }
