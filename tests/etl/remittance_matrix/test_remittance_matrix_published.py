"""The matrices as published: the figures that are known come out, and the sums agree."""

from pathlib import Path

import pandas as pd
import pytest

from diaspora_dw.source import ReleaseTables
from etl.reference.country import country_ids
from etl.remittance_matrix import read_file
from etl.remittance_matrix.tidy import FACTS, TOTALS, release_tables

SOURCES = Path(__file__).parents[4] / "shared" / "sources"


@pytest.fixture(scope="module")
def published() -> dict[str, ReleaseTables]:
    """The tables of every published file, by its name."""
    paths = [*sorted((SOURCES / "knomad").glob("*.*")), SOURCES / "data360" / "WB_KNOMAD_BRE.csv"]
    if not paths[-1].is_file() or len(paths) < 11:
        pytest.skip(f"the published matrices are not in {SOURCES}")
    return {path.name: release_tables(read_file(path.read_bytes(), path.name)) for path in paths}


def corridors(tables: ReleaseTables) -> "pd.Series[float]":
    """Millions of US$ by year and the ISO3 codes of the country that sends and the one that receives."""
    codes = {country_id: iso3_code for iso3_code, country_id in country_ids().items()}
    facts = tables.facts[FACTS]
    keys = [facts["year"], facts["destination_id"].map(codes), facts["origin_id"].map(codes)]
    return facts.set_index(keys)["remittances_usd"].sort_index() / 1e6


def test_the_figures_that_are_known_come_out(published: dict[str, ReleaseTables]) -> None:
    found = pd.concat(
        [corridors(tables) for name, tables in published.items() if "2021.xlsx" not in name]
    ).sort_index()
    from_russia = {year: round(found[year, "RUS", "TJK"]) for year in (2010, 2013, 2016, 2018, 2021)}
    assert from_russia == {2010: 1336, 2013: 3197, 2016: 1419, 2018: 1626, 2021: 2307}
    assert round(found[2021, "USA", "MEX"], 2) == 52_595.34
    assert round(found[2021, "USA"].sum(), 2) == 200_216.09


def test_the_workbook_of_2021_has_the_same_figures_as_data360(published: dict[str, ReleaseTables]) -> None:
    workbook, data360 = (
        corridors(published[name]) for name in ("bilateral_remittance_matrix_2021.xlsx", "WB_KNOMAD_BRE.csv")
    )
    assert set(workbook.index) == set(data360.index)
    assert (workbook - data360).abs().max() < 1e-6


def test_the_world_receives_what_the_publisher_sums_up(published: dict[str, ReleaseTables]) -> None:
    with_sums = {name: tables for name, tables in published.items() if "2018" not in name}
    assert published.keys() - with_sums.keys() == {"Bilateralremittancematrix2018Oct2019.csv"}
    for name, tables in with_sums.items():
        totals = tables.facts[TOTALS]
        world = (totals["origin_code"] == "900") & (totals["destination_code"] == "900")
        groups = ~totals["destination_code"].str.isdecimal() & (totals["origin_code"] != "900")
        summed = tables.facts[FACTS]["remittances_usd"].sum() + totals.loc[groups, "value"].sum()
        assert abs(totals.loc[world, "value"].item() - summed) < 3e6, name


def test_withdrawn_figures_are_reported(published: dict[str, ReleaseTables]) -> None:
    withdrawn = {name for name, tables in published.items() if tables.notes}
    assert len(withdrawn) == 4
    assert all("India to Pakistan" in published[name].notes[0] for name in withdrawn)
