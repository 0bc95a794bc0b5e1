"""The quantitative half of a factsheet: models of the rows of the published views.

A model's fields are the columns that it reads. Its docstring and descriptions go into the JSON Schema.
`factsheet.py` chooses the rows.
"""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from diaspora_dw.database import OTHER_VERSION
from diaspora_dw.errors import DatabaseError

Persons = Annotated[int, Field(description="Persons")]
PerCent = Annotated[float, Field(description="Per cent: 38.42 means 38.42 %")]
Dollars = Annotated[float, Field(description="Current US dollars")]
Year = Annotated[int, Field(description="Calendar year that the figures refer to")]
Edition = Annotated[str, Field(description="Edition of the source that the figures are from")]
Note = Annotated[str, Field(description="What to know before quoting the figure")]

SHOWN_ELSEWHERE = frozenset(
    {
        *("top_destinations", "top_origins", "immigration_edition"),
        *("undesa_population", "undesa_population_year"),
        *("dual_citizenship", "dual_citizenship_since_year", "dual_citizenship_partners"),
        *(
            "dual_citizenship_source",
            "dual_citizenship_as_of_text",
            "dual_citizenship_acceptance",
            "vote_from_abroad",
            "voting_channels",
            "ministerial_institutions",
            "policies_in_force",
        ),
        *(
            "diaspora_organisations",
            "diaspora_organisations_scope",
            "practices",
            "content_edition",
            "content_updated_text",
        ),
    }
)
"""Columns of `mart.country_profile` that other parts of a factsheet show in detail."""


