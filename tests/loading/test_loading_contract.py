"""Frames that do not fit their tables are the reader's fault, and the message says where."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from diaspora_dw.errors import ContractError, SourceError
from diaspora_dw.loading.contract import validate_tables
from diaspora_dw.source import ReleaseTables

STOCK, FACTS, TOTALS = "dw.fact_migrant_stock", "dw.fact_indicator", "ops.published_total"
INDICATORS = "dw.dim_indicator"


def sound() -> ReleaseTables:
    stock = pd.DataFrame(
        {
            "origin_id": [762, 762],
            "destination_id": [643, 398],
            "year": [2024, 2024],
            "migrants": pd.array([5, None], dtype="Int64"),
            "male_migrants": pd.array([3, None], dtype="Int64"),
            "female_migrants": pd.array([2, None], dtype="Int64"),
            "data_type": ["BR", None],
            "coverage_note": ["17", None],
        }
    )
    values = pd.DataFrame(
        {"country_id": [762, 762], "indicator_code": "A.B", "year": [2023, 2024], "value": [-1.0, 2.5]}
    )
    totals = pd.DataFrame(
        {
            "series": ["A.B"],
            "destination_code": "WLD",
            "origin_code": "",
            "year": 2024,
            "value": 1.0,
            "male_value": float("nan"),
            "female_value": float("nan"),
        }
    )
    columns = ("indicator_code", "indicator_name", "unit", "description", "publisher", "licence")
    memberships = pd.DataFrame(
        {"group_code": ["WB_ECS"], "group_name": "Europe", "group_type": "region", "country_id": 762}
    )
    return ReleaseTables(
        {STOCK: stock, FACTS: values, TOTALS: totals},
        {INDICATORS: pd.DataFrame({name: ["A.B"] for name in columns})},
        memberships,
        promises={TOTALS: "value >= 0", "memberships": "group_code ~ '^WB_' and group_type in ('region')"},
    )


def frame_of(tables: ReleaseTables, name: str) -> pd.DataFrame:
    found = tables.memberships if name == "memberships" else {**tables.facts, **tables.dimensions}[name]
    assert found is not None
    return found


def test_sound_tables_pass_with_rows_and_without() -> None:
    validate_tables(sound(), "test")
    empty = {name: frame.head(0) for name, frame in sound().facts.items()}
    validate_tables(replace(sound(), facts=empty), "test")


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        (STOCK, "migrants", -1),
        (STOCK, "data_type", "RB"),
        (STOCK, "data_type", "BCIRBCIR"),
        (STOCK, "coverage_note", 17),
        (STOCK, "year", None),
        (STOCK, "origin_id", 70_000),
        (STOCK, "origin_id", 1.5),
        (FACTS, "value", float("nan")),
        (FACTS, "value", float("inf")),
        (FACTS, "value", "many"),
        (FACTS, "indicator_code", "C.D"),
        (TOTALS, "value", -1.0),
        (INDICATORS, "unit", None),
        ("memberships", "group_code", "ECS"),
        ("memberships", "group_type", "continent"),
        ("memberships", "country_id", None),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_table_and_column(
    name: str, column: str, value: Any
) -> None:
    tables = sound()
    frame = frame_of(tables, name)
    if not isinstance(value, int) or column == "coverage_note":
        frame[column] = frame[column].astype(object)
    frame.loc[0, column] = value

    with pytest.raises(ContractError, match=f"edition X: .*{name}: .*{column}") as caught:
        validate_tables(tables, "edition X")
    assert "reader is at fault" in caught.value.advice
    assert not isinstance(caught.value, SourceError)


@pytest.mark.parametrize("name", [STOCK, FACTS, TOTALS, INDICATORS, "memberships"])
def test_a_repeated_key_is_named(name: str) -> None:
    tables = sound()
    frame = frame_of(tables, name)
    frame.loc[len(frame)] = frame.iloc[0]

    with pytest.raises(ContractError, match=f"{name}: 1 repeated keys"):
        validate_tables(tables, "test")


def test_missing_and_unknown_columns_are_named() -> None:
    tables = sound()
    renamed = tables.facts[FACTS].rename(columns={"value": "valeur"})

    with pytest.raises(ContractError, match=r"unknown column valeur; .*missing column value"):
        validate_tables(replace(tables, facts={**tables.facts, FACTS: renamed}), "test")


def test_a_column_that_the_database_fills_in_may_be_missing_from_a_dimension() -> None:
    groups = {
        "group_code": ["EU"],
        "group_name": ["European Union"],
        "group_type": ["organisation"],
        "source_code": ["reference"],
    }
    validate_tables(ReleaseTables({}, {"dw.dim_country_group": pd.DataFrame(groups)}), "test")


def test_a_member_can_come_back_later() -> None:
    memberships = pd.DataFrame(
        {
            "group_code": "EU",
            "country_id": [826, 826],
            "valid_from": [None, date(2030, 1, 1)],
            "valid_to": [date(2020, 1, 31), None],
        }
    )
    validate_tables(ReleaseTables({}, memberships=memberships), "test")
