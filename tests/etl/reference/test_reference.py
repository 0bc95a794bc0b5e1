"""The curated countries, groups and sums: complete, consistent, and as the standards have them."""

import csv
from datetime import date
from pathlib import Path

import pycountry
import pytest

from etl.reference.country import countries, country_ids
from etl.reference.group import (
    country_groups,
    group_memberships,
    members_on,
    published_area_names,
    published_areas,
)

M49 = Path(__file__).parents[4] / "shared" / "sources" / "unsd" / "m49.csv"


def members(group: str, day: date) -> set[str]:
    iso3 = {country_id: code for code, country_id in country_ids().items()}
    held = members_on(group_memberships(), day)
    return {iso3[country_id] for country_id in held.loc[held["group_code"] == group, "country_id"]}


def test_a_country_is_listed_once_and_has_an_iso3_code() -> None:
    frame = countries()
    assert frame["country_id"].is_unique
    assert frame["country_name"].is_unique
    assert frame["iso3_code"].is_unique
    assert frame["iso3_code"].notna().all()


def test_an_unknown_origin_has_a_code_that_is_no_iso_code() -> None:
    assert country_ids()["ZZZ"] == 2003
    assert pycountry.countries.get(alpha_3="ZZZ") is None


def test_the_member_and_observer_states_of_the_united_nations_are_the_countries() -> None:
    counted = countries()["entity_type"].value_counts().to_dict()
    assert counted == {"country": 193 + 2, "area": 57, "unknown": 1}


def test_namibias_two_letter_code_is_text() -> None:
    frame = countries().set_index("country_id")
    assert frame.loc[516, "iso2_code"] == "NA"


def test_what_m49_lacks_has_an_id_but_no_m49_code() -> None:
    frame = countries()
    assert set(frame.loc[frame["m49_code"].isna(), "country_id"]) == {412, 2003}
    others = frame.dropna(subset="m49_code")
    assert (others["m49_code"] == others["country_id"]).all()


def test_the_world_banks_codes_for_kosovo_and_the_channel_islands_are_known() -> None:
    assert country_ids()["XKX"] == 412
    assert country_ids()["CHI"] == 830


def test_a_caller_who_changes_the_ids_changes_only_its_own_copy() -> None:
    country_ids().clear()
    assert country_ids()["TJK"] == 762


def test_every_membership_is_of_a_known_country_in_a_known_group_and_has_a_beginning_before_its_end() -> None:
    frame = group_memberships()
    assert set(frame["group_code"]) == set(country_groups()["group_code"])
    assert set(frame["country_id"]) <= set(countries()["country_id"])
    periods = frame.dropna(subset=["valid_from", "valid_to"])
    assert len(periods) > 0
    assert (periods["valid_from"] < periods["valid_to"]).all()
    assert not frame.duplicated(["group_code", "country_id"]).any()


@pytest.mark.parametrize(
    ("group", "day", "size"),
    [
        ("EU", date(2013, 6, 30), 27),
        ("EU", date(2013, 7, 1), 28),
        ("EU28", date(2013, 7, 1), 28),
        ("EU28", date(2020, 1, 31), 28),
        ("EU28", date(2020, 2, 1), 0),
        ("EU", date(2020, 2, 1), 27),
        ("EU", date(1990, 7, 1), 12),
        ("EU27_2020", date(1990, 7, 1), 27),
        ("EEA_2020", date(1990, 7, 1), 30),
        ("EEA", date(1994, 1, 1), 17),
        ("EEA", date(2014, 4, 11), 30),
        ("EEA", date(2014, 4, 12), 31),
        ("EEA", date(2024, 7, 1), 30),
        ("EFTA", date(1972, 12, 31), 8),
        ("EFTA", date(1994, 12, 31), 7),
        ("EFTA", date(1995, 1, 1), 4),
        ("CIS", date(1992, 1, 1), 11),
        ("CIS", date(2009, 8, 17), 12),
        ("CIS", date(2024, 7, 1), 10),
        ("OECD", date(2024, 7, 1), 38),
        ("LDC", date(2012, 12, 18), 49),
        ("LDC", date(2024, 12, 13), 44),
    ],
)
def test_a_group_has_as_many_members_on_a_day_as_its_history_says(group: str, day: date, size: int) -> None:
    assert len(members(group, day)) == size


def test_the_united_kingdom_is_in_the_eu28_until_the_day_it_left() -> None:
    assert "GBR" in members("EU28", date(2020, 1, 31))
    assert "GBR" not in members("EU28", date(2020, 2, 1))


def test_a_country_of_sub_saharan_africa_is_in_its_region_subregion_and_intermediate_region() -> None:
    tanzania = countries().set_index("iso3_code").loc["TZA"]
    assert (tanzania["region_code"], tanzania["subregion_code"], tanzania["intermediate_region_code"]) == (
        2,
        202,
        14,
    )
    for group in ("UN_2", "UN_202", "UN_14"):
        assert "TZA" in members(group, date(2024, 7, 1))


def test_every_sum_with_members_has_a_name_and_only_the_worlds_holds_unknown_origin() -> None:
    frame = published_areas()
    assert set(frame["area_code"]) < set(published_area_names())
    assert frame.loc[frame["country_id"] == 2003, "area_code"].tolist() == ["900"]
    assert not frame.duplicated().any()


def test_a_sum_that_takes_members_out_does_without_them() -> None:
    by_area = published_areas().groupby("area_code")["country_id"].agg(set)
    assert by_area["1835"] == by_area["909"] - by_area["927"]


@pytest.fixture
def m49() -> dict[int, dict[str, str]]:
    if not M49.exists():
        pytest.skip(f"the UN Statistics Division's table is not at {M49}")
    with M49.open(encoding="utf-8", newline="") as file:
        return {int(row["m49_code"]): row for row in csv.DictReader(file)}


def test_codes_and_regions_are_those_of_m49(m49: dict[int, dict[str, str]]) -> None:
    frame = countries().dropna(subset="m49_code")
    assert set(frame["m49_code"]) == set(m49)
    columns = ["region_code", "subregion_code", "intermediate_region_code"]
    for country_id, *codes in frame[["country_id", *columns]].astype(object).itertuples(index=False):
        ours = ["" if code is None else str(code) for code in map(none_if_na, codes)]
        assert ours == [m49[country_id][column] for column in columns], country_id


def none_if_na(code: object) -> object:
    return None if str(code) == "<NA>" else code


def test_the_development_groups_of_mid_2024_are_those_m49_marks(m49: dict[int, dict[str, str]]) -> None:
    marks = {
        "LDC": "least_developed",
        "LLDC": "land_locked_developing",
        "SIDS": "small_island_developing",
    }
    for group, mark in marks.items():
        assert members(group, date(2024, 7, 1)) == {
            row["iso3_code"] for row in m49.values() if row[mark] == "1"
        }