class Row(BaseModel):
    """What all parts share: exactly the fields described, unchanged once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Country(Row):
    """The country and the latest of its figures, each with its year.

    A figure that the view gains, and the rest of the factsheet does not say, becomes an extra field.
    """

    model_config = ConfigDict(extra="allow")

    iso3_code: str
    iso2_code: str | None
    country_name: str
    name_in_sentence: str
    entity_type: str
    region_name: str | None
    subregion_name: str | None
    world_bank_region: str | None
    income_group: str | None
    emigrants_year: Year | None
    emigrants: Persons | None
    unknown_origin_pct: PerCent | None
    coverage_note: str | None
    male_pct: PerCent | None
    female_pct: PerCent | None
    emigrants_pct_of_population: PerCent | None
    emigrants_population_year: Annotated[int, Field(description="Year of the share's denominator")] | None
    remittances_received_usd: Dollars | None
    remittances_received_year: Year | None
    remittances_placeholder_year: (
        Annotated[
            int, Field(description="Latest year for which the World Bank publishes 0 and has no figure")
        ]
        | None
    )
    remittances_received_pct_of_gdp: PerCent | None
    remittances_received_pct_of_gdp_year: Year | None
    remittances_received_usd_of_that_year: Dollars | None
    population: Persons | None
    population_year: Year | None
    gdp_usd: Dollars | None
    gdp_year: Year | None
    gdp_per_capita_ppp: Annotated[float, Field(description="Constant 2021 international dollars")] | None
    gdp_per_capita_ppp_year: Year | None
    net_migration: Annotated[int, Field(description="Persons who came less persons who left")] | None
    net_migration_year: Year | None
    unemployment_pct: PerCent | None
    unemployment_year: Year | None
    inflation_pct: PerCent | None
    inflation_year: Year | None
    emigrants_previous_year: Annotated[int, Field(description="The date that changes are since")] | None
    emigrants_change: Annotated[int, Field(description="Persons")] | None
    emigrants_change_pct: PerCent | None
    emigrants_annual_growth_pct: Annotated[float, Field(description="Per cent a year, on average")] | None
    emigrants_first_year: Annotated[int, Field(description="First date of the edition")] | None
    emigrants_change_since_first_pct: PerCent | None
    destinations: Annotated[int, Field(description="Destinations that count emigrants")] | None
    herfindahl_index: Annotated[float, Field(description="1 if all live in one destination")] | None
    top_destination_pct: PerCent | None
    top_five_destinations_pct: PerCent | None
    foreign_direct_investment_usd: Dollars | None
    foreign_direct_investment_year: Year | None
    remittances_to_foreign_direct_investment_ratio: Dollars | None
    aid_received_usd: Dollars | None
    aid_received_year: Year | None
    remittances_to_aid_ratio: Dollars | None
    stock_edition: Edition | None
    indicator_edition: Edition | None
    indicator_newest_year: (
        Annotated[int, Field(description="Newest year for which that edition has a figure of any country")]
        | None
    )
    remittances_coverage_note: (
        Annotated[str, Field(description="What to know before quoting the remittances received")] | None
    )

    @classmethod
    def read(cls, profile: dict[str, Any]) -> Self:
        """Return the country of a row of `mart.country_profile`.

        Raises `DatabaseError` if the view is that of another version.
        """
        if missing := cls.model_fields.keys() - profile.keys():
            raise DatabaseError(
                f"mart.country_profile has no column {', '.join(sorted(missing))}", advice=OTHER_VERSION
            )
        return cls.model_validate(
            {
                name: value
                for name, value in profile.items()
                if name not in SHOWN_ELSEWHERE and not name.startswith(("eu27_2020_", "eea_", "immigrants"))
            }
        )


class Indicator(Row):
    """The latest value of an indicator that factsheets list."""

    factsheet_label: str
    unit: str
    year: Year
    value: float
    edition: Edition


class Stock(Row):
    """Migrants at mid-year, with their split by sex, which not every source has."""

    year: Year
    male_pct: PerCent | None
    female_pct: PerCent | None
    coverage_note: Note | None
    edition: Edition


class Emigrants(Stock):
    """Emigrants of the country."""

    emigrants: Persons
    male_emigrants: Persons | None
    female_emigrants: Persons | None
    compared_year: Annotated[int, Field(description="Year in which two editions are compared")] | None
    edition_before: Edition | None
    emigrants_before: Persons | None
    emigrants_after: Persons | None
    is_revised: Annotated[bool, Field(description="Whether the two editions disagree in compared_year")]
    unknown_origin_pct: PerCent | None

    @property
    def is_lowered(self) -> bool:
        """Return whether the later edition has the smaller figure; the coverage note says so if it is revised."""
        return (self.emigrants_after or 0) < (self.emigrants_before or 0)


class EmigrationYear(Emigrants):
    """All emigrants of a year."""

    sex_ratio: Annotated[float, Field(description="Men per 100 women")] | None
    population: Persons | None
    population_year: Annotated[int, Field(description="Year of the population")] | None
    emigrants_pct_of_population: PerCent | None


class GroupOfDestinations(Emigrants):
    """Emigrants in a group of countries. The group's name says whose members are meant."""

    group_code: str
    group_name: str
    pct_of_emigrants: PerCent | None

    @property
    def abbreviation(self) -> str:
        """Return what the group is called once its name has been given."""
        return "EU" if self.group_code.startswith("EU27") else self.group_code

    @property
    def name_and_abbreviation(self) -> str:
        """Return the name with its abbreviation: European Union (EU, the 27 members since 2020)."""
        name, bracket, members = self.group_name.partition(" (")
        return f"{name} ({self.abbreviation}{', ' if bracket else ')'}{members}"


class Destination(Stock):
    """A country of destination by its rank."""

    rank: int
    migrants: Persons
    male_migrants: Persons | None
    female_migrants: Persons | None
    unknown_origin_pct: PerCent | None
    destination_iso3_code: str
    destination_name: str
    pct_of_emigrants: PerCent | None


class NetPosition(Row):
    """Immigrants in the country beside its emigrants elsewhere, at mid-year."""

    year: Year
    immigrants: Persons | None
    emigrants: Persons | None
    immigrants_less_emigrants: Annotated[int, Field(description="Persons")] | None
    emigrants_coverage_note: (
        Annotated[str, Field(description="What to know before quoting the emigrants")] | None
    )
    edition: Edition


class DependenceRank(Row):
    """The country's place in a group of countries by remittances received as a share of GDP, the largest first."""

    year: Year
    group_code: str
    group_name: str
    group_type: Annotated[str, Field(description="Kind of group; null for the world")] | None
    remittances_received_pct_of_gdp: PerCent
    rank: int
    ranked_countries: int
    edition: Edition
    coverage_note: Note | None


