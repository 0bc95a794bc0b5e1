"""Countries are found by what people call them."""

import pytest

from diaspora_dw.countries import find_country
from diaspora_dw.database import Database
from diaspora_dw.errors import UsageError


def find(database: Database, words: str) -> str:
    """Return the code of the country that words name."""
    with database.connect("reader") as connection:
        return find_country(connection, words).iso3_code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("TJK", "TJK"),
        ("tj", "TJK"),
        ("tajikistan", "TJK"),
        ("762", "TJK"),
        ("004", "AFG"),
        ("Germany", "DEU"),
        ("UK", "GBR"),
        ("Ivory Coast", "CIV"),
        ("Czech Republic", "CZE"),
        ("Zaire", "COD"),
        ("U.K.", "GBR"),
        ("United Kingdom", "GBR"),
        ("Turkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Cote d'Ivoire", "CIV"),
        ("south korea", "KOR"),
        ("Russia", "RUS"),
        ("Hong Kong", "HKG"),
        ("xk", "XKX"),
        ("Kosovo", "XKX"),
        ("Channel Islands", "CHI"),
        ("Guinea", "GIN"),
        ("unknown origin", "ZZZ"),
    ],
)
def test_a_code_or_a_name_finds_the_country(loaded: Database, words: str, code: str) -> None:
    assert find(loaded, words) == code


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("tajikstan", "Did you mean Tajikistan (TJK)?"),
        ("GER", "Did you mean Germany (DEU)?"),
        (
            "Virgin Islands",
            "Did you mean United States Virgin Islands (VIR) or British Virgin Islands (VGB)?",
        ),
        ("Jersey", "They are part of those of Channel Islands (CHI)."),
        ("GG", "They are part of those of Channel Islands (CHI)."),
        ("XYZ", "List the countries: diaspora-dw countries"),
        ("EU", "List the countries: diaspora-dw countries"),
        ("", "List the countries: diaspora-dw countries"),
    ],
)
def test_what_is_no_country_is_refused_with_the_likeliest(loaded: Database, words: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        find(loaded, words)
    assert caught.value.advice == advice


def test_every_country_is_found_by_its_code_and_by_its_name(loaded: Database) -> None:
    with loaded.connect("reader") as connection:
        rows = connection.execute(
            "select iso3_code, country_name from mart.country where iso3_code not in ('GGY', 'JEY')"
        ).fetchall()
        for code, name in rows:
            assert (
                find_country(connection, code).iso3_code == find_country(connection, name).iso3_code == code
            )


def test_an_empty_warehouse_says_what_to_run(database: Database) -> None:
    with pytest.raises(UsageError, match="the warehouse is empty"):
        find(database, "TJK")
