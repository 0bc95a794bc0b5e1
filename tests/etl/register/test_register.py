"""The registers: what comes with the software, against the texts that it was transcribed from."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from diaspora_dw.errors import ContentError
from diaspora_dw.fetching.http import Http
from diaspora_dw.fetching.snapshot import SnapshotStore
from diaspora_dw.loading.contract import validate_tables
from diaspora_dw.source import FetchContext
from etl.reference.country import entities
from etl.register import Registers
from etl.register.tidy import cabinet_posts
from tests.conftest import SHARED

TEXTS = SHARED / "sources" / "registers"
OTHER_NAMES = {"DOM": "The Dominican"}


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    source, store = Registers(), SnapshotStore(tmp_path_factory.mktemp("register"))
    tables = source.transform(source.fetch("bundled", FetchContext(Http(), store, None)), store)
    validate_tables(tables, "register")
    codes = {entity.country_id: entity.iso3_code for entity in entities()}
    return {
        name: frame.assign(iso3_code=frame["country_id"].map(codes)) for name, frame in tables.facts.items()
    }


def texts(name: str) -> list[dict[str, str]]:
    path: Path = TEXTS / name
    if not path.is_file():
        pytest.skip("needs the registers in ../shared")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_posts_are_those_of_the_list(registers: dict[str, pd.DataFrame]) -> None:
    posts, printed = registers["dw.fact_cabinet_post"], texts("diaspora_posts.csv")
    assert (len(posts), posts["country_id"].nunique()) == (28, 25)
    assert sorted(posts["title"]) == sorted(row["title"] for row in printed)


def test_every_number_of_seats_stands_in_the_text_of_its_country(registers: dict[str, pd.DataFrame]) -> None:
    seats = registers["dw.fact_reserved_seat"]
    names = {entity.iso3_code: entity.country_name for entity in entities()} | OTHER_NAMES
    printed = {row["country"]: row["legislative_branch_text"] for row in texts("reserved_seats.csv")}
    assert (len(seats), seats["country_id"].nunique(), len(printed)) == (20, 18, 18)
    for row in seats.itertuples():
        text = printed[names[row.iso3_code]]
        assert re.search(rf"\b{row.total_seats}\b", text), row.iso3_code
        assert re.search(rf"\b{row.seats}\b[^,;]{{0,80}}\b(abroad|diaspora)\b", text), row.iso3_code


def test_an_unknown_country_is_named_with_its_file_and_row() -> None:
    with pytest.raises(ContentError, match=r"posts\.csv: unknown country code: XYZ \(row 3\)"):
        cabinet_posts("posts.csv", b"iso3_code,title,as_of\nALB,Minister,2019-06\nXYZ,Minister,2019-06\n")


def test_both_houses_are_told_apart(registers: dict[str, pd.DataFrame]) -> None:
    seats = registers["dw.fact_reserved_seat"].set_index(["iso3_code", "chamber"])["seats"]
    assert seats["ITA"].to_dict() == {"Senate": 4, "Chamber of Deputies": 8}
    assert seats["ROU"].to_dict() == {"Senate": 2, "Chamber of Deputies": 4}
    assert seats["HRV"].tolist() == [3]
