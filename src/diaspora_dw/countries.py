"""Finds the country that people mean by a code or a name, and suggests others if there is none."""

import difflib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from psycopg.rows import class_row

from diaspora_dw.database import Connection
from diaspora_dw.errors import UsageError

OTHER_NAMES = {
    "America": "USA",
    "Belorussia": "BLR",
    "Britain": "GBR",
    "Brunei": "BRN",
    "Burma": "MMR",
    "Cape Verde": "CPV",
    "Ceylon": "LKA",
    "Congo-Brazzaville": "COG",
    "Congo-Kinshasa": "COD",
    "DR Congo": "COD",
    "DRC": "COD",
    "East Timor": "TLS",
    "England": "GBR",
    "EL": "GRC",  # Eurostat's code, as is UK
    "Great Britain": "GBR",
    "Holland": "NLD",
    "Ivory Coast": "CIV",
    "Macau": "MAC",
    "Macedonia": "MKD",
    "Micronesia": "FSM",
    "Moldavia": "MDA",
    "Northern Ireland": "GBR",
    "Palestine": "PSE",
    "Persia": "IRN",
    "Russia": "RUS",
    "Scotland": "GBR",
    "Siam": "THA",
    "Swaziland": "SWZ",
    "Turkey": "TUR",
    "UAE": "ARE",
    "UK": "GBR",
    "US": "USA",
    "Upper Volta": "BFA",
    "Vatican": "VAT",
    "Wales": "GBR",
    "Zaire": "COD",
}
"""Names and codes in daily use, and former names, that neither M49 nor pycountry has."""

PUBLISHED_WITHIN = {"GGY": "CHI", "JEY": "CHI"}
"""Areas for which publishers have no figures of their own, and the area that contains them."""

SUGGESTED = 3
LONGEST_CODE = 3


@dataclass(frozen=True)
class Country:
    """A country or area, or the unknown origin."""

    country_id: int
    iso3_code: str
    iso2_code: str | None
    country_name: str
    entity_type: str

    def __str__(self) -> str:
        return f"{self.country_name} ({self.iso3_code})"


def empty_warehouse() -> UsageError:
    """Return the error for a command that needs countries where there are none yet."""
    return UsageError("the warehouse is empty", advice="Run: diaspora-dw run")


def find_country(connection: Connection, words: str) -> Country:
    """Return the country with this ISO 3166 or M49 code, or with this name, in any case and without accents.

    Raises `UsageError` with suggestions if there is none, or if its figures are part of another area's.
    """
    with connection.cursor(row_factory=class_row(Country)) as cursor:
        countries = cursor.execute(
            "select country_id, iso3_code, iso2_code, country_name, entity_type from dw.dim_country"
        ).fetchall()
    if not countries:
        raise empty_warehouse()
    by_code = {country.iso3_code: country for country in countries}
    names = _names(by_code)
    key = _normalize(words)
    if key not in names:
        suggested = dict.fromkeys(names[name] for name in _similar(key, names))
        found = " or ".join(str(by_code[code]) for code in list(suggested)[:SUGGESTED])
        advice = f"Did you mean {found}?" if found else "List the countries: diaspora-dw countries"
        raise UsageError(f"there is no country {words!r}", advice=advice)
    country = by_code[names[key]]
    if area := by_code.get(PUBLISHED_WITHIN.get(country.iso3_code, "")):
        raise UsageError(f"{country} has no figures of its own", advice=f"They are part of those of {area}.")
    return country


def other_names() -> dict[str, list[str]]:
    """Return the names of countries in daily use and in ISO 3166, by ISO 3166 alpha-3 code."""
    import pycountry  # noqa: PLC0415 - a tenth of a second

    names: dict[str, list[str]] = defaultdict(list)
    for known in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            if name := getattr(known, field, None):
                names[known.alpha_3].append(name)
    for name, code in OTHER_NAMES.items():
        names[code].append(name)
    return dict(names)


def _names(by_code: dict[str, Country]) -> dict[str, str]:
    """Return the ISO 3166 alpha-3 code of each code and name, normalized. The warehouse's own come first."""
    names: dict[str, str] = {}
    for code, country in by_code.items():
        number = f"{country.country_id}"
        for name in (code, country.iso2_code, number, number.zfill(3), country.country_name):
            names[_normalize(name or code)] = code
    for code, others in other_names().items():
        if code in by_code:
            for name in others:
                names.setdefault(_normalize(name), code)
    return names


def _similar(key: str, names: dict[str, str]) -> list[str]:
    """Return the names in which a word starts with the key or, if there are none, the one spelled most alike."""
    # Similar codes belong to unrelated countries.
    whole = [name for name in names if len(name) > LONGEST_CODE]
    begun = [name for name in whole if len(key) >= LONGEST_CODE and f" {key}" in f" {name}"]
    return sorted(begun, key=len) or difflib.get_close_matches(key, whole, n=1, cutoff=0.7)


def _normalize(words: str) -> str:
    """Return words in lower case, without accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", words.casefold().replace(".", ""))
    return " ".join(re.findall(r"\w+", "".join(c for c in decomposed if not unicodedata.combining(c))))
