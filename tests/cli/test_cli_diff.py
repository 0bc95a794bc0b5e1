"""`diaspora-dw diff`, called as people call it."""

import pytest

from diaspora_dw import __version__
from diaspora_dw.database import Database
from tests.conftest import CallCommand


def test_diff_shows_the_changes_of_a_country_in_a_later_edition(
    command: CallCommand, loaded: Database
) -> None:
    done = command(
        "diff", "--source", "undesa", "2020", "2024", "--country", "tjk", "--limit", "3", database=loaded
    )

    assert done.code == 0, done.err
    assert "14 added, 126 removed, 47 changed in the years of both" in done.out
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "origin destination year before after difference" in lines
    assert "Tajikistan Germany 2020 32,157 -32,157" in lines


def test_diff_gives_one_json_document(command: CallCommand, loaded: Database) -> None:
    done = command("diff", "--source", "undesa", "2020", "2024", "--limit", "1", "--json", database=loaded)

    document = done.json()
    assert document["previous_edition"] == "2020"
    assert document["edition"] == "2024"
    assert document["between_editions"] is True
    assert document["removed"] == 20_727
    assert document["largest"] == [
        {
            "origin_iso3_code": "ZZZ",
            "origin_name": "Unknown origin",
            "destination_iso3_code": "DEU",
            "destination_name": "Germany",
            "year": 2005,
            "before": 175_481,
            "after": 3_953_583,
            "difference": 3_778_102,
        }
    ]


def test_diff_of_a_release_with_itself_is_empty(command: CallCommand, loaded: Database) -> None:
    done = command("diff", "--source", "worldbank", "2025-07-01", "2025-07-01", database=loaded)
    assert done.code == 0
    assert "0 added, 0 removed, 0 changed" in done.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--source", "undesa", "2019", "2024"), "no edition or release 2019"),
        (("--source", "nobody", "1", "2"), "no source nobody"),
        (("--source", "reference", __version__, __version__), "no figures to compare"),
        (("--source", "undesa", "2020", "2024", "--country", "XY"), "no country 'XY'"),
    ],
)
def test_diff_reports_what_it_cannot_compare(
    command: CallCommand, loaded: Database, arguments: tuple[str, ...], words: str
) -> None:
    done = command("diff", *arguments, database=loaded)
    assert done.code == 2
    assert words in done.err
