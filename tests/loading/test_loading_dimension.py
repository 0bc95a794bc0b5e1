"""Dimensions: rows are added or brought up to date, none is lost and none is written for nothing."""

import uuid

import pandas as pd

from diaspora_dw.database import Connection
from diaspora_dw.loading.dimension import upsert
from diaspora_dw.loading.publish import load, publish
from diaspora_dw.releases.release import History
from diaspora_dw.source import ReleaseTables
from tests.loading.made import candidate_of

Place = tuple[str, str]


def indicators(**names: str) -> pd.DataFrame:
    rows = [{"indicator_code": code, "indicator_name": name} for code, name in names.items()]
    texts = dict.fromkeys(("unit", "description", "publisher", "licence"), "words")
    return pd.DataFrame(rows).assign(**texts)


def held(connection: Connection) -> dict[str, str]:
    return dict(
        connection.execute(
            "select indicator_code, indicator_name from dw.dim_indicator order by 1"
        ).fetchall()
    )


def places(connection: Connection, table: str) -> set[tuple[object, ...]]:
    """Where each row lies: an update moves it."""
    return set(connection.execute(f"select ctid::text, xmin::text from {table}".encode()).fetchall())


def test_rows_are_added_and_known_rows_updated(loader: Connection) -> None:
    upsert(loader, "dw.dim_indicator", indicators(A="one", B="two"))
    upsert(loader, "dw.dim_indicator", indicators(B="changed", C="three"))
    assert held(loader) == {"A": "one", "B": "changed", "C": "three"}


def test_an_unchanged_row_is_not_written(loader: Connection) -> None:
    upsert(loader, "dw.dim_indicator", indicators(A="one", B="two"))
    before = places(loader, "dw.dim_indicator")
    upsert(loader, "dw.dim_indicator", indicators(A="one", B="two"))
    assert places(loader, "dw.dim_indicator") == before


def test_a_table_without_values_is_replaced_by_the_given_rows(loader: Connection) -> None:
    pairs = pd.DataFrame({"area_code": ["935", "935"], "country_id": [762, 860]})
    upsert(loader, "ops.published_area", pairs)
    upsert(loader, "ops.published_area", pairs.iloc[:1])
    assert loader.execute("select area_code, country_id from ops.published_area").fetchall() == [("935", 762)]


def test_known_rows_can_be_left_as_they_are(loader: Connection) -> None:
    upsert(loader, "dw.dim_indicator", indicators(A="one", B="two"))
    upsert(loader, "dw.dim_indicator", indicators(B="as it was once", C="three"), leave_known=True)
    assert held(loader) == {"A": "one", "B": "two", "C": "three"}
    upsert(loader, "ops.published_area", pd.DataFrame({"area_code": ["935"], "country_id": [762]}))
    once = pd.DataFrame({"area_code": ["935", "5500"], "country_id": [860, 860]})
    upsert(loader, "ops.published_area", once, leave_known=True)
    pairs = loader.execute(
        "select area_code, country_id from ops.published_area order by area_code"
    ).fetchall()
    assert pairs == [("5500", 860), ("935", 762)]


def test_missing_values_are_null_and_the_natural_key_finds_a_row_again(loader: Connection) -> None:
    group = {"group_code": ["MINE"], "group_name": ["Mine"], "group_type": ["union"], "source_code": ["made"]}
    upsert(loader, "dw.dim_country_group", pd.DataFrame({**group, "description": [None]}))
    first = loader.execute("select group_id from dw.dim_country_group where group_code = 'MINE'").fetchone()
    upsert(loader, "dw.dim_country_group", pd.DataFrame({**group, "description": ["Words."]}))
    assert loader.execute(
        "select group_id, description from dw.dim_country_group where group_code = 'MINE'"
    ).fetchall() == [(*(first or ()), "Words.")]


def test_readers_see_changed_names_when_the_release_is_published_and_no_sooner(loader: Connection) -> None:
    upsert(loader, "dw.dim_indicator", indicators(A="one"))
    changes = {"dw.dim_indicator": indicators(A="changed", B="new")}
    candidate = candidate_of(ReleaseTables({}, changes))
    history = History.read(loader, candidate.source)
    loaded = load(loader, candidate, history, run_id=uuid.uuid4(), accepted={})
    assert held(loader) == {"A": "one", "B": "new"}
    publish(loader, [loaded])
    assert held(loader) == {"A": "changed", "B": "new"}
