"""The facts of UN DESA's stock by destination: immigrants and population of each country."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from diaspora_dw.schema.base import BY_RELEASE, Big, CountryKey, ReleaseKey, Star, YearKey

COUNTRY = "Country or area: key into dim_country."
YEAR = "Calendar year; the figures are of 1 July."
RELEASE = "Key of the release that the row belongs to."
GRAIN = "in every loaded release: filter by release_id before adding up. Grain: country_id, year, release_id."


class FactImmigrantStock(Star):
    """Migrants of all origins living in a country at mid-year, according to one release."""

    __tablename__ = "fact_immigrant_stock"
    __table_args__ = (
        CheckConstraint(
            "immigrants >= 0 and male_immigrants >= 0 and female_immigrants >= 0", name="counts_not_negative"
        ),
        CheckConstraint("data_type ~ '^B?C?I?R?$'", name="data_type_letters"),
        {
            "schema": "dw",
            "comment": f"Immigrants of each country at mid-year as published, of all origins, {GRAIN}",
            **BY_RELEASE,
        },
    )

    country_id: Mapped[CountryKey] = mapped_column(comment=COUNTRY)
    year: Mapped[YearKey] = mapped_column(comment=YEAR)
    release_id: Mapped[ReleaseKey] = mapped_column(comment=RELEASE)
    immigrants: Mapped[Big | None] = mapped_column(comment="Immigrants of both sexes. Unit: persons.")
    male_immigrants: Mapped[Big | None] = mapped_column(comment="Male immigrants. Unit: persons.")
    female_immigrants: Mapped[Big | None] = mapped_column(comment="Female immigrants. Unit: persons.")
    data_type: Mapped[str | None] = mapped_column(
        String(4),
        comment="What the country counts: B foreign-born, C foreign citizens, I imputed, R refugees added.",
    )
    coverage_note: Mapped[str | None] = mapped_column(
        comment="The publisher's notes on the country's data, by number."
    )


class FactPopulation(Star):
    """The population of a country at mid-year, according to one release."""

    __tablename__ = "fact_population"
    __table_args__ = (
        CheckConstraint(
            "population >= 0 and male_population >= 0 and female_population >= 0", name="counts_not_negative"
        ),
        {
            "schema": "dw",
            "comment": f"Population of each country at mid-year as published with the migrant stock, {GRAIN}",
            **BY_RELEASE,
        },
    )

    country_id: Mapped[CountryKey] = mapped_column(comment=COUNTRY)
    year: Mapped[YearKey] = mapped_column(comment=YEAR)
    release_id: Mapped[ReleaseKey] = mapped_column(comment=RELEASE)
    population: Mapped[Big | None] = mapped_column(comment="Population of both sexes. Unit: persons.")
    male_population: Mapped[Big | None] = mapped_column(comment="Male population. Unit: persons.")
    female_population: Mapped[Big | None] = mapped_column(comment="Female population. Unit: persons.")
