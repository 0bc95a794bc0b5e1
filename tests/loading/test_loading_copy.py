"""The text that COPY reads: one spelling for each value, and back from the table unchanged."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from diaspora_dw.database import Connection, Database
from diaspora_dw.loading.copy import CopyText, digest, render
from tests.loading.made import STOCK, TOTALS, stock_tables

COLUMNS = (
    "origin_id",
    "destination_id",
    "year",
    "migrants",
    "male_migrants",
    "female_migrants",
    "data_type",
    "coverage_note",
)


def stock(notes: list[object], data_type: object = "B") -> pd.DataFrame:
    """One row for each note."""
    count = len(notes)
    return pd.DataFrame(
        {
            "origin_id": pd.Series(range(4, 4 + count), dtype="int16"),
            "destination_id": pd.Series([8] * count, dtype="int16"),
            "year": pd.Series([2024] * count, dtype="int16"),
            "migrants": pd.Series([12] * count, dtype="Int64"),
            "male_migrants": pd.Series([None] * count, dtype="Int64"),
            "female_migrants": pd.Series([7] * count, dtype="Int64"),
            "data_type": pd.Series([data_type] * count, dtype=object),
            "coverage_note": pd.Series(notes, dtype=object),
        }
    )


def rendered(frame: pd.DataFrame) -> CopyText:
    return render(STOCK, frame)


def copied(connection: Connection, text: CopyText) -> list[tuple[object, ...]]:
    """The rows of a text after COPY has read them."""
    with connection.transaction(force_rollback=True):
        connection.execute("create temporary table copied (like dw.fact_migrant_stock) on commit drop")
        text.send(connection, sql.Identifier("copied"), 5)
        return connection.execute(
            "select release_id, origin_id, migrants, male_migrants, data_type, coverage_note from copied "
            "order by origin_id"
        ).fetchall()


def test_rows_are_sorted_by_the_key() -> None:
    frame = stock(["a", "b", "c"])
    shuffled = frame.sample(frac=1, random_state=1)[list(reversed(COLUMNS))]
    assert rendered(frame) == rendered(shuffled)
    assert rendered(frame).columns == COLUMNS
    assert rendered(frame).lines[0] == "4\t8\t2024\t12\t\\N\t7\tB\ta"


@pytest.mark.parametrize(
    ("note", "spelt"),
    [
        ("tab\there", "tab\\there"),
        ("line\nbreak", "line\\nbreak"),
        ("return\rhere", "return\\rhere"),
        ("back\\slash", "back\\\\slash"),
        ("\\N", "\\\\N"),
        ("", ""),
        (None, "\\N"),
        (np.nan, "\\N"),
        (("one", 'a "word"', "back\\slash"), '{"one","a \\\\"word\\\\"","back\\\\\\\\slash"}'),
        ("Türkiye – 日本", "Türkiye – 日本"),
    ],
)
def test_copy_reads_every_value_as_it_was(note: object, spelt: str) -> None:
    assert rendered(stock([note])).lines[0].split("\t")[-1] == spelt


@pytest.mark.parametrize(
    ("values", "spelt"),
    [
        (pd.Series([0.1, 1e300, -0.0], dtype="float64"), ["0.1", "1e+300", "-0.0"]),
        (pd.Series([1.0, np.nan, 3.0], dtype="float64"), ["1.0", "\\N", "3.0"]),
        (pd.Series([True, False, None], dtype="boolean"), ["t", "f", "\\N"]),
        (pd.Series([9_007_199_254_740_993, None, -1], dtype="Int64"), ["9007199254740993", "\\N", "-1"]),
    ],
)
def test_numbers_and_booleans_have_one_spelling_each(values: "pd.Series[float]", spelt: list[str]) -> None:
    text = render(
        TOTALS,
        pd.DataFrame(
            {
                "series": "migrant_stock",
                "destination_code": ["1", "2", "3"],
                "origin_code": "900",
                "year": 2024,
                "value": values,
                "male_value": values,
                "female_value": values,
            }
        ),
    )
    assert [line.split("\t")[4] for line in text.lines] == spelt


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=5
    )
)
def test_any_text_is_read_back_from_the_table_unchanged(loader: Connection, notes: list[object]) -> None:
    assert [row[-1] for row in copied(loader, rendered(stock(notes)))] == notes


def test_every_row_has_its_release(loader: Connection) -> None:
    assert copied(loader, rendered(stock(["a", None]))) == [
        (5, 4, 12, None, "B", "a"),
        (5, 5, 12, None, "B", None),
    ]
    assert copied(loader, rendered(stock([]))) == []


def test_the_digest_does_not_depend_on_the_order_of_rows() -> None:
    tables = stock_tables()
    texts = [render(name, frame) for name, frame in tables.items()]
    turned = [render(name, frame.iloc[::-1]) for name, frame in reversed(tables.items())]
    groups = pd.DataFrame({"code": ["a", "b"], "name": ["A", None]})
    assert digest(texts, {"groups": groups}) == digest(turned, {"groups": groups.iloc[::-1]})


@pytest.mark.parametrize(
    ("one", "other"),
    [(["a"], ["b"]), ([None], [""]), ([None], ["\\N"]), (["a", "b"], ["a"]), (["a\tb"], ["a\\tb"])],
)
def test_other_figures_have_another_digest(one: list[object], other: list[object]) -> None:
    assert digest([rendered(stock(one))], {}) != digest([rendered(stock(other))], {})


def test_the_digest_covers_dimensions_too(warehouse: Database) -> None:
    texts = [rendered(stock(["a"]))]
    names = [pd.DataFrame({"code": ["x"], "name": [name]}) for name in ("one", "other")]
    assert len({digest(texts, {"groups": rows}) for rows in names} | {digest(texts, {})}) == 3
