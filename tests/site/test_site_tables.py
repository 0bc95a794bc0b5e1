"""What the tables of rights, institutions, policies, practices and organisations hold, from the real figures."""

from typing import Any

import pytest

from diaspora_dw.database import Database
from diaspora_dw.site import method, published, sources, tables

Pages = dict[str, Any]


@pytest.fixture(scope="module")
def pages(loaded: Database) -> Pages:
    with loaded.connect("reader") as connection:
        return {
            name: value
            for module in (tables, sources, method, published)
            for name, value in module.payloads(connection)
        }


def row(table: dict[str, Any], iso3: str, key: str) -> dict[str, Any]:
    found = next(row for row in table["rows"] if (row["iso3"], row["key"]) == (iso3, key))
    cells = dict(zip((column["name"] for column in table["columns"]), found["cells"], strict=True))
    return {**found, "cells": cells}


@pytest.mark.parametrize(
    "name", ["right", "dual-citizenship", "institution", "policy", "practice", "organisation"]
)
def test_every_row_has_its_columns_its_source_and_its_footnotes(pages: Pages, name: str) -> None:
    table = pages[f"table/{name}"]
    assert table["rows"]
    assert table["absence"]
    for found in table["rows"]:
        assert len(found["cells"]) == len(table["columns"])
        assert table["sources"][found["source"]][0]
        for number in found["footnotes"]:
            assert table["footnotes"][found["iso3"]][number][0]


def test_a_policy_has_its_period_its_actions_and_the_document_it_rests_on(pages: Pages) -> None:
    concept = row(pages["table/policy"], "TJK", "state-concept-action-plan")
    strategy = row(pages["table/policy"], "TJK", "nds-2030")
    assert strategy["cells"]["period"] == "2016–2030"
    assert strategy["years"] == [2016, 2030]
    assert "1 December 2016, No. 636" in strategy["cells"]["approved_by"]
    assert strategy["footnotes"] == [5]
    _, addresses = pages["table/policy"]["footnotes"]["TJK"][concept["footnotes"][0]]
    assert addresses[0].startswith("https://diaspora.tj/")
    assert row(pages["table/policy"], "TJK", "covid-19-document")["cells"]["actions"]


def test_a_right_from_a_register_says_which_law_it_describes_and_its_date(pages: Pages) -> None:
    table = pages["table/right"]
    german = row(table, "DEU", "dual-citizenship-law")
    text, code = table["sources"][german["source"]]
    assert code == "globalcit"
    assert "1 January 2020" in text
    assert "Later reforms are not in it" in text


def test_every_choice_of_a_filter_finds_a_row(pages: Pages) -> None:
    for name, table in pages.items():
        if name.startswith("table/"):
            for choice in table["filters"]:
                codes = {code for found in table["rows"] for code in found["codes"][choice["name"]]}
                assert codes == {code for code, _ in choice["options"]}


def test_labels_of_columns_are_words(pages: Pages) -> None:
    labels = [
        c["label"] for name, table in pages.items() if name.startswith("table/") for c in table["columns"]
    ]
    assert not [label for label in labels if "_" in label or label.endswith((" label", " text", " name"))]


def test_the_search_finds_entries_by_their_names(pages: Pages) -> None:
    assert [
        "National Development Strategy until 2030",
        "Policy",
        "TJK",
        "#/tables/policy/country=TJK/entry=nds-2030",
    ] in list(map(list, pages["search"]))


def test_a_source_shows_its_editions_and_what_checks_found_in_them(pages: Pages) -> None:
    stock = pages["source/undesa"]
    assert [edition["edition"] for edition in stock["editions"]] == ["Edition 2024", "Edition 2020"]
    assert [edition["is_current"] for edition in stock["editions"]] == [True, False]
    assert any("505 corridors" in text for text in stock["weaknesses"])
    assert pages["source/content"]["editions"][0]["address"] is None


def test_the_method_takes_its_figures_from_the_views(pages: Pages, loaded: Database) -> None:
    with loaded.connect("reader") as connection:
        ((unknown,),) = connection.execute(
            "select sum(unknown_origin) from mart.destination_coverage where is_current and year = 2024"
        )
    assert f"{unknown:,}" in pages["method"]["html"]
    assert "60 of 233" in " ".join(pages["method"]["html"].split())


def test_every_published_view_has_a_page_with_its_columns_and_its_sql(pages: Pages) -> None:
    names = {name for name, _ in pages["data"]}
    assert {name.removeprefix("view/") for name in pages if name.startswith("view/")} == names
    corridor = pages["view/corridor"]
    assert {"name": "migrants", "type": "whole number", "unit": "persons"}.items() <= next(
        column for column in corridor["columns"] if column["name"] == "migrants"
    ).items()
    assert "create or replace view mart.corridor" in corridor["sql"]
