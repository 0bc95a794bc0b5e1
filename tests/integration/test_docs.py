"""Keep the documentation true: its queries run, its commands parse, its links and the tests it names exist."""

import re
import shlex
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from diaspora_dw.cli import COMMANDS, app, load_command
from diaspora_dw.database import Database
from tests.conftest import REPOSITORY

README = REPOSITORY / "README.md"
DOCUMENTS = [README, REPOSITORY / "CONTRIBUTING.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
PAGES = [
    *DOCUMENTS,
    REPOSITORY / "CHANGELOG.md",
    *sorted(path for folder in ("benchmarks", "deploy") for path in (REPOSITORY / folder).rglob("*.md")),
]
LINK = re.compile(r"(?:\]\(|(?:src|href)=\")(?![a-z]+:)([^)#\"\s]*)#?([^)\"\s]*)")
QUERIES = [
    pytest.param(query, id=f"{document.name}-{number}")
    for document in DOCUMENTS
    if document.name != "queries.md"  # tests/integration/test_answers.py compares their answers, too
    for number, query in enumerate(
        re.findall(r"```sql\n((?:select|with)\b.*?)```", document.read_text(), re.DOTALL), start=1
    )
]
FENCED = re.compile(r"^```.*?^```$|(?:^    \S.*\n)+", re.DOTALL | re.MULTILINE)
"""Blocks of code: fenced, or indented by four spaces."""
PLACEHOLDER = re.compile(r"^[A-Z…]+\d?$|^\[.*\]$|^…$")
"""A word that stands for a value, such as SECONDS or [SOURCE…]."""
OPTIONS_OF_PYTEST = {"--postgres"}


def in_blocks(text: str) -> list[str]:
    """Return what follows `diaspora-dw` in blocks of code, up to the end of the command."""
    blocks = "\n".join(FENCED.findall(text))
    return re.findall(r"(?:^|[\s/])diaspora-dw ((?:\"[^\"]*\"|[^\n\"&|#`;)])+)", blocks)


def in_lines(text: str) -> list[str]:
    """Return the code within sentences and tables, without `diaspora-dw` before it."""
    return [code.removeprefix("diaspora-dw ") for code in re.findall(r"`([^`\n]+)`", FENCED.sub("", text))]


def find_command(words: list[str]) -> tuple[Any, list[str]]:
    """Return the command that words call, and its arguments. Raises `LookupError` where there is none."""
    name, *rest = words
    if name not in COMMANDS:
        raise LookupError(f"no command is called {name}")
    command = load_command(name)
    if not hasattr(command, "commands"):
        return command, rest
    if not rest or rest[0] not in command.commands:
        raise LookupError(f"{name} has no command {rest[:1]}")
    return command.commands[rest[0]], rest[1:]


def options_of(command: Any) -> set[str]:
    """Return the names of a command's options."""
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}


def every_command() -> dict[str, Any]:
    """Return all commands by the words that call them."""
    found = {}
    for name in COMMANDS:
        command = load_command(name)
        for inner, leaf in getattr(command, "commands", {None: command}).items():
            found[" ".join(filter(None, (name, inner)))] = leaf
    return found


BLOCKS = sorted({code for document in DOCUMENTS for code in in_blocks(document.read_text())})
LINES = sorted(
    {
        code
        for document in DOCUMENTS
        for code in in_lines(document.read_text())
        if code.split()[0] in COMMANDS and len(code.split()) > 1
    }
)


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_in_the_docs_finds_something(loaded: Database, query: str) -> None:
    with loaded.connect("reader") as connection:
        assert connection.execute(query.encode()).fetchone() is not None


def test_the_docs_show_commands() -> None:
    assert len(BLOCKS) > 15
    assert len(LINES) > 10


@pytest.mark.parametrize("code", BLOCKS)
def test_every_command_in_a_block_of_code_is_accepted_with_its_options(code: str) -> None:
    command, arguments = find_command(shlex.split(code))
    given = ["1" if PLACEHOLDER.match(word) else word for word in arguments]
    with suppress(typer.Exit):  # as --help does
        command.make_context(code, given)


@pytest.mark.parametrize("code", LINES)
def test_every_command_in_a_sentence_exists_with_its_options(code: str) -> None:
    command, arguments = find_command(shlex.split(code))
    named = {word for word in arguments if word.startswith("--")}
    assert named <= options_of(command), f"{code}: no option {named - options_of(command)}"


def test_every_option_in_a_sentence_is_one_of_some_command() -> None:
    known = options_of(get_command(app)).union(*map(options_of, every_command().values()), {"--help"})
    named = {
        code.split()[0].partition("=")[0]
        for document in DOCUMENTS
        for code in in_lines(document.read_text())
        if code.startswith("--")
    }
    assert named - known - OPTIONS_OF_PYTEST == set()


def anchors_of(text: str) -> set[str]:
    """Return the anchors of a page's headings, as Git hosts and the website of the documentation make them."""
    headings = re.findall(
        r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_link_of_a_page_leads_to_a_file_and_to_a_heading_there(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text()):
        file = page.parent / target if target else page
        assert file.exists(), target
        assert not anchor or anchor in anchors_of(file.read_text()), f"{target}#{anchor}"


def test_every_test_that_the_docs_name_exists() -> None:
    faults = REPOSITORY / "tests" / "faults"
    missing = [
        name
        for document in DOCUMENTS
        for name in re.findall(r"[\w/]*test_\w+\.py", document.read_text())
        if not (REPOSITORY / name if "/" in name else faults / name).exists()
    ]
    assert missing == []
