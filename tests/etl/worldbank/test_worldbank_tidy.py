"""From pages to tables, on a handful of figures."""

from pathlib import Path

import pandas as pd
import pytest

from diaspora_dw.errors import ContentError, UsageError
from etl.worldbank import tidy
from etl.worldbank.api import Economy, Series
from etl.worldbank.indicator import read_indicators

NAMIBIA = Economy("NAM", "NA", "SSF", "Sub-Saharan Africa", "LMC", "Lower middle income", "Namibia")
ETHIOPIA = Economy("ETH", "ET", "SSF", "Sub-Saharan Africa", "INX", "Not classified", "Ethiopia")
WORLD = Economy("WLD", "1W", "NA", "Aggregates", "NA", "Aggregates", "World")
ECONOMIES = [NAMIBIA, ETHIOPIA, WORLD]
IDS = {"NAM": 516, "ETH": 231, "TJK": 762}
SERIES = Series(["NAM", "NAM", "ETH", "1W"], [2024, 2023, 2024, 2024], [3.0, None, 0.0, 8000.0])


@pytest.fixture
def figures() -> pd.DataFrame:
    return tidy.figures([("SP.POP.TOTL", SERIES)], ECONOMIES)


def test_years_without_a_figure_have_no_row_and_zero_is_a_figure(figures: pd.DataFrame) -> None:
    assert figures.values.tolist() == [
        ["NAM", "SP.POP.TOTL", 2024, 3.0],
        ["ETH", "SP.POP.TOTL", 2024, 0.0],
        ["WLD", "SP.POP.TOTL", 2024, 8000.0],
    ]


def test_economies_that_the_country_list_lacks_are_all_named() -> None:
    stray = Series(["ZZZ", "NAM", "AAA"], [2024] * 3, [1.0, 1.0, None])
    with pytest.raises(ContentError, match="AAA, ZZZ"):
        tidy.figures([("SP.POP.TOTL", stray)], ECONOMIES)


def test_pages_without_a_single_figure_are_refused() -> None:
    with pytest.raises(ContentError, match="not a single figure"):
        tidy.figures([("SP.POP.TOTL", Series(["NAM"], [2024], [None]))], ECONOMIES)


def test_countries_become_facts_and_aggregates_published_totals(figures: pd.DataFrame) -> None:
    facts = tidy.country_facts(figures, {"NAM": 516, "ETH": 231})
    totals = tidy.published_totals(figures, ["WLD"])

    assert facts.to_dict("records") == [
        {"country_id": 516, "indicator_code": "SP.POP.TOTL", "year": 2024, "value": 3.0},
        {"country_id": 231, "indicator_code": "SP.POP.TOTL", "year": 2024, "value": 0.0},
    ]
    total = totals.iloc[0]
    assert len(totals) == 1
    assert (total["series"], total["destination_code"], total["origin_code"]) == ("SP.POP.TOTL", "WLD", "")
    assert total["value"] == 8000.0
    assert totals[["male_value", "female_value"]].isna().all(axis=None)


def test_an_economy_is_a_member_of_its_region_and_of_its_income_group_if_it_has_one() -> None:
    frame = tidy.memberships([NAMIBIA, ETHIOPIA], IDS)

    assert frame.values.tolist() == [
        ["WB_SSF", "Sub-Saharan Africa", "world_bank_region", 516],
        ["WB_LMC", "Lower middle income", "world_bank_income_group", 516],
        ["WB_SSF", "Sub-Saharan Africa", "world_bank_region", 231],
    ]


def test_countries_that_the_warehouse_does_not_know_are_all_named() -> None:
    strangers = [Economy(code, "", "SSF", "x", "LMC", "x", "x") for code in ("ZZZ", "AAA")]

    assert tidy.country_ids_of([NAMIBIA], IDS) == {"NAM": 516}
    with pytest.raises(ContentError, match="unknown here: AAA, ZZZ"):
        tidy.country_ids_of([NAMIBIA, *strangers], IDS)


def test_two_figures_of_one_economy_and_year_are_refused() -> None:
    repeated = Series(["NAM", "NA"], [2024, 2024], [1.0, 2.0])
    with pytest.raises(ContentError, match=r"several figures of NAM, SP\.POP\.TOTL, 2024"):
        tidy.figures([("SP.POP.TOTL", repeated)], ECONOMIES)


def test_a_country_that_is_listed_twice_is_refused() -> None:
    with pytest.raises(ContentError, match="repeats NAM"):
        tidy.country_ids_of([NAMIBIA, ETHIOPIA, NAMIBIA], IDS)


def test_the_list_that_comes_with_the_software_has_the_fifteen_indicators() -> None:
    listed = read_indicators()

    assert len(listed) == 15
    assert {"BX.TRF.PWKR.CD.DT", "SP.POP.TOTL", "NY.GDP.MKTP.CD"} <= {indicator.code for indicator in listed}


ENTRY = "- {code: A.B, name: n, unit: u, description: d, publisher: p, licence: l}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is invalid"),
        ("[]", "is empty"),
        ("- {code: A.B}", "is invalid"),
        (ENTRY + ENTRY, "repeats A.B"),
        (ENTRY.replace("A.B", "../etc"), "is invalid"),
        (ENTRY.replace("unit: u", "unit: ''"), "is invalid"),
        (ENTRY.replace("unit: u", "unit: u, scale: 3"), "is invalid"),
        ("- [", "is invalid"),
    ],
)
def test_a_list_of_indicators_that_is_not_right_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)

    with pytest.raises(UsageError, match=rf"own\.yaml {said}"):
        read_indicators(path)


def test_the_licence_of_an_indicator_is_cc_by_4_unless_the_list_names_another(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(ENTRY + ENTRY.replace("A.B", "C.D").replace(", licence: l", ""))

    assert [indicator.licence for indicator in read_indicators(path)] == ["l", "CC BY 4.0"]


def test_a_list_of_indicators_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_indicators(tmp_path / "own.yaml")
