"""The answers in docs/queries.md are those of the database.

They are written by `WRITE_DOCS=1 .venv/bin/python -m pytest tests/integration/test_answers.py`.
"""

import os
import re
from decimal import Decimal

from diaspora_dw.database import Connection, Database
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "queries.md"
QUESTION = re.compile(r"^### .*\?$", re.MULTILINE)
QUERY = re.compile(r"(```sql\n(.*?)```\n)(?:\n(?:\|[^\n]*\n)+)?", re.DOTALL)
"""A query, and the table of its answer below it."""


def answer(connection: Connection, query: str) -> str:
    """Return the rows of a query as a Markdown table, with figures as people write them."""
    cursor = connection.execute(query.encode())
    names = [column.name for column in cursor.description or ()]
    rows = cursor.fetchall()
    assert rows, f"no answer: {query}"
    rules = ["---:" if any(map(_is_figure, values)) else "---" for values in zip(*rows, strict=True)]
    cells = [[_write(name, value) for name, value in zip(names, row, strict=True)] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in (names, rules, *cells))


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _write(column: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() if "year" in column:
            return str(value)
        case float() if abs(value) < 1000:
            return f"{value:.2f}"
        case int() | float() | Decimal():
            return f"{value:,.0f}"
    return str(value).replace("|", r"\|").replace("\n", " ")


def test_the_answers_to_all_questions_are_those_of_the_database(loaded: Database) -> None:
    page = PAGE.read_text(encoding="utf-8")
    with loaded.connect("reader") as connection:
        answered = QUERY.sub(lambda found: f"{found[1]}\n{answer(connection, found[2])}", page)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(answered, encoding="utf-8")
        page = answered
    assert page == answered


def test_every_question_has_an_answer() -> None:
    headings = QUESTION.split(PAGE.read_text(encoding="utf-8"))[1:]
    assert len(headings) >= 30
    assert [text for text in headings if not QUERY.search(text)] == []
