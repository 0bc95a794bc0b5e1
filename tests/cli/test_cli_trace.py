"""`diaspora-dw trace`, called as people call it, and held against the workbook itself."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from diaspora_dw.database import Database
from tests.conftest import CallCommand


def test_a_figure_is_traced_to_the_cells_where_it_was_published(
    command: CallCommand, loaded: Database, loaded_home: Path
) -> None:
    done = command("trace", "TJK", "DEU", "2020", "--json", database=loaded, home=loaded_home)

    assert done.code == 0, done.err
    traced = done.json()
    assert traced["agrees"] is True
    assert (traced["source"], traced["edition"], traced["is_current"]) == ("undesa", "2020", False)
    assert traced["values"] == {"migrants": 32_157, "male_migrants": 17_468, "female_migrants": 14_689}
    (file,) = traced["files"]
    workbook = openpyxl.load_workbook(BytesIO(Path(file["kept_at"]).read_bytes()), read_only=True)
    cells = [re.fullmatch(r"Table 1!([A-Z]+)(\d+)", place["where"]) for place in traced["places"]]
    (number,) = {int(cell[2]) for cell in cells if cell}
    (row,) = workbook["Table 1"].iter_rows(min_row=number, max_row=number, values_only=True)
    assert "Germany" in row[1]
    assert "Tajikistan" in row[5]
    published = [row[column_index_from_string(cell[1]) - 1] for cell in cells if cell]
    assert published == [place["value"] for place in traced["places"]] == [32_157, 17_468, 14_689]


def test_an_indicator_is_traced_to_the_record_of_its_page(
    command: CallCommand, loaded: Database, loaded_home: Path
) -> None:
    done = command("trace", "TJK", "BX.TRF.PWKR.CD.DT", "2023", database=loaded, home=loaded_home)

    assert done.code == 0, done.err
    assert "Tajikistan, Personal remittances received, 2023" in done.out
    assert "BX.TRF.PWKR.CD.DT-1.json" in done.out
    assert "(TJK, 2023) contains 4,633,754,222.29703" in done.out
    assert "They agree." in done.out


def test_remittances_are_traced_to_their_line(
    command: CallCommand, loaded: Database, loaded_home: Path
) -> None:
    done = command(
        "trace", "TJK", "RUS", "2021", "--remittances", "--json", database=loaded, home=loaded_home
    )

    assert done.code == 0, done.err
    traced = done.json()
    (place,), (file,) = traced["places"], traced["files"]
    line = (
        Path(file["kept_at"])
        .read_text("utf-8-sig")
        .splitlines()[int(place["where"].removeprefix("line ")) - 1]
    )
    assert ",RUS,WB_KNOMAD_BRE," in line
    assert ",WB_KNOMAD_TJK," in line
    assert ",2306.758117," in line
    assert traced["values"] == {"remittances_usd": 2_306_758_117}


@pytest.mark.parametrize(
    ("counted", "cells"),
    [
        ("immigrants", {"Table 1!M205": 16_750_084, "Table 1!U205": 8_375_042, "Table 1!AC205": 8_375_042}),
        ("Population", {"Table 2!L205": 84_552_242, "Table 2!T205": 41_753_037, "Table 2!AB205": 42_799_204}),
    ],
)
def test_immigrants_and_population_are_traced_to_their_tables(
    counted: str, cells: dict[str, int], command: CallCommand, loaded: Database, loaded_home: Path
) -> None:
    done = command("trace", "DEU", counted, "2024", "--json", database=loaded, home=loaded_home)
    assert done.code == 0, done.err
    assert done.json()["source"] == "undesa_destination"
    assert {place["where"]: place["value"] for place in done.json()["places"]} == cells


def test_the_edition_in_use_is_traced_unless_another_is_named(
    command: CallCommand, loaded: Database, loaded_home: Path
) -> None:
    current = command(
        "trace", "tajikistan", "russia", "2020", "--json", database=loaded, home=loaded_home
    ).json()
    earlier = command(
        "trace", "TJK", "RUS", "2020", "--edition", "2020", "--json", database=loaded, home=loaded_home
    ).json()
    assert (current["edition"], current["values"]["migrants"]) == ("2024", 426_230)
    assert (earlier["edition"], earlier["values"]["migrants"]) == ("2020", 466_252)


def test_what_a_trace_says_stands_in_one_column(
    command: CallCommand, loaded: Database, loaded_home: Path
) -> None:
    done = command("trace", "DEU", "immigrants", "2024", database=loaded, home=loaded_home)
    labelled = [re.match(r"  \w+( at)? +", line) for line in done.out.splitlines()[1:-1]]
    assert "  female_immigrants  Table 1!AC205" in done.out
    assert len({found and found.end() for found in labelled}) == 1


def test_migrants_of_unknown_origin_are_traced_by_their_code(
    command: CallCommand, loaded: Database, loaded_home: Path
) -> None:
    done = command("trace", "ZZZ", "DEU", "2020", database=loaded, home=loaded_home)
    assert "Unknown origin to Germany, 2020" in done.out
    assert "contains 3,868,970" in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("TJK", "XXX", "2020"),
            "XXX is not an indicator, immigrants or population, and there is no country 'XXX'",
        ),
        (("TJK", "Jersey", "2020"), "They are part of those of Channel Islands (CHI)."),
        (
            ("TJK", "BX.TRF.PWKR.CD", "2020"),
            "Did you mean BX.TRF.PWKR.CD.DT (Personal remittances received)?",
        ),
        (
            ("TJK", "BX.TRF.PWKR.CD.DT", "2020", "--remittances"),
            "there is no country 'BX.TRF.PWKR.CD.DT'",
        ),
        (("TJK", "emigrants", "2020"), "adds up all emigrants of a country from its corridors"),
        (("TJK", "emigrants", "2022"), "for example: diaspora-dw trace TJK RUS 2024"),
        (("TJK", "inflation", "2020"), "Did you mean FP.CPI.TOTL.ZG"),
        (("Tajikstan", "DEU", "2020"), "Did you mean Tajikistan (TJK)?"),
        (("TJK", "Germny", "2020"), "Did you mean Germany (DEU)?"),
        (("TJK", "DEU", "2021"), "no release has Tajikistan to Germany, 2021"),
        (("TJK", "DEU", "2021"), "Edition 2020 has 1990, 1995, 2000, 2005, 2010, 2015, 2020."),
        (("TJK", "bx.trf.pwkr.cd.dt", "2050"), "Edition 2025-07-01 has 2002–2024."),
        (("TJK", "TUV", "2020"), "There are no figures of any year."),
        (("TJK", "DEU", "2020", "--edition", "2024"), "2024 has no figure of Tajikistan to Germany, 2020"),
    ],
)
def test_trace_reports_what_it_cannot_trace(
    command: CallCommand, loaded: Database, arguments: tuple[str, ...], words: str
) -> None:
    done = command("trace", *arguments, database=loaded)
    assert done.code == 2
    assert words in done.err