class ImmigrationYear(Stock):
    """All immigrants of a year; null where only the population is known."""

    immigrants: Persons | None
    male_immigrants: Persons | None
    female_immigrants: Persons | None
    sex_ratio: Annotated[float, Field(description="Men per 100 women")] | None
    population: Persons | None
    population_year: Annotated[int, Field(description="Year of the population")] | None
    immigrants_pct_of_population: PerCent | None
    unknown_origin: Persons | None
    unknown_origin_pct: PerCent | None
    reassessed: (
        Annotated[
            bool, Field(description="Whether the edition estimated the country anew; else it carried it on")
        ]
        | None
    )


class GroupOfOrigins(Stock):
    """Immigrants from a group of countries. The group's name says whose members are meant."""

    group_code: str
    group_name: str
    group_type: str
    immigrants: Persons
    male_immigrants: Persons | None
    female_immigrants: Persons | None
    pct_of_immigrants: PerCent | None
    unknown_origin_pct: PerCent | None


class Origin(Stock):
    """A country of origin of immigrants by its rank."""

    rank: int
    migrants: Persons
    male_migrants: Persons | None
    female_migrants: Persons | None
    unknown_origin_pct: PerCent | None
    origin_iso3_code: str
    origin_name: str
    pct_of_immigrants: PerCent | None


class RemittanceYear(Row):
    """Remittances of a year, beside that year's GDP."""

    year: Year
    remittances_received_usd: Dollars
    remittances_paid_usd: Dollars | None
    gdp_usd: Dollars | None
    remittances_received_pct_of_gdp: PerCent | None
    remittances_received_pct_of_gdp_published: PerCent | None
    remittances_received_per_capita_usd: Dollars | None
    remittances_received_per_emigrant_usd: Dollars | None
    emigrants_coverage_note: (
        Annotated[str, Field(description="What to know before quoting remittances per emigrant")] | None
    )
    coverage_note: Note | None
    edition: Edition


class RemittanceCorridor(Row):
    """Remittances of a year with another country: the result of a model, of the World Bank's or of our own."""

    method: Annotated[str, Field(description="published (by the World Bank) or estimated (with its model)")]
    year: Year
    rank: int
    remittances_usd: Dollars
    edition: Edition
    stock_edition: (
        Annotated[str, Field(description="Edition of the migrant stock that our estimate rests on")] | None
    )
    coverage_note: Note | None


class RemittanceSender(RemittanceCorridor):
    """A country where emigrants live, by what they send."""

    destination_iso3_code: str
    destination_name: str
    destination_name_in_sentence: str
    pct_of_received: PerCent


class RemittanceReceiver(RemittanceCorridor):
    """A country of origin of immigrants, by what they send there."""

    origin_iso3_code: str
    origin_name: str
    origin_name_in_sentence: str
    pct_of_sent: PerCent


class EditionDisagreement(Row):
    """A corridor and year of which two editions say very different things; null is a cell that one lacks."""

    destination_iso3_code: str
    destination_name: str
    year: Year
    edition_before: Edition
    edition_after: Edition
    migrants_before: Persons | None
    migrants_after: Persons | None
    difference: Persons


class Place(Row):
    """The country's place among all countries and areas with figures of the year, and among those of its subregion."""

    year: Year
    measure: Annotated[
        str,
        Field(
            description="emigrants, emigrants_pct_of_population or remittances_received_usd, the largest first"
        ),
    ]
    group_name: Annotated[str, Field(description="World, or the name of the subregion")]
    rank: int
    ranked_countries: int


class Neighbour(Row):
    """A country or area of the same subregion, itself included, in the same year."""

    iso3_code: str
    country_name: str
    year: Year
    emigrants: Persons
    emigrants_pct_of_population: PerCent | None
    coverage_note: Note | None
    edition: Edition


class Source(Row):
    """A release that the factsheet draws on."""

    source_code: str
    edition: Edition
    is_current: Annotated[
        bool, Field(description="Whether the figures are from it; else it is compared with")
    ]
    is_sample: bool
    upstream_updated_at: datetime | None
    retrieved_at: datetime
    url: str
    sha256: str
    licence: str
    licence_url: str | None
    citation: str
