"""The documentation says what is so: its queries run, its commands exist, its links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest

from diaspora_dw.database import Database
from tests.conftest import REPOSITORY, CallCommand

DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
QUERIES = [
    pytest.param(query, id=f"{document.name}-{number}")
    for document in DOCUMENTS
    for number, query in enumerate(
        re.findall(r"```sql\n((?:select|with)\b.*?)```", document.read_text(), re.DOTALL), start=1
    )
]
COMMANDS = sorted(
    {
        tuple(shlex.split(found, comments=True))
        for document in DOCUMENTS
        for found in re.findall(
            r"(?:^|`|/)diaspora-dw ([a-z][a-z-]*(?: [a-z][a-z-]*)?)", document.read_text(), re.MULTILINE
        )
    }
)


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_in_the_docs_finds_something(loaded: Database, query: str) -> None:
    with loaded.connect("reader") as connection:
        assert connection.execute(query.encode()).fetchone() is not None


def test_every_command_in_the_docs_exists(command: CallCommand) -> None:
    known = set(re.findall(r"^│ ([a-z]+) ", command("--help", database=None).out, re.MULTILINE))
    assert known, "the help names no command"
    assert {words[0] for words in COMMANDS} <= known


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
        assert (document.parent / target).exists(), target
