"""The workbooks as published: every sum comes out, and so do the figures that are known."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from diaspora_dw.fetching.snapshot import SnapshotStore
from etl.reference.country import country_ids
from etl.reference.group import group_memberships, members_on, published_areas
from etl.undesa import UndesaStock
from etl.undesa.layout import layouts
from etl.undesa.tidy import FACTS, TOTALS

WORKBOOKS = Path(__file__).parents[4] / "shared" / "sources" / "undesa"
COUNTS = ["migrants", "male_migrants", "female_migrants"]
VALUES = ["value", "male_value", "female_value"]

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tables]:
    source = UndesaStock()
    store = SnapshotStore(tmp_path_factory.mktemp("snapshots"))
    read = {}
    for edition, layout in layouts().items():
        path = WORKBOOKS / Path(layout.path).name
        if not path.exists():
            pytest.skip(f"the published workbook is not at {path}")
        (snapshot,) = source.adopt([path], store)
        assert snapshot.edition == edition
        read[edition] = dict(source.transform(snapshot, store).facts)
    return read


@pytest.mark.parametrize(("edition", "areas"), [("2020", 32), ("2024", 32)])
def test_every_published_sum_is_exactly_the_sum_of_its_members(
    editions: dict[str, Tables], edition: str, areas: int
) -> None:
    stocks, totals = editions[edition][FACTS], editions[edition][TOTALS]
    known = published_areas()
    printed = pd.unique(pd.concat([totals["destination_code"], totals["origin_code"]]))
    assert len(set(printed) & set(known["area_code"])) == areas
    single = pd.Series(sorted({*stocks["destination_id"], *stocks["origin_id"]}), name="country_id")
    members = pd.concat([known, single.to_frame().assign(area_code=single.astype(str).astype(object))])
    destinations = members.rename(columns={"area_code": "destination_code", "country_id": "destination_id"})
    origins = members.rename(columns={"area_code": "origin_code", "country_id": "origin_id"})
    by_destination = (
        stocks.merge(destinations)
        .groupby(["destination_code", "origin_id", "year"], as_index=False)[COUNTS]
        .sum()
    )
    summed = by_destination.merge(origins).groupby(["destination_code", "origin_code", "year"])[COUNTS].sum()
    held = totals.merge(summed.reset_index(), how="left", on=["destination_code", "origin_code", "year"])
    assert len(held) == len(totals) > 70_000
    held = held[
        held["destination_code"].isin(members["area_code"]) & held["origin_code"].isin(members["area_code"])
    ]
    for value, count in zip(VALUES, COUNTS, strict=True):
        differing = held[held[value] != held[count].fillna(0)]
        assert differing.empty, differing.head()


@pytest.mark.parametrize(
    ("edition", "year", "migrants", "men"),
    [
        ("2024", 1990, 153_916_063, 77_772_082),
        ("2024", 2024, 304_021_813, 158_009_795),
        ("2020", 2020, 280_598_105, 145_655_844),
    ],
)
def test_the_world_has_as_many_migrants_as_published(
    editions: dict[str, Tables], edition: str, year: int, migrants: int, men: int
) -> None:
    stocks = editions[edition][FACTS]
    world = stocks[stocks["year"] == year]
    assert (world["migrants"].sum(), world["male_migrants"].sum()) == (migrants, men)


@pytest.fixture
def tajiks(editions: dict[str, Tables]) -> pd.DataFrame:
    stocks = editions["2024"][FACTS]
    return stocks[(stocks["origin_id"] == 762) & (stocks["year"] == 2024)].set_index("destination_id")


def test_tajikistans_emigrants_are_those_of_the_factsheet(tajiks: pd.DataFrame) -> None:
    assert tajiks["migrants"].sum() == 514_478
    assert round(100 * tajiks["male_migrants"].sum() / tajiks["migrants"].sum(), 1) == 57.4


def test_tajikistans_five_main_destinations_are_those_of_the_factsheet(tajiks: pd.DataFrame) -> None:
    five = tajiks["migrants"].sort_values(ascending=False).head(5)
    codes = [country_ids()[code] for code in ("RUS", "UKR", "KAZ", "TUR", "UZB")]
    assert five.to_dict() == dict(zip(codes, [415_676, 30_256, 27_922, 11_341, 11_339], strict=True))


@pytest.mark.parametrize(("group", "men_pct"), [("EEA", 47.37), ("EU27_2020", 47.83)])
def test_men_among_tajiks_in_the_eea_and_the_eu_are_as_many_as_published(
    tajiks: pd.DataFrame, group: str, men_pct: float
) -> None:
    held = members_on(group_memberships(), date(2024, 7, 1))
    within = tajiks[tajiks.index.isin(held.loc[held["group_code"] == group, "country_id"])]
    assert round(100 * within["male_migrants"].sum() / within["migrants"].sum(), 2) == men_pct


def test_germanys_tajiks_are_in_the_edition_of_2020_and_gone_from_that_of_2024(
    editions: dict[str, Tables],
) -> None:
    def in_germany(edition: str) -> pd.DataFrame:
        stocks = editions[edition][FACTS]
        return stocks[
            (stocks["origin_id"] == 762) & (stocks["destination_id"] == 276) & (stocks["year"] == 2020)
        ]

    assert in_germany("2020")["migrants"].tolist() == [32_157]
    assert in_germany("2024").empty
